"""The offers worth showing, and the sources that what is shown rests on."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from travel.advisory import Advisory
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.money import Rates
from travel.offers import FlightOffer, StayOffer
from travel.proposal import Proposal
from travel.provenance import Provenance

SHOWN = 5
HOUR_IN_MONEY = 15  # what an hour less on the way is worth to one person, in units of the price
KM_IN_MONEY = 6  # what a kilometre nearer the centre is worth, a night
STAR_IN_MONEY = 12
NORMAL_CARE = 1
HALF_A_YEAR = re.compile(r"\b(?:6|six) months\b", re.IGNORECASE)


def best_flights(evidence: Evidence, chosen: Itinerary | None) -> tuple[FlightOffer, ...]:
    """At most five, the chosen one first, then by price and time on the way; no two alike."""
    picked = chosen.flights if chosen else ()
    ranked = sorted(evidence.flights, key=_flight_cost)
    return _distinct((*picked, *ranked))


def best_stays(evidence: Evidence, chosen: Itinerary | None) -> tuple[StayOffer, ...]:
    """At most five properties, the chosen one first, then by price, stars, rating and centre."""
    picked = chosen.stays if chosen else ()
    ranked = sorted(evidence.stays, key=_stay_cost)
    shown: dict[str, StayOffer] = {}
    for offer in (*picked, *ranked):
        shown.setdefault(offer.name, offer)
    return tuple(shown.values())[:SHOWN]


def advisories_to_say(found: tuple[Advisory, ...], *, asked: bool) -> tuple[Advisory, ...]:
    """All where the person asks something; else those that advise more than normal care. What is said of a
    passport is kept where it is asked for, or may need to be renewed: half a year is more than most have
    in mind."""
    told = (each if asked else _without_usual_validity(each) for each in found)
    return tuple(
        each
        for each in told
        if asked or each.level > NORMAL_CARE or each.parts_level or each.passport
    )


def _without_usual_validity(advisory: Advisory) -> Advisory:
    if HALF_A_YEAR.search(advisory.passport):
        return advisory
    return advisory.model_copy(update={"passport": ""})


def sources_of(
    plans: Sequence[Itinerary],
    evidence: Evidence,
    flights: tuple[FlightOffer, ...],
    stays: tuple[StayOffer, ...],
    proposals: tuple[Proposal, ...],
    advisories: tuple[Advisory, ...] = (),
) -> tuple[Provenance, ...]:
    """Of everything that is shown, each once, in the order of their ids."""
    known = evidence.provenances()
    cited: dict[str, Provenance] = {}
    for plan in plans:
        ids = {item.evidence for _, item in plan.items()}
        cited |= plan.provenances() | {each: known[each] for each in ids if each in known}
    for fact in (*flights, *stays):
        cited[fact.provenance.id] = fact.provenance
    for advisory in advisories:
        cited[advisory.provenance.id] = advisory.provenance
    for proposal in proposals:
        cited[proposal.climate.provenance.id] = proposal.climate.provenance
    if plans and evidence.rates is not None:
        rates = _rates_source(evidence.rates)
        cited[rates.id] = rates
    return tuple(cited[each] for each in sorted(cited))


def _rates_source(rates: Rates) -> Provenance:
    published = datetime.combine(rates.as_of, time(16, 0), tzinfo=UTC)
    return Provenance(
        id=f"rates:{rates.as_of}", provider=rates.source, retrieved_at=published, note="dated rates"
    )


def _distinct(offers: tuple[FlightOffer, ...]) -> tuple[FlightOffer, ...]:
    shown: dict[tuple[str, ...], FlightOffer] = {}
    for offer in offers:
        numbers = tuple(seg.number for each in offer.slices for seg in each.segments)
        days = tuple(each.depart.isoformat() for each in offer.slices)
        shown.setdefault((*numbers, *days), offer)
    return tuple(shown.values())[:SHOWN]


def _flight_cost(offer: FlightOffer) -> float:
    return float(offer.price.amount) + offer.minutes / 60 * HOUR_IN_MONEY * offer.party_size


def _stay_cost(offer: StayOffer) -> float:
    comfort = offer.stars * STAR_IN_MONEY + (offer.rating or 5) * STAR_IN_MONEY
    return float(offer.price_per_night.amount) + offer.centre_km * KM_IN_MONEY - comfort
