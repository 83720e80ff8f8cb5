"""An answer of each operation, by the sandbox."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from tools.cache.operations import (
    ACTIVITIES,
    ADVISORIES,
    CLIMATE,
    DAY_TRIPS,
    DAYS,
    FLIGHTS,
    GROUND,
    MATRIX,
    RATES,
    STAYS,
    Operation,
)
from tools.flights import FlightQuery, SliceQuery
from tools.places import PlacesQuery
from tools.providers.sandbox import open_sandbox
from tools.routing import GroundQuery, MatrixQuery
from tools.stays import StayQuery
from tools.weather import ClimateQuery, WeatherQuery
from travel.advisory import Advisory
from travel.gazetteer import Gazetteer
from travel.party import Party
from travel.places import Place
from travel.provenance import Provenance
from travel.routes import Point

OUT, HOME = date(2026, 5, 10), date(2026, 5, 15)


def place(gazetteer: Gazetteer, name: str) -> Place:
    found = gazetteer.lookup(name).place
    assert found is not None
    return found


def return_flight(origin: str = "BER", destination: str = "LIS") -> FlightQuery:
    """With forty offers."""
    slices = (
        SliceQuery(origins=(origin,), destinations=(destination,), day=OUT),
        SliceQuery(origins=(destination,), destinations=(origin,), day=HOME),
    )
    return FlightQuery(slices=slices, party=Party(adults=2))


def advisory(now: datetime, **more: Any) -> Advisory:
    """On Egypt, of an issuer that isn't the sandbox: it has none."""
    fields: dict[str, Any] = {
        "country": "EG",
        "level": 2,
        "words": "Advised against in parts",
        "title": "Egypt",
        "summary": "Stay away from the border.\n- 20 km",
        "passport": "valid for 6 months",
        "url": "https://www.gov.uk/foreign-travel-advice/egypt",
        "updated": now,
        "provenance": Provenance(id="gov-uk:egypt", provider="gov-uk", retrieved_at=now),
    }
    return Advisory.model_validate(fields | more)


async def samples(
    gazetteer: Gazetteer, clock: Callable[[], datetime]
) -> list[tuple[Operation[Any, Any], Any]]:
    box = open_sandbox(gazetteer, clock=clock)
    lisbon, porto = place(gazetteer, "Lisbon"), place(gazetteer, "Porto")
    sights = PlacesQuery(place=lisbon)
    activities = await box.places.activities(sights)
    points = tuple(Point(id=each.id, lat=each.lat, lon=each.lon) for each in activities[:15])
    ground = GroundQuery(origin=lisbon, destination=porto, day=OUT)
    return [
        (FLIGHTS, await box.flights.search(return_flight())),
        (STAYS, await box.stays.search(StayQuery(place=lisbon, check_in=OUT, check_out=HOME))),
        (DAYS, await box.weather.days(WeatherQuery(place=lisbon, first=OUT, last=HOME))),
        (CLIMATE, await box.weather.climate(ClimateQuery(month=5))),
        (ACTIVITIES, activities),
        (DAY_TRIPS, await box.places.day_trips(sights)),
        (MATRIX, await box.routing.matrix(MatrixQuery(city="Lisbon", points=points))),
        (GROUND, await box.routing.ground(ground)),
        (RATES, await box.currency.rates(OUT)),
        (ADVISORIES, (advisory(clock()), advisory(clock(), parts_level=4))),
    ]
