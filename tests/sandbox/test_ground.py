"""The sandbox's trains, coaches and ferries."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.providers.sandbox.ground import ground_offers
from tools.routing import GroundQuery
from travel.dates import minutes_between
from travel.errors import ProviderRefused
from travel.gazetteer import Gazetteer
from travel.offers import GroundOffer
from travel.party import Party

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
DAY = date(2026, 5, 12)
Ask = Callable[..., tuple[GroundOffer, ...]]
_NAMES = (
    "Lisbon|Porto|Madrid|Barcelona|Paris|London|Amsterdam|Berlin|Rome|Naples|Vienna|Athens|Dublin|"
    "Tokyo|Kyoto|Seoul|Beijing|Bangkok|Delhi|Istanbul|New York|Chicago|Sydney|Auckland|Cusco|Split"
)
CITIES = _NAMES.split("|")


@pytest.fixture(scope="module")
def ask(gazetteer: Gazetteer) -> Ask:
    def offers(
        origin: str,
        destination: str,
        day: date = DAY,
        currency: str = "EUR",
        party: Party | None = None,
    ) -> tuple[GroundOffer, ...]:
        a, b = (gazetteer.lookup(name).place for name in (origin, destination))
        assert a is not None and b is not None
        query = GroundQuery(
            origin=a, destination=b, day=day, party=party or Party(), currency=currency
        )
        return ground_offers(query, gazetteer=gazetteer, clock=lambda: NOW, seed=0)

    return offers


# mode, minutes, price from, price to, operator
KNOWN = [
    ("Lisbon", "Porto", "train", 180, 25, 40, "CP"),
    ("Paris", "Lyon", "train", 120, 45, 95, "SNCF"),
    ("Madrid", "Barcelona", "train", 150, 38, 98, "Renfe"),
    ("London", "Paris", "train", 137, 60, 230, "Eurostar"),
    ("Rome", "Florence", "train", 95, 25, 60, "Trenitalia"),
    ("Vienna", "Budapest", "train", 160, 24, 52, "ÖBB"),
    ("Helsinki", "Tallinn", "ferry", 120, 20, 50, "Tallink"),
    ("Athens", "Santorini", "ferry", 480, 46, 82, "Blue Star Ferries"),
    ("Barcelona", "Palma", "ferry", 450, 45, 100, "Baleària"),
    ("Naples", "Capri", "ferry", 50, 20, 30, "SNAV"),
    ("Hong Kong", "Macau", "ferry", 60, 15, 30, "TurboJET"),
]


@pytest.mark.parametrize(
    ("origin", "destination", "mode", "minutes", "low", "high", "operator"), KNOWN
)
def test_well_known_ways_take_and_cost_what_they_do(
    ask: Ask,
    origin: str,
    destination: str,
    mode: str,
    minutes: int,
    low: int,
    high: int,
    operator: str,
) -> None:
    for there, back in ((origin, destination), (destination, origin)):
        offers = [o for o in ask(there, back) if o.mode == mode]
        assert offers
        for offer in offers:
            assert offer.operator == operator
            assert minutes_between(offer.depart, offer.arrive) == minutes
            assert low <= offer.price.amount <= high


def test_a_shinkansen_costs_its_tariff(ask: Ask) -> None:
    trains = [o for o in ask("Tokyo", "Kyoto", currency="JPY") if o.mode == "train"]
    assert {o.price.amount for o in trains} == {Decimal(13320)}
    assert all(o.depart.utcoffset() == timedelta(hours=9) for o in trains)


@pytest.mark.parametrize(
    "pair", ["Lisbon:New York", "Dublin:London", "Honolulu:Hilo", "Tokyo:Naha", "Stockholm:Riga"]
)
def test_nothing_goes_where_the_sea_is_between(ask: Ask, pair: str) -> None:
    origin, destination = pair.split(":")
    assert not ask(origin, destination)


def test_a_coach_goes_where_no_train_does(ask: Ask) -> None:
    assert {o.mode for o in ask("Lisbon", "Seville")} == {"bus"}
    assert {o.mode for o in ask("Mexico City", "Puebla")} == {"bus"}


def test_children_pay_half_and_the_small_ones_nothing(ask: Ask) -> None:
    one = ask("Lisbon", "Porto")
    family = ask("Lisbon", "Porto", party=Party(adults=2, children=(2, 9)))
    assert len(one) == len(family)
    for single, all_of_them in zip(one, family, strict=True):
        assert abs(all_of_them.price.amount - single.price.amount * Decimal("2.5")) < Decimal("0.1")


def test_only_days_on_sale_and_departures_to_come(ask: Ask) -> None:
    assert not ask("Lisbon", "Porto", NOW.date() - timedelta(days=1))
    assert not ask("Lisbon", "Porto", NOW.date() + timedelta(days=401))
    assert all(o.depart > NOW for o in ask("Lisbon", "Porto", NOW.date()))


def test_unknown_money_is_refused(ask: Ask) -> None:
    with pytest.raises(ProviderRefused):
        ask("Lisbon", "Porto", currency="XXX")


@given(
    origin=st.sampled_from(CITIES), destination=st.sampled_from(CITIES), ahead=st.integers(1, 300)
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_every_way_can_be_gone(ask: Ask, origin: str, destination: str, ahead: int) -> None:
    day = NOW.date() + timedelta(days=ahead)
    offers = ask(origin, destination, day)
    assert offers == ask(origin, destination, day)
    assert len({o.id for o in offers}) == len(offers) <= 24
    for offer in offers:
        assert offer.depart < offer.arrive
        assert offer.depart.date() == day
        assert 5 <= offer.depart.hour <= 22
        assert offer.price.amount > 0
        assert offer.provenance.sandbox
    if origin == destination:
        assert not offers
