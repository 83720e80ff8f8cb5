"""The sandbox's flights through their Protocol."""

import time as stopwatch
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.flights import FlightProvider, FlightQuery, SliceQuery
from tools.providers.sandbox.fares import easter, lead_factor
from tools.providers.sandbox.flights import SandboxFlights
from tools.providers.sandbox.schedules import instant, utc_minute
from travel.dates import minutes_between, utc
from travel.errors import OfferGone, ProviderRefused, ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.offers import FlightOffer
from travel.party import Party
from travel.wishes import CABIN_ORDER, Cabin

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
IN_MAY = date(2026, 5, 13)
_CODES = (
    "BER LIS LHR JFK LAX SYD MEL AKL HNL NRT SIN DXB GRU EZE CPT NBO DEL BKK MEX YYZ PMI ATH HEL "
    "KEF SVO CAI HKG PEK DEN MCO SCL LIM CGN TLL OPO FNC DBV JTR BZN CHC PPT NAN ZQN TRD BGO KTM"
)
AIRPORTS = _CODES.split()


@pytest.fixture(scope="module")
def flights(gazetteer: Gazetteer) -> FlightProvider:
    return SandboxFlights(gazetteer, clock=lambda: NOW, seed=0)


def asked(
    origin: str,
    destination: str,
    day: date = IN_MAY,
    back: date | None = None,
    *,
    currency: str = "EUR",
    cabin: Cabin = "economy",
    party: Party | None = None,
    max_stops: int = 2,
    bags: int = 0,
    limit: int = 40,
) -> FlightQuery:
    there = SliceQuery(origins=(origin,), destinations=(destination,), day=day)
    home = (SliceQuery(origins=(destination,), destinations=(origin,), day=back),) if back else ()
    return FlightQuery(
        slices=(there, *home),
        party=party or Party(),
        cabin=cabin,
        max_stops=max_stops,
        bags=bags,
        currency=currency,
        limit=limit,
    )


BUSY = ("BER-LIS", "LHR-JFK", "CDG-FCO", "MUC-PMI", "LAX-JFK", "SYD-MEL", "NRT-SIN")


@pytest.mark.parametrize("pair", BUSY)
async def test_a_busy_pair_has_many_offers(flights: FlightProvider, pair: str) -> None:
    origin, destination = pair.split("-")
    offers = await flights.search(asked(origin, destination, back=IN_MAY + timedelta(days=5)))
    assert len(offers) >= 15
    assert any(offer.stops == 0 for offer in offers)
    assert any(offer.stops > 0 for offer in offers)
    assert len({offer.slices[0].depart for offer in offers}) >= 4
    assert len({offer.id for offer in offers}) == len(offers)


# Per adult, economy unless said, a return booked two months ahead.
ANCHORS: list[tuple[str, str, Cabin, str, int, int]] = [
    ("BER-LIS", "05", "economy", "EUR", 140, 320),
    ("LHR-JFK", "05", "economy", "EUR", 420, 800),
    ("CDG-FCO", "05", "economy", "EUR", 90, 240),
    ("JFK-LAX", "05", "economy", "USD", 250, 500),
    ("BER-HND", "05", "economy", "EUR", 650, 1150),
    ("AKL-HNL", "05", "economy", "NZD", 700, 1300),
    ("SYD-MEL", "05", "economy", "AUD", 150, 350),
    ("FRA-PMI", "07", "economy", "EUR", 180, 400),
    ("FRA-JFK", "05", "business", "EUR", 2200, 4500),
]


@pytest.mark.parametrize(("pair", "month", "cabin", "currency", "low", "high"), ANCHORS)
async def test_fares_are_what_a_traveller_would_believe(
    gazetteer: Gazetteer, pair: str, month: str, cabin: Cabin, currency: str, low: int, high: int
) -> None:
    """The cheapest and the middle of three departures, give or take an eighth."""
    start = date(2026, int(month), 12)
    booked = datetime(2026, int(month) - 2, 10, 9, 0, tzinfo=UTC)
    provider = SandboxFlights(gazetteer, clock=lambda: booked, seed=0)
    origin, destination = pair.split("-")
    cheapest: list[float] = []
    middle: list[float] = []
    for shift in (0, 1, 6):
        day = start + timedelta(days=shift)
        query = asked(
            origin, destination, day, day + timedelta(days=7), currency=currency, cabin=cabin
        )
        usual = [o for o in await provider.search(query) if cabin != "economy" or not o.refundable]
        prices = [float(offer.price.amount) for offer in usual]
        cheapest.append(min(prices))
        middle.append(median(prices))
    assert low * 0.875 <= median(cheapest) <= high
    assert low <= median(middle) <= high * 1.125


@given(
    origin=st.sampled_from(AIRPORTS),
    destination=st.sampled_from(AIRPORTS),
    ahead=st.integers(0, 330),
    stay=st.integers(0, 20),
    max_stops=st.integers(0, 2),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_every_offer_can_be_flown(
    flights: FlightProvider,
    gazetteer: Gazetteer,
    origin: str,
    destination: str,
    ahead: int,
    stay: int,
    max_stops: int,
) -> None:
    day = NOW.date() + timedelta(days=ahead)
    back = day + timedelta(days=stay)
    offers = await flights.search(asked(origin, destination, day, back, max_stops=max_stops))
    for offer in offers:
        check_flown(offer, gazetteer, max_stops)
        out, home = offer.slices
        assert (out.origin, out.destination) == (origin, destination)
        assert out.depart.date() == day
        assert home.depart.date() == back
        assert utc(out.arrive) < utc(home.depart)
        assert offer.provenance.sandbox


def check_flown(offer: FlightOffer, gazetteer: Gazetteer, max_stops: int) -> None:
    assert offer.price.amount > 0
    assert offer.stops <= max_stops
    for each in offer.slices:
        for segment in each.segments:
            for moment, code in (
                (segment.depart, segment.origin),
                (segment.arrive, segment.destination),
            ):
                airport = gazetteer.airport(code)
                assert airport is not None
                assert moment.utcoffset() == utc(moment).astimezone(airport.zone).utcoffset()
            assert 25 < segment.minutes < 20 * 60
            assert segment.carrier_name
        for first, second in pairwise(each.segments):
            airport = gazetteer.airport(first.destination)
            assert airport is not None
            assert first.destination == second.origin
            wait = minutes_between(first.arrive, second.depart)
            assert max(45, airport.connect_minutes) <= wait <= 22 * 60


async def test_the_same_question_gets_the_same_answer(gazetteer: Gazetteer) -> None:
    query = asked("BER", "LIS", back=IN_MAY + timedelta(days=4))
    first, second = (SandboxFlights(gazetteer, clock=lambda: NOW, seed=7) for _ in range(2))
    other = SandboxFlights(gazetteer, clock=lambda: NOW, seed=8)
    assert await first.search(query) == await second.search(query)
    assert await first.search(query) != await other.search(query)


async def test_a_shorter_list_still_holds_nonstop_flights(flights: FlightProvider) -> None:
    offers = await flights.search(asked("BER", "LIS", back=IN_MAY + timedelta(days=4), limit=5))
    assert len(offers) == 5
    assert any(offer.stops == 0 for offer in offers)


async def test_max_stops_and_cabin_are_kept(flights: FlightProvider) -> None:
    nonstop = await flights.search(asked("BER", "LIS", max_stops=0))
    assert nonstop and all(offer.stops == 0 for offer in nonstop)
    business = await flights.search(asked("BER", "LIS", cabin="business"))
    wanted = CABIN_ORDER.index("business")
    assert business and all(
        CABIN_ORDER.index(segment.cabin) >= wanted
        for offer in business
        for segment in offer.slices[0].segments
    )
    assert not await flights.search(asked("BER", "LIS", cabin="first"))
    assert await flights.search(asked("FRA", "JFK", cabin="first"))


async def test_bags_are_in_the_price(flights: FlightProvider) -> None:
    light = {o.slices: o for o in await flights.search(asked("BER", "LIS", max_stops=0))}
    heavy = {o.slices: o for o in await flights.search(asked("BER", "LIS", max_stops=0, bags=1))}
    shared = light.keys() & heavy.keys()
    assert shared
    for slices in shared:
        assert heavy[slices].bags_included >= 1
        assert heavy[slices].price >= light[slices].price


async def test_infants_pay_little_and_need_no_seat(flights: FlightProvider) -> None:
    couple = await flights.search(asked("BER", "LIS", party=Party(adults=2)))
    family = await flights.search(asked("BER", "LIS", party=Party(adults=2, children=(1, 7))))
    priced = {offer.slices: offer.price for offer in couple if not offer.refundable}
    shared = [offer for offer in family if not offer.refundable and offer.slices in priced]
    assert shared
    for offer in shared:
        share = offer.price.amount / priced[offer.slices].amount
        assert 1.4 < share < 1.6
        assert offer.party_size == 4


async def test_a_long_weekend_in_winter_crosses_the_date_line(flights: FlightProvider) -> None:
    offers = await flights.search(asked("AKL", "HNL", max_stops=0))
    assert {segment.carrier for o in offers for segment in o.slices[0].segments} <= {"NZ", "HA"}
    for offer in offers:
        out = offer.slices[0]
        assert out.arrive.date() <= out.depart.date()
        assert 7 * 60 < out.minutes < 11 * 60


def test_a_night_of_changing_clocks_keeps_the_instant_true() -> None:
    """02:30 doesn't exist in Berlin on 2026-03-29; 02:30 on 2026-10-25 exists twice."""
    spring = instant(utc_minute("Europe/Berlin", date(2026, 3, 29).toordinal(), 150), "UTC")
    assert spring == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    before = utc_minute("Europe/Berlin", date(2026, 3, 28).toordinal(), 600)
    after = utc_minute("Europe/Berlin", date(2026, 3, 29).toordinal(), 600)
    assert after - before == 23 * 60
    autumn = instant(utc_minute("Europe/Berlin", date(2026, 10, 25).toordinal(), 720), "UTC")
    local = datetime(2026, 10, 25, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    assert autumn == local


@pytest.mark.parametrize("days", [-1, 401])
async def test_days_that_are_not_on_sale_have_no_offers(flights: FlightProvider, days: int) -> None:
    assert not await flights.search(asked("BER", "LIS", NOW.date() + timedelta(days=days)))


async def test_a_late_booking_costs_about_twice_as_much(flights: FlightProvider) -> None:
    soon = await flights.search(asked("BER", "LIS", NOW.date() + timedelta(days=1)))
    later = await flights.search(asked("BER", "LIS", NOW.date() + timedelta(days=57)))
    cheap = median(float(o.price.amount) for o in later)
    assert 1.4 < median(float(o.price.amount) for o in soon) / cheap < 2.6
    assert lead_factor(0) > lead_factor(5) > lead_factor(20) > lead_factor(50)
    assert easter(2026) == date(2026, 4, 5)


async def test_yen_have_no_decimals_and_unknown_money_is_refused(flights: FlightProvider) -> None:
    offers = await flights.search(asked("HND", "CTS", currency="JPY"))
    assert offers and all(o.price.amount == o.price.amount.to_integral_value() for o in offers)
    with pytest.raises(ProviderRefused):
        await flights.search(asked("HND", "CTS", currency="XXX"))


async def test_an_expired_offer_is_gone(gazetteer: Gazetteer) -> None:
    now = [NOW]
    clock: Callable[[], datetime] = lambda: now[0]  # noqa: E731
    provider = SandboxFlights(gazetteer, clock=clock, seed=0)
    offer = (await provider.search(asked("BER", "LIS")))[0]
    now[0] = NOW + timedelta(minutes=19)
    assert (await provider.reprice(offer)).provenance.valid_at(now[0] + timedelta(minutes=19))
    now[0] = NOW + timedelta(minutes=21)
    with pytest.raises(OfferGone):
        await provider.reprice(offer)


async def test_few_prices_change_and_fewer_offers_go(flights: FlightProvider) -> None:
    changed = gone = total = 0
    for day in range(30, 60):
        for offer in await flights.search(asked("BER", "LIS", NOW.date() + timedelta(days=day))):
            total += 1
            try:
                again = await flights.reprice(offer)
            except OfferGone:
                gone += 1
                continue
            ratio = again.price.amount / offer.price.amount
            assert ratio == 1 or 1.019 < ratio < 1.081
            changed += ratio != 1
    assert 0.01 < changed / total < 0.06
    assert 0 < gone / total < 0.03


async def test_named_airports_exercise_the_unhappy_paths(flights: FlightProvider) -> None:
    with pytest.raises(RateLimited) as limited:
        await flights.search(asked("BER", "ZZB"))
    assert limited.value.retry_after is not None
    with pytest.raises(ProviderUnavailable) as down:
        await flights.search(asked("ZZA", "LIS"))
    assert not isinstance(down.value, RateLimited)
    assert not await flights.search(asked("BER", "ZZE"))
    for offer in await flights.search(asked("BER", "ZZC")):
        assert (await flights.reprice(offer)).price > offer.price
    for offer in await flights.search(asked("BER", "ZZD")):
        with pytest.raises(OfferGone):
            await flights.reprice(offer)


async def test_the_slow_airport_takes_three_seconds(flights: FlightProvider) -> None:
    began = stopwatch.perf_counter()
    assert await flights.search(asked("BER", "ZZF"))
    assert 3 <= stopwatch.perf_counter() - began < 6


async def test_a_small_airport_is_reached_over_a_hub(flights: FlightProvider) -> None:
    for origin, destination in (("TRD", "LIS"), ("ZQN", "HNL"), ("BZN", "FCO"), ("KTM", "YVR")):
        offers = await flights.search(asked(origin, destination))
        assert offers, (origin, destination)


async def test_an_answer_is_quick(flights: FlightProvider) -> None:
    query = asked("BER", "LIS", back=IN_MAY + timedelta(days=5))
    await flights.search(query)
    took: list[float] = []
    for _ in range(5):
        began = stopwatch.perf_counter()
        await flights.search(query)
        took.append(stopwatch.perf_counter() - began)
    assert min(took) < 0.1
