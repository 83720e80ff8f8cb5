"""Flights: there, home, and between cities; and the trains that may replace them."""

from collections.abc import Iterable
from datetime import date

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from planning.frame import Frame
from planning.hops import Hop
from tools.flights import FlightQuery, SliceQuery
from tools.routing import GroundQuery
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.offers import FlightOffer, GroundOffer
from travel.places import Airport, Place, distance_km

FARTHEST_BY_GROUND_KM = 900.0
GROUND_ONLY_KM = 150.0  # nobody flies a hop this short where a train goes


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """Offers for every frame: out and home as one offer, each hop on its own."""
    flights, lost = await gather(
        [_with_alternatives(query, tools, report) for query in flight_queries(brief)]
    )
    grounds, lost_grounds = await gather(
        [ride(query, tools, report) for query in ground_queries(brief)]
    )
    offers = tuple(offer for found in flights for offer in found)
    return Evidence(
        flights=offers,
        grounds=tuple(offer for found in grounds for offer in found),
        airports=airports(brief, offers),
        failures=(*lost, *lost_grounds),
    )


async def fly(query: FlightQuery, tools: Toolbox, report: Report) -> tuple[FlightOffer, ...]:
    return await report.call("search_flights", _told(query), tools.flights.search(query), "offers")


async def ride(query: GroundQuery, tools: Toolbox, report: Report) -> tuple[GroundOffer, ...]:
    told = _told_ground(query)
    return await report.call("search_trains", told, tools.routing.ground(query), "offers")


async def _with_alternatives(
    query: FlightQuery, tools: Toolbox, report: Report
) -> tuple[FlightOffer, ...]:
    """The offers; where the wishes leave none, those without them: what would do can then be said."""
    offers = await fly(query, tools, report)
    wider = query.model_copy(update={"max_stops": 2, "cabin": "economy"})
    if offers or wider == query:
        return offers
    return await fly(wider, tools, report)


def flight_queries(brief: Brief) -> list[FlightQuery]:
    queries: dict[str, FlightQuery] = {}
    for frame in brief.frames:
        for hops in _tickets(frame):
            query = _query(brief, hops)
            if query is not None:
                queries[query.model_dump_json()] = query
    return list(queries.values())


def _tickets(frame: Frame) -> list[list[Hop]]:
    """What is bought together: out and home; each hop between cities alone."""
    ends = [hop for hop in (frame.outbound, frame.home) if hop is not None]
    between = [[hop] for hop in frame.between if _worth_flying(hop)]
    return ([ends] if ends else []) + between


def _worth_flying(hop: Hop) -> bool:
    return distance_km(hop.origin, hop.destination) > GROUND_ONLY_KM


def _query(brief: Brief, hops: list[Hop]) -> FlightQuery | None:
    slices: list[SliceQuery] = []
    for hop in hops:
        origins = _codes(brief, hop.origin)
        destinations = tuple(code for code in _codes(brief, hop.destination) if code not in origins)
        if not origins or not destinations:
            return None
        slices.append(SliceQuery(origins=origins, destinations=destinations, day=hop.day))
    request = brief.request
    max_stops = request.wish("max_stops")
    cabin = request.wish("cabin")
    return FlightQuery(
        slices=tuple(slices),
        party=request.party,
        cabin=request.wanted("cabin", "economy") if cabin is None or cabin.hard else "economy",
        max_stops=request.wanted("max_stops", 2) if max_stops and max_stops.hard else 2,
        bags=request.wanted("bags", 0),
        currency=brief.currency,
    )


def _codes(brief: Brief, place: Place) -> tuple[str, ...]:
    if place.kind == "airport":
        return place.airports
    return tuple(airport.iata for airport in brief.gazetteer.airports_for(place))


def ground_queries(brief: Brief) -> list[GroundQuery]:
    hops = {
        (hop.origin.id, hop.destination.id, hop.day): hop
        for frame in brief.frames
        for hop in (*frame.between, *_ends_by_train(brief, frame))
    }
    return [
        GroundQuery(
            origin=hop.origin,
            destination=hop.destination,
            day=hop.day,
            party=brief.request.party,
            currency=brief.currency,
        )
        for hop in hops.values()
    ]


def _ends_by_train(brief: Brief, frame: Frame) -> tuple[Hop, ...]:
    """Out and home may go on the ground too, where that takes no more than a day."""
    if brief.request.intent != "trip":
        return ()
    hops = (hop for hop in (frame.outbound, frame.home) if hop is not None)
    return tuple(
        hop for hop in hops if distance_km(hop.origin, hop.destination) <= FARTHEST_BY_GROUND_KM
    )


def airports(brief: Brief, offers: Iterable[FlightOffer]) -> dict[str, Airport]:
    codes = {
        code
        for offer in offers
        for each in offer.slices
        for segment in each.segments
        for code in (segment.origin, segment.destination)
    }
    known = ((code, brief.gazetteer.airport(code)) for code in sorted(codes))
    return {code: airport for code, airport in known if airport is not None}


def _told(query: FlightQuery) -> dict[str, str]:
    days: list[date] = [each.day for each in query.slices]
    return {
        "from": "/".join(query.slices[0].origins),
        "to": "/".join(query.slices[0].destinations),
        "days": ", ".join(day.isoformat() for day in days),
    }


def _told_ground(query: GroundQuery) -> dict[str, str]:
    return {
        "from": query.origin.name,
        "to": query.destination.name,
        "day": query.day.isoformat(),
    }


SPEC = AgentSpec(
    name="flight",
    title="Flights",
    intents=frozenset({"trip", "flight"}),
    search=search,
)
