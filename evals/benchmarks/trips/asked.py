"""Requests of a size, made up from a seed: where, how long, who, and all kinds of wishes."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tools.places import PlacesQuery
from tools.toolbox import Toolbox
from travel.dates import TravelDates, Window
from travel.gazetteer import Gazetteer
from travel.money import money
from travel.party import Party
from travel.places import Place
from travel.request import Budget, Stop, TripRequest
from travel.wishes import Wish, WishSlot

# Each with cities that make one trip, in an order in which one could travel.
REGIONS: tuple[tuple[tuple[str, str], ...], ...] = (
    (("Lisbon", "PT"), ("Porto", "PT"), ("Madrid", "ES"), ("Seville", "ES"), ("Barcelona", "ES")),
    (("Rome", "IT"), ("Florence", "IT"), ("Venice", "IT"), ("Milan", "IT"), ("Zürich", "CH")),
    (("Vienna", "AT"), ("Budapest", "HU"), ("Kraków", "PL"), ("Prague", "CZ"), ("Munich", "DE")),
    (("London", "GB"), ("Edinburgh", "GB"), ("Dublin", "IE"), ("Amsterdam", "NL"), ("Paris", "FR")),
    (("Hamburg", "DE"), ("Copenhagen", "DK"), ("Stockholm", "SE"), ("Helsinki", "FI"), ("Riga", "LV")),
    (("Istanbul", "TR"), ("Athens", "GR"), ("Naples", "IT"), ("Rome", "IT"), ("Nice", "FR")),
    (("Tokyo", "JP"), ("Kyoto", "JP"), ("Osaka", "JP"), ("Bangkok", "TH"), ("Singapore", "SG")),
    (("Boston", "US"), ("New York City", "US"), ("Chicago", "US"), ("San Francisco", "US"), ("Honolulu", "US")),
)  # fmt: skip
ORIGINS = (
    ("Berlin", "DE"), ("Manchester", "GB"), ("Warsaw", "PL"), ("Lyon", "FR"), ("Toronto", "CA"),
    ("Oslo", "NO"), ("Bilbao", "ES"), ("Seattle", "US"),
)  # fmt: skip
PARTIES = (
    Party(adults=1), Party(adults=2), Party(adults=2), Party(adults=4),
    Party(adults=2, children=(4, 9)), Party(adults=2, children=(1,)), Party(adults=1, children=(13,)),
)  # fmt: skip
# How often a wish is made, and what it may ask for.
WISHES: tuple[tuple[WishSlot, float, tuple[Any, ...]], ...] = (
    ("pace", 0.4, ("relaxed", "balanced", "packed")),
    ("interests", 0.4, (("art", "history"), ("food",), ("nature",), ("nightlife", "music"), ("family",))),
    ("max_stops", 0.25, (0, 0, 1)),
    ("depart_after", 0.2, ("08:00", "10:00")),
    ("arrive_before", 0.1, ("20:00", "16:00")),
    ("return_before", 0.1, ("18:00", "12:00")),
    ("return_after", 0.1, ("11:00",)),
    ("bags", 0.15, (1, 2)),
    ("cabin", 0.08, ("premium_economy", "business")),
    ("min_stars", 0.25, (3, 4, 5)),
    ("board", 0.2, ("breakfast", "half_board")),
    ("near_centre", 0.15, (2.0, 1.0)),
    ("amenities", 0.15, (("wifi",), ("pool",), ("kitchen", "wifi"))),
    ("ground_mode", 0.1, ("train",)),
    ("day_starts_after", 0.1, ("10:00", "11:00")),
    ("diet", 0.25, (("vegetarian",), ("vegan",), ("halal",), ("gluten_free",))),
    ("accessibility", 0.15, (("step_free",), ("wheelchair",))),
    ("avoid", 0.08, (("museum",),)),
)  # fmt: skip
MUST_SEE, HARD, BUDGETED, FLEXIBLE, NIGHTS_TOLD = 0.3, 0.6, 0.5, 0.25, 0.5
EUROS_A_DAY = (70, 400)  # a person, without the way there
EUROS_A_WAY = (100, 500)


async def requests(
    cities: int, days: int, seeds: int, *, gazetteer: Gazetteer, toolbox: Toolbox, today: date
) -> list[TripRequest]:
    """`seeds` of them; the same every time."""
    made: list[TripRequest] = []
    for seed in range(seeds):
        chance = Random(f"{cities} {days} {seed}")
        made.append(await _request(cities, days - 1, chance, gazetteer, toolbox, today))
    return made


async def _request(
    cities: int, nights: int, chance: Random, gazetteer: Gazetteer, toolbox: Toolbox, today: date
) -> TripRequest:
    region = chance.choice(REGIONS)
    first = chance.randrange(len(region) - cities + 1)
    places = [_place(gazetteer, *named) for named in region[first : first + cities]]
    party = chance.choice(PARTIES)
    wishes = [*_wishes(chance), *await _must_sees(places, chance, toolbox)]
    return TripRequest(
        origin=_place(gazetteer, *chance.choice(ORIGINS)),
        stops=_stops(places, nights, chance),
        dates=_dates(nights, chance, today),
        party=party,
        wishes=tuple(wishes),
        budgets=tuple(_budgets(nights, cities, party, chance)),
    )


def _place(gazetteer: Gazetteer, name: str, country: str) -> Place:
    found = gazetteer.city(name, country)
    assert found is not None, name
    return found


def _stops(places: Sequence[Place], nights: int, chance: Random) -> tuple[Stop, ...]:
    """Half the time the nights of each are told, summing up to all."""
    if chance.random() > NIGHTS_TOLD:
        return tuple(Stop(place=place) for place in places)
    cuts = sorted(chance.sample(range(1, nights), len(places) - 1))
    edges = [0, *cuts, nights]
    told = [after - before for before, after in pairwise(edges)]
    return tuple(Stop(place=place, nights=n) for place, n in zip(places, told, strict=True))


def _dates(nights: int, chance: Random, today: date) -> TravelDates:
    start = today + timedelta(days=chance.randrange(30, 300))
    end = start + timedelta(days=nights)
    if chance.random() < FLEXIBLE:
        spare = timedelta(days=chance.randrange(1, 15))
        return TravelDates(window=Window(earliest=start, latest=end + spare), nights=nights)
    return TravelDates(start=start, end=end)


def _wishes(chance: Random) -> Iterator[Wish]:
    for slot, often, values in WISHES:
        if chance.random() < often:
            value = chance.choice(values)
            hard = chance.random() < HARD
            yield Wish(slot=slot, value=value, hard=hard, words=f"{slot} {value}")


async def _must_sees(places: Sequence[Place], chance: Random, toolbox: Toolbox) -> list[Wish]:
    if chance.random() > MUST_SEE:
        return []
    known = await toolbox.places.activities(PlacesQuery(place=chance.choice(places)))
    sights = [a.name for a in known if not a.meals and not a.placeholder and not a.day_trip]
    if not sights:
        return []
    names = tuple(chance.sample(sights, min(2, len(sights))))
    return [Wish(slot="must_see", value=names, words=", ".join(names))]


def _budgets(nights: int, cities: int, party: Party, chance: Random) -> Iterator[Budget]:
    if chance.random() > BUDGETED:
        return
    a_day = chance.uniform(*EUROS_A_DAY)
    each = a_day * (nights + 1) + chance.uniform(*EUROS_A_WAY) * 2 + 80 * (cities - 1)
    amount = round(each * party.size / 50) * 50
    yield Budget(amount=money(amount, "EUR"), hard=chance.random() < HARD, words=f"{amount} euros")
