"""Three ways to do one trip that truly differ: the cheapest, the fastest and the best.

Each is solved with an objective of its own and verified: "best" by the utility of `planning.price`,
"fastest" with every minute from door to door at `A_MINUTE`, which no fare makes up for, "cheapest" by money
alone. Two plans are the same where one travels and sleeps alike, whatever one sees. Where that leaves fewer than
three, the next best one is looked for that differs in something a person cares about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time
from decimal import Decimal

from planning.days.taste import Wanted
from planning.doors import travel_minutes
from planning.plan import Solver, solver_for
from planning.plan.bought import missing_from
from planning.plan.edits import read
from planning.plan.sacrifices import Figures, figures, sacrifices
from planning.price import Purse
from planning.select import Choice, Steer, chosen_slices
from planning.select.legs import goes
from travel.alternatives import ROLES, Alternative, Alternatives, Difference, Role
from travel.booking import Offer
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.places import Airport
from travel.request import TripRequest
from travel.turn import Edit

MOST = 3
A_MINUTE = 20.0  # euros, for the whole party
TRIES = 4  # of plans that are there for a difference, in all
NOON = time(12)
WITH_ALTERNATIVES = ("trip", "flight", "stay")

Identity = tuple[frozenset[object], frozenset[object]]


def alternatives(
    request: TripRequest,
    evidence: Evidence,
    *,
    now: datetime,
    currency: str,
    previous: Itinerary | None = None,
    seed: int = 0,
    held: tuple[Offer, ...] = (),
    standing: tuple[Edit, ...] = (),
) -> Alternatives:
    """At most three plans that the verifier passes, in the order of `ROLES`; none where there is no plan.

    What is bought (`held`) and what is to be kept (`standing`) is in each; `previous` lends its days.
    """
    if request.intent not in WITH_ALTERNATIVES:
        return Alternatives()
    purse = Purse(currency, evidence.rates)
    kept = {edit.target for edit in standing if edit.kind == "keep"}
    if previous is not None and kept & {"flight", "trip"}:
        evidence = _flown_as_before(evidence, previous)
    solver = solver_for(
        request, evidence,
        now=now, purse=purse, seed=seed, held=held, standing=standing, previous=previous,
    )  # fmt: skip
    if not solver.frames:
        return Alternatives()
    wanted = read((), previous, request, purse, seed, solver.evidence, standing).wanted
    found = _Search(solver, wanted, held, previous).found()
    plans = _compared(found, request, dict(evidence.airports))
    return Alternatives(plans=plans, bound=bool(held) or bool(kept))


def _flown_as_before(evidence: Evidence, previous: Itinerary) -> Evidence:
    """Without flights on other days, that an edit of the dates might lead to."""
    mine = set(chosen_slices(previous.flights, ()))
    flights = (each for each in evidence.flights if set(chosen_slices((each,), ())) <= mine)
    return evidence.model_copy(update={"flights": tuple(flights)})


@dataclass(frozen=True)
class Candidate:
    """`aim` is what it was solved for."""

    plan: Itinerary
    unmet: tuple[Violation, ...]
    aim: Role
    difference: Difference | None = None


class _Search:
    def __init__(
        self, solver: Solver, wanted: Wanted, held: tuple[Offer, ...], previous: Itinerary | None
    ) -> None:
        self.solver, self.wanted, self.held, self.previous = solver, wanted, held, previous
        self.euro = solver.purse.euro
        self.mine: list[Candidate] = []

    def found(self) -> list[Candidate]:
        if not self._add(Steer(), "best"):
            return []
        if self.solver.request.intent != "stay":
            self._add(Steer(minute_worth=A_MINUTE * self.euro), "fastest")
        tickets = min(paid_for_days(each.plan, self.solver.purse) for each in self.mine)
        self._add(Steer(frugal=True), "cheapest", allowance=tickets)
        for _ in range(TRIES):
            if len(self.mine) >= MOST or not self._add_another():
                break
        return sorted(self.mine, key=lambda each: ROLES.index(each.aim))

    def _add(
        self, steer: Steer, aim: Role, *, allowance: float | None = None,
        difference: Difference | None = None,
    ) -> bool:  # fmt: skip
        """False where nothing holds, or what does isn't another trip."""
        choice = self.solver.selection.best(steer)
        if choice is None or self._known(of_choice(choice)):
            return False
        plan = self._as_it_was(choice) or self._solved(steer, choice, allowance)
        if plan is None or missing_from(plan, self.held) or self._known(identity(plan)):
            return False
        unmet = self.solver.outcome(plan, None).unmet
        self.mine.append(Candidate(plan, unmet, aim, difference))
        return True

    def _solved(self, steer: Steer, choice: Choice, allowance: float | None) -> Itinerary | None:
        limits = [each for each in (allowance, self.wanted.allowance) if each is not None]
        wanted = replace(self.wanted, allowance=min(limits) if limits else None)
        attempt = self.solver.attempt(steer, wanted, choice)
        return attempt.plan if attempt.holds else None

    def _as_it_was(self, choice: Choice) -> Itinerary | None:
        """The plan before, day by day, where it is of the same offers and still holds."""
        before = self.previous
        if before is None or self.solver.verified(before):
            return None
        beds = (stay for stays in choice.stays for stay in stays)
        chosen = {each.id for each in (*choice.flights, *choice.grounds, *beds)}
        mine = {each.id for each in (*before.flights, *before.grounds, *before.stays)}
        return before if chosen == mine else None

    def _known(self, other: Identity) -> bool:
        return any(identity(each.plan) == other for each in self.mine)

    def _add_another(self) -> bool:
        """The one of the highest utility among those that differ in something."""
        ranked: list[tuple[float, Difference, Steer]] = []
        for difference, steer in self._differing():
            choice = self.solver.selection.best(steer)
            if choice is not None and not self._known(of_choice(choice)):
                ranked.append((-choice.utility, difference, steer))
        for _, difference, steer in sorted(ranked, key=lambda each: each[0]):
            if self._add(steer, "other", difference=difference):
                return True
        return False

    def _differing(self) -> Iterator[tuple[Difference, Steer]]:
        """What none of the plans so far has."""
        plans = [each.plan for each in self.mine]
        stays = [stay for plan in plans for stay in plan.stays]
        if stays:
            yield from self._elsewhere(stays)
        flights = [offer for plan in plans for offer in plan.flights]
        if flights and all(any(o.stops for o in plan.flights) for plan in plans):
            stopping = {offer.id for offer in self.solver.evidence.flights if offer.stops}
            yield "nonstop", Steer(banned=frozenset(stopping))
        if banned := self._other_mode(plans):
            yield "mode", Steer(banned=banned)
        if flights:
            yield from _at_another_time(plans)

    def _elsewhere(self, stays: list[StayOffer]) -> Iterator[tuple[Difference, Steer]]:
        areas = {(stay.city, stay.area) for stay in stays if stay.area}
        names = frozenset(stay.name for stay in stays)
        near = {s.name for s in self.solver.evidence.stays if (s.city, s.area) in areas}
        yield ("area" if areas else "hotel"), Steer(not_stays=names | near)
        if areas:
            yield "hotel", Steer(not_stays=names)

    def _other_mode(self, plans: list[Itinerary]) -> frozenset[str]:
        """Ids to leave out, so that one flies where all go on the ground, or the other way round."""
        evidence, shop = self.solver.evidence, self.solver.selection.shop
        if all(plan.grounds for plan in plans):
            return frozenset(offer.id for offer in evidence.grounds)
        if any(plan.grounds for plan in plans):
            return frozenset()
        banned: set[str] = set()
        for frame in self.solver.frames:
            ridden = {
                leg for leg, hop in enumerate(frame.hops) if any(goes(g, hop) for g in shop.grounds)
            }
            for offer in shop.flights:
                if ridden & set(shop.legs_of(offer, frame.hops) or ()):
                    banned.add(offer.id)
        return frozenset(banned)


def _at_another_time(plans: list[Itinerary]) -> Iterator[tuple[Difference, Steer]]:
    """In the other half of the day, out and then home, where all leave in the same one."""
    for at in (0, -1):
        leaving = [_departures(plan)[at] for plan in plans if plan.flights or plan.grounds]
        noon = datetime.combine(leaving[0].date(), NOON, tzinfo=leaving[0].tzinfo)
        if all(each.time() < NOON for each in leaving):
            yield "later", Steer(leaves_after={at: noon})
        elif all(each.time() >= NOON for each in leaving):
            yield "earlier", Steer(leaves_before={at: noon})


def _departures(plan: Itinerary) -> list[datetime]:
    slices = [each.depart for offer in plan.flights for each in offer.slices]
    return sorted([*slices, *(offer.depart for offer in plan.grounds)])


def identity(plan: Itinerary) -> Identity:
    """The same for two plans that travel and sleep alike."""
    return _identity(plan.flights, plan.grounds, plan.stays)


def of_choice(choice: Choice) -> Identity:
    stays = tuple(stay for stays in choice.stays for stay in stays)
    return _identity(choice.flights, choice.grounds, stays)


def _identity(
    flights: tuple[FlightOffer, ...],
    grounds: tuple[GroundOffer, ...],
    stays: tuple[StayOffer, ...],
) -> Identity:
    beds = ((stay.name, stay.city, stay.check_in, stay.check_out) for stay in stays)
    return frozenset(chosen_slices(flights, grounds)), frozenset(beds)


def paid_for_days(plan: Itinerary, purse: Purse) -> float:
    """For tickets, and rides of day trips."""
    paid = (
        item.price
        for _, item in plan.items()
        if item.price is not None and (item.kind == "sight" or item.ref.startswith("trip:"))
    )
    return float(purse.total(paid).amount)


# -- side by side


def _compared(
    found: list[Candidate], request: TripRequest, airports: Mapping[str, Airport]
) -> tuple[Alternative, ...]:
    measured = [figures(each.plan, each.unmet, airports) for each in found]
    roles = _roles(found, measured)
    size = max(1, request.party.size)
    return tuple(
        Alternative(
            roles=roles[at],
            difference=each.difference if roles[at] == ("other",) else None,
            itinerary=each.plan,
            per_person=(each.plan.total * (Decimal(1) / size)).rounded(),
            travel_minutes=travel_minutes(each.plan, airports),
            unmet=each.unmet,
            gives_up=tuple(sacrifices(at, measured)),
        )
        for at, each in enumerate(found)
    )


def _roles(found: list[Candidate], measured: list[Figures]) -> list[tuple[Role, ...]]:
    """As the figures have it: all of the lowest total, all that take least, where some take longer."""
    cheapest = min((each.total for each in measured), default=Decimal(0))
    times = [each.minutes for each in measured]
    told: list[tuple[Role, ...]] = []
    for each, mine in zip(found, measured, strict=True):
        is_so: dict[Role, bool] = {
            "cheapest": mine.total == cheapest,
            "fastest": mine.minutes == min(times) and mine.minutes > 0 and _telling(times),
            "best": each.aim == "best",
        }
        borne_out: tuple[Role, ...] = tuple(role for role in is_so if is_so[role])
        told.append(borne_out or ("other",))
    return told


def _telling(times: list[int]) -> bool:
    """Whether the time on the way tells plans apart; of one alone it needn't."""
    return len(times) == 1 or min(times) < max(times)
