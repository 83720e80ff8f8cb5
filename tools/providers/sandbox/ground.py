"""Trains, coaches and ferries between cities.

Well-known connections are written down by hand (`data/ground_pairs.csv`: minutes, fares, operator);
others follow from the distance where a railway or a road joins the two (`rail.py`, `landmass.py`).
"""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Literal, NamedTuple

from tools.providers.sandbox.currency import rates_on
from tools.providers.sandbox.fares import is_peak, lead_factor
from tools.providers.sandbox.landmass import joined
from tools.providers.sandbox.network import DATA
from tools.providers.sandbox.rail import COACHES, RAILWAYS, has_station, railway
from tools.providers.sandbox.schedules import instant, utc_minute
from tools.providers.sandbox.seeded import answer, bell, name_of, unit, whole
from tools.routing import GroundQuery
from travel.errors import ProviderRefused
from travel.gazetteer import Gazetteer, folded
from travel.money import Money, money
from travel.offers import GroundOffer
from travel.party import Party
from travel.places import Place, distance_km

NAME = "sandbox:routing"
VALID_MINUTES = 60
DAYS_AHEAD = 400
NEXT_DOOR_KM = 8.0
TRAIN_KM, COACH_KM = 900.0, 520.0
SUBURB_KM = 60.0  # no coach where a train goes
SLOW_HOURS = 12.0  # nobody is offered a longer unlisted train
BIG = 350_000  # inhabitants of a city on a main line
OVERNIGHT = 400  # minutes; so long a way goes by night too
FIRST, LAST = 6 * 60, 21 * 60  # departures
FREE_UNDER, HALF_UNDER = 4, 15  # ages
Mode = Literal["train", "bus", "ferry"]


class Line(NamedTuple):
    """A connection: fares for one adult from low (early, off-peak) to high."""

    mode: Mode
    minutes: int
    currency: str
    low: float
    high: float
    daily: int
    operator: str
    prefix: str


def ground_offers(
    query: GroundQuery,
    *,
    gazetteer: Gazetteer,
    clock: Callable[[], datetime],
    seed: int,
) -> tuple[GroundOffer, ...]:
    """In the order of departure; empty where nothing sensible goes, or on days not on sale.

    Raises ProviderRefused for a currency without a rate.
    """
    del gazetteer  # places come with their coordinates
    now = clock()
    today = now.astimezone(query.origin.zone).date()
    if not 0 <= (query.day - today).days <= DAYS_AHEAD:
        return ()
    rates = rates_on(now.date())
    if not rates.knows(query.currency):
        raise ProviderRefused(NAME, f"prices in {query.currency} aren't offered")
    source = answer(NAME, f"ground/{query.model_dump_json()}", now, VALID_MINUTES, seed=seed)
    offers: list[GroundOffer] = []
    for line in lines_between(query.origin, query.destination):
        for index, clock_minute in enumerate(_departures(line, query)):
            depart = utc_minute(query.origin.tz, query.day.toordinal(), clock_minute)
            fare = _fare(line, query, today, clock_minute, seed)
            price = rates.convert(fare, query.currency).rounded()
            if depart * 60 < now.timestamp() + 600:
                continue
            offers.append(
                GroundOffer(
                    id=_id(line, query, clock_minute, seed),
                    mode=line.mode,
                    operator=line.operator,
                    number=_number(line, query, index),
                    origin=query.origin.sleeps_in,
                    destination=query.destination.sleeps_in,
                    depart=instant(depart, query.origin.tz),
                    arrive=instant(depart + line.minutes, query.destination.tz),
                    price=price,
                    provenance=source,
                )
            )
    return tuple(sorted(offers, key=lambda each: (each.depart, each.price.amount, each.id)))


# Which connections ------------------------------------------------------------------------------


def lines_between(origin: Place, destination: Place) -> list[Line]:
    """Listed ones; else a train by rule; and a coach where a road goes and it isn't far."""
    km = distance_km(origin, destination)
    if km < NEXT_DOOR_KM:
        return []
    found = list(dict.fromkeys(_listed(origin, destination)))
    if not joined(origin, destination):
        return found
    trains = [line for line in found if line.mode == "train"]
    if not trains and (rail := _train(origin, destination, km)):
        trains.append(rail)
        found.append(rail)
    if km <= COACH_KM and not (trains and km < SUBURB_KM):
        found.append(_coach(origin, destination, km))
    return found


def _train(origin: Place, destination: Place, km: float) -> Line | None:
    rail = railway(origin.country, destination.country)
    if rail is None or km > TRAIN_KM or not (has_station(origin) and has_station(destination)):
        return None
    main = min(origin.population, destination.population) >= BIG and km > 100
    minutes = round(15 + km / (rail.fast if main else rail.kmh) * 60)
    if minutes > SLOW_HOURS * 60:
        return None
    daily = 8 if main or km < 150 else 5 if km < 450 else 3
    if origin.country in ("US", "AU", "VN", "TH", "KZ", "KE") and not main:
        daily = 2
    low = 2.5 + km * rail.euro_km * (0.8 if km > 300 else 1.0)
    high = low * (1.1 if km < 80 else 2.2)
    prefix = rail.prefix if main or origin.country != destination.country else "R"
    return Line("train", minutes, "EUR", low, high, daily, rail.operator, prefix)


def _coach(origin: Place, destination: Place, km: float) -> Line:
    operator = COACHES.get(origin.country) or COACHES.get(destination.country)
    rail = RAILWAYS.get(origin.country)
    minutes = round(20 + km * 1.25 / (78 if rail and rail.euro_km >= 0.05 else 62) * 60)
    low = 3 + km * (min(0.05, rail.euro_km) if rail else 0.03)
    daily = 6 if km < 150 else 4 if km < 350 else 3
    return Line("bus", minutes, "EUR", low, low * 1.7, daily, operator or "Intercity coach", "")


def _listed(origin: Place, destination: Place) -> Iterator[Line]:
    for a in _keys(origin):
        for b in _keys(destination):
            yield from _pairs().get((a, b), ())


def _keys(place: Place) -> set[tuple[str, str]]:
    return {(folded(name), place.country) for name in (place.name, place.sleeps_in)}


@cache
def _pairs() -> dict[tuple[tuple[str, str], tuple[str, str]], tuple[Line, ...]]:
    """Both ways, under every name."""
    found: dict[tuple[tuple[str, str], tuple[str, str]], tuple[Line, ...]] = {}
    with DATA.joinpath("ground_pairs.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            line = _line(row)
            for one in row["from"].split("|"):
                for other in row["to"].split("|"):
                    a = folded(one), row["from_country"]
                    b = folded(other), row["to_country"]
                    for key in ((a, b), (b, a)):
                        found[key] = (*found.get(key, ()), line)
    return found


def _line(row: dict[str, str]) -> Line:
    mode: Mode = "ferry" if row["mode"] == "ferry" else "train"
    return Line(
        mode,
        int(row["minutes"]),
        row["currency"],
        float(row["low"]),
        float(row["high"]),
        int(row["per_day"]),
        row["operator"],
        row["prefix"],
    )


# When and how much ------------------------------------------------------------------------------


def _departures(line: Line, query: GroundQuery) -> list[int]:
    """Minutes after midnight; a day's work before a late arrival, an evening for a long way."""
    ends = (query.origin.id, query.destination.id, line.mode, line.operator)
    first, last = FIRST, max(FIRST + 60, min(LAST, 23 * 60 + 30 - line.minutes))
    if line.minutes > OVERNIGHT:
        first, last = (19 * 60 if line.daily == 1 else 8 * 60), LAST + 60
    step = (last - first) / line.daily
    return [
        5 * round((first + step * (index + 0.8 * unit(0, "leaves", *ends, index))) / 5)
        for index in range(line.daily)
    ]


def _fare(line: Line, query: GroundQuery, today: date, clock: int, seed: int) -> Money:
    """For the party, in the currency of the line: dearer late, at the rush and in high season."""
    lead = lead_factor((query.day - today).days) - 1
    rush = 0.12 if 7 * 60 <= clock < 9 * 60 or 16 * 60 <= clock < 19 * 60 else 0.0
    busy = (0.12 if query.day.weekday() in (4, 6) else 0.0) + (0.2 if is_peak(query.day) else 0.0)
    ends = (query.origin.id, query.destination.id)
    luck = 0.18 * bell(seed, "ground", *ends, line.operator, query.day, clock)
    share = max(0.0, min(1.0, 0.25 + 0.75 * min(1.0, lead) + rush + busy + luck))
    adult = line.low + (line.high - line.low) * share
    exact = Decimal(str(round(adult, 2))) * _weights(query.party)
    return money(exact, line.currency).rounded()


def _weights(party: Party) -> Decimal:
    """Adults' fares that the party pays: small children go free, older ones for half."""
    halves = sum(0 if age < FREE_UNDER else 1 if age < HALF_UNDER else 2 for age in party.children)
    return Decimal(party.adults) + Decimal(halves) / 2


def _number(line: Line, query: GroundQuery, index: int) -> str:
    if line.mode == "bus":
        return f"{whole(100, 999, 0, 'coach', query.origin.id, query.destination.id)}"
    base = whole(10, 480, 0, "train", *sorted((query.origin.id, query.destination.id)))
    number = 2 * (base + index) + (query.origin.id < query.destination.id)
    return f"{line.prefix} {number}" if not line.prefix.isdigit() else f"{line.prefix}{number:03}"


def _id(line: Line, query: GroundQuery, clock: int, seed: int) -> str:
    ends = query.origin.id, query.destination.id, query.day
    asked = query.party, query.currency
    return f"sbx-g-{name_of(seed, line.mode, line.operator, *ends, clock, *asked)}"
