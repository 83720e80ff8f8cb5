"""Beds: a stay in each city, for each way the trip may lie on the calendar."""

from datetime import date, timedelta
from statistics import median

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from planning.frame import CityStay
from planning.price import Purse, moving_toll
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from travel.evidence import Evidence
from travel.offers import StayOffer
from travel.party import Party
from travel.places import Place

LIKELY_CHECK_INS = 2
# For changes of hotels: fewer offers than FEW for all nights make it likely that many are full on one of them;
# from Friday on and from Sunday on nights cost otherwise than before, by a SWING of the price at most.
FEW, LONG, SWING = 6, 4, 0.25
PRICES_CHANGE = (4, 6)
MOST_CHANGES, MOST_EXTRA = 2, 8


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """Offers for every city of every frame, for each likely day of arrival; where a change of hotels may
    pay, also for parts of the nights."""
    whole, lost = await _asked(stay_queries(brief), tools, report)
    rates, _ = await gather([tools.currency.rates(brief.now.date())])
    purse = Purse("EUR", rates[0] if rates else None)
    parts, lost_parts = await _asked(_parts(brief, whole, purse), tools, report)
    return Evidence(stays=(*whole, *parts), cities=_cities(brief), failures=(*lost, *lost_parts))


async def _asked(
    queries: list[StayQuery], tools: Toolbox, report: Report
) -> tuple[tuple[StayOffer, ...], tuple[str, ...]]:
    found, lost = await gather([sleep(query, tools, report) for query in queries])
    return tuple(offer for offers in found for offer in offers), lost


async def sleep(query: StayQuery, tools: Toolbox, report: Report) -> tuple[StayOffer, ...]:
    return await report.call("search_stays", _told(query), tools.stays.search(query), "offers")


def _parts(brief: Brief, whole: tuple[StayOffer, ...], purse: Purse) -> list[StayQuery]:
    """What to ask for besides all nights, `MOST_EXTRA` at most."""
    queries = {
        part.model_dump_json(): part
        for query in stay_queries(brief)
        for day in _changes(brief, query, [o for o in whole if _answers(o, query)], purse)
        for part in (
            query.model_copy(update={"check_out": day}),
            query.model_copy(update={"check_in": day}),
        )
    }
    return list(queries.values())[:MOST_EXTRA]


def _answers(offer: StayOffer, query: StayQuery) -> bool:
    there = offer.city == query.place.sleeps_in
    return there and (offer.check_in, offer.check_out) == (query.check_in, query.check_out)


def _changes(brief: Brief, query: StayQuery, offers: list[StayOffer], purse: Purse) -> list[date]:
    """The days on which one might change hotels, likeliest first; none where it can't pay."""
    nights = (query.check_out - query.check_in).days
    if nights < 2 or _one_hotel(brief):
        return []
    wanted = brief.request.wanted("hotels") == 2 or brief.request.wish("areas") is not None
    days = [query.check_in + timedelta(days=each) for each in range(1, nights)]
    middle = query.check_in + timedelta(days=nights // 2)
    days.sort(key=lambda day: (abs((day - middle).days), day))
    borders = [day for day in days if day.weekday() in PRICES_CHANGE]
    if wanted or len(offers) < FEW:
        return list(dict.fromkeys((*days[:1], *borders)))[:MOST_CHANGES]
    if nights < LONG or not _dear(offers, query.party, purse):
        return []
    return borders[:1]


def _one_hotel(brief: Brief) -> bool:
    kept = any(e.kind == "keep" and e.target in ("stay", "trip") for e in brief.standing)
    return kept or brief.request.wanted("hotels") == 1


def _dear(offers: list[StayOffer], party: Party, purse: Purse) -> bool:
    """Whether a swing of prices between nights may come to more than moving does."""
    euros = [purse.value(offer.price) for offer in offers if purse.knows(offer.price)]
    return bool(euros) and SWING * median(euros) > moving_toll(median(euros), party)


def stay_queries(brief: Brief) -> list[StayQuery]:
    queries = {
        query.model_dump_json(): query
        for frame in brief.frames
        for city in frame.cities
        for query in _in_city(brief, city)
    }
    return list(queries.values())


def _in_city(brief: Brief, city: CityStay) -> list[StayQuery]:
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
