"""What a seat costs, in euros: a curve over distance, moved by season, weekday, hour, lead and luck."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

from tools.providers.sandbox.journeys import Journey
from tools.providers.sandbox.network import Network
from tools.providers.sandbox.regions import home_of
from tools.providers.sandbox.schedules import LONG_HAUL, Flight, local_day
from tools.providers.sandbox.seeded import bell, between, chance, unit, whole
from tools.providers.sandbox.spokes import Carrier
from travel.party import Party
from travel.places import Airport
from travel.wishes import CABIN_ORDER, Cabin

KINDS = {"full": 1.0, "regional": 1.05, "leisure": 0.78, "low_cost": 0.75}
FAR_KINDS = {"full": 1.0, "regional": 1.0, "leisure": 0.88, "low_cost": 0.84}
WEEKDAYS = (1.04, 0.93, 0.92, 0.98, 1.14, 1.02, 1.14)  # Monday first
# (days ahead, factor): cheapest six to ten weeks out, steep at the end.
LEAD = (
    *((0, 2.1), (2, 2.0), (5, 1.75), (8, 1.5), (11, 1.32), (15, 1.2), (22, 1.1), (32, 1.04)),
    *((42, 1.0), (70, 0.99), (110, 1.03), (180, 1.07), (330, 1.12)),
)
CABINS: dict[Cabin, float] = {
    "economy": 1.0,
    "premium_economy": 1.75,
    "business": 5.2,
    "first": 8.2,
}
PREMIUM_KM = 4500.0
FIRST_KM = 5500.0
_FIRST = "LH LX AF BA EK EY SQ QR JL NH CX TG CA KE AI GA QF MU CZ AA"
FIRST_CLASS = frozenset(_FIRST.split())
MIDSUMMER_SUN = 1.16  # a beach in the high season, over what the season does anyway


class Fare(NamedTuple):
    """One direction for one adult, in euros, with the bags that were asked for."""

    journey: Journey
    price: float
    bags: int  # checked ones that come with it
    bag_price: float
    seats: int | None  # left at this price, where it is few
    cabins: tuple[Cabin, ...]  # of each flight
    changeable: bool
    refundable: bool


class Fares:
    """Prices of one world. `today` is the day of booking."""

    def __init__(self, network: Network, seed: int) -> None:
        self._network = network
        self._seed = seed

    def of(self, journey: Journey, cabin: Cabin, bags: int, today: date) -> Fare | None:
        """None where it is sold out or hasn't the cabin."""
        cabins = self._cabins(journey, cabin)
        if cabins is None:
            return None
        first = journey.flights[0]
        day = date.fromordinal(local_day(first.depart, self._network.at(first.origin).tz))
        lead = max(0, (day - today).days)
        if any(self._sold_out(flight, day, lead, cabin) for flight in journey.flights):
            return None
        full = self._lead_carrier(journey).kind == "full"
        included, bag_price = self._bags(journey, cabins)
        price = self._base(journey) * self._moved(journey, day, lead, cabin)
        price = price * _cabin_factor(journey, cabins) + max(0, bags - included) * bag_price
        return Fare(
            journey=journey,
            price=price,
            bags=max(bags, included),
            bag_price=bag_price,
            seats=self._seats(first, day, lead, cabin),
            cabins=cabins,
            changeable=full and included + bags > 0,
            refundable=full and "economy" not in cabins and included > 1 and self._generous(first),
        )

    def party_factor(self, party: Party, journey: Journey) -> float:
        """How many adults' fares the party pays."""
        full = self._lead_carrier(journey).kind == "full"
        far = journey.km > 3000
        child = 0.75 if full and far else 0.85 if full else 1.0
        return party.adults + sum(
            0.1 if age < 2 else child if age < 12 else 1.0 for age in party.children
        )

    # The curve --------------------------------------------------------------------------------

    def _base(self, journey: Journey) -> float:
        """By distance and by who flies."""
        carriers = [self._network.carriers[flight.carrier] for flight in journey.flights]
        kinds = FAR_KINDS if journey.km > 4200 else KINDS
        kind = sum(kinds[c.kind] for c in carriers) / len(carriers)
        origin, destination = journey.flights[0].origin, journey.flights[-1].destination
        pair = sorted((origin, destination))
        curve = _curve(journey.km) * _market(*map(self._network.at, pair))
        curve *= 1 + 0.10 * bell(self._seed, "pair", *pair)
        curve *= between(0.92, 1.08, self._seed, "carrier", carriers[0].code)
        rivals = len(self._network.carriers_between(origin, destination))
        if len(carriers) == 1:
            return curve * kind * (1.16 if rivals == 1 else 1.03 if rivals == 2 else 0.98)
        return self._connecting(journey, curve * kind)

    def _connecting(self, journey: Journey, price: float) -> float:
        """Less than nonstop, mostly; low-cost carriers charge for each leg."""
        flights = journey.flights
        hubs = [flight.origin for flight in flights[1:]]
        ends = sorted((flights[0].origin, flights[-1].destination))
        through = price * (0.92 if len(hubs) == 1 else 0.96)
        legs = sum(
            _curve(self._network.km(f.origin, f.destination))
            * (KINDS[self._network.carriers[f.carrier].kind])
            for f in flights
        )
        through = max(through, (0.9 if self._lead_carrier(journey).kind != "full" else 0.6) * legs)
        return 12 + through * (1 + 0.14 * bell(self._seed, "over", *ends, *hubs))

    def _moved(self, journey: Journey, day: date, lead: int, cabin: Cabin) -> float:
        first, last = journey.flights[0], journey.flights[-1]
        a, b = self._network.at(first.origin), self._network.at(last.destination)
        factor = season(a.lat, b.lat, day) * WEEKDAYS[day.weekday()] * _hour(first.clock)
        luck = 0.32 * bell(self._seed, "flight", first.number, last.number, day)
        luck += 0.07 * bell(self._seed, "day", a.iata, b.iata, day)
        last_minute = lead_factor(lead)
        if cabin != "economy":  # dearer cabins move less
            factor, last_minute = sqrt(factor), last_minute**0.35
        return factor * last_minute * (1 + luck)

    def _bags(self, journey: Journey, cabins: tuple[Cabin, ...]) -> tuple[int, float]:
        """(included, price of one more)."""
        carrier = self._lead_carrier(journey)
        far = journey.km > 4200
        price = between(25, 38, self._seed, "bag", carrier.code) + min(7.0, journey.km / 500)
        if carrier.kind in ("low_cost", "leisure"):
            return (1 if carrier.kind == "leisure" and far else 0), round(
                price + (25 if far else 0)
            )
        if "business" in cabins or "first" in cabins:
            return 2, 80.0
        return (1, 75.0) if far else (0, round(price))

    # Seats ------------------------------------------------------------------------------------

    def _cabins(self, journey: Journey, cabin: Cabin) -> tuple[Cabin, ...] | None:
        """Of each flight: the one asked for or, where there is none, the next better; else the best.

        None where the longest flight has neither, or another is worse than business besides.
        """
        given: tuple[Cabin, ...] = tuple(self._cabin_on(f, cabin) for f in journey.flights)
        ranks = [CABIN_ORDER.index(each) for each in given]
        longest = max(range(len(given)), key=lambda i: _block(journey.flights[i]))
        wanted = CABIN_ORDER.index(cabin)
        if ranks[longest] < wanted or min(ranks) < min(wanted, CABIN_ORDER.index("business")):
            return None
        return given

    def _cabin_on(self, flight: Flight, wanted: Cabin) -> Cabin:
        if wanted == "economy":
            return wanted
        carrier = self._network.carriers[flight.carrier]
        km = self._network.km(flight.origin, flight.destination)
        full = carrier.kind == "full"
        exists: dict[Cabin, bool] = {
            "economy": True,
            "premium_economy": full and km > PREMIUM_KM,
            "business": full,
            "first": full and km > FIRST_KM and carrier.code in FIRST_CLASS,
        }
        rank = CABIN_ORDER.index(wanted)
        for cabin in (*CABIN_ORDER[rank:], *CABIN_ORDER[rank::-1]):
            if exists[cabin]:
                return cabin
        return "economy"

    def _sold_out(self, flight: Flight, day: date, lead: int, cabin: Cabin) -> bool:
        share = 0.012 + 0.14 / (1 + lead) + (0.03 if is_peak(day) else 0.0)
        if cabin != "economy":
            share *= 1.8
        return chance(share, self._seed, "sold", flight.number, flight.depart, cabin)

    def _seats(self, flight: Flight, day: date, lead: int, cabin: Cabin) -> int | None:
        few = 0.22 + (0.3 if lead < 14 else 0.0) + (0.15 if is_peak(day) else 0.0)
        key = "seats", flight.number, flight.depart, cabin
        return whole(1, 9, self._seed, *key, 1) if unit(self._seed, *key) < few else None

    def _generous(self, flight: Flight) -> bool:
        """Whether the carrier gives dear fares back."""
        return chance(0.6, self._seed, "generous", flight.carrier)

    def _lead_carrier(self, journey: Journey) -> Carrier:
        """Of the longest flight."""
        return self._network.carriers[max(journey.flights, key=_block).carrier]


def _block(flight: Flight) -> int:
    return flight.arrive - flight.depart


def _cabin_factor(journey: Journey, cabins: tuple[Cabin, ...]) -> float:
    """By the time spent in each; short flights have a smaller gap between cabins."""
    total = sum(map(_block, journey.flights))
    factor = 0.0
    for flight, cabin in zip(journey.flights, cabins, strict=True):
        step = CABINS[cabin]
        if _block(flight) <= LONG_HAUL:
            step = 1 + (step - 1) * 0.45
        factor += step * _block(flight) / total
    return factor


def _curve(km: float) -> float:
    """Euros one way, of a full-service carrier on an ordinary day."""
    return 40 + 0.032 * km + 0.024 * max(0.0, km - 3500)


def _market(a: Airport, b: Airport) -> float:
    """Dearer and cheaper parts of the world, over the curve."""
    homes = {home_of(a.country), home_of(b.country)}
    if homes == {"europe", "north_america"}:
        return 1.25
    if homes == {"oceania"}:
        return 1.42
    if "oceania" in homes and homes <= {"oceania", "north_america"}:
        return 0.78
    if homes <= {"south_asia", "east_asia"}:
        return 0.85
    return 1.2 if homes == {"africa"} else 1.0


def _hour(clock: int) -> float:
    if clock < 6 * 60 + 45 or clock >= 21 * 60 + 15:
        return 0.92
    return 1.06 if 8 * 60 <= clock < 10 * 60 or 16 * 60 <= clock < 19 * 60 else 1.0


def lead_factor(days: int) -> float:
    """Between the points of `LEAD`, linear."""
    for (low, a), (high, b) in pairwise(LEAD):
        if days <= high:
            return a + (b - a) * max(0, days - low) / (high - low)
    return LEAD[-1][1]


# Seasons ---------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def season(origin_lat: float, destination_lat: float, day: date) -> float:
    """How dear the day is between the two: their summers, the feasts, and the sun in season."""
    factor = max(_summer(origin_lat, day), _summer(destination_lat, day)) * feast(day)
    north = abs(origin_lat) - abs(destination_lat)
    if 27 < abs(destination_lat) < 42 and north > 5 and _summer(destination_lat, day) > 1.2:
        factor *= MIDSUMMER_SUN
    return factor


def _summer(lat: float, day: date) -> float:
    """By month, of the northern or southern half; the tropics move less."""
    months = (0.88, 0.90, 0.96, 1.02, 1.04, 1.14, 1.30, 1.28, 1.06, 0.99, 0.90, 0.97)
    month = day.month - 1 if lat >= 0 else (day.month + 5) % 12
    strength = 1.0 if abs(lat) > 25 else 0.45
    return 1 + (months[month] - 1) * strength


def feast(day: date) -> float:
    """Christmas and Easter."""
    if (day.month, day.day) >= (12, 18) or (day.month, day.day) <= (1, 5):
        return 1.45 if day.month == 12 else 1.3
    return 1.22 if abs((day - easter(day.year)).days + 2) <= 7 else 1.0


def is_peak(day: date) -> bool:
    return feast(day) > 1.0 or day.month in (7, 8)


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss, in Lichtenberg's form)."""
    century = year // 100
    moon = 15 + (3 * century + 3) // 4 - (8 * century + 13) // 25
    sun = 2 - (3 * century + 3) // 4
    golden = year % 19
    seed = (19 * golden + moon) % 30
    shift = (seed + golden // 11) // 29
    full = 21 + seed - shift
    first = 7 - (year + year // 4 + sun) % 7
    return date(year, 3, 1) + timedelta(days=full + 7 - (full - first) % 7 - 1)
