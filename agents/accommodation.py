"""Beds: a stay in each city, for each way the trip may lie on the calendar."""

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from planning.frame import CityStay
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.places import Place

LIKELY_CHECK_INS = 2


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """Offers for every city of every frame, for each likely day of arrival."""
    found, lost = await gather(
        [
            report.call("search_stays", _told(query), tools.stays.search(query), "offers")
            for query in _queries(brief)
        ]
    )
    return Evidence(
        stays=tuple(offer for offers in found for offer in offers),
        cities=_cities(brief),
        failures=lost,
    )


def _queries(brief: Brief) -> list[StayQuery]:
    queries = {
        query.model_dump_json(): query
        for frame in brief.frames
        for city in frame.cities
        for query in _city_queries(brief, city)
    }
    return list(queries.values())


def _city_queries(brief: Brief, city: CityStay) -> list[StayQuery]:
    request = brief.request
    stars, board, rooms = (request.wish(slot) for slot in ("min_stars", "board", "rooms"))
    return [
        StayQuery(
            place=brief.base_of(city.place),
            check_in=check_in,
            check_out=city.check_out,
            party=request.party,
            rooms=request.wanted("rooms") if rooms else request.party.default_rooms,
            board=request.wanted("board") if board and board.hard else "room_only",
            min_stars=request.wanted("min_stars") if stars and stars.hard else 1,
            currency=brief.currency,
        )
        for check_in in city.check_ins[:LIKELY_CHECK_INS]
        if check_in < city.check_out
    ]


def _cities(brief: Brief) -> dict[str, Place]:
    return {city.city: brief.base_of(city.place) for frame in brief.frames for city in frame.cities}


def _told(query: StayQuery) -> dict[str, str]:
    return {
        "in": query.place.name,
        "from": query.check_in.isoformat(),
        "to": query.check_out.isoformat(),
    }


SPEC = AgentSpec(
    name="accommodation",
    title="Beds",
    intents=frozenset({"trip", "stay"}),
    search=search,
)
