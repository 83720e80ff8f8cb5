"""What was asked of vendors, counted."""

import asyncio

import pytest

from tests.providers.http.conftest import KEY, NAME, Vendor, policy
from tests.simulators.serving import Fault
from tools.http import Exchange, Traffic, VendorClient
from tools.http.traffic import BOUNDS
from travel.errors import ProviderRefused


async def test_requests_retries_and_outcomes_are_counted_by_operation(vendor: Vendor) -> None:
    traffic = Traffic()
    vendor.faults.plan("GET", ".*", Fault(status=503), times=2)
    vendor.faults.plan("POST", ".*", Fault(status=422))
    vendor.faults.plan("DELETE", ".*", Fault(delay=0.3))
    async with VendorClient(policy(vendor), observe=traffic) as client:
        await client.read("GET", "/offers/{id}", at={"id": NAME}, params={"q": NAME})
        await client.read("GET", "/offers/{id}", at={"id": "other"})
        with pytest.raises(ProviderRefused):
            await client.write("POST", "/orders", json={"name": NAME})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.write("DELETE", "/orders"), 0.1)
    gone, got, posted = traffic.read()
    assert (got.vendor, got.operation) == ("acme", "GET /offers/{id}")
    assert (got.requests, got.retries) == (4, 2)
    assert got.outcomes == {"ProviderUnavailable": 2, "ok": 2}
    assert got.statuses == {503: 2, 200: 2}
    assert got.received > 0
    assert got.ms > 0
    assert (posted.operation, posted.outcomes) == ("POST /orders", {"ProviderRefused": 1})
    assert (gone.outcomes, gone.statuses) == ({"cancelled": 1}, {})
    shown = repr(traffic.read())
    assert NAME not in shown
    assert KEY not in shown


def test_durations_fall_into_the_bucket_that_they_do_not_exceed() -> None:
    traffic = Traffic()
    for ms in (0.0, 25.0, 25.1, 400.0, 10_000.0, 10_000.1, 99_999.0):
        traffic.exchange("acme", "GET", "/")(Exchange("acme", "GET", "/", 200, ms, 1, "ok"))
    (use,) = traffic.read()
    assert use.durations == (2, 1, 0, 0, 1, 0, 0, 0, 1, 2)
    assert len(use.durations) == len(BOUNDS) + 1
    assert sum(use.durations) == use.requests == 7
