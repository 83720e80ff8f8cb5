"""Edits that hold in later turns too: what is to be kept, what is gone, how long one stays."""

from collections.abc import Iterator
from math import ceil

from planning.days.taste import same_name
from planning.price import means
from travel.activities import Activity
from travel.evidence import Evidence
from travel.itinerary import Itinerary, Violation
from travel.offers import FlightOffer, Slice, StayOffer
from travel.turn import Edit

LONGER, SHORTER = 1.5, 0.75  # times the usual minutes; the verifier wants three quarters of them
QUARTER = 15
LONGEST_VISIT = 720
FLIGHTS = ("flight", "return_flight")


def settled(edits: tuple[Edit, ...], previous: Itinerary, evidence: Evidence) -> tuple[Edit, ...]:
    """The same edits with sights named as the plan names them."""
    return tuple(named for edit in edits for named in _named(edit, previous, evidence))


def _named(edit: Edit, previous: Itinerary, evidence: Evidence) -> Iterator[Edit]:
    if edit.kind not in ("drop", "longer", "shorter", "place") or not edit.value:
        yield edit
        return
    found = sights_meant(edit.value, previous, evidence, anywhere=edit.kind == "place")
    yield from (edit.model_copy(update={"value": name}) for name in found or (edit.value,))


def sights_meant(
    said: str, previous: Itinerary, evidence: Evidence, *, anywhere: bool = False
) -> tuple[str, ...]:
    """Names of what is in the plan (or anywhere in the evidence), also by its kind.

    "museums" are all of the kind, "museum" is the least of them.
    """
    seen = tuple(dict.fromkeys(i.name for _, i in previous.items() if i.kind in ("sight", "meal")))
    exact = tuple(name for name in seen if name.casefold() == said.casefold().strip())
    if exact:
        return exact
    if anywhere and (best := _elsewhere(said, evidence)):
        return (best,)
    return _of_kind(said, previous, evidence) or tuple(n for n in seen if same_name(said, n))


def _of_kind(said: str, previous: Itinerary, evidence: Evidence) -> tuple[str, ...]:
    known = {a.id: a for a in evidence.activities}
    there = [known[i.ref] for _, i in previous.items() if i.kind == "sight" and i.ref in known]
    kind = [a for a in there if means(said, a.category)] or [
        a for a in there if any(means(said, each) for each in a.interests)
    ]
    if not said.casefold().endswith("s"):
        kind = sorted(kind, key=lambda a: -a.rank)[:1]
    return tuple(a.name for a in kind)


def _elsewhere(said: str, evidence: Evidence) -> str:
    sights = [a for a in evidence.activities if not a.meals]
    alike = [a for a in sights if a.name.casefold() == said.casefold().strip()]
    alike = alike or [a for a in sights if means(said, a.name)]
    alike = alike or [a for a in sights if same_name(said, a.name)]
    best = min(alike, key=lambda a: (a.rank, len(a.name), a.id), default=None)
    return best.name if best else ""


def standing_after(standing: tuple[Edit, ...], edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """What later turns have to heed; a later word undoes an earlier one."""
    for edit in edits:
        standing = tuple(each for each in standing if not _undoes(edit, each))
        days = edit.target == "days" and edit.kind in ("later_start", "earlier_start")
        if days or edit.kind in ("keep", "drop", "longer", "shorter", "disrupted"):
            standing = (*standing, edit)
    return standing


def _undoes(edit: Edit, earlier: Edit) -> bool:
    if edit.kind in ("free", "keep"):
        return earlier.kind == "keep" and earlier.target == edit.target
    if edit.kind in ("place", "longer", "shorter"):
        kinds = ("drop",) if edit.kind == "place" else ("longer", "shorter")
        return earlier.kind in kinds and same_name(earlier.value, edit.value)
    return False


def heeded(evidence: Evidence, standing: tuple[Edit, ...], previous: Itinerary) -> Evidence:
    """For planning: only what is to be kept is on offer, and visits are as long as they are to be."""
    kept = {edit.target for edit in standing if edit.kind == "keep"}
    stretched = [edit for edit in standing if edit.kind in ("longer", "shorter")]
    flights, grounds, stays = evidence.flights, evidence.grounds, evidence.stays
    if kept & {"stay", "trip"}:
        names = {(stay.name, stay.city) for stay in previous.stays}
        stays = tuple(stay for stay in stays if (stay.name, stay.city) in names)
    if kept & {"flight", "trip"}:
        rides = {(g.operator, g.number) for g in previous.grounds}
        grounds = tuple(g for g in grounds if (g.operator, g.number) in rides)
    if kept & {"flight", "return_flight", "trip"}:
        home_only = "return_flight" in kept and not kept & {"flight", "trip"}
        flights = tuple(o for o in flights if _flies_as(o, previous, home_only=home_only))
    return evidence.model_copy(
        update={
            "flights": flights,
            "grounds": grounds,
            "stays": stays,
            "activities": tuple(_stretched(a, stretched) for a in evidence.activities),
        }
    )


def _numbers(each: Slice) -> tuple[str, ...]:
    return tuple(segment.number for segment in each.segments)


def _flies_as(offer: FlightOffer, previous: Itinerary, *, home_only: bool) -> bool:
    """Whether it flies what the plan flies; of the way home alone, other ways are free."""
    slices = sorted(
        (each for o in previous.flights for each in o.slices), key=lambda each: each.depart
    )
    if home_only:
        home = slices[-1]
        homeward = [each for each in offer.slices if each.destination == home.destination]
        return all(_numbers(each) == _numbers(home) for each in homeward)
    mine = {_numbers(each) for each in slices}
    return all(_numbers(each) in mine for each in offer.slices)


def _stretched(a: Activity, edits: list[Edit]) -> Activity:
    edit = next((each for each in edits if each.value == a.name), None)
    if edit is None:
        return a
    share = LONGER if edit.kind == "longer" else SHORTER
    minutes = min(LONGEST_VISIT, ceil(a.minutes * share / QUARTER) * QUARTER)
    return a.model_copy(update={"minutes": minutes})


def kept_back(
    edits: tuple[Edit, ...], standing: tuple[Edit, ...], previous: Itinerary
) -> tuple[Violation, ...]:
    """For edits of what is to be kept: that it is."""
    kept = {edit.target for edit in standing if edit.kind == "keep"}
    offers: list[FlightOffer | StayOffer] = []
    for edit in edits:
        if edit.kind in ("keep", "free") or edit.target not in kept:
            continue
        offers += previous.flights if edit.target in FLIGHTS else previous.stays
    return tuple(_locked(offer) for offer in dict.fromkeys(offers))


def _locked(offer: FlightOffer | StayOffer) -> Violation:
    if isinstance(offer, StayOffer):
        name = offer.name
    else:
        numbers = (segment.number for each in offer.slices for segment in each.segments)
        name = f"Flight {', '.join(numbers)}"
    detail = f"{name} is kept as you said: say that it may change."
    return Violation(rule="edit.kept", subject=name, detail=detail)
