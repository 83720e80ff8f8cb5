"""Real requests, each understood and planned, and the plan verified once more from outside."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest

from graphs.result import TurnResult
from tests.conftest import say
from travel.dates import minutes_between, utc
from travel.itinerary import Itinerary
from travel.money import money
from wiring.open import TripSage


@dataclass(frozen=True)
class Asked:
    """A request and what has to be understood of it. Today is Tuesday, 10 March 2026."""

    id: str
    text: str
    intent: str = "trip"
    origin: str | None = None
    stops: tuple[tuple[str, int | None], ...] = ()
    start: date | None = None
    end: date | None = None
    nights: int | None = None
    adults: int | None = None
    children: tuple[int, ...] = ()
    budget: tuple[str, str] | None = None
    basis: str = "total"
    wishes: dict[str, object] = field(default_factory=dict[str, object])
    return_from: str | None = None
    language: str = "en"


REQUESTS = (
    Asked(
        "a weekend",
        "a weekend in Rome from Oslo, first weekend of May, just me, 900 euros",
        origin="Oslo",
        stops=(("Rome", None),),
        start=date(2026, 5, 1),
        end=date(2026, 5, 3),
        nights=2,
        adults=1,
        budget=("900", "EUR"),
    ),
    Asked(
        "a family of four with two cities",
        "We are two adults and two kids aged 6 and 9. 3 nights in Vienna and then 4 nights in Budapest, "
        "from Hamburg, starting 18 July, budget 4,800 euros in total",
        origin="Hamburg",
        stops=(("Vienna", 3), ("Budapest", 4)),
        start=date(2026, 7, 18),
        end=date(2026, 7, 25),
        nights=7,
        adults=2,
        children=(6, 9),
        budget=("4800", "EUR"),
    ),
    Asked(
        "an open jaw with three cities",
        "Fly from London into Madrid on 2 June, 3 nights there, then 2 nights in Seville and 3 nights "
        "in Lisbon, and fly home from Lisbon. Two of us, 3500 pounds.",
        origin="London",
        stops=(("Madrid", 3), ("Seville", 2), ("Lisbon", 3)),
        start=date(2026, 6, 2),
        end=date(2026, 6, 10),
        adults=2,
        budget=("3500", "GBP"),
    ),
    Asked(
        "a business trip, nonstop, in two weeks",
        "business trip to Zurich from Berlin in two weeks, two nights, nonstop only, "
        "business class, at least 4 stars",
        origin="Berlin",
        stops=(("Zurich", None),),
        start=date(2026, 3, 24),
        end=date(2026, 3, 26),
        nights=2,
        wishes={"max_stops": 0, "cabin": "business", "min_stars": 4},
    ),
    Asked(
        "a hotel alone",
        "hotel in Prague from 3 to 6 April for two adults, breakfast included, under 130 euros a night",
        intent="stay",
        stops=(("Prague", None),),
        start=date(2026, 4, 3),
        end=date(2026, 4, 6),
        nights=3,
        adults=2,
        budget=("130", "EUR"),
        basis="per_night",
        wishes={"board": "breakfast"},
    ),
    Asked(
        "a flight alone, by airport codes",
        "BER-LIS 8 May back 13 May, 2 adults, one checked bag each",
        intent="flight",
        start=date(2026, 5, 8),
        end=date(2026, 5, 13),
        adults=2,
        wishes={"bags": 1},
    ),
    Asked(
        "a date line crossing",
        "Auckland to Honolulu, 12 to 19 May, one adult, 5000 NZD",
        origin="Auckland",
        stops=(("Honolulu", None),),
        start=date(2026, 5, 12),
        end=date(2026, 5, 19),
        adults=1,
        budget=("5000", "NZD"),
    ),
    Asked(
        "a night in which clocks change",
        "three nights in Paris from New York, 27 to 30 March, two adults, 3000 dollars",
        origin="New York City",
        stops=(("Paris", None),),
        start=date(2026, 3, 27),
        end=date(2026, 3, 30),
        adults=2,
        budget=("3000", "USD"),
    ),
    Asked(
        "in German",
        "Fünf Tage Lissabon im Mai ab Berlin, zu zweit, 2.400 €, keine frühen Flüge",
        origin="Berlin",
        stops=(("Lisbon", None),),
        nights=5,
        adults=2,
        budget=("2400", "EUR"),
        wishes={"depart_after": "09:00"},
        language="de",
    ),
    Asked(
        "in Spanish",
        "Cuatro noches en Roma desde Madrid a partir del 14 de mayo, dos adultos, máximo 1.500 euros",
        origin="Madrid",
        stops=(("Rome", None),),
        start=date(2026, 5, 14),
        end=date(2026, 5, 18),
        nights=4,
        adults=2,
        budget=("1500", "EUR"),
        language="es",
    ),
    Asked(
        "in French",
        "Une semaine à Athènes au départ de Paris du 6 au 13 juin, deux adultes, 2000 euros",
        origin="Paris",
        stops=(("Athens", None),),
        start=date(2026, 6, 6),
        end=date(2026, 6, 13),
        adults=2,
        budget=("2000", "EUR"),
        language="fr",
    ),
    Asked(
        "2.4k",
        "5 nights in Istanbul from Munich from 4 May, 2 people, 2.4k EUR",
        origin="Munich",
        stops=(("Istanbul", None),),
        nights=5,
        adults=2,
        budget=("2400", "EUR"),
    ),
    Asked(
        "each",
        "Amsterdam to Copenhagen 8 to 11 May, two of us, 900 euros each",
        origin="Amsterdam",
        stops=(("Copenhagen", None),),
        nights=3,
        adults=2,
        budget=("900", "EUR"),
        basis="per_person",
    ),
    Asked(
        "in yen",
        "Tokyo to Bangkok 10 to 15 May, one adult, 250000 yen",
        origin="Tokyo",
        stops=(("Bangkok", None),),
        adults=1,
        budget=("250000", "JPY"),
    ),
    Asked(
        "in francs",
        "from Zurich to Edinburgh 14 to 18 May, two adults, CHF 2800",
        origin="Zurich",
        stops=(("Edinburgh", None),),
        adults=2,
        budget=("2800", "CHF"),
    ),
)


@pytest.mark.parametrize("asked", REQUESTS, ids=lambda each: each.id)
async def test_a_request_is_understood_and_its_plan_holds(tripsage: TripSage, asked: Asked) -> None:
    result = await say(tripsage, f"request {asked.id}", asked.text)
    understood(result, asked)
    assert result.question is None, result.answer
    assert result.outcome is not None
    assert result.itinerary is not None, [each.detail for each in result.outcome.violations]
    assert not result.outcome.violations
    holds(result, result.itinerary)


def understood(result: TurnResult, asked: Asked) -> None:
    request = result.request
    assert result.turn.intent == asked.intent
    assert result.turn.language == asked.language
    if asked.origin:
        assert request.origin is not None
        assert request.origin.name == asked.origin
    if asked.stops:
        assert [stop.place.name for stop in request.stops] == [name for name, _ in asked.stops]
        for stop, (_, nights) in zip(request.stops, asked.stops, strict=True):
            assert nights is None or stop.nights == nights
    dates = request.settled_dates
    for given, found in (
        (asked.start, dates.start),
        (asked.end, dates.end),
        (asked.nights, dates.nights),
    ):
        assert given is None or given == found
    if asked.adults is not None:
        assert (request.party.adults, request.party.children) == (asked.adults, asked.children)
    if asked.budget:
        assert request.budgets[0].amount == money(*asked.budget)
        assert request.budgets[0].basis == asked.basis
    for slot, value in asked.wishes.items():
        assert {wish.slot: wish.value for wish in request.wishes}.get(slot) == value


def holds(result: TurnResult, plan: Itinerary) -> None:
    """What a traveller would check with a pencil, without the verifier."""
    paid = [offer.price for offer in (*plan.flights, *plan.grounds, *plan.stays)]
    tickets = [item.price for _, item in plan.items() if item.price is not None]
    assert plan.total.amount >= max(
        (price.amount for price in paid if price.currency == plan.total.currency),
        default=Decimal(0),
    )
    same = [price for price in (*paid, *tickets) if price.currency == plan.total.currency]
    if len(same) == len(paid) + len(tickets):
        assert sum(price.amount for price in same) == plan.total.amount
    for offer in plan.flights:
        for each in offer.slices:
            for earlier, later in zip(each.segments, each.segments[1:], strict=False):
                assert earlier.destination == later.origin
                assert minutes_between(earlier.arrive, later.depart) >= 30
    instants = [(utc(item.start), utc(item.end)) for _, item in plan.items()]
    assert all(start <= end for start, end in instants)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(instants))
    if result.request.intent == "trip":
        nights = {
            stay.check_in + timedelta(days=i) for stay in plan.stays for i in range(stay.nights)
        }
        assert nights
        assert [day.date for day in plan.days] == sorted({day.date for day in plan.days})
        assert plan.days
    known = {source.id for source in result.sources}
    for _, item in plan.items():
        assert not item.evidence or item.evidence in known
    assert result.sandbox
    assert str(plan.total.amount.to_integral_value()).lstrip("-")[:1] in result.answer


async def test_somewhere_warm_is_proposed_from_climate_and_price(tripsage: TripSage) -> None:
    result = await say(
        tripsage, "warm", "somewhere warm in February from Berlin, a week, two of us, 2500 euros"
    )
    assert result.itinerary is not None, result.answer
    assert len(result.proposals) >= 2
    chosen = next(each for each in result.proposals if each.chosen)
    assert chosen.climate.month == 2
    assert chosen.climate.high_c >= 20
    assert result.request.stops[0].place == chosen.place
    for proposal in result.proposals:
        assert proposal.place.name in result.answer
    holds(result, result.itinerary)


async def test_weather_alone_has_days_and_no_plan_to_pay(tripsage: TripSage) -> None:
    result = await say(tripsage, "weather", "what's the weather like in Bergen next weekend?")
    assert result.turn.intent == "weather"
    assert result.itinerary is not None
    assert result.itinerary.days
    assert all(day.weather is not None for day in result.itinerary.days)
    assert result.itinerary.total.amount == 0
    assert "Bergen" in result.answer


async def test_things_to_do_alone(tripsage: TripSage) -> None:
    result = await say(tripsage, "todo", "what can we see in Lisbon in two days from 4 May?")
    assert result.turn.intent == "activities"
    assert result.itinerary is not None
    sights = [item.name for _, item in result.itinerary.items() if item.kind == "sight"]
    assert len(sights) >= 4
    assert len(set(sights)) == len(sights)
    assert sights[0] in result.answer


async def test_a_flight_by_codes_is_between_those_airports(tripsage: TripSage) -> None:
    result = await say(tripsage, "codes", "LHR-JFK 8 May, back 15 May, one adult")
    assert result.itinerary is not None
    (offer,) = result.itinerary.flights
    assert [(each.origin, each.destination) for each in offer.slices] == [
        ("LHR", "JFK"),
        ("JFK", "LHR"),
    ]
    assert not result.itinerary.stays
    assert len(result.flights) >= 3


async def test_the_night_the_clocks_change_is_counted_in_utc(tripsage: TripSage) -> None:
    result = await say(
        tripsage, "dst", "two nights in Paris from Berlin, 28 to 30 March, one adult"
    )
    assert result.itinerary is not None
    offsets = {
        item.start.utcoffset() for _, item in result.itinerary.items() if item.kind == "sight"
    }
    assert offsets == {timedelta(hours=2)} or offsets == {timedelta(hours=1), timedelta(hours=2)}
