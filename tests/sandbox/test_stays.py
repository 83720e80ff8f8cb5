"""The sandbox's stays through their Protocol."""

import time as stopwatch
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.providers.sandbox import places as sandbox_places
from tools.providers.sandbox.places import packs
from tools.providers.sandbox.stays import SandboxStays
from tools.providers.sandbox.weather import normals_on_file
from tools.stays import StayProvider, StayQuery
from travel.errors import OfferGone, ProviderRefused, ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.money import MINOR_UNITS
from travel.offers import StayOffer
from travel.party import Party
from travel.places import Place, distance_km
from travel.wishes import BOARD_ORDER, Board

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TWO = Party(adults=2)


@pytest.fixture(scope="module")
def stays(gazetteer: Gazetteer) -> StayProvider:
    return SandboxStays(gazetteer, clock=lambda: NOW, seed=0)


@pytest.fixture(scope="module")
def place(gazetteer: Gazetteer) -> Callable[[str], Place]:
    def find(name: str) -> Place:
        found = gazetteer.lookup(name).place
        assert found is not None, name
        return found

    return find


def in_may(place: Place, currency: str = "EUR", party: Party = TWO) -> StayQuery:
    """Three nights from a Monday."""
    first = date(2026, 5, 11)
    return StayQuery(
        place=place,
        check_in=first,
        check_out=first + timedelta(days=3),
        party=party,
        rooms=1,
        currency=currency,
        limit=200,
    )


async def nightly(stays: StayProvider, query: StayQuery, stars: int = 3) -> list[float]:
    """The simplest board of each house, cheapest first."""
    found = [offer for offer in await stays.search(query) if offer.stars == stars]
    cheapest: dict[str, float] = {}
    for offer in found:
        cheapest.setdefault(offer.name, float(offer.price_per_night.amount))
    return sorted(cheapest.values())


@pytest.mark.parametrize(
    ("city", "currency", "low", "high"),
    [
        ("Lisbon", "EUR", 75, 150),
        ("Paris", "EUR", 130, 220),
        ("London", "EUR", 145, 260),
        ("New York City", "USD", 200, 350),
        ("Bangkok", "EUR", 30, 70),
        ("Tokyo", "EUR", 80, 180),
        ("Zurich", "EUR", 150, 275),
        ("Prague", "EUR", 60, 125),
        ("Marrakesh", "EUR", 45, 110),
        ("Honolulu", "USD", 220, 420),
    ],
)
async def test_three_stars_in_may_cost_what_one_expects(
    stays: StayProvider,
    place: Callable[[str], Place],
    city: str,
    currency: str,
    low: float,
    high: float,
) -> None:
    prices = await nightly(stays, in_may(place(city), currency))
    assert len(prices) >= 6
    assert low <= median(prices) <= high
    assert low * 0.8 <= prices[0] <= prices[-1] <= high * 1.2


@pytest.mark.parametrize("city", ["Lisbon", "Bangkok", "New York City", "Sintra"])
async def test_more_stars_cost_more(
    stays: StayProvider, place: Callable[[str], Place], city: str
) -> None:
    query = in_may(place(city))
    by_stars = [await nightly(stays, query, stars) for stars in range(1, 6)]
    middles = [median(prices) for prices in by_stars if prices]
    assert middles == sorted(middles)
    assert len(middles) >= 4


@pytest.mark.parametrize(
    ("city", "dear", "cheap"),
    [
        ("Zermatt", (2027, 2), (2026, 11)),
        ("Nice", (2026, 6), (2027, 1)),
        ("Fira", (2026, 8), (2026, 11)),
        ("Sydney", (2027, 1), (2026, 7)),
        ("Denpasar", (2026, 8), (2026, 11)),
        ("Dubai", (2027, 2), (2026, 7)),
    ],
)
async def test_prices_follow_the_season_of_the_place(
    stays: StayProvider,
    place: Callable[[str], Place],
    city: str,
    dear: tuple[int, int],
    cheap: tuple[int, int],
) -> None:
    async def middle(month: tuple[int, int]) -> float:
        found: list[float] = []
        for day in (4, 11, 18):  # an event falls into one week only
            query = in_may(place(city)).model_copy(
                update={"check_in": date(*month, day), "check_out": date(*month, day + 3)}
            )
            found.append(median(await nightly(stays, query)))
        return median(found)

    assert await middle(dear) > 1.1 * await middle(cheap)


async def test_the_same_question_has_the_same_answer(
    gazetteer: Gazetteer, place: Callable[[str], Place]
) -> None:
    query = in_may(place("Porto"))
    one, again, other = [
        await SandboxStays(gazetteer, clock=lambda: NOW, seed=seed).search(query)
        for seed in (3, 3, 4)
    ]
    assert one == again
    assert [offer.name for offer in one] != [offer.name for offer in other]


CITIES = ["Lisbon", "Kraków", "Sintra", "Zermatt", "Santorini", "Nairobi", "Osaka", "Reykjavík"]


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    city=st.sampled_from(CITIES),
    ahead=st.integers(0, 500),
    nights=st.integers(1, 30),
    adults=st.integers(1, 9),
    children=st.lists(st.integers(0, 17), max_size=4),
    rooms=st.integers(1, 5),
    board=st.sampled_from(BOARD_ORDER),
    min_stars=st.integers(1, 5),
    currency=st.sampled_from(["EUR", "USD", "JPY", "KWD", "ISK"]),
    limit=st.integers(1, 60),
)
async def test_every_offer_fits_the_question(
    stays: StayProvider,
    place: Callable[[str], Place],
    city: str,
    ahead: int,
    nights: int,
    adults: int,
    children: list[int],
    rooms: int,
    board: Board,
    min_stars: int,
    currency: str,
    limit: int,
) -> None:
    first = NOW.date() + timedelta(days=ahead)
    query = StayQuery(
        place=place(city),
        check_in=first,
        check_out=first + timedelta(days=nights),
        party=Party(adults=adults, children=tuple(children)),
        rooms=rooms,
        board=board,
        min_stars=min_stars,
        currency=currency,
        limit=limit,
    )
    offers = await stays.search(query)
    assert len(offers) <= limit
    assert len({offer.id for offer in offers}) == len(offers)
    assert [o.price.amount for o in offers] == sorted(o.price.amount for o in offers)
    assert all(count <= 2 for count in Counter(offer.name for offer in offers).values())
    for offer in offers:
        fits(offer, query)


def fits(offer: StayOffer, query: StayQuery) -> None:
    assert offer.id.startswith("sbx-s-")
    assert (offer.city, offer.country) == (query.place.sleeps_in, query.place.country)
    assert (offer.check_in, offer.check_out) == (query.check_in, query.check_out)
    assert offer.sleeps >= query.party.size
    assert offer.rooms >= query.rooms
    assert 2 * offer.rooms <= offer.sleeps <= 4 * offer.rooms
    assert offer.price.currency == query.currency
    assert offer.price.amount > 0
    assert offer.price == offer.price.rounded()
    assert -MINOR_UNITS.get(query.currency, 2) == offer.price.amount.as_tuple().exponent
    assert BOARD_ORDER.index(offer.board) >= BOARD_ORDER.index(query.board)
    assert offer.stars >= query.min_stars
    assert offer.rating is not None
    assert 6.0 <= offer.rating <= 9.6
    assert time(14) <= offer.check_in_from <= time(16)
    assert time(10) <= offer.check_out_until <= time(12)
    assert "step_free" in offer.accessible or "wheelchair" not in offer.accessible
    if offer.refundable_until is not None:
        assert offer.refundable_until > NOW
        assert offer.refundable_until.date() < query.check_in
        assert offer.refundable_until.astimezone(query.place.zone).hour == 18
    assert offer.provenance.sandbox
    assert offer.provenance.expires_at == NOW + timedelta(minutes=30)


async def test_a_name_is_one_house_in_every_city_with_a_pack(
    gazetteer: Gazetteer, stays: StayProvider
) -> None:
    for pack in packs().values():
        place = gazetteer.lookup(pack.row["city"], country=pack.row["country"]).place
        assert place is not None, pack.slug
        where: dict[str, set[tuple[float, float]]] = {}
        for month in range(4, 12):
            days = {"check_in": date(2026, month, 6), "check_out": date(2026, month, 7)}
            for offer in await stays.search(in_may(place).model_copy(update=days)):
                where.setdefault(offer.name, set()).add((offer.lat, offer.lon))
                assert distance_km(offer, pack.centre) == pytest.approx(offer.centre_km, abs=0.01)
                assert offer.area in {area.name for area in pack.areas}
        assert len(where) >= 24
        assert all(len(spots) == 1 for spots in where.values())
        assert len({spot for spots in where.values() for spot in spots}) == len(where)


async def test_a_name_is_one_house_elsewhere_too(gazetteer: Gazetteer, stays: StayProvider) -> None:
    for row in normals_on_file():
        place = gazetteer.city(row.city, row.country)
        if place is None:
            continue
        offers = await stays.search(in_may(place))
        where = {(offer.name, offer.lat, offer.lon) for offer in offers}
        assert len(where) == len({name for name, _, _ in where}) >= 8, place.name


async def test_a_town_has_fewer_houses_than_a_city(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    def houses(offers: tuple[StayOffer, ...]) -> int:
        return len({offer.name for offer in offers})

    assert 6 <= houses(await stays.search(in_may(place("Ronda")))) <= 15
    assert 20 <= houses(await stays.search(in_may(place("Berlin")))) <= 40


async def test_a_family_of_four_has_a_family_room_or_two_rooms(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    party = Party(adults=2, children=(4, 8))
    offers = await stays.search(in_may(place("Rome"), party=party))
    assert {(offer.rooms, offer.sleeps) for offer in offers} == {(1, 4), (2, 4)}
    assert all("family_rooms" in offer.amenities for offer in offers if offer.rooms == 1)


async def test_a_short_list_still_goes_from_cheap_to_dear(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    whole = await stays.search(in_may(place("Vienna")))
    short = await stays.search(in_may(place("Vienna")).model_copy(update={"limit": 12}))
    assert short[0].price == whole[0].price
    assert {offer.stars for offer in short} == {1, 2, 3, 4, 5}
    assert "breakfast" in {offer.board for offer in short}


async def test_some_houses_are_full_on_some_nights(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    free: Counter[str] = Counter()
    for ahead in range(0, 60):
        first = date(2026, 6, 1) + timedelta(days=ahead)
        days = {"check_in": first, "check_out": first + timedelta(days=1)}
        offers = await stays.search(in_may(place("Lyon")).model_copy(update=days))
        free.update({offer.name for offer in offers})
    assert max(free.values()) > min(free.values())
    assert 0.9 < sum(free.values()) / (60 * len(free)) < 0.995


@pytest.mark.parametrize(("ahead", "some"), [(-1, False), (0, True), (500, True), (501, False)])
async def test_only_the_next_500_days_are_on_sale(
    stays: StayProvider, place: Callable[[str], Place], ahead: int, some: bool
) -> None:
    first = NOW.date() + timedelta(days=ahead)
    days = {"check_in": first, "check_out": first + timedelta(days=2)}
    assert bool(await stays.search(in_may(place("Madrid")).model_copy(update=days))) is some


async def test_a_currency_without_a_rate_is_refused(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    with pytest.raises(ProviderRefused, match="XXX"):
        await stays.search(in_may(place("Madrid"), "XXX"))


# Repricing


async def test_of_a_hundred_offers_about_three_change_and_one_is_gone(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    fates: Counter[str] = Counter()
    for city in ("Lisbon", "Paris", "Berlin", "Rome"):
        for ahead in range(10):
            first = date(2026, 5, 1) + timedelta(days=ahead)
            days = {"check_in": first, "check_out": first + timedelta(days=4)}
            for offer in await stays.search(in_may(place(city)).model_copy(update=days)):
                fates[await fate(stays, offer)] += 1
    share = {what: count / fates.total() for what, count in fates.items()}
    assert 0.015 < share["changed"] < 0.05
    assert 0.003 < share["gone"] < 0.02


async def fate(stays: StayProvider, offer: StayOffer) -> str:
    try:
        now = await stays.reprice(offer)
    except OfferGone:
        return "gone"
    assert now.id == offer.id
    assert (await stays.reprice(now)).price == now.price
    if now.price == offer.price:
        return "same"
    assert Decimal("1.02") < now.price.amount / offer.price.amount < Decimal("1.10")
    return "changed"


async def test_an_expired_offer_is_gone_and_a_repriced_one_holds_anew(
    gazetteer: Gazetteer, place: Callable[[str], Place]
) -> None:
    now = NOW
    stays = SandboxStays(gazetteer, clock=lambda: now, seed=0)
    offers = await stays.search(in_may(place("Lisbon")))
    now = NOW + timedelta(minutes=29)
    fates = {await fate(stays, offer): offer for offer in offers}
    kept = fates["same"]
    later = await stays.reprice(kept)
    now = NOW + timedelta(minutes=31)
    with pytest.raises(OfferGone, match="expired"):
        await stays.reprice(kept)
    assert (await stays.reprice(later)).price == kept.price


# Rehearsals of what goes wrong


def rehearsal(place: Place, what: str) -> Place:
    return place.model_copy(update={"id": f"test:{what}"})


async def test_test_places_fail_as_their_names_say(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    lisbon = place("Lisbon")
    with pytest.raises(ProviderUnavailable):
        await stays.search(in_may(rehearsal(lisbon, "unavailable")))
    with pytest.raises(RateLimited) as limited:
        await stays.search(in_may(rehearsal(lisbon, "rate-limited")))
    assert limited.value.retry_after == NOW + timedelta(seconds=30)
    assert await stays.search(in_may(rehearsal(lisbon, "empty"))) == ()


async def test_the_slow_test_place_answers_late(
    stays: StayProvider, place: Callable[[str], Place], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sandbox_places.SLOW_SECONDS == 3
    monkeypatch.setattr(sandbox_places, "SLOW_SECONDS", 0.1)
    began = stopwatch.perf_counter()
    assert await stays.search(in_may(rehearsal(place("Lisbon"), "slow")))
    assert stopwatch.perf_counter() - began >= 0.1


async def test_offers_of_test_places_are_gone_or_dearer_when_repriced(
    stays: StayProvider, place: Callable[[str], Place]
) -> None:
    gone = await stays.search(in_may(rehearsal(place("Lisbon"), "gone")))
    assert gone
    for offer in gone:
        with pytest.raises(OfferGone):
            await stays.reprice(offer)
    dearer = await stays.search(in_may(rehearsal(place("Lisbon"), "repriced")))
    fates = [await fate(stays, offer) for offer in dearer]
    assert set(fates) <= {"changed", "gone"}
    assert fates.count("changed") > len(fates) * 0.9
