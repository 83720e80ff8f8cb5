"""The verifier answers for any plan, whatever is in it."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planning.verify import verify
from tests.planning.world import NOW, TRIPS, WORLDS, World, lisbon, paris, porto
from travel.evidence import Evidence
from travel.itinerary import Day, Item, Itinerary
from travel.money import Money
from travel.offers import FlightOffer, StayOffer

WILD_TIMES = st.datetimes(timezones=st.timezones() | st.just(UTC))
CALM_TIMES = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001
    datetime(2026, 12, 31),  # noqa: DTZ001
    timezones=st.timezones(),
)
TIMES = CALM_TIMES | WILD_TIMES
REFS = st.sampled_from(
    ["", "f:lisbon", "s:Alfama", "a:Castle", "trip:Versailles", "LIS", "BER", "g:alfa"]
) | st.text(max_size=5)
MONEY = st.builds(
    Money,
    amount=st.decimals(allow_nan=False, allow_infinity=False),
    currency=st.sampled_from(("EUR", "JPY", "USD", "XXX")),
)
ITEMS = st.builds(
    Item, kind=st.sampled_from(("sight", "meal", "transfer", "flight", "train", "check_in", "free",
                                "check_out")),
    name=st.sampled_from(("TP535", "TP534")) | st.text(max_size=5), start=TIMES, end=TIMES,
    lat=st.floats(-90, 90), lon=st.floats(-180, 180), price=st.none() | MONEY, ref=REFS,
    evidence=REFS, travel_minutes=st.integers(-9, 9999),
)  # fmt: skip
CITIES = st.sampled_from(("Lisbon", "Porto", "Paris", "Berlin", "", "Atlantis"))
DAYS = st.builds(
    Day, date=st.dates(date(2026, 5, 10), date(2026, 5, 30)) | st.dates(), city=CITIES,
    tz=st.sampled_from(("Europe/Lisbon", "", "Europe", "../etc/passwd", "Mars")),
    items=st.lists(ITEMS, max_size=4).map(tuple),
)  # fmt: skip


@st.composite
def stays(draw: st.DrawFn) -> StayOffer:
    offer = draw(st.sampled_from([*lisbon().plan.stays, *porto().plan.stays, *paris().plan.stays]))
    first = draw(
        st.dates(date(2026, 5, 10), date(2026, 5, 30)) | st.dates(max_value=date.max - timedelta(9))
    )
    return offer.model_copy(
        update={
            "city": draw(CITIES), "check_in": first, "check_in_from": draw(st.times()),
            "check_out": first + timedelta(days=draw(st.integers(1, 8))),
            "check_out_until": draw(st.just(time(11)) | st.times()),
        }
    )  # fmt: skip


OFFERS: st.SearchStrategy[FlightOffer] = st.sampled_from(
    [offer for world in TRIPS for offer in world.plan.flights]
)
PLANS = st.builds(
    Itinerary, flights=st.lists(OFFERS, max_size=3).map(tuple),
    grounds=st.lists(st.sampled_from(porto().plan.grounds), max_size=2).map(tuple),
    stays=st.lists(stays(), max_size=3).map(tuple), days=st.lists(DAYS, max_size=4).map(tuple),
    total=MONEY,
)  # fmt: skip


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(PLANS, st.sampled_from(WORLDS), st.booleans())
def test_whatever_a_plan_says_verifying_it_never_raises(
    plan: Itinerary, world: World, known: bool
) -> None:
    evidence = world.evidence if known else Evidence()
    for violation in verify(plan, world.request, evidence, now=NOW):
        assert violation.detail and violation.rule
