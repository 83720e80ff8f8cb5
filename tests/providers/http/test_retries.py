"""When a request is sent again, when it waits, and when it isn't sent at all."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.providers.http.conftest import FLEETING, NOW, Vendor, echo, failure, policy
from tests.simulators.serving import Fault, serving
from tools.http import VendorClient
from travel.errors import OutcomeUnknown, ProviderUnavailable, RateLimited


@pytest.mark.parametrize("fault", FLEETING.values(), ids=FLEETING.keys())
async def test_a_read_is_tried_again_after_a_passing_fault(vendor: Vendor, fault: Fault) -> None:
    vendor.faults.plan("GET", ".*", fault)
    async with VendorClient(policy(vendor)) as client:
        assert (await client.read("GET", "/x")).status == 200
    assert len(vendor.faults.requests) == 2


@pytest.mark.parametrize("fault", FLEETING.values(), ids=FLEETING.keys())
async def test_a_write_is_sent_once_and_its_outcome_is_unknown(
    vendor: Vendor, fault: Fault
) -> None:
    vendor.faults.plan("POST", ".*", fault)
    async with VendorClient(policy(vendor)) as client:
        error = await failure(client.write("POST", "/x", json={"a": 1}))
    assert isinstance(error, RateLimited if fault.status == 429 else OutcomeUnknown)
    assert len(vendor.faults.requests) == 1


@pytest.mark.parametrize(
    "fault", [Fault(status=202, raw=b"{}"), Fault(status=500), Fault(raw=b"nonsense")]
)
async def test_a_write_whose_answer_says_too_little_is_unknown(
    vendor: Vendor, fault: Fault
) -> None:
    vendor.faults.plan("POST", ".*", fault)
    async with VendorClient(policy(vendor)) as client:
        assert isinstance(await failure(client.write("POST", "/x")), OutcomeUnknown)


@pytest.mark.parametrize("writes", [False, True])
async def test_a_request_that_never_left_is_only_unavailable(vendor: Vendor, writes: bool) -> None:
    async with serving(echo) as url:
        pass  # nobody listens there any more
    async with VendorClient(policy(vendor, base_url=url)) as client:
        call = client.write("POST", "/x") if writes else client.read("GET", "/x")
        assert type(await failure(call)) is ProviderUnavailable


async def test_a_read_waits_as_long_as_retry_after_says(vendor: Vendor) -> None:
    vendor.faults.plan("GET", ".*", Fault(status=429, headers={"retry-after": "1"}))
    async with VendorClient(policy(vendor)) as client:
        started = time.monotonic()
        assert (await client.read("GET", "/x")).status == 200
    assert 1.0 <= time.monotonic() - started < 2.0


@pytest.mark.parametrize("written", [format_datetime, datetime.isoformat])
async def test_a_read_waits_for_the_date_of_ratelimit_reset(
    vendor: Vendor, written: Callable[[datetime], str]
) -> None:
    reset = {"ratelimit-reset": written(NOW + timedelta(seconds=2))}
    vendor.faults.plan("GET", ".*", Fault(status=429, headers=reset))
    almost = NOW + timedelta(seconds=1.7)
    async with VendorClient(policy(vendor), clock=lambda: almost) as client:
        started = time.monotonic()
        assert (await client.read("GET", "/x")).status == 200
    assert 0.29 <= time.monotonic() - started < 1.0


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({"retry-after": "3600"}, NOW + timedelta(hours=1)),
        ({"retry-after": "Tue, 10 Mar 2026 10:00:00 GMT"}, NOW + timedelta(hours=1)),
        ({"ratelimit-reset": "2026-03-10T11:00:00+01:00"}, NOW + timedelta(hours=1)),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "9" * 5000}, NOW + timedelta(days=1)),
    ],
)
async def test_a_wait_beyond_the_budget_is_left_to_the_caller(
    vendor: Vendor, headers: dict[str, str], until: datetime | None
) -> None:
    vendor.faults.plan("GET", ".*", Fault(status=429, headers=headers), times=3)
    async with VendorClient(policy(vendor), clock=lambda: NOW) as client:
        error = await failure(client.read("GET", "/x"))
    assert isinstance(error, RateLimited)
    assert error.retry_after == until
    assert len(vendor.faults.requests) == (1 if until else 3)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def breaking(vendor: Vendor, clock: Clock) -> VendorClient:
    changed = policy(vendor, breaker_failures=2, breaker_rest=30, tries=1)
    return VendorClient(changed, monotonic=clock)


async def test_a_vendor_that_keeps_failing_is_left_alone_and_then_probed_by_one(
    vendor: Vendor,
) -> None:
    clock = Clock()
    vendor.faults.plan("GET", ".*", Fault(status=500), times=2)
    async with breaking(vendor, clock) as client:
        for _ in range(5):
            assert type(await failure(client.read("GET", "/x"))) is ProviderUnavailable
        assert type(await failure(client.write("POST", "/x"))) is ProviderUnavailable
        assert len(vendor.faults.requests) == 2
        clock.now = 31
        vendor.faults.plan("GET", ".*", Fault(delay=0.1))
        calls = (client.read("GET", "/x") for _ in range(4))
        results = await asyncio.gather(*calls, return_exceptions=True)
        assert sum(isinstance(each, ProviderUnavailable) for each in results) == 3
        assert (await client.read("GET", "/x")).status == 200


async def test_a_failed_probe_leaves_it_alone_again_and_a_cancelled_one_does_not_count(
    vendor: Vendor,
) -> None:
    clock = Clock()
    vendor.faults.plan("GET", ".*", Fault(status=500), times=3)
    async with breaking(vendor, clock) as client:
        for _ in range(2):
            await failure(client.read("GET", "/x"))
        clock.now = 31
        await failure(client.read("GET", "/x"))
        await failure(client.read("GET", "/x"))
        assert len(vendor.faults.requests) == 3
        clock.now = 62
        vendor.faults.plan("GET", ".*", Fault(delay=0.2))
        probe = asyncio.create_task(client.read("GET", "/x"))
        await asyncio.sleep(0.05)
        probe.cancel()
        await asyncio.gather(probe, return_exceptions=True)
        assert (await client.read("GET", "/x")).status == 200


async def test_refusals_and_rate_limits_do_not_open_the_breaker(vendor: Vendor) -> None:
    vendor.faults.plan("GET", ".*", Fault(status=422), times=3)
    vendor.faults.plan("GET", ".*", Fault(status=429), times=3)
    async with breaking(vendor, Clock()) as client:
        for _ in range(6):
            await failure(client.read("GET", "/x"))
        assert (await client.read("GET", "/x")).status == 200


async def test_requests_keep_to_the_vendors_rate(vendor: Vendor) -> None:
    async with VendorClient(policy(vendor, rate=2, period=0.2)) as client:
        started = time.monotonic()
        await asyncio.gather(*(client.read("GET", "/x") for _ in range(6)))
    assert time.monotonic() - started >= 0.39


async def test_a_cancelled_read_is_not_tried_again_and_the_client_goes_on(vendor: Vendor) -> None:
    vendor.faults.plan("GET", ".*", Fault(delay=0.2))
    vendor.faults.plan("GET", ".*", Fault(status=429, headers={"retry-after": "5"}))
    async with VendorClient(policy(vendor)) as client:
        for _ in range(2):  # in flight, and waiting to try again
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.read("GET", "/x"), 0.1)
        assert len(vendor.faults.requests) == 2
        assert (await client.read("GET", "/x")).status == 200
