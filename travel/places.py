"""Places on the earth, and the distance between them."""

from math import asin, cos, radians, sin, sqrt
from typing import Annotated, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import Field

from travel.value import Value

Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
IataCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{3}$")]
PlaceKind = Literal["city", "town", "island", "region", "country", "airport"]

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG


class Located(Protocol):
    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...


class Place(Value):
    """Where one can travel to: a city, a town, an island, a region, a country or an airport."""

    id: str  # stable: "geonames:2267057", "airport:BER", "extra:sintra-pt"
    name: str  # in English
    kind: PlaceKind
    country: str  # ISO 3166-1 alpha-2
    lat: Latitude
    lon: Longitude
    tz: str  # IANA
    admin: str = ""  # state or province, where it tells two places apart
    population: int = 0
    airports: tuple[IataCode, ...] = ()  # that serve it, the main one first
    base: str = ""  # the city one sleeps in, where the place is an island, region or country

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    @property
    def iata(self) -> str | None:
        return self.airports[0] if self.airports else None

    @property
    def sleeps_in(self) -> str:
        return self.base or self.name


class Airport(Value):
    """An airport with a IATA code."""

    iata: IataCode
    name: str
    city: str
    country: str
    lat: Latitude
    lon: Longitude
    tz: str
    passengers_m: float = 0.0  # a year, millions; 0 where not known
    transfer_minutes: int = 45  # to the centre of the city it serves
    transfer_cost_eur: str = "10.00"  # per person
    connect_minutes: int = 60  # legal minimum connection

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)


def distance_km(a: Located, b: Located) -> float:
    """Great-circle distance (haversine on the mean radius), in kilometres."""
    lat_a, lat_b = radians(a.lat), radians(b.lat)
    half = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin(radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))
