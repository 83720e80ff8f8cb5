"""Where the journeys lead, and how flights hang together."""

from collections.abc import Iterator
from itertools import pairwise

from planning.verify.case import Case
from planning.verify.clock import clock
from planning.verify.course import Journey, Leg
from planning.verify.rule import ALWAYS, MOVING, Finding, Findings, Rule
from travel.dates import minutes_between, utc
from travel.offers import FlightOffer, Segment
from travel.places import Place

LONGEST_CONNECTION_MINUTES = 24 * 60
USUAL_CONNECTION_MINUTES = 60  # where the airport isn't known


def origin(case: Case) -> Findings:
    leg = case.leg("out")
    if leg is None:
        return
    if leg.journey is None:
        yield Finding(
            "outbound", f"Nothing leaves {_name(leg.origin)} for {_name(leg.destination)}."
        )
    elif not case.leaves(leg.journey, leg.origin):
        yield _astray(leg.journey, "leaves from", leg.journey.origin, leg.origin)


def destination(case: Case) -> Findings:
    leg = case.leg("out")
    if leg and leg.journey and not case.reaches(leg.journey, leg.destination):
        yield _astray(leg.journey, "arrives at", leg.journey.destination, leg.destination)


def between(case: Case) -> Findings:
    for leg in case.legs:
        if leg.role == "between":
            yield from _ends(case, leg)


def home(case: Case) -> Findings:
    for leg in case.legs:
        if leg.role == "home":
            yield from _ends(case, leg)


def _ends(case: Case, leg: Leg) -> Findings:
    if leg.journey is None:
        subject = f"{_name(leg.origin)}-{_name(leg.destination)}"
        yield Finding(
            subject, f"Nothing goes from {_name(leg.origin)} to {_name(leg.destination)}."
        )
        return
    if not case.leaves(leg.journey, leg.origin):
        yield _astray(leg.journey, "leaves from", leg.journey.origin, leg.origin)
    if not case.reaches(leg.journey, leg.destination):
        yield _astray(leg.journey, "arrives at", leg.journey.destination, leg.destination)


def _astray(journey: Journey, verb: str, there: str, place: Place | None) -> Finding:
    return Finding(journey.offer.id, f"{journey.name} {verb} {there}, which isn't {_name(place)}.")


def _name(place: Place | None) -> str:
    return place.name if place else "the last stop"


def extra(case: Case) -> Findings:
    for journey in case.extra_journeys:
        yield Finding(
            journey.offer.id,
            f"{journey.name} from {journey.origin} to {journey.destination} wasn't asked for.",
        )


def sequence(case: Case) -> Findings:
    for before, after in pairwise(case.journeys):
        if utc(after.depart) < utc(before.arrive):
            yield Finding(
                after.offer.id,
                f"{after.name} leaves at {clock(after.depart)}, "
                f"before {before.name} has arrived at {clock(before.arrive)}.",
            )


def contiguous(case: Case) -> Findings:
    for offer, before, after in _connections(case):
        if before.destination != after.origin:
            yield Finding(
                offer.id,
                f"{before.number} lands at {before.destination} "
                f"but {after.number} leaves from {after.origin}.",
            )


def connection(case: Case) -> Findings:
    for offer, before, after in _connections(case):
        if before.destination != after.origin:
            continue
        airport = case.evidence.airports.get(after.origin)
        least = airport.connect_minutes if airport else USUAL_CONNECTION_MINUTES
        minutes = minutes_between(before.arrive, after.depart)
        if not least <= minutes <= LONGEST_CONNECTION_MINUTES:
            yield Finding(
                offer.id,
                f"{minutes} minutes between {before.number} and {after.number} at {after.origin}; "
                f"it takes {least} to {LONGEST_CONNECTION_MINUTES}.",
            )


def _connections(case: Case) -> Iterator[tuple[FlightOffer, Segment, Segment]]:
    for offer in case.plan.flights:
        for each in offer.slices:
            for before, after in pairwise(each.segments):
                yield offer, before, after


def party(case: Case) -> Findings:
    who = case.request.party
    for offer in case.plan.flights:
        if offer.party_size not in (who.size, who.seats):
            yield Finding(offer.id, f"Priced for {offer.party_size} people; {who.size} travel.")
        elif offer.seats_left is not None and offer.seats_left < who.seats:
            yield Finding(offer.id, f"{offer.seats_left} seats are left; {who.seats} are needed.")


def adults(case: Case) -> Findings:
    who = case.request.party
    if who.adults < 1:
        children = len(who.children)
        yield Finding("party", f"{children} children travel without an adult; one has to come.")


def known_places(case: Case) -> Findings:
    codes = {
        code
        for offer in case.plan.flights
        for each in offer.slices
        for segment in each.segments
        for code in (segment.origin, segment.destination)
    }
    for code in sorted(codes):
        if case.airport_zones.get(code) is None:
            yield Finding(code, f"The airport {code} or its time zone isn't in the evidence.")
    cities = {stay.city for stay in case.plan.stays} | {day.city for day in case.plan.days}
    cities |= {end for offer in case.plan.grounds for end in (offer.origin, offer.destination)}
    for city in sorted(cities):
        if case.city_zones.get(city) is None:
            yield Finding(
                city, f"The city {city or '(none)'} or its time zone isn't in the evidence."
            )


RULES = (
    Rule("route.origin", "The first journey leaves from where the person lives.", origin, MOVING),
    Rule("route.destination", "The first journey arrives at the first stop.", destination, MOVING),
    Rule("route.between", "A journey leads from each stop to the next.", between, MOVING),
    Rule(
        "route.home",
        "A journey leads home from the last stop, or as the open jaw says.",
        home,
        MOVING,
    ),
    Rule("route.extra", "There is no journey that wasn't asked for.", extra, MOVING),
    Rule("route.sequence", "No journey leaves before the last has arrived.", sequence, MOVING),
    Rule(
        "flight.contiguous", "A flight leaves where the one before it landed.", contiguous, MOVING
    ),
    Rule(
        "flight.connection",
        "A connection takes the airport's minimum at least and 24 hours at most.",
        connection,
        MOVING,
    ),
    Rule("flight.party", "A flight is priced for the party and has seats for it.", party, MOVING),
    Rule(
        "party.adults",
        "An adult travels along.",
        adults,
        MOVING | frozenset(("stay",)),
    ),
    Rule("place.unknown", "Every airport and city is in the evidence.", known_places, ALWAYS),
)
