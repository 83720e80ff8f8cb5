"""The facts of the handmade world, built by short functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from travel.activities import Activity, OpeningHours, OpeningWindow
from travel.evidence import Evidence, hotel_point
from travel.itinerary import Itinerary
from travel.money import Rates, money
from travel.offers import FlightOffer, GroundOffer, Segment, Slice, StayOffer
from travel.places import Airport, Place, distance_km
from travel.provenance import Provenance
from travel.request import TripRequest
from travel.routes import Point, Route, RouteMatrix
from travel.weather import MonthClimate, WeatherDay
from travel.wishes import Interest

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
RATES = Rates(
    base="EUR",
    as_of=date(2026, 2, 27),
    per_base={"JPY": Decimal("162.5"), "USD": Decimal("1.08"), "NZD": Decimal("1.91")},
    source="ECB",
)


@dataclass(frozen=True, repr=False)
class World:
    """A plan that holds, and what it answers."""

    name: str
    request: TripRequest
    evidence: Evidence
    plan: Itinerary
    now: datetime = NOW

    def __repr__(self) -> str:
        return f"<{self.name}>"


def source(name: str, *, hours: int = 24 * 365) -> Provenance:
    return Provenance(
        id=f"p:{name}",
        provider=f"handmade:{name}",
        retrieved_at=NOW - timedelta(hours=1),
        expires_at=NOW + timedelta(hours=hours),
        sandbox=True,
    )


def place(name: str, country: str, lat: float, lon: float, tz: str, *airports: str) -> Place:
    return Place(
        id=f"hand:{name}", name=name, kind="city", country=country, lat=lat, lon=lon, tz=tz,
        airports=airports,
    )  # fmt: skip


BERLIN = place("Berlin", "DE", 52.52, 13.40, "Europe/Berlin", "BER")
LISBON = place("Lisbon", "PT", 38.72, -9.14, "Europe/Lisbon", "LIS")
PORTO = place("Porto", "PT", 41.15, -8.61, "Europe/Lisbon", "OPO")
PARIS = place("Paris", "FR", 48.86, 2.35, "Europe/Paris", "CDG", "ORY")
AUCKLAND = place("Auckland", "NZ", -36.85, 174.76, "Pacific/Auckland", "AKL")
HONOLULU = place("Honolulu", "US", 21.31, -157.86, "Pacific/Honolulu", "HNL")
BOSTON = place("Boston", "US", 42.36, -71.06, "America/New_York", "BOS")
TOKYO = place("Tokyo", "JP", 35.68, 139.69, "Asia/Tokyo", "HND", "NRT")
PLACES = {p.name: p for p in (BERLIN, LISBON, PORTO, PARIS, AUCKLAND, HONOLULU, BOSTON, TOKYO)}


def airport(iata: str, home: Place, lat: float, lon: float, ride: int, cost: str) -> Airport:
    return Airport(
        iata=iata, name=f"{home.name} {iata}", city=home.name, country=home.country, lat=lat, lon=lon,
        tz=home.tz, transfer_minutes=ride, transfer_cost_eur=cost, connect_minutes=50,
    )  # fmt: skip


FRANKFURT = place("Frankfurt", "DE", 50.11, 8.68, "Europe/Berlin", "FRA")
AIRPORTS = {
    a.iata: a
    for a in (
        airport("BER", BERLIN, 52.36, 13.50, 40, "4.70"),
        airport("FRA", FRANKFURT, 50.04, 8.56, 25, "6.00"),
        airport("LIS", LISBON, 38.77, -9.13, 35, "5.50"),
        airport("OPO", PORTO, 41.24, -8.68, 40, "4.00"),
        airport("CDG", PARIS, 49.01, 2.55, 50, "13.00"),
        airport("ORY", PARIS, 48.72, 2.38, 40, "11.50"),
        airport("AKL", AUCKLAND, -37.01, 174.79, 45, "9.00"),
        airport("HNL", HONOLULU, 21.32, -157.92, 30, "3.00"),
        airport("BOS", BOSTON, 42.36, -71.01, 30, "2.40"),
        airport("HND", TOKYO, 35.55, 139.78, 40, "4.00"),
    )
}


def instant(told: str, tz: str) -> datetime:
    """Of a local "2026-05-18 07:10"."""
    return datetime.fromisoformat(told).replace(tzinfo=ZoneInfo(tz))


def segment(number: str, way: str, depart: str, arrive: str) -> Segment:
    origin, destination = way.split("-")
    return Segment(
        carrier=number[:2], carrier_name={"TP": "TAP Air Portugal"}.get(number[:2], "Some Air"),
        number=number, origin=origin, destination=destination,
        depart=instant(depart, AIRPORTS[origin].tz),
        arrive=instant(arrive, AIRPORTS[destination].tz),
    )  # fmt: skip


def flights(name: str, price: str, size: int, *directions: Iterable[Segment]) -> FlightOffer:
    return FlightOffer(
        id=f"f:{name}",
        slices=tuple(Slice(segments=tuple(segments)) for segments in directions),
        price=money(price, "EUR"),
        party_size=size,
        bags_included=1,
        seats_left=7,
        provenance=source(f"flights:{name}"),
    )


def stay(
    name: str, city: Place, dates: tuple[str, str], price: str, currency: str, *, km: float = 0.0
) -> StayOffer:
    """`km` north of the centre, in an area of its name."""
    return StayOffer(
        id=f"s:{name}", name=name, city=city.name, country=city.country, area=name,
        lat=city.lat + km / 111, lon=city.lon, centre_km=0.8, stars=4, rating=8.6,
        check_in=date.fromisoformat(dates[0]), check_out=date.fromisoformat(dates[1]),
        rooms=1, sleeps=4, board="breakfast", amenities=("wifi", "bar"),
        accessible=("wheelchair", "step_free"), price=money(price, currency),
        provenance=source(f"stays:{name}"),
    )  # fmt: skip


def activity(
    name: str, city: Place, minutes: int, price: str, currency: str = "EUR", *,
    opens: int = 9, closes: int = 18, closed: int | None = None, away: str = "",
    interest: Interest = "history", km: float = 1.0,
) -> Activity:  # fmt: skip
    """A sight, north of the centre; a restaurant where nobody pays at the door ("meal")."""
    window = OpeningWindow(
        weekdays=frozenset(day for day in range(7) if day != closed),
        opens=opens * 60,
        closes=closes * 60,
    )
    meal = price == "meal"
    return Activity(
        id=f"a:{name}", name=name, city=city.name, category="restaurant" if meal else "landmark",
        lat=city.lat + km / 111, lon=city.lon, hours=OpeningHours(windows=(window,)),
        minutes=minutes, setting="mixed", price=money("0" if meal else price, currency),
        child_price=money("5.00", currency) if price == "14.00" else None,
        interests=("food",) if meal else (interest,), step_free=True, day_trip=away,
        diet=("vegetarian",) if meal else (), meals=("dinner",) if meal else (),
        provenance=source(f"places:{city.name}"),
    )  # fmt: skip


def matrix(city: Place, activities: Iterable[Activity], stays: Iterable[StayOffer]) -> RouteMatrix:
    points = [Point(id=a.id, lat=a.lat, lon=a.lon) for a in activities if a.city == city.name]
    points += [Point(id=hotel_point(s), lat=s.lat, lon=s.lon) for s in stays if s.city == city.name]
    routes = {
        a.id: {
            b.id: Route(
                mode="transit", minutes=10 + round(distance_km(a, b) * 4), km=distance_km(a, b)
            )
            for b in points
            if a.id != b.id
        }
        for a in points
    }
    return RouteMatrix(
        city=city.name, points=tuple(points), routes=routes, provenance=source("ways")
    )


def gathered(
    cities: Iterable[Place],
    days: Iterable[str],
    *facts: FlightOffer | GroundOffer | StayOffer | Activity,
) -> Evidence:
    """Evidence of these facts, with weather of the days and ways in the cities."""
    stays = tuple(fact for fact in facts if isinstance(fact, StayOffer))
    activities = tuple(fact for fact in facts if isinstance(fact, Activity))
    cities, days = tuple(cities), tuple(days)
    return Evidence(
        flights=tuple(fact for fact in facts if isinstance(fact, FlightOffer)),
        grounds=tuple(fact for fact in facts if isinstance(fact, GroundOffer)),
        stays=stays,
        activities=activities,
        weather=tuple(
            WeatherDay(
                date=date.fromisoformat(day), city=city.name, kind="climate", high_c=23, low_c=14,
                rain_chance=0.2, summary="sunny", provenance=source("weather"),
            )
            for city in cities
            for day in days
        ),
        climate=tuple(
            MonthClimate(
                city=city.name, country=city.country, month=date.fromisoformat(days[0]).month,
                high_c=23, low_c=14, wet_days=6, provenance=source("climate"),
            )
            for city in cities
        ),
        matrices=tuple(matrix(city, activities, stays) for city in cities),
        airports=AIRPORTS,
        cities={city.name: city for city in cities},
        rates=RATES,
    )  # fmt: skip
