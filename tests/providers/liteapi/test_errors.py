"""Every error LiteAPI documents has a place in the tree."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tools.providers.liteapi.errors import CODES, AlreadyBooked, book_error, liteapi_error
from travel.errors import (
    MalformedResponse,
    OfferGone,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

OPENAPI = Path(__file__).parents[4] / "shared" / "providers" / "openapi"
FILES = ("liteapi_search.json", "liteapi_booking.json", "liteapi_static.json")
IN_CONTRACTS = {429, 2001, 4000, 4002, 4005, 4016}


def documented() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Where, the HTTP status and the error object of each example."""
    for name in FILES:
        paths = json.loads((OPENAPI / name).read_text())["paths"]
        for path, operations in paths.items():
            for method, operation in operations.items():
                for status, response in operation.get("responses", {}).items():
                    for error in errors_in(response):
                        yield f"{method} {path}", int(status), error


def errors_in(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        fields = cast(dict[str, Any], node)
        error = fields.get("error")
        if isinstance(error, dict) and isinstance(cast(dict[str, Any], error).get("code"), int):
            yield cast(dict[str, Any], error)
        for child in fields.values():
            yield from errors_in(child)
    elif isinstance(node, list):
        for child in cast(list[object], node):
            yield from errors_in(child)


@pytest.mark.skipif(not OPENAPI.exists(), reason=f"LiteAPI's OpenAPI files are not in {OPENAPI}")
def test_every_documented_code_has_a_place() -> None:
    found = list(documented())
    assert len(found) > 40
    assert {error["code"] for _, _, error in found} - set(CODES) == set()
    for where, status, error in found:
        mapped = liteapi_error(status, {"error": error})
        assert isinstance(mapped, ProviderError), where
        assert str(error.get("description") or "no description") not in str(mapped)


@pytest.mark.parametrize("code", sorted(set(CODES) | IN_CONTRACTS))
def test_every_code_makes_an_error_that_names_it(code: int) -> None:
    error = liteapi_error(400, {"error": {"code": code, "message": "m"}})
    assert isinstance(error, CODES[code].kind)
    assert str(code) in str(error)


@pytest.mark.parametrize(
    ("code", "description", "kind"),
    [
        (2001, "", OfferGone),
        (4040, "outdated offerId", OfferGone),
        (4002, "invalid offerId", OfferGone),
        (4002, "empty request body", ProviderRefused),
        (4000, "hotel ids not found", OfferGone),
        (4000, "missing or not supported payment method", ProviderRefused),
        (4016, "prebook timeout exceeded, please consider increasing", ProviderUnavailable),
        (4005, "", AlreadyBooked),
        (2014, "payment status save failed", OutcomeUnknown),
        (429, "", RateLimited),
        (401, "", ProviderRefused),
    ],
)
def test_codes_mean_what_the_documentation_says(
    code: int, description: str, kind: type[ProviderError]
) -> None:
    error = {"code": code, "description": description, "message": "m"}
    assert type(liteapi_error(408, {"error": error})) is kind


@pytest.mark.parametrize("body", [None, [], "error", {}, {"error": None}, {"error": "x"}])
def test_what_is_no_error_object_is_left_to_the_http_status(body: object) -> None:
    assert liteapi_error(200, body) is None
    assert liteapi_error(500, body) is None


def test_an_unknown_code_is_never_taken_for_success() -> None:
    assert isinstance(liteapi_error(200, {"error": {"code": 9999}}), MalformedResponse)


@pytest.mark.parametrize("status", [400, 408, 409])
def test_a_booking_refused_without_a_known_code_may_exist(status: int) -> None:
    assert isinstance(book_error(status, None), OutcomeUnknown)
    assert isinstance(book_error(status, {"error": {"code": 9999}}), OutcomeUnknown)
    assert isinstance(book_error(status, {"error": {"code": 4002}}), ProviderRefused)
