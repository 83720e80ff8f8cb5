"""From a request and its evidence to a plan that holds, or to why there is none.

Solve, verify, exclude what offends and solve again; only what the verifier passes is handed out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from planning.days import itinerary
from planning.days.taste import Wanted
from planning.frame import Frame, back_in_time, frames
from planning.plan import clash, papers, relax
from planning.plan.bought import bought, explained, missing_from
from planning.plan.edits import Reading, read
from planning.plan.rearrange import unhonoured
from planning.plan.standing import heeded, kept_back, settled, standing_after
from planning.price import Purse, ceiling
from planning.select import EVERYTHING, Choice, Selection, Steer
from planning.verify import verify
from travel.booking import Offer
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Outcome, Violation
from travel.request import TripRequest
from travel.turn import Edit

ROUNDS = 6


def plan(
    request: TripRequest,
    evidence: Evidence,
    *,
    now: datetime,
    currency: str,
    edits: tuple[Edit, ...] = (),
    previous: Itinerary | None = None,
    seed: int = 0,
    held: tuple[Offer, ...] = (),
    standing: tuple[Edit, ...] = (),
    explain: bool = True,
) -> Outcome:
    """A plan that the verifier passes, its total in `currency`; else the nearest and, to `explain`, ways out.

    `held` are offers that are bought: a plan without one of them isn't one. `standing` are edits of
    earlier turns that still hold. Ways out are solved, each of them, and take seconds.
    """
    purse = Purse(currency, evidence.rates)
    if previous is not None:
        edits = settled(edits, previous, evidence)
    solver = solver_for(
        request, evidence,
        now=now, purse=purse, seed=seed, held=held, previous=previous,
        standing=standing_after(standing, edits) if previous is not None else standing,
    )  # fmt: skip
    if not solver.frames:
        return Outcome(violations=(_undated(request),))
    if papers.too_short(request, solver.frames):
        renewed = papers.renewed(request)
        outcome = plan(
            renewed, evidence, now=now, currency=currency, edits=edits, previous=previous,
            seed=seed, held=held, standing=standing,
        )  # fmt: skip
        nearest = outcome.itinerary or outcome.nearest
        found = solver.verified(nearest) if nearest else ()
        return papers.clashing(request, solver.frames, outcome, found, solver.back_in_time())
    reading = read(edits, previous, request, purse, seed, solver.evidence, standing)
    outcome = _kept(_planned(solver, reading, scrape=previous is None, explain=explain), held)
    if previous is None or outcome.itinerary is None:
        return outcome
    unmet = tuple(_explained(outcome.unmet, edits, standing, previous))
    undone = tuple(unhonoured(edits, outcome.itinerary, previous))
    return outcome.model_copy(update={"unmet": (*unmet, *undone)})


def solver_for(
    request: TripRequest, evidence: Evidence, *,
    now: datetime, purse: Purse, seed: int, held: tuple[Offer, ...],
    standing: tuple[Edit, ...], previous: Itinerary | None,
) -> "Solver":  # fmt: skip
    """With nothing on offer that competes with what is bought or to be kept."""
    if previous is not None:
        evidence = heeded(evidence, standing, previous)
    ids = frozenset(offer.id for offer in held)
    on_offer = evidence.merged(bought(held))
    return Solver(request, on_offer, frames(request), now=now, purse=purse, seed=seed, held=ids)


def _explained(
    unmet: tuple[Violation, ...],
    edits: tuple[Edit, ...],
    standing: tuple[Edit, ...],
    previous: Itinerary,
) -> Iterator[Violation]:
    """An edit of what is kept came to nothing because it is."""
    locks = kept_back(edits, standing, previous)
    for each in unmet:
        if each.rule.startswith("edit.") and locks:
            yield from locks
        else:
            yield each


def _planned(solver: "Solver", reading: Reading, *, scrape: bool, explain: bool) -> Outcome:
    found = solver.follow(reading)
    if found is not None:
        return found
    scraped = solver.scraped() if scrape else None
    if scraped is not None and scraped.plan is not None:
        return solver.outcome(scraped.plan, None)
    missing = solver.selection.shortfalls() if solver.buys else ()
    if missing:
        ways = relax.ways(solver, ()) if explain else relax.Ways()
        return Outcome(violations=missing, relaxations=ways.relaxations)
    nearest, violations = solver.nearest(reading)
    if nearest is not None and not violations:
        return solver.outcome(nearest, None)
    core = clash.minimal(solver) if explain else ()
    ways = relax.ways(solver, core) if explain else relax.Ways()
    return Outcome(
        nearest=nearest,
        violations=violations or (_impossible(),),
        relaxations=ways.relaxations,
        clash=tuple(clash.clashing(solver.request, name) for name in core),
        out_of_reach=ways.out_of_reach,
    )


@dataclass(frozen=True)
class Attempt:
    """A plan as far as it got."""

    plan: Itinerary | None
    violations: tuple[Violation, ...] = ()

    @property
    def holds(self) -> bool:
        return self.plan is not None and not self.violations


class Solver:
    """One request over one evidence, solved as often as asked."""

    def __init__(
        self, request: TripRequest, evidence: Evidence, frames: tuple[Frame, ...], *,
        now: datetime, purse: Purse, seed: int, held: frozenset[str] = frozenset(),
    ) -> None:  # fmt: skip
        self.request, self.evidence, self.frames = request, evidence, frames
        self.now, self.purse, self.seed, self.held = now, purse, seed, held
        self.selection = Selection(request, evidence, frames, now=now, purse=purse, held=held)
        self.last = Attempt(None)  # the best that failed

    @property
    def buys(self) -> bool:
        """Whether the request is for offers, not for days alone."""
        return self.request.intent in ("trip", "flight", "stay")

    def for_request(self, request: TripRequest, laid: tuple[Frame, ...] | None = None) -> "Solver":
        """The same for a changed request."""
        fitting = frames(request) if laid is None else laid
        return Solver(
            request, self.evidence, fitting,
            now=self.now, purse=self.purse, seed=self.seed, held=self.held,
        )  # fmt: skip

    def back_in_time(self) -> Itinerary | None:
        """The plan of an end for which the passports last, where there is one."""
        earlier = back_in_time(self.request)
        if earlier is None:
            return None
        attempt = self.for_request(earlier).attempt(Steer(), Wanted(seed=self.seed))
        return attempt.plan if attempt.holds else None

    def follow(self, reading: Reading) -> Outcome | None:
        """The first search that comes to a plan."""
        for index, steer in enumerate(reading.steers):
            attempt = self._best(steer, reading)
            if attempt.holds and attempt.plan is not None:
                given_up = index == len(reading.steers) - 1 and reading.unmet is not None
                return self.outcome(attempt.plan, reading.unmet if given_up else None)
        return None

    def _best(self, steer: Steer, reading: Reading) -> Attempt:
        """Of days that serve alike, those with the most to see and the least time on the way."""
        attempts = [self.attempt(steer, each) for each in (reading.wanted, *reading.others)]
        holding = [(each.plan, each) for each in attempts if each.holds and each.plan]
        if not holding:
            return attempts[0]
        return min(holding, key=lambda pair: (reading.undone(pair[0]), *_toil(pair[0])))[1]

    def outcome(self, plan: Itinerary, unmet: Violation | None) -> Outcome:
        return Outcome(itinerary=plan, unmet=(*self._unmet(plan), *((unmet,) if unmet else ())))

    def solved(self) -> Attempt:
        """The best plan, without regard to one before."""
        attempt = self.attempt(Steer(), Wanted(seed=self.seed))
        return attempt if attempt.holds else self.scraped() or attempt

    def scraped(self) -> Attempt | None:
        """A plan of the cheapest offers, which leaves the most for tickets; None where money isn't short."""
        if not self.buys or not any(budget.hard for budget in self.request.budgets):
            return None
        attempt = self.attempt(Steer(frugal=True), Wanted(seed=self.seed))
        return attempt if attempt.holds else None

    def attempt(self, steer: Steer, wanted: Wanted, first: Choice | None = None) -> Attempt:
        """Solve and verify, leaving out what offends, until it holds or the rounds are used up.

        `first` is the best choice under the steer where that is known already.
        """
        attempt = Attempt(None)
        for _ in range(ROUNDS):
            plan, first = self.solve(steer, wanted, first), None
            if plan is None:
                break
            attempt = Attempt(plan, self.verified(plan))
            if not attempt.violations:
                return attempt
            self._remember(attempt)
            steer, wanted, changed = _excluding(attempt, steer, wanted)
            if not changed:
                break
        return attempt

    def _remember(self, attempt: Attempt) -> None:
        if self.last.plan is None or len(attempt.violations) < len(self.last.violations):
            self.last = attempt

    def verified(self, plan: Itinerary) -> tuple[Violation, ...]:
        return verify(plan, self.request, self.evidence, now=self.now)

    def solve(self, steer: Steer, wanted: Wanted, choice: Choice | None = None) -> Itinerary | None:
        """The best plan under a steer, unverified."""
        if not self.buys:
            return self._laid(self.frames[0], None, wanted)
        choice = choice or self.selection.best(steer)
        return None if choice is None else self._laid(choice.frame, choice, wanted)

    def _laid(self, frame: Frame, choice: Choice | None, wanted: Wanted) -> Itinerary:
        allowance = self._allowance(frame, choice)
        limits = [each for each in (allowance, wanted.allowance) if each is not None]
        wanted = replace(wanted, allowance=min(limits) if limits else None)
        return itinerary(
            self.request, self.evidence, frame, choice, purse=self.purse, wanted=wanted
        )

    def _allowance(self, frame: Frame, choice: Choice | None) -> float | None:
        limit = ceiling(self.request, "trip", (frame.end - frame.start).days, self.purse)
        if limit is None or choice is None:
            return limit
        return max(0.0, limit - choice.cost)

    def nearest(self, reading: Reading) -> tuple[Itinerary | None, tuple[Violation, ...]]:
        """The plan that breaks as little as possible, and what it breaks."""
        loose = replace(reading.steers[-1], elastic=EVERYTHING)
        attempt = self.attempt(loose, reading.wanted)
        if attempt.holds:
            return attempt.plan, ()
        best = self.last if self.last.plan is not None else attempt
        return best.plan, best.violations

    def _unmet(self, plan: Itinerary) -> tuple[Violation, ...]:
        """What the verifier would object to if soft wishes were hard."""
        soft = [w for w in self.request.wishes if not w.hard]
        loose = [b for b in self.request.budgets if not b.hard]
        if not soft and not loose:
            return ()
        strict = self.request.model_copy(
            update={
                "wishes": tuple(w.model_copy(update={"hard": True}) for w in self.request.wishes),
                "budgets": tuple(b.model_copy(update={"hard": True}) for b in self.request.budgets),
            }
        )
        return verify(plan, strict, self.evidence, now=self.now)


def _toil(plan: Itinerary) -> tuple[int, int]:
    items = [item for _, item in plan.items()]
    seen = sum(item.kind == "sight" for item in items)
    return -seen, sum(item.travel_minutes for item in items)


def _kept(outcome: Outcome, held: tuple[Offer, ...]) -> Outcome:
    """Nothing where a plan would go without what is bought."""
    plan = outcome.itinerary
    if plan is None:
        return outcome
    if lost := missing_from(plan, held):
        return Outcome(nearest=plan, violations=lost)
    return outcome.model_copy(update={"unmet": explained(outcome.unmet, held)})


def _excluding(attempt: Attempt, steer: Steer, wanted: Wanted) -> tuple[Steer, Wanted, bool]:
    """What offends, left out of the next round."""
    assert attempt.plan is not None
    unforeseen = tuple(v for v in attempt.violations if not _foreseen(v, steer))
    offers = set(_offers(attempt.plan, unforeseen))
    sights = set(_sights(attempt.plan, unforeseen))
    fresh = (offers - steer.banned) | (sights - wanted.banned)
    return (
        replace(steer, banned=steer.banned | offers),
        replace(wanted, banned=wanted.banned | sights),
        bool(fresh),
    )


def _foreseen(violation: Violation, steer: Steer) -> bool:
    """Whether the search gave the wish up knowingly."""
    return violation.wish in steer.elastic or violation.rule in steer.elastic


def _offers(plan: Itinerary, violations: tuple[Violation, ...]) -> Iterator[str]:
    names = {
        **{offer.id: offer.id for offer in (*plan.flights, *plan.grounds, *plan.stays)},
        **{stay.name: stay.id for stay in plan.stays},
        **{
            segment.number: offer.id
            for offer in plan.flights
            for each in offer.slices
            for segment in each.segments
        },
    }
    for violation in violations:
        if violation.subject in names:
            yield names[violation.subject]


def _sights(plan: Itinerary, violations: tuple[Violation, ...]) -> Iterator[str]:
    names = {
        key: item.ref
        for _, item in plan.items()
        if item.kind in ("sight", "meal")
        for key in (item.name, item.ref)
    }
    for violation in violations:
        if violation.subject in names:
            yield names[violation.subject]


def _undated(request: TripRequest) -> Violation:
    slot = next(iter(request.missing()), "dates")
    return Violation(
        rule=f"request.{slot}",
        subject=slot,
        detail=f"The {slot} of the trip isn't known.",
        wish="dates" if slot == "dates" else "",
    )


def _impossible() -> Violation:
    return Violation(
        rule="offers.none",
        subject="trip",
        detail="What is on offer doesn't combine into a trip.",
    )
