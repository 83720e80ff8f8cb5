"""What answers become: values, or errors of the one tree."""

import gzip
import json
from decimal import Decimal

import pytest

from tests.providers.http.conftest import Vendor, failure, policy
from tests.simulators.serving import Fault
from tools.http import VendorClient
from travel.errors import (
    BadInput,
    MalformedResponse,
    OfferGone,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)


async def test_a_reply_holds_exact_numbers_and_headers_by_any_case(vendor: Vendor) -> None:
    async with VendorClient(policy(vendor)) as client:
        reply = await client.read("GET", "/offers/{id}", at={"id": "a/b c"}, params={"limit": 3})
    assert reply.body == {
        "path": "/v1/offers/a%2Fb%20c",
        "amount": Decimal("1.10"),
        "sent": None,
    }
    assert reply.headers["x-kind"] == "echo"
    assert reply.status == 200


@pytest.mark.parametrize("value", ["", ".", ".."])
async def test_an_id_that_would_lead_elsewhere_is_not_sent(vendor: Vendor, value: str) -> None:
    async with VendorClient(policy(vendor)) as client:
        with pytest.raises(BadInput):
            await client.read("GET", "/offers/{id}", at={"id": value})
    assert vendor.faults.requests == []


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, MalformedResponse),
        (400, ProviderRefused),
        (401, ProviderRefused),
        (403, ProviderRefused),
        (404, ProviderRefused),
        (429, RateLimited),
        (500, ProviderUnavailable),
        (503, ProviderUnavailable),
    ],
)
async def test_every_status_has_its_error(
    vendor: Vendor, status: int, kind: type[ProviderError]
) -> None:
    vendor.faults.plan("GET", ".*", Fault(status=status, headers={"location": "/else"}), times=9)
    async with VendorClient(policy(vendor)) as client:
        assert type(await failure(client.read("GET", "/x"))) is kind
    assert len(vendor.faults.requests) == (3 if status in {429, 503} else 1)


@pytest.mark.parametrize(
    "raw", [b"<html>", b'{"a": NaN}', b"[" * 100_000, b'{"a": 1', b"\xff\xfe\xfd"]
)
async def test_a_body_that_is_no_json_is_malformed(vendor: Vendor, raw: bytes) -> None:
    vendor.faults.plan("GET", ".*", Fault(raw=raw))
    async with VendorClient(policy(vendor)) as client:
        assert type(await failure(client.read("GET", "/x"))) is MalformedResponse
    assert len(vendor.faults.requests) == 1


async def test_a_body_that_can_not_be_unpacked_is_malformed(vendor: Vendor) -> None:
    vendor.faults.plan("GET", ".*", Fault(raw=b"nonsense", headers={"content-encoding": "gzip"}))
    async with VendorClient(policy(vendor)) as client:
        assert type(await failure(client.read("GET", "/x"))) is MalformedResponse


async def test_an_endless_body_is_cut_off_even_when_it_travels_small(vendor: Vendor) -> None:
    packed = gzip.compress(b" " * 2_000_000)
    vendor.faults.plan("GET", ".*", Fault(raw=packed, headers={"content-encoding": "gzip"}))
    async with VendorClient(policy(vendor, max_response_bytes=100_000)) as client:
        error = await failure(client.read("GET", "/x"))
        assert type(error) is MalformedResponse
        assert (await client.read("GET", "/x")).status == 200


async def test_a_vendors_own_errors_are_asked_first(vendor: Vendor) -> None:
    def own(status: int, body: object) -> ProviderError | None:
        return OfferGone("acme", "sold out") if body == {"gone": True} else None

    gone = json.dumps({"gone": True}).encode()
    async with VendorClient(policy(vendor), errors=own) as client:
        for status in (200, 422, 502):
            vendor.faults.plan("GET", ".*", Fault(status=status, raw=gone))
            assert type(await failure(client.read("GET", "/x"))) is OfferGone
        vendor.faults.plan("POST", ".*", Fault(status=502, raw=gone))
        assert type(await failure(client.write("POST", "/x"))) is OfferGone


async def test_a_client_is_entered_before_it_is_used(vendor: Vendor) -> None:
    with pytest.raises(RuntimeError):
        await VendorClient(policy(vendor)).read("GET", "/x")
