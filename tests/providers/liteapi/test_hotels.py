"""Hotels that LiteAPI's rates name: their place, stars and amenities."""

from typing import Any

import pytest

from tests.providers.liteapi.desk import Desk
from tests.simulators.serving import Fault
from tools.providers.liteapi.facilities import amenity_called
from travel.errors import ProviderError, ProviderUnavailable
from travel.party import Party


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


async def test_hotel_data_is_asked_for_once(desk: Desk) -> None:
    first = await desk.stays.search(desk.query())
    again = await desk.stays.search(desk.query(party=Party(adults=1)))
    assert {offer.name for offer in first} == {offer.name for offer in again}
    assert (desk.times("/data/hotels"), desk.times("/data/facilities")) == (1, 1)


async def test_amenities_are_those_of_the_hotels_facilities(desk: Desk) -> None:
    found = {offer.amenities for offer in await desk.stays.search(desk.query(limit=200))}
    assert found == {("wifi",), ("pool", "wifi"), ("parking", "wifi"), ("gym", "wifi")}


async def test_without_the_list_of_facilities_nothing_is_promised(desk: Desk) -> None:
    desk.plan("GET", "/data/facilities", Fault(status=500))
    assert {offer.amenities for offer in await desk.stays.search(desk.query())} == {()}
    assert {offer.amenities for offer in await desk.stays.search(desk.query())} != {()}


@pytest.mark.parametrize(
    ("name", "amenity"),
    [
        ("Free WiFi", "wifi"),
        ("Pool", "pool"),
        ("Pool table", None),
        ("Whirlpool", None),
        ("Spa tub", None),
        ("Parking nearby", None),
        ("Pets allowed", "pets"),
        ("Pets not allowed", None),
        ("Snack bar", None),
        ("Minibar", None),
        ("Shared kitchen", None),
        ("Soundproof rooms", "quiet"),
        ("Farming classes", None),
    ],
)
def test_a_facility_is_an_amenity_by_its_name(name: str, amenity: str | None) -> None:
    assert amenity_called(name) == amenity


async def test_what_the_rates_state_does_where_hotel_data_fails(desk: Desk) -> None:
    desk.simulator.full_hotels = True
    desk.plan("GET", "/data/hotels", Fault(status=503), times=3)
    offers = await desk.stays.search(desk.query())
    assert offers
    assert {offer.stars for offer in offers} > {3, 4}


async def test_without_hotel_data_the_search_fails_for_that_reason(desk: Desk) -> None:
    desk.plan("GET", "/data/hotels", Fault(status=503), times=3)
    assert isinstance(await failure(desk.stays.search(desk.query())), ProviderUnavailable)
