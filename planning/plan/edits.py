"""What an edit asks of the search, and what of the plan before stays as it was."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from planning.days import fixed_hours, seen_before, tables_before
from planning.days.taste import Wanted, same_name
from planning.plan.rearrange import rearranged, unhonoured
from planning.price import Purse
from planning.select import Steer, chosen_slices, slice_key, stay_key
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.offers import Slice, StayOffer
from travel.request import TripRequest
from travel.turn import Edit

SAVINGS = (0.95, 0.98, 1.0)  # a saving one notices, else any
MINUTES_OF_DAYS = 60  # by which days start later or earlier
KEEP_LOOSELY = 90.0  # where a cheaper trip may change anything, but not everything
COMFORT = 2.5
A_MINUTE = 0.4  # where less time is asked for, in euros a person
OF_DAYS = frozenset(
    ("set", "drop", "add_day_trip", "swap_days", "keep", "free", "place", "longer", "shorter")
)
DAY_SLOTS = frozenset(("pace", "interests", "accessibility"))
FLIGHT_TARGETS = ("flight", "return_flight")


@dataclass(frozen=True)
class Reading:
    """Searches to try in order; the last is the plan before, which `unmet` then explains."""

    steers: tuple[Steer, ...]
    wanted: Wanted
    unmet: Violation | None = None  # where only the last steer succeeds
    others: tuple[Wanted, ...] = ()  # other days that may serve the edits, too
    edits: tuple[Edit, ...] = ()
    previous: Itinerary | None = None

    def undone(self, plan: Itinerary) -> int:
        """How many edits of the days come to nothing in a plan."""
        return 0 if self.previous is None else len([*unhonoured(self.edits, plan, self.previous)])


def read(
    edits: Iterable[Edit],
    previous: Itinerary | None,
    request: TripRequest,
    purse: Purse,
    seed: int,
    evidence: Evidence,
    standing: tuple[Edit, ...] = (),
) -> Reading:
    """The searches that edits to a plan mean; without a plan there is nothing to keep."""
    if previous is None:
        return Reading((Steer(),), Wanted(seed=seed))
    asked = tuple(edits)
    same = kept(previous)
    wanted = days_wanted(previous, asked, purse, seed, evidence, standing)
    wanted, *others = rearranged(wanted, asked, previous, evidence)
    steers: list[Steer] = [same]
    for edit in asked:
        steers = [each for steer in steers for each in _variants(edit, steer, previous, purse)]
    if steers == [same]:
        return Reading((same,), wanted, None, tuple(others), asked, previous)
    return Reading((*steers, same), wanted, _nothing(asked), tuple(others), asked, previous)


def _nothing(edits: tuple[Edit, ...]) -> Violation:
    edit = next(each for each in edits if each.kind not in OF_DAYS)
    what = f"{edit.kind.replace('_', ' ')} {edit.target.replace('_', ' ')}"
    detail = f"There is no {what} among what is on offer; the plan stays as it was."
    return Violation(rule=f"edit.{edit.kind}", subject=edit.target, detail=detail)


def kept(previous: Itinerary) -> Steer:
    """Everything as it is."""

    return Steer(
        keep_slices=frozenset(chosen_slices(previous.flights, previous.grounds)),
        keep_stays=frozenset(stay_key(stay) for stay in previous.stays),
        keep_ids=frozenset(offer.id for offer in (*previous.flights, *previous.stays)),
    )


# -- flights and beds


def _variants(edit: Edit, steer: Steer, previous: Itinerary, purse: Purse) -> list[Steer]:
    """The ways to honour an edit, the best first."""
    if edit.kind == "cheaper":
        return _cheaper(edit, steer, previous, purse)
    if edit.kind in ("nearer_centre", "better", "other") and _about_beds(edit):
        return _beds(edit, steer, previous)
    if edit.target == "days" or edit.kind in OF_DAYS:
        return [steer]
    return _flights(edit, steer, previous, purse)


def _about_beds(edit: Edit) -> bool:
    return edit.kind == "nearer_centre" or edit.target in ("stay", "trip")


def _cheaper(edit: Edit, steer: Steer, previous: Itinerary, purse: Purse) -> list[Steer]:
    if edit.target in FLIGHT_TARGETS:
        fares = float(purse.total(offer.price for offer in previous.flights).amount)
        freed = replace(steer, keep_slices=steer.keep_slices - _touched(edit, previous))
        return [replace(freed, fares_below=fares * share) for share in SAVINGS]
    if edit.target == "stay":
        beds = float(purse.total(stay.price for stay in previous.stays).amount)
        loosely = KEEP_LOOSELY * purse.euro
        base = replace(steer, like=previous.stays, keep_bed=loosely)
        return [replace(base, stays_below=beds * share) for share in SAVINGS]
    if edit.target == "days":
        return [steer]
    spent = _offers_and_transfers(previous, purse)
    loose = KEEP_LOOSELY * purse.euro
    base = replace(steer, keep=loose, keep_bed=loose, like=previous.stays)
    return [replace(base, cost_below=spent * share) for share in SAVINGS]


def _offers_and_transfers(previous: Itinerary, purse: Purse) -> float:
    offers = [o.price for o in (*previous.flights, *previous.grounds, *previous.stays)]
    rides = [
        item.price
        for _, item in previous.items()
        if item.kind == "transfer" and item.price and not item.ref.startswith("trip:")
    ]
    return float(purse.total([*offers, *rides]).amount)


def _beds(edit: Edit, steer: Steer, previous: Itinerary) -> list[Steer]:
    """In all cities where that can be, else in one of them."""
    stays = previous.stays
    named = tuple(s for s in stays if edit.value and same_name(s.city, edit.value))
    groups = [named] if named else [stays, *((each,) for each in stays if len(stays) > 1)]
    found: list[Steer] = []
    for group in groups:
        freed = steer.keep_stays - {stay_key(stay) for stay in group}
        base = replace(steer, keep_stays=freed)
        if edit.kind == "nearer_centre":
            nearer = {**steer.nearer, **_farthest(group)}
            found.append(replace(base, nearer=nearer))
        elif edit.kind == "better":
            better = _plainest(group)
            found.append(replace(base, better={**steer.better, **better}))
        else:
            names = frozenset(stay.name for stay in group)
            found.append(replace(base, not_stays=steer.not_stays | names, like=stays))
    return found


def _farthest(stays: Iterable[StayOffer]) -> dict[str, float]:
    """By city, from its centre in kilometres: who changes hotels there has two."""
    found: dict[str, float] = {}
    for stay in stays:
        found[stay.city] = max(stay.centre_km, found.get(stay.city, 0.0))
    return found


def _plainest(stays: Iterable[StayOffer]) -> dict[str, tuple[int, float]]:
    """By city, the stars and rating of the lesser one."""
    found: dict[str, tuple[int, float]] = {}
    for stay in stays:
        mine = (stay.stars, stay.rating or 0.0)
        found[stay.city] = min(mine, found.get(stay.city, mine))
    return found


def _flights(edit: Edit, steer: Steer, previous: Itinerary, purse: Purse) -> list[Steer]:
    slices = _slices(previous)
    if not slices:
        return [steer]
    touched = _touched(edit, previous)
    freed = replace(steer, keep_slices=steer.keep_slices - touched)
    at = -1 if edit.target == "return_flight" else 0
    if edit.kind == "faster":
        minutes = sum(each.minutes for each in slices)
        hurry = A_MINUTE * purse.euro
        return [replace(freed, minutes_below=minutes, minute_worth=hurry)]
    if edit.kind == "later_start" and edit.target != "trip":
        return [replace(freed, leaves_after={**steer.leaves_after, at: slices[at].depart})]
    if edit.kind == "earlier_start" and edit.target != "trip":
        return [replace(freed, leaves_before={**steer.leaves_before, at: slices[at].depart})]
    if edit.kind == "other":
        return [replace(freed, not_slices=steer.not_slices | {slice_key(slices[at])})]
    if edit.kind == "better":
        return [replace(freed, better_travel=_journeys(previous), generosity=COMFORT)]
    return [steer]


def _journeys(previous: Itinerary) -> tuple[Slice, ...]:
    return tuple(each for offer in previous.flights for each in offer.slices)


def _slices(previous: Itinerary) -> list[Slice]:
    return sorted(_journeys(previous), key=lambda each: each.depart)


def _touched(edit: Edit, previous: Itinerary) -> frozenset[tuple[str, ...]]:
    """The slices that an edit may change: the way home, all others, or all."""
    slices = _slices(previous)
    keys = [slice_key(each) for each in slices]
    if edit.target == "return_flight":
        return frozenset(keys[-1:])
    if edit.kind in ("later_start", "earlier_start", "other"):
        return frozenset(keys[:1])
    return frozenset(keys)


# -- days


def days_wanted(
    previous: Itinerary,
    edits: tuple[Edit, ...],
    purse: Purse,
    seed: int,
    evidence: Evidence,
    standing: tuple[Edit, ...] = (),
) -> Wanted:
    """What edits ask of the days, and what else of them stays as it was."""
    slots = {edit.value for edit in edits if edit.kind == "set"}
    fresh = "interests" in slots
    restless = any(edit.target == "days" and edit.kind in ("better", "other") for edit in edits)
    thrift = _thrift(previous, edits, purse)
    earlier = (edit for edit in standing if edit.target == "days")
    days = [*earlier, *(edit for edit in edits if edit.target in ("days", "trip"))]
    later = MINUTES_OF_DAYS * sum(
        (edit.kind == "later_start") - (edit.kind == "earlier_start") for edit in days
    )
    return Wanted(
        before={} if fresh or restless else seen_before(previous.days),
        hours=fixed_hours(previous.days),
        tables=tables_before(previous.days),
        trips=_trips(previous),
        trip_names=tuple(edit.value for edit in edits if edit.kind == "add_day_trip"),
        settled=not (slots & DAY_SLOTS or restless or thrift is not None),
        banned=_dropped((*standing, *edits), evidence),
        stale=frozenset(i.ref for _, i in previous.items() if i.kind == "sight" and restless),
        allowance=thrift,
        later=later,
        seed=seed,
    )


def _thrift(previous: Itinerary, edits: tuple[Edit, ...], purse: Purse) -> float | None:
    if not any(edit.kind == "cheaper" and edit.target == "days" for edit in edits):
        return None
    paid = purse.total(i.price for _, i in previous.items() if i.kind == "sight" and i.price)
    return float(paid.amount * Decimal("0.6"))


def _trips(previous: Itinerary) -> dict[date, str]:
    return {
        day.date: item.ref.removeprefix("trip:")
        for day, item in previous.items()
        if item.kind == "transfer" and item.ref.startswith("trip:")
    }


def _dropped(edits: tuple[Edit, ...], evidence: Evidence) -> frozenset[str]:
    """Ids; the names are those of the evidence (see `standing.settled`)."""
    names = {edit.value for edit in edits if edit.kind == "drop" and edit.value}
    return frozenset(a.id for a in evidence.activities if a.name in names)
