"""Places providers through the real client, each against a server that speaks its format."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest

from tests.providers.places_world import (
    NOWHERE,
    World,
    failure,
    found,
    query,
)
from tests.simulators.serving import Fault
from tools.providers.sight_kinds import NO_PRICE
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.money import money


@pytest.fixture(scope="module")
async def served() -> AsyncGenerator[World]:
    world = World()
    async with AsyncExitStack() as stack:
        await world.open(stack)
        yield world


@pytest.fixture
def world(served: World) -> World:
    served.fresh()
    return served


NAMES = "overpass", "google-places"
each_vendor = pytest.mark.parametrize("name", NAMES)


@each_vendor
async def test_a_city_has_sights_and_tables(world: World, name: str) -> None:
    activities = await world.providers[name].activities(query())
    assert len({each.id for each in activities}) == len(activities)
    assert {each.city for each in activities} == {"Lisbon"}
    assert any(each.meals for each in activities)
    assert all(each.category == "restaurant" for each in activities if each.meals)
    assert not any(each.placeholder or each.provenance.sandbox for each in activities)
    assert {each.provenance.provider for each in activities} == {name}
    assert not any("Porto" in each.name for each in activities)


@each_vendor
async def test_nothing_is_found_where_nothing_is(world: World, name: str) -> None:
    assert await world.providers[name].activities(query(place=NOWHERE)) == ()
    assert await world.providers[name].day_trips(query()) == ()


@each_vendor
async def test_the_wished_come_first_and_then_the_best(world: World, name: str) -> None:
    plain = list((await found(world, name)).values())
    assert [each.rank for each in plain] == sorted(each.rank for each in plain)
    wished = list((await found(world, name, "nightlife")).values())
    assert wished[0].category == "bar"
    assert len(wished) >= len(plain)


@each_vendor
@pytest.mark.parametrize("limit", [1, 3, 6])
async def test_no_more_than_asked_for_and_a_third_are_tables(
    world: World, name: str, limit: int
) -> None:
    activities = await world.providers[name].activities(query(limit=limit))
    assert len(activities) == limit
    assert sum(each.category == "restaurant" for each in activities) == limit // 3


@each_vendor
async def test_an_unknown_ticket_price_is_said_and_never_made_up(world: World, name: str) -> None:
    for each in (await found(world, name)).values():
        unknown = NO_PRICE in each.about
        assert unknown == ("ticket price not stated" in each.provenance.note)
        if unknown:
            assert each.price == money(0, "EUR")
            assert each.category != "restaurant"


@each_vendor
async def test_places_with_the_same_credits_share_a_source(world: World, name: str) -> None:
    activities = await world.providers[name].activities(query())
    notes = {each.provenance.note for each in activities}
    assert len({each.provenance.id for each in activities}) == len(notes) < len(activities)
    credit = "Google Maps" if name == "google-places" else "© OpenStreetMap contributors, ODbL"
    assert all(credit in note for note in notes)


@each_vendor
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=503), ProviderUnavailable),
        (Fault(status=504), ProviderUnavailable),
        (Fault(status=429), RateLimited),
        (Fault(status=400), ProviderRefused),
        (Fault(raw=b"<html>maintenance</html>"), MalformedResponse),
        (Fault(raw=b"[]"), MalformedResponse),
        (Fault(raw=b'{"elements": 3, "places": 3}'), MalformedResponse),
        (
            Fault(raw=b'{"elements": [{"type": "node"}], "places": [{"id": "x"}]}'),
            MalformedResponse,
        ),
        (Fault(cut=30), ProviderUnavailable),
        (Fault(cut=0), ProviderUnavailable),
    ],
)
async def test_what_goes_wrong_has_its_error(
    world: World, name: str, fault: Fault, kind: type[ProviderError]
) -> None:
    for method in ("GET", "POST"):
        world.simulators[name].faults.plan(method, ".*", fault, times=50)
    error = await failure(world.providers[name].activities(query()))
    assert type(error) is kind
    assert error.provider == name


@each_vendor
async def test_a_fault_that_passes_is_not_noticed(world: World, name: str) -> None:
    for method in ("GET", "POST"):
        world.simulators[name].faults.plan(method, ".*", Fault(status=503))
    assert await found(world, name)


@each_vendor
async def test_a_used_up_minute_is_a_rate_limit(world: World, name: str) -> None:
    world.simulators[name].per_minute = 0
    assert type(await failure(world.providers[name].activities(query()))) is RateLimited
