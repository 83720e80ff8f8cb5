"""Sights, restaurants and day trips of each city."""

from agents.gather import gather
from agents.spec import AgentSpec, Brief, Report
from tools.places import PlacesQuery
from tools.toolbox import Toolbox
from travel.evidence import Evidence


async def search(brief: Brief, tools: Toolbox, report: Report) -> Evidence:
    """What there is to do in every city of the request."""
    places = {
        city.city: brief.base_of(city.place) for frame in brief.frames for city in frame.cities
    }
    queries = [
        PlacesQuery(place=place, interests=brief.request.wanted("interests", ()))
        for place in places.values()
    ]
    sights, lost = await gather(
        [
            report.call(
                "search_activities",
                {"in": query.place.name},
                tools.places.activities(query),
                "sights",
            )
            for query in queries
        ]
    )
    trips, lost_trips = await gather([tools.places.day_trips(query) for query in queries])
    return Evidence(
        activities=tuple(activity for found in sights for activity in found),
        day_trips=tuple(trip for found in trips for trip in found),
        cities=places,
        failures=(*lost, *lost_trips),
    )


SPEC = AgentSpec(
    name="activities",
    title="Things to do",
    intents=frozenset({"trip", "activities"}),
    search=search,
)
