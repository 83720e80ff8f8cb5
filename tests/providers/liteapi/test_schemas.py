"""The simulator's bodies, and the provider's, fit LiteAPI's own OpenAPI files."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from jsonschema import Draft4Validator

from tests.providers.liteapi.desk import Desk
from tests.simulators.liteapi.app import Exchange
from tools.providers.liteapi.wire import (
    Wire,
    WireBooking,
    WireCancelled,
    WireFacility,
    WireHotel,
    WirePrebook,
    WireRoomType,
    read,
)
from travel.party import Party

Json = dict[str, Any]
OPENAPI = Path(__file__).parents[4] / "shared" / "providers" / "openapi"
pytestmark = pytest.mark.skipif(
    not OPENAPI.exists(), reason=f"LiteAPI's OpenAPI files are not in {OPENAPI}"
)
WHERE = {
    "/hotels/rates": "search",
    "/data/hotels": "static",
    "/data/facilities": "static",
    "/rates/prebook": "booking",
    "/rates/book": "booking",
    "/bookings": "booking",
    "/bookings/{bookingId}": "booking",
}
# Where LiteAPI's examples, which the simulator follows, contradict its schemas.
KNOWN = {
    "/hotels/rates data.roomTypes.offerInitialPrice: type array",
    "/hotels/rates data.roomTypes.offerRetailRate: type array",
    "/hotels/rates data.roomTypes.suggestedSellingPrice: type array",
    "/rates/prebook data.roomTypes.rates.retailRate.initialPrice: type array",
}


@pytest.fixture
async def exchanges(desk: Desk) -> list[Exchange]:
    """One of each kind, for two rooms."""
    request = await desk.request(party=Party(adults=3, children=(5,)), rooms=2)
    desk.simulator.full_hotels = True
    await desk.stays.search(desk.query(min_stars=3, board="breakfast"))
    booking = await desk.bookings.book(request)
    await desk.bookings.placed(request.client_reference)
    await desk.bookings.get(booking.id)
    await desk.bookings.cancel(booking.id)
    found = desk.simulator.exchanges
    assert {each.path for each in found} == set(WHERE)
    assert {each.status for each in found} == {200}
    return found


async def test_every_answer_fits_its_schema(exchanges: list[Exchange]) -> None:
    found: set[str] = set()
    for each in exchanges:
        schema = operation(each)["responses"][str(each.status)]["content"]["application/json"]
        found |= broken(schema["schema"], each.answer, each.path)
    assert found == KNOWN


async def test_every_request_fits_its_schema(exchanges: list[Exchange]) -> None:
    found: set[str] = set()
    for each in exchanges:
        if each.method == "POST":
            schema = operation(each)["requestBody"]["content"]["application/json"]["schema"]
            found |= broken(schema, each.asked, each.path)
    assert found == set()


async def test_no_field_is_made_up(exchanges: list[Exchange]) -> None:
    found: set[str] = set()
    for each in exchanges:
        schema = operation(each)["responses"][str(each.status)]["content"]["application/json"]
        found |= set(unknown(schema["schema"], each.answer, each.path))
    assert found == set()


@pytest.mark.parametrize(
    ("method", "path", "model"),
    [
        ("post", "/hotels/rates", WireRoomType),
        ("get", "/data/hotels", WireHotel),
        ("get", "/data/facilities", WireFacility),
        ("post", "/rates/prebook", WirePrebook),
        ("post", "/rates/book", WireBooking),
        ("get", "/bookings", WireBooking),
        ("get", "/bookings/{bookingId}", WireBooking),
        ("put", "/bookings/{bookingId}", WireCancelled),
    ],
)
def test_the_official_examples_can_be_read(method: str, path: str, model: type[Wire]) -> None:
    examples = list(examples_of(described(method, path)))
    assert examples
    for example in examples:
        data: Any = example["data"]
        for each in cast(list[Any], data) if isinstance(data, list) else [data]:
            parts = each["roomTypes"] if model is WireRoomType else [each]
            for part in parts:
                read(model, part)


def examples_of(operation: Json) -> Iterator[Json]:
    content = operation["responses"]["200"]["content"]["application/json"]
    if "example" in content:
        yield content["example"]
    if "example" in content["schema"]:
        yield content["schema"]["example"]
    for each in content.get("examples", {}).values():
        yield each["value"]


def described(method: str, path: str) -> Json:
    """The operation in the OpenAPI file of that path."""
    paths = json.loads((OPENAPI / f"liteapi_{WHERE[path]}.json").read_text())["paths"]
    return paths[path][method]


def operation(exchange: Exchange) -> Json:
    return described(exchange.method.lower(), exchange.path)


def broken(schema: Json, value: object, path: str) -> set[str]:
    """Where, without the numbers of list items, and which rule."""
    errors = Draft4Validator(as_json_schema(schema)).iter_errors(value)  # type: ignore[reportUnknownMemberType]
    return {
        f"{path} {'.'.join(str(step) for step in error.path if isinstance(step, str))}: "
        f"{error.validator} {error.validator_value}"
        for error in errors
    }


def as_json_schema(node: Any) -> Any:
    """OpenAPI 3.0 has a word of its own for null."""
    if isinstance(node, list):
        return [as_json_schema(each) for each in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    found: Json = {name: as_json_schema(each) for name, each in cast(Json, node).items()}
    if found.pop("nullable", False) is True and isinstance(found.get("type"), str):
        found["type"] = [found["type"], "null"]
    return found


def unknown(schema: Json, value: object, path: str) -> Iterator[str]:
    """Fields that the schema doesn't have. An object where it has a list is one of that list."""
    if isinstance(value, list):
        for each in cast(list[object], value):
            yield from unknown(schema.get("items", {}), each, path)
    elif isinstance(value, dict):
        known: Json = (schema.get("items") or schema).get("properties", {})
        for name, each in cast(Json, value).items():
            if name not in known:
                yield f"{path}.{name}"
            else:
                yield from unknown(known[name], each, f"{path}.{name}")
