"""Hard wishes for flights and for the way between cities."""

from collections.abc import Iterator
from datetime import datetime

from planning.verify.case import Case
from planning.verify.course import Journey, Leg
from planning.verify.rule import MOVING, Finding, Findings
from planning.verify.wish import clock_minute, evening_minute, minute, names, wish_rule
from travel.offers import FlightOffer, Segment
from travel.wishes import CABIN_ORDER, Cabin


def cabin(case: Case, wanted: Cabin) -> Findings:
    for offer, segment in _segments(case):
        if CABIN_ORDER.index(segment.cabin) < CABIN_ORDER.index(wanted):
            yield Finding(offer.id, f"{segment.number} is in {segment.cabin}, not {wanted}.")


def max_stops(case: Case, most: int) -> Findings:
    for offer in case.plan.flights:
        for each in offer.slices:
            if each.stops > most:
                way = f"{each.origin} to {each.destination}"
                yield Finding(offer.id, f"{way} has {each.stops} stops; {most} are the most.")


def depart_after(case: Case, wanted: str) -> Findings:
    for way in case.journeys:
        if way.flies and clock_minute(way.depart) < minute(wanted):
            yield _timed(way, "leaves", way.depart, f"not before {wanted}")


def depart_before(case: Case, wanted: str) -> Findings:
    for way in _gone(case, "out"):
        if clock_minute(way.depart) > minute(wanted):
            yield _timed(way, "leaves", way.depart, f"by {wanted}")


def arrive_after(case: Case, wanted: str) -> Findings:
    for way in _gone(case, "out"):
        if evening_minute(way.arrive) < minute(wanted):
            yield _timed(way, "arrives", way.arrive, f"not before {wanted}")


def arrive_before(case: Case, wanted: str) -> Findings:
    for way in _gone(case, "out"):
        if evening_minute(way.arrive) > minute(wanted):
            yield _timed(way, "arrives", way.arrive, f"by {wanted}")


def return_after(case: Case, wanted: str) -> Findings:
    for way in _gone(case, "home"):
        if clock_minute(way.depart) < minute(wanted):
            yield _timed(way, "leaves", way.depart, f"not before {wanted}")


def return_before(case: Case, wanted: str) -> Findings:
    for way in _gone(case, "home"):
        if clock_minute(way.depart) > minute(wanted):
            yield _timed(way, "leaves", way.depart, f"by {wanted}")


def _timed(way: Journey, verb: str, instant: datetime, wanted: str) -> Finding:
    return Finding(way.offer.id, f"{way.name} {verb} at {instant:%H:%M}; {wanted} was asked for.")


def _gone(case: Case, role: str) -> Iterator[Journey]:
    return (leg.journey for leg in case.legs if leg.role == role and leg.journey)


def bags(case: Case, wanted: int) -> Findings:
    for offer in case.plan.flights:
        if offer.bags_included < wanted:
            yield Finding(
                offer.id, f"{offer.bags_included} bags a person are included; {wanted} are needed."
            )


def airline(case: Case, wanted: tuple[str, ...]) -> Findings:
    for offer, segment in _segments(case):
        if not _flown_by(segment, wanted):
            told = " or ".join(wanted)
            yield Finding(offer.id, f"{segment.number} is {segment.carrier_name}, not {told}.")


def avoid_airline(case: Case, avoided: tuple[str, ...]) -> Findings:
    for offer, segment in _segments(case):
        if _flown_by(segment, avoided):
            yield Finding(offer.id, f"{segment.number} is {segment.carrier_name}.")


def _flown_by(segment: Segment, airlines: tuple[str, ...]) -> bool:
    """By IATA code or by name."""
    return any(
        told.strip().upper() == segment.carrier or names(told, segment.carrier_name)
        for told in airlines
    )


def _segments(case: Case) -> Iterator[tuple[FlightOffer, Segment]]:
    for offer in case.plan.flights:
        for each in offer.slices:
            for segment in each.segments:
                yield offer, segment


def ground_mode(case: Case, wanted: str) -> Findings:
    for leg in _bound_to_mode(case):
        way = leg.journey
        if way is not None and way.mode != wanted:
            yield Finding(
                way.offer.id,
                f"From {way.origin} to {way.destination} goes a {way.mode}, not a {wanted}.",
            )


def _bound_to_mode(case: Case) -> list[Leg]:
    """The ways between stops; with a single stop, the ways there and back."""
    between = [leg for leg in case.legs if leg.role == "between"]
    return between or list(case.legs)


RULES = (
    wish_rule("cabin", "Every segment is at least in the wished cabin.", cabin, MOVING),
    wish_rule("max_stops", "No direction has more stops than wished.", max_stops, MOVING),
    wish_rule("depart_after", "No flight leaves before the wished time.", depart_after, MOVING),
    wish_rule("depart_before", "The way out leaves by the wished time.", depart_before, MOVING),
    wish_rule("arrive_after", "The way out doesn't arrive too early.", arrive_after, MOVING),
    wish_rule("arrive_before", "The way out arrives by the wished time.", arrive_before, MOVING),
    wish_rule("return_after", "The way home doesn't leave too early.", return_after, MOVING),
    wish_rule("return_before", "The way home leaves by the wished time.", return_before, MOVING),
    wish_rule("bags", "Flights include the wished bags.", bags, MOVING),
    wish_rule("airline", "Every segment is flown by one of the wished airlines.", airline, MOVING),
    wish_rule("avoid_airline", "No segment is flown by an avoided airline.", avoid_airline, MOVING),
    wish_rule("ground_mode", "One goes between cities as wished.", ground_mode, MOVING),
)
