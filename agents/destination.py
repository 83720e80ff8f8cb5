"""Where to: proposes places for a wished climate, by what is usual there and what going costs."""

from collections.abc import Mapping
from typing import NamedTuple

from agents.gather import gather
from agents.spec import Brief, Report
from planning.frame import Frame, frames
from tools.flights import FlightQuery, SliceQuery
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from tools.weather import ClimateQuery
from travel.money import Money
from travel.offers import FlightOffer, StayOffer
from travel.places import Place, distance_km
from travel.proposal import Proposal
from travel.request import Stop, TripRequest
from travel.weather import MonthClimate

MOST_ASKED, MOST_PROPOSED = 8, 4
TOO_NEAR_KM = 300.0


class Comfort(NamedTuple):
    """Monthly normals that deserve the word. Highs in °C."""

    min_high: float | None = None
    max_high: float | None = None
    max_wet_days: float | None = None
    tags: tuple[str, ...] = ()


COMFORTS: Mapping[str, Comfort] = {
    "warm": Comfort(min_high=20, max_high=33, max_wet_days=12),
    "hot": Comfort(min_high=28, max_wet_days=12),
    "sunny": Comfort(min_high=16, max_wet_days=7),
    "cold": Comfort(max_high=8),
    "snow": Comfort(max_high=6, tags=("ski",)),
}


class Candidate(NamedTuple):
    place: Place
    climate: MonthClimate


async def propose(brief: Brief, tools: Toolbox, report: Report) -> tuple[Proposal, ...]:
    """At most four, the best first and marked as chosen; none where nothing suits."""
    candidates = await _suitable(brief, tools, report)
    answers, _ = await gather(
        [_priced(brief, tools, report, candidate) for candidate in candidates]
    )
    priced = sorted(
        (proposal for proposal in answers if proposal is not None),
        key=lambda proposal: _cost(proposal).amount,
    )
    return tuple(
        proposal.model_copy(update={"chosen": index == 0})
        for index, proposal in enumerate(priced[:MOST_PROPOSED])
    )


async def _suitable(brief: Brief, tools: Toolbox, report: Report) -> list[Candidate]:
    climate = brief.request.wanted("climate", "warm")
    beach = "beach" in brief.request.wanted("interests", ())
    query = climate_query(brief.frames[0].start.month, climate, beach=beach, limit=200)
    known = await report.call(
        "find_climate", {"month": str(query.month)}, tools.weather.climate(query), "places"
    )
    found = [
        Candidate(place, climate)
        for climate in known
        if (place := brief.gazetteer.city(climate.city, climate.country)) is not None
        and brief.gazetteer.airports_for(place)
    ]
    return sorted(found, key=lambda each: _far(brief, each.place))[:MOST_ASKED]


def climate_query(month: int, climate: str, *, beach: bool, limit: int) -> ClimateQuery:
    """For places that deserve the word in that month."""
    comfort = COMFORTS[climate]
    return ClimateQuery(
        month=month,
        min_high_c=comfort.min_high,
        max_high_c=comfort.max_high,
        max_wet_days=comfort.max_wet_days,
        tags=(*comfort.tags, *(("beach",) if beach else ())),
        warmest_first=comfort.min_high is not None,
        limit=limit,
    )


def _far(brief: Brief, place: Place) -> tuple[bool, float]:
    """Near enough for the nights there first, then by distance."""
    origin = brief.request.origin
    if origin is None:
        return (False, -float(place.population))
    km = distance_km(origin, place)
    return (km < TOO_NEAR_KM, km)


async def _priced(
    brief: Brief, tools: Toolbox, report: Report, candidate: Candidate
) -> Proposal | None:
    request = towards(brief.request, candidate.place)
    frame = frames(request, limit=3)[-1]
    stays = await report.call(
        "search_stays",
        {"in": candidate.place.name},
        tools.stays.search(_stay(brief, frame)),
        "offers",
    )
    flights: tuple[FlightOffer, ...] = ()
    if request.origin is not None:
        flights = await report.call(
            "search_flights",
            {"to": candidate.place.name},
            tools.flights.search(_flight(brief, frame)),
            "offers",
        )
    if not stays or not flights:
        return None
    return Proposal(
        place=candidate.place,
        climate=candidate.climate,
        flights_from=min((offer.price for offer in flights), key=lambda price: price.amount),
        stay_from=_fair_stay(stays),
    )


def towards(request: TripRequest, place: Place) -> TripRequest:
    """The request with its destination settled."""
    return request.model_copy(update={"stops": (Stop(place=place),)})


def _fair_stay(stays: tuple[StayOffer, ...]) -> Money:
    decent = [offer for offer in stays if offer.stars >= 3] or list(stays)
    return min((offer.price for offer in decent), key=lambda price: price.amount)


def _cost(proposal: Proposal) -> Money:
    return proposal.flights_from + proposal.stay_from


def _stay(brief: Brief, frame: Frame) -> StayQuery:
    city = frame.cities[0]
    return StayQuery(
        place=city.place,
        check_in=city.check_ins[0],
        check_out=city.check_out,
        party=brief.request.party,
        rooms=brief.request.wanted("rooms") or brief.request.party.default_rooms,
        currency=brief.currency,
    )


def _flight(brief: Brief, frame: Frame) -> FlightQuery:
    hops = [hop for hop in (frame.outbound, frame.home) if hop is not None]
    return FlightQuery(
        slices=tuple(
            SliceQuery(
                origins=tuple(a.iata for a in brief.gazetteer.airports_for(hop.origin)),
                destinations=tuple(a.iata for a in brief.gazetteer.airports_for(hop.destination)),
                day=hop.day,
            )
            for hop in hops
        ),
        party=brief.request.party,
        currency=brief.currency,
        limit=10,
    )
