"""Synthetic offers and sights around real coordinates, as many as asked, from a seed."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from planning.frame import CityStay, frames
from planning.hops import Hop
from travel.activities import Activity, DayTrip, OpeningHours, OpeningWindow, at_minute
from travel.dates import TravelDates, Window, utc
from travel.evidence import Evidence, hotel_point
from travel.money import Rates, money
from travel.offers import FlightOffer, GroundOffer, Segment, Slice, StayOffer
from travel.party import Party
from travel.places import Airport, Place, distance_km
from travel.provenance import Provenance
from travel.request import Budget, Stop, TripRequest
from travel.routes import Point, Route, RouteMatrix
from travel.weather import WeatherDay
from travel.wishes import Interest, Wish

NOW = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)
RATES = Rates(
    base="EUR",
    as_of=date(2026, 1, 30),
    per_base={"USD": Decimal("1.10"), "NZD": Decimal("1.85"), "GBP": Decimal("0.85")},
    source="ECB",
)


def source(name: str, minutes: int = 10_000) -> Provenance:
    return Provenance(
        id=f"p:{name}",
        provider=f"synthetic:{name}",
        retrieved_at=NOW - timedelta(minutes=5),
        expires_at=NOW + timedelta(minutes=minutes),
        sandbox=True,
    )


def _place(name: str, country: str, lat: float, lon: float, tz: str, *airports: str) -> Place:
    return Place(
        id=f"syn:{name}",
        name=name,
        kind="city",
        country=country,
        lat=lat,
        lon=lon,
        tz=tz,
        airports=airports,
    )


BERLIN = _place("Berlin", "DE", 52.52, 13.405, "Europe/Berlin", "BER")
LISBON = _place("Lisbon", "PT", 38.715, -9.14, "Europe/Lisbon", "LIS")
PORTO = _place("Porto", "PT", 41.148, -8.61, "Europe/Lisbon", "OPO")
MADRID = _place("Madrid", "ES", 40.417, -3.703, "Europe/Madrid", "MAD")
AUCKLAND = _place("Auckland", "NZ", -36.85, 174.763, "Pacific/Auckland", "AKL")
HONOLULU = _place("Honolulu", "US", 21.307, -157.858, "Pacific/Honolulu", "HNL")
PLACES = {p.name: p for p in (BERLIN, LISBON, PORTO, MADRID, AUCKLAND, HONOLULU)}
AIRPORTS = {
    iata: Airport(
        iata=iata,
        name=f"{home.name} airport",
        city=home.name,
        country=home.country,
        lat=lat,
        lon=lon,
        tz=home.tz,
        transfer_minutes=minutes,
        transfer_cost_eur=cost,
        connect_minutes=50,
    )
    for iata, home, lat, lon, minutes, cost in (
        ("BER", BERLIN, 52.366, 13.503, 40, "4.40"),
        ("LIS", LISBON, 38.774, -9.134, 30, "2.00"),
        ("OPO", PORTO, 41.248, -8.681, 40, "2.50"),
        ("MAD", MADRID, 40.472, -3.561, 35, "5.00"),
        ("AKL", AUCKLAND, -37.008, 174.785, 45, "9.00"),
        ("HNL", HONOLULU, 21.319, -157.922, 30, "3.00"),
    )
}
TWO = Party(adults=2)
KINDS: tuple[tuple[str, str, tuple[Interest, ...]], ...] = (
    ("museum", "indoor", ("museums", "art")),
    ("castle", "mixed", ("history", "architecture")),
    ("park", "outdoor", ("nature", "family")),
    ("church", "indoor", ("history", "architecture")),
    ("viewpoint", "outdoor", ("photography",)),
    ("market", "mixed", ("markets", "food")),
    ("club", "indoor", ("nightlife", "music")),
)


def asked(
    *stops: tuple[Place, int | None],
    origin: Place = BERLIN,
    start: date = date(2026, 5, 14),
    nights: int = 3,
    window: int = 0,
    party: Party = TWO,
    wishes: Iterable[Wish] = (),
    budget: int | None = None,
    **more: Any,
) -> TripRequest:
    """With `window` days to choose from, else on exact dates."""
    end = start + timedelta(days=nights)
    dates = (
        TravelDates(
            window=Window(earliest=start, latest=end + timedelta(days=window)), nights=nights
        )
        if window
        else TravelDates(start=start, end=end)
    )
    budgets = (Budget(amount=money(budget, "EUR"), words=f"{budget} euros"),) if budget else ()
    return TripRequest(
        origin=origin,
        stops=tuple(Stop(place=place, nights=n) for place, n in stops),
        dates=dates,
        party=party,
        wishes=tuple(wishes),
        budgets=budgets,
        **more,
    )


def wish(slot: str, value: object, *, hard: bool = True) -> Wish:
    return Wish.model_validate({"slot": slot, "value": value, "hard": hard, "words": slot})


def evidence_for(
    request: TripRequest, *, flights: int = 12, stays: int = 12, sights: int = 20, seed: int = 1
) -> Evidence:
    """What providers would say for all frames of a request."""
    chance = Random(seed)
    laid = frames(request)
    cities = {city.city: city.place for frame in laid for city in frame.cities}
    hops = {(h.origin.name, h.destination.name, h.day): h for f in laid for h in f.hops}
    beds = {
        (city.city, day, city.check_out): city
        for frame in laid
        for city in frame.cities
        for day in city.check_ins
    }
    activities = [a for place in cities.values() for a in _activities(place, sights, chance)]
    offers = [
        stay
        for (_, day, _), city in beds.items()
        for stay in _stays(city, day, stays, request.party)
    ]
    return Evidence(
        flights=tuple(f for hop in hops.values() for f in _flights(hop, flights, request, chance)),
        grounds=tuple(g for hop in hops.values() for g in _trains(hop, request.party)),
        stays=tuple(offers),
        weather=tuple(_weather(cities.values(), laid[0].start, 40, chance)),
        activities=tuple(activities),
        day_trips=tuple(_trip(place) for place in cities.values()),
        matrices=tuple(_matrix(place, activities, offers) for place in cities.values()),
        airports=AIRPORTS,
        cities={**cities, "Berlin": BERLIN},
        rates=RATES,
    )


def _flights(hop: Hop, count: int, request: TripRequest, chance: Random) -> Iterator[FlightOffer]:
    for number in range(count):
        stops = 0 if number % 3 == 0 else 1
        minute = 6 * 60 + round(number * 15.5 * 60 / max(1, count - 1)) // 5 * 5
        km = distance_km(hop.origin, hop.destination)
        fare = 45 + km * 0.05 * (0.8 if stops else 1.15) * chance.uniform(0.7, 1.5)
        yield flight(hop, minute, stops, round(fare) * request.party.size, number, request.party)


def flight(hop: Hop, minute: int, stops: int, price: int, number: int, party: Party) -> FlightOffer:
    """One way on the hop; with a stop it changes in Madrid."""
    origin, goal = AIRPORTS[hop.origin.airports[0]], AIRPORTS[hop.destination.airports[0]]
    depart = at_minute(hop.day, minute, hop.origin.zone)
    ways = ((origin, goal),) if not stops else ((origin, AIRPORTS["MAD"]), (AIRPORTS["MAD"], goal))
    segments: list[Segment] = []
    for leg, (here, there) in enumerate(ways):
        minutes = round(distance_km(here, there) / 780 * 60) + 35
        arrive = (utc(depart) + timedelta(minutes=minutes)).astimezone(there.zone)
        segments.append(
            Segment(
                carrier="TP" if number % 2 else "LH",
                carrier_name="TAP Air Portugal" if number % 2 else "Lufthansa",
                number=f"{'TP' if number % 2 else 'LH'}{100 + number * 2 + leg}",
                origin=here.iata,
                destination=there.iata,
                depart=depart,
                arrive=arrive,
            )
        )
        depart = (utc(arrive) + timedelta(minutes=85)).astimezone(there.zone)
    return FlightOffer(
        id=f"f:{origin.iata}{goal.iata}{hop.day}:{number}",
        slices=(Slice(segments=tuple(segments)),),
        price=money(price, "EUR"),
        party_size=party.size,
        bags_included=number % 2,
        provenance=source(f"flights:{hop.day}"),
    )


def _trains(hop: Hop, party: Party) -> Iterator[GroundOffer]:
    km = distance_km(hop.origin, hop.destination)
    if km > 600:
        return
    for number, hour in enumerate((7, 9, 12, 15, 18)):
        depart = at_minute(hop.day, hour * 60 + 10, hop.origin.zone)
        minutes = round(km / 110 * 60) + 20
        yield GroundOffer(
            id=f"g:{hop.origin.name}{hop.destination.name}{hop.day}:{number}",
            mode="train",
            operator="CP",
            number=f"{120 + number}",
            origin=hop.origin.name,
            destination=hop.destination.name,
            depart=depart,
            arrive=(utc(depart) + timedelta(minutes=minutes)).astimezone(hop.destination.zone),
            price=money(31 * party.size, "EUR"),
            provenance=source("trains"),
        )


def _stays(city: CityStay, day: date, count: int, party: Party) -> Iterator[StayOffer]:
    nights = (city.check_out - day).days
    for number in range(count if nights > 0 else 0):
        chance = Random(f"{city.city}{number}")
        stars = 1 + number % 5
        km = round(chance.uniform(0.2, 6.0), 1)
        nightly = (28, 55, 88, 128, 235)[stars - 1] * chance.uniform(0.8, 1.3) * (1.1 - km / 20)
        angle = chance.uniform(-1, 1)
        yield StayOffer(
            id=f"s:{city.city}{number}:{day}",
            name=f"{city.city} House {number}",
            city=city.city,
            country=city.place.country,
            lat=city.place.lat + km / 111 * angle,
            lon=city.place.lon + km / 88 * (1 - abs(angle)),
            centre_km=km,
            stars=stars,
            rating=round(min(9.6, 5.6 + stars * 0.55 + chance.uniform(-0.4, 1.2)), 1),
            check_in=day,
            check_out=city.check_out,
            rooms=party.default_rooms,
            sleeps=max(2, party.size),
            board="breakfast" if number % 3 == 0 else "room_only",
            amenities=("wifi", "pool") if stars > 3 else ("wifi",),
            accessible=("step_free", "wheelchair") if number % 2 else (),
            price=money(round(nightly * nights * party.default_rooms), "EUR"),
            provenance=source("stays"),
        )


def _activities(place: Place, count: int, chance: Random) -> Iterator[Activity]:
    for number in range(count):
        category, setting, interests = KINDS[number % len(KINDS)]
        opens, closes = (22, 27) if category == "club" else (9 + number % 2, 17 + number % 4)
        if category in ("park", "viewpoint"):
            opens, closes = 0, 24
        yield activity(
            f"{place.name} {category} {number}",
            place,
            category=category,
            setting=setting,
            interests=interests,
            opens=opens * 60,
            closes=closes * 60,
            closed={number % 7} if category == "museum" else set(),
            minutes=(45, 60, 90, 120)[number % 4],
            price=0 if category in ("park", "viewpoint", "market") else 6 + number % 9,
            rank=1 if number < 6 else 2 if number < 14 else 3,
            km=chance.uniform(-3, 3),
            east=chance.uniform(-3, 3),
        )
    for number in range(8):
        yield activity(
            f"{place.name} Table {number}",
            place,
            category="restaurant",
            setting="indoor",
            interests=("food",),
            opens=12 * 60,
            closes=23 * 60,
            minutes=75,
            rank=2,
            km=chance.uniform(-2, 2),
            east=chance.uniform(-2, 2),
            meals=("lunch", "dinner"),
            diet=("vegetarian", "vegan") if number % 2 else (),
        )
    for number in range(3):
        yield activity(
            f"{place.name} Palace {number}",
            place,
            category="palace",
            setting="mixed",
            interests=("history",),
            minutes=90,
            price=12,
            rank=1,
            km=22 + number / 2,
            day_trip=f"{place.name} Hills",
        )


def activity(
    name: str, place: Place, *, category: str = "museum", setting: str = "indoor",
    interests: tuple[Interest, ...] = ("museums",), opens: int = 540, closes: int = 1080,
    closed: set[int] = frozenset(),  # type: ignore[assignment]
    minutes: int = 60, price: int = 0, rank: int = 2, km: float = 0.5, east: float = 0.0,
    **more: Any,
) -> Activity:  # fmt: skip
    """`km` north and `east` of the centre."""
    window = OpeningWindow(weekdays=frozenset(set(range(7)) - closed), opens=opens, closes=closes)
    return Activity.model_validate(
        {
            "id": f"a:{name}",
            "name": name,
            "city": place.name,
            "category": category,
            "lat": place.lat + km / 111,
            "lon": place.lon + east / 88,
            "hours": OpeningHours(windows=(window,)),
            "minutes": minutes,
            "setting": setting,
            "price": money(price, "EUR"),
            "interests": interests,
            "rank": rank,
            "step_free": rank != 2,
            "provenance": source(f"places:{place.name}"),
            **more,
        }
    )


def _trip(place: Place) -> DayTrip:
    return DayTrip(
        city=place.name,
        name=f"{place.name} Hills",
        lat=place.lat + 22 / 111,
        lon=place.lon,
        minutes_each_way=40,
        mode="train",
        price_each_way=money("4.50", "EUR"),
        provenance=source("trips"),
    )


def _weather(
    places: Iterable[Place], first: date, days: int, chance: Random
) -> Iterator[WeatherDay]:
    for place in places:
        for offset in range(-3, days):
            rain = 0.8 if chance.random() < 0.2 else 0.1
            yield WeatherDay(
                date=first + timedelta(days=offset),
                city=place.name,
                kind="climate",
                high_c=22,
                low_c=14,
                rain_chance=rain,
                summary="rain" if rain > 0.5 else "sunny",
                provenance=source("weather"),
            )


def _matrix(
    place: Place, activities: Iterable[Activity], stays: Iterable[StayOffer]
) -> RouteMatrix:
    points = [Point(id=a.id, lat=a.lat, lon=a.lon) for a in activities if a.city == place.name]
    beds = {hotel_point(s): s for s in stays if s.city == place.name}
    points += [Point(id=name, lat=s.lat, lon=s.lon) for name, s in beds.items()]
    routes = {a.id: {b.id: _route(a, b) for b in points if b.id != a.id} for a in points}
    return RouteMatrix(
        city=place.name, points=tuple(points), routes=routes, provenance=source("ways")
    )


def _route(a: Point, b: Point) -> Route:
    km = distance_km(a, b) * 1.3
    if km < 1.5:
        return Route(mode="walk", minutes=round(km * 13) + 1, km=km)
    return Route(mode="transit", minutes=round(10 + km * 3), km=km)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12, 0), tzinfo=UTC)
