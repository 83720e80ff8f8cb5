"""Sights of Google Places through its simulator."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from pydantic import SecretStr

from tests.providers.places_world import (
    FRIDAY,
    MONDAY,
    NOW,
    TUESDAY,
    World,
    clock,
    failure,
    found,
    query,
    quick,
)
from tests.simulators.google import KEY
from tools.http import VendorClient
from tools.providers.google_place import FIELDS, Period, WireHours, hours_of
from tools.providers.google_places import (
    GooglePlaces,
    google_places_error,
    google_places_policy,
)
from tools.providers.sight_kinds import ALWAYS, NO_PRICE, OPEN_GROUND
from travel.errors import (
    ProviderRefused,
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


async def test_a_sight_of_google_has_its_details(world: World) -> None:
    monastery = (await found(world, "google-places"))["Jerónimos Monastery"]
    assert monastery.id == "google:P1"
    assert (monastery.rank, monastery.step_free) == (1, True)
    assert list(monastery.hours.on(MONDAY)) == []
    assert list(monastery.hours.on(TUESDAY)) == [(9 * 60, 18 * 60)]
    assert monastery.about == f"Ornate monastery. {NO_PRICE}"
    assert monastery.provenance.expires_at == NOW + timedelta(days=1)


async def test_google_without_hours_only_open_ground_is_kept(world: World) -> None:
    names = await found(world, "google-places")
    assert not names.keys() & {"Elevador", "Closed Museum", "Dentist"}
    assert names["Praça do Comércio"].hours == ALWAYS
    assert OPEN_GROUND in names["Praça do Comércio"].about
    assert names["Always Gallery"].hours == ALWAYS
    assert OPEN_GROUND not in names["Always Gallery"].about
    assert NO_PRICE not in names["Free Museum"].about


async def test_google_ranks_by_ratings(world: World) -> None:
    names = await found(world, "google-places")
    assert names["MAAT"].rank == 1
    assert names["Free Museum"].rank == 3


async def test_restaurants_of_google_have_prices_diets_and_meals(world: World) -> None:
    names = await found(world, "google-places")
    vegan = names["Ao 26"]
    assert vegan.diet == ("vegan", "vegetarian")
    assert vegan.meals == ("dinner",)  # it says it serves no lunch
    assert vegan.price == money(10, "EUR")
    assert "10.00 EUR to 20.00 EUR a person." in vegan.about
    assert not vegan.step_free  # a parking place is no entrance
    assert names["Tasca"].diet == ("vegetarian",)
    assert list(names["Tasca"].hours.on(FRIDAY)) == [(19 * 60, 26 * 60)]
    assert names["A Brasileira"].meals == ("cafe",)


async def test_a_wish_without_a_type_is_searched_for_in_words(world: World) -> None:
    names = await found(world, "google-places", "wine")
    assert names["Wine Cellar"].interests == ("wine", "food")
    assert "POST /v1/places:searchText" in world.google.faults.requests


def period(opens: tuple[int, int], closes: tuple[int, int] | None) -> Period:
    """Of (day, hour), Sunday being 0."""
    point = {"open": {"day": opens[0], "hour": opens[1]}}
    end = {} if closes is None else {"close": {"day": closes[0], "hour": closes[1]}}
    return Period.model_validate(point | end)


@pytest.mark.parametrize(
    ("periods", "on_friday", "on_saturday", "on_sunday"),
    [
        ([period((5, 18), (6, 2))], [(1080, 1560)], [], []),
        ([period((6, 18), (0, 2))], [], [(1080, 1560)], []),  # over the end of Google's week
        ([period((0, 22), (1, 3))], [], [], [(1320, 1620)]),  # over the end of ours
        ([period((5, 20), (6, 9))], [(1200, 1440)], [(0, 540)], []),
        ([period((5, 12), (0, 12))], [(720, 1440)], [(0, 1440)], [(0, 720)]),
        ([period((0, 0), None)], [(0, 1440)], [(0, 1440)], [(0, 1440)]),
        ([period((5, 9), (5, 12)), period((5, 14), (5, 18))], [(540, 720), (840, 1080)], [], []),
    ],
)
def test_periods_become_windows(
    periods: list[Period],
    on_friday: list[tuple[int, int]],
    on_saturday: list[tuple[int, int]],
    on_sunday: list[tuple[int, int]],
) -> None:
    hours = hours_of(WireHours(periods=tuple(periods)))
    assert hours is not None
    assert list(hours.on(FRIDAY)) == on_friday
    assert list(hours.on(FRIDAY + timedelta(days=1))) == on_saturday
    assert list(hours.on(FRIDAY + timedelta(days=2))) == on_sunday


def test_no_periods_are_no_hours() -> None:
    assert hours_of(None) is None
    assert hours_of(WireHours()) is None


@pytest.mark.parametrize(
    ("key", "mask", "reason"),
    [
        ("wrong", FIELDS, "API_KEY_INVALID"),
        ("", FIELDS, "PERMISSION_DENIED"),
        (KEY, "", "INVALID_ARGUMENT"),
    ],
)
async def test_google_refuses_without_repeating_the_key(
    world: World, key: str, mask: str, reason: str
) -> None:
    policy = quick(google_places_policy(SecretStr(key), world.clients["google"].policy.base_url))
    headers = {**policy.headers, "X-Goog-FieldMask": mask}
    policy = policy.model_copy(update={"headers": headers})
    async with VendorClient(policy, errors=google_places_error) as client:
        error = await failure(GooglePlaces(client, clock=clock).activities(query()))
    assert type(error) is ProviderRefused
    assert reason in str(error)
    assert "wrong" not in str(error)
