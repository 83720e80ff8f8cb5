"""Weather: of the days of the trip."""

from datetime import timedelta

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from tools.toolbox import Toolbox
from tools.weather import WeatherQuery
from travel.evidence import Evidence
from travel.places import Place


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """Every day on which one may be in each city, forecast where there is one."""
    queries = _queries(brief)
    found, lost = await gather(
        [
            report.call("get_weather", _told(query), tools.weather.days(query), "days")
            for query in queries
        ]
    )
    return Evidence(
        weather=tuple(day for days in found for day in days),
        cities={query.place.name: query.place for query in queries},
        failures=lost,
    )


def _queries(brief: Brief) -> list[WeatherQuery]:
    queries: dict[str, WeatherQuery] = {}
    for frame in brief.frames:
        for city in frame.cities:
            place: Place = brief.base_of(city.place)
            first = min(*city.check_ins, frame.start)
            last = city.check_out + timedelta(days=1)
            known = queries.get(city.city)
            if known is not None:
                first, last = min(first, known.first), max(last, known.last)
            queries[city.city] = WeatherQuery(place=place, first=first, last=last)
    return list(queries.values())


def _told(query: WeatherQuery) -> dict[str, str]:
    return {
        "in": query.place.name,
        "from": query.first.isoformat(),
        "to": query.last.isoformat(),
    }


SPEC = AgentSpec(
    name="weather",
    title="Weather",
    intents=frozenset({"trip", "weather", "activities"}),
    search=search,
)
