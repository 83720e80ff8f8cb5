"""The HTTP policy, against a small vendor on the loopback that can be made to fail."""

import asyncio
import gzip
import json
import logging
import time
import traceback
from collections.abc import AsyncGenerator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from tests.simulators.serving import Fault, Faulty, Receive, Scope, Send, serving
from tools.http import Exchange, Timeouts, VendorClient, VendorPolicy
from travel.errors import (
    BadInput,
    MalformedResponse,
    OfferGone,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
KEY, NAME = "sk-very-secret", "Amelia Earhart"
QUICK = Timeouts(connect=0.5, read=0.3, write=0.5, pool=0.5, total=0.5)


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """The path, an amount, and what was sent."""
    sent = b""
    while True:
        message = await receive()
        sent += message.get("body", b"")
        if not message.get("more_body"):
            break
    body = b'{"path": "%s", "amount": 1.10, "sent": %s}' % (
        scope["raw_path"],
        sent or b"null",
    )
    headers = [(b"content-type", b"application/json"), (b"X-Kind", b"echo")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Vendor:
    """One server for the module, with fresh faults for each test."""

    def __init__(self) -> None:
        self.url = ""
        self.faults = Faulty(echo)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)


@pytest.fixture(scope="module")
async def served() -> AsyncGenerator[Vendor]:
    vendor = Vendor()
    async with serving(vendor) as url:
        vendor.url = url
        yield vendor


@pytest.fixture
def vendor(served: Vendor) -> Vendor:
    served.faults = Faulty(echo)
    return served


def policy(vendor: Vendor, **changed: Any) -> VendorPolicy:
    settings: dict[str, Any] = {
        "vendor": "acme",
        "base_url": f"{vendor.url}/v1",
        "headers": {"Authorization": SecretStr(f"Bearer {KEY}")},
        "params": {"apikey": SecretStr(KEY)},
        "reading": QUICK,
        "writing": QUICK,
        "rate": 1000,
        "retry_pause": 0.001,
        "breaker_failures": 100,
    }
    return VendorPolicy.model_validate(settings | changed)


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


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


FLEETING = {
    "429": Fault(status=429),
    "502": Fault(status=502),
    "503": Fault(status=503),
    "504": Fault(status=504),
    "cut before the answer": Fault(cut=0),
    "cut in the body": Fault(cut=5),
    "slow": Fault(delay=0.6),
    "dripping": Fault(drip=0.05),
}


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


class Watcher:
    def __init__(self) -> None:
        self.started: list[str] = []
        self.seen: list[Exchange] = []

    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]:
        self.started.append(f"{vendor} {method} {path}")
        return self.seen.append


async def test_an_observer_is_told_of_every_attempt(vendor: Vendor) -> None:
    watcher = Watcher()
    vendor.faults.plan("GET", ".*", Fault(status=503))
    vendor.faults.plan("POST", ".*", Fault(delay=0.3))
    async with VendorClient(policy(vendor), observe=watcher) as client:
        await client.read("GET", "/offers/{id}", at={"id": "secret-id"})
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.write("POST", "/orders"), 0.1)
    assert watcher.started == ["acme GET /offers/{id}"] * 2 + ["acme POST /orders"]
    told = [(each.status, each.outcome) for each in watcher.seen]
    assert told == [(503, "ProviderUnavailable"), (200, "ok"), (None, "cancelled")]
    assert watcher.seen[1].received > 0


@pytest.mark.parametrize(
    "fault",
    [*FLEETING.values(), Fault(status=422, raw=json.dumps({"message": NAME}).encode()), Fault()],
)
async def test_no_secret_and_no_personal_data_in_logs_errors_or_prints(
    vendor: Vendor, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    vendor.faults.plan("POST", ".*", fault, times=3)
    vendor.faults.plan("GET", ".*", fault, times=3)
    async with VendorClient(policy(vendor)) as client:
        for call in (
            client.read("GET", "/x/{id}", at={"id": NAME}, params={"q": NAME}),
            client.write("POST", "/x", json={"name": NAME}),
        ):
            try:
                shown.append(repr(await call))
            except ProviderError as error:
                assert error.__cause__ is None
                assert error.__context__ is None
                shown += [repr(error), "".join(traceback.format_exception(error))]
        shown += [repr(client), repr(client.policy), str(client.policy)]
    shown += [f"{record.getMessage()} {record.__dict__}" for record in caplog.records]
    text = "\n".join(shown)
    assert "acme GET /x/{id}" in text
    for hidden in (KEY, NAME, "Amelia", "apikey=", vendor.url.removeprefix("http://") + "/v1/x"):
        assert hidden not in text


async def test_a_key_that_is_no_header_is_not_shown_in_the_error(vendor: Vendor) -> None:
    broken = policy(vendor, headers={"Authorization": SecretStr(f"{KEY}\nx")})
    async with VendorClient(broken) as client:
        error = await failure(client.write("POST", "/x"))
    assert type(error) is ProviderUnavailable
    assert KEY not in "".join(traceback.format_exception(error))


@pytest.mark.parametrize(
    "url", ["ftp://acme", "acme", "https://", "https://u:pw@acme", "https://acme?key=pw"]
)
def test_an_address_that_makes_no_sense_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        VendorPolicy(vendor="acme", base_url=url)
    assert "pw" not in str(caught.value)


async def test_a_client_is_entered_before_it_is_used(vendor: Vendor) -> None:
    with pytest.raises(RuntimeError):
        await VendorClient(policy(vendor)).read("GET", "/x")
