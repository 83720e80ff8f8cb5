"""The key: every argument tells, no spelling does."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.cache.keys import UNORDERED, canonical, key_of
from tools.cache.operations import OPERATIONS
from tools.cache.settings import Terms
from tools.flights import FlightQuery, SliceQuery
from tools.places import PlacesQuery
from tools.routing import GroundQuery, MatrixQuery
from tools.stays import StayQuery
from tools.weather import ClimateQuery, WeatherQuery
from travel.money import money
from travel.party import Party
from travel.places import Place
from travel.routes import Point
from travel.value import Value
from travel.wishes import BOARD_ORDER, CABIN_ORDER

CODES = st.sampled_from(["BER", "LIS", "LHR", "STN", "JFK", "A1B", "AB1"])
AIRPORTS = st.lists(CODES, min_size=1, max_size=4).map(tuple)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 4))
CURRENCIES = st.sampled_from(["EUR", "USD", "GBP"])
WORDS = st.sampled_from(["", "a", "b", "a:b", "a,b", "ab", "Lisbon", "lisbon", "Lisboa "])
ZONES = st.sampled_from(
    ["Asia/Kolkata", "Asia/Calcutta", "asia/kolkata", "Europe/Lisbon", "EUROPE/LISBON", "Mars/Base"]
)
ONE_ZONE = {"asia/calcutta": "asia/kolkata"}
NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 1.5, 10.0, 1e-9])
PARTIES = st.builds(
    Party,
    adults=st.integers(0, 3),
    children=st.lists(st.integers(0, 3), max_size=3).map(tuple),
)
PLACES = st.builds(
    Place,
    id=WORDS,
    name=WORDS,
    kind=st.sampled_from(["city", "town"]),
    country=st.sampled_from(["PT", "pt", "ES"]),
    lat=NUMBERS,
    lon=NUMBERS,
    tz=ZONES,
    admin=WORDS,
    population=st.integers(0, 2),
    airports=st.lists(CODES, max_size=2).map(tuple),
    base=WORDS,
)
SLICES = st.builds(SliceQuery, origins=AIRPORTS, destinations=AIRPORTS, day=DAYS)
POINTS = st.builds(Point, id=WORDS, lat=NUMBERS, lon=NUMBERS)
INTERESTS = st.lists(st.sampled_from(["museums", "art", "food"]), max_size=3).map(tuple)
MAYBE = st.none() | NUMBERS
QUERIES: Mapping[type[Value], st.SearchStrategy[Any]] = {
    FlightQuery: st.builds(
        FlightQuery,
        slices=st.lists(SLICES, min_size=1, max_size=2).map(tuple),
        party=PARTIES,
        cabin=st.sampled_from(CABIN_ORDER),
        max_stops=st.integers(0, 3),
        bags=st.integers(0, 2),
        currency=CURRENCIES,
        limit=st.integers(1, 3),
    ),
    StayQuery: st.builds(
        StayQuery,
        place=PLACES,
        check_in=DAYS,
        check_out=DAYS,
        party=PARTIES,
        rooms=st.integers(1, 3),
        board=st.sampled_from(BOARD_ORDER),
        min_stars=st.integers(1, 3),
        currency=CURRENCIES,
        limit=st.integers(1, 3),
    ),
    WeatherQuery: st.builds(WeatherQuery, place=PLACES, first=DAYS, last=DAYS),
    ClimateQuery: st.builds(
        ClimateQuery,
        month=st.integers(1, 3),
        min_high_c=MAYBE,
        max_high_c=MAYBE,
        max_wet_days=MAYBE,
        tags=st.lists(WORDS, max_size=3).map(tuple),
        warmest_first=st.booleans(),
        limit=st.integers(1, 3),
    ),
    PlacesQuery: st.builds(
        PlacesQuery,
        place=PLACES,
        interests=INTERESTS,
        currency=st.sampled_from(["EUR", "eur", " Eur", "USD"]),
        limit=st.integers(0, 2),
    ),
    MatrixQuery: st.builds(MatrixQuery, city=WORDS, points=st.lists(POINTS, max_size=3).map(tuple)),
    GroundQuery: st.builds(
        GroundQuery,
        origin=PLACES,
        destination=PLACES,
        day=DAYS,
        party=PARTIES,
        currency=CURRENCIES,
    ),
}
ANY = st.one_of(*QUERIES.values())
SETS = {"origins", "destinations", "interests", "tags"}


def meant(value: Any, name: str = "") -> Any:
    """What a question means, written again: the judge of `key_of`, sharing nothing with it."""
    if isinstance(value, Value):
        fields = {name: meant(getattr(value, name), name) for name in type(value).model_fields}
        return type(value), tuple(sorted(fields.items(), key=lambda item: item[0]))
    if name in SETS:
        return frozenset(meant(item) for item in value)
    if name in {"children", "points"}:
        return frozenset(Counter(meant(item) for item in value).items())
    if isinstance(value, tuple):
        return tuple(meant(item) for item in cast("tuple[Any, ...]", value))
    if name in {"currency", "country"}:
        return value.strip().upper()
    if name == "tz":
        return ONE_ZONE.get(value.lower(), value.lower())
    return value


def key(question: object, **terms: Any) -> str:
    return key_of("c", "o", "p", Terms(**terms), question)


@st.composite
def neighbours(draw: st.DrawFn) -> tuple[Value, Value]:
    """Two questions that differ in one field at most, however deep, or in the order of a tuple."""
    kind = draw(st.sampled_from(list(QUERIES)))
    one: Value = draw(QUERIES[kind])
    name = draw(st.sampled_from(list(kind.model_fields)))
    value = getattr(one, name)
    if isinstance(value, tuple) and draw(st.booleans()):
        other: object = tuple(draw(st.permutations(cast("tuple[Any, ...]", value))))
    elif isinstance(value, Value) and draw(st.booleans()):
        inner = draw(st.sampled_from(list(type(value).model_fields)))
        drawn = draw(PLACES if isinstance(value, Place) else PARTIES)
        other = value.model_copy(update={inner: getattr(drawn, inner)})
    else:
        other = getattr(draw(QUERIES[kind]), name)
    return one, one.model_copy(update={name: other})


@settings(deadline=None)
@given(neighbours())
def test_two_questions_share_a_key_exactly_if_they_mean_the_same(pair: tuple[Value, Value]) -> None:
    one, other = pair
    assert (key(one) == key(other)) == (meant(one) == meant(other))


@settings(deadline=None)
@given(ANY, ANY)
def test_questions_of_any_kind_never_meet(one: Value, other: Value) -> None:
    assert (key(one) == key(other)) == (meant(one) == meant(other))


@settings(deadline=None)
@given(ANY)
def test_a_question_read_back_from_json_has_the_same_key(one: Value) -> None:
    assert key(type(one).model_validate_json(one.model_dump_json())) == key(one)


@dataclass(frozen=True)
class Other:
    """Another who, where or what."""

    capability: str = "flights"
    operation: str = "search"
    provider: str = "duffel"
    version: str = "1"
    environment: str = "live"
    tenant: str | None = None

    @property
    def key(self) -> str:
        terms = Terms(version=self.version, environment=self.environment, tenant=self.tenant)
        return key_of(self.capability, self.operation, self.provider, terms, date(2026, 5, 1))


PARTS = st.sampled_from(["a", "b", "a:b", "a_b", "", "a.b", "*"])
WHO = st.builds(Other, PARTS, PARTS, PARTS, PARTS, PARTS, st.none() | PARTS)


@settings(deadline=None)
@given(WHO, WHO)
def test_no_two_providers_versions_environments_or_tenants_share_a_key(
    one: Other, other: Other
) -> None:
    joined = (f"{who.capability}.{who.operation}" for who in (one, other))
    same = one.key == other.key
    if len(set(joined)) == 1:
        assert same == (
            (one.provider, one.version, one.environment, one.tenant)
            == (other.provider, other.version, other.environment, other.tenant)
        )
    else:
        assert not same


def test_the_price_of_a_call_is_not_in_the_key() -> None:
    assert key(date(2026, 5, 1), price=money("0.01", "USD")) == key(date(2026, 5, 1))


def test_a_key_says_what_it_is_for_and_not_whose_it_is() -> None:
    terms = Terms(version="v2", tenant="anna@example.com")
    written = key_of("flights", "search", "sandbox:flights", terms, date(2026, 5, 1))
    assert written.startswith("flights.search:sandbox_flights:v2:live:")
    assert "anna" not in written


def test_a_new_field_is_in_the_key_at_once() -> None:
    class WithSeat(FlightQuery):
        seat: str = "aisle"

    leg = SliceQuery(origins=("BER",), destinations=("LIS",), day=date(2026, 5, 1))
    one, other = WithSeat(slices=(leg,)), WithSeat(slices=(leg,), seat="window")
    assert key(one) != key(other)


def test_a_kind_of_value_without_a_canonical_form_is_refused() -> None:
    with pytest.raises(TypeError, match="timedelta has no canonical form"):
        key(timedelta(days=1))


def test_equal_instants_and_amounts_are_equal_however_written() -> None:
    paris = datetime(2026, 3, 29, 12, tzinfo=ZoneInfo("Europe/Paris"))
    assert canonical(paris) == canonical(paris.astimezone(ZoneInfo("Asia/Tokyo")))
    assert canonical(paris) != canonical(paris.replace(tzinfo=None))
    assert canonical(Decimal("1.10")) == canonical(Decimal("1.1"))
    assert canonical(frozenset({1, 2})) == canonical(frozenset({2, 1})) != canonical((1, 2))
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})
    assert len({key(1), key(True), key("1"), key("True")}) == 4


def test_the_fields_said_to_be_unordered_exist() -> None:
    for kind, name in UNORDERED:
        assert name in kind.model_fields, f"{kind.__name__}.{name}"


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [(each.capability, each.name) for each in OPERATIONS]
    assert len(set(names)) == len(names)
