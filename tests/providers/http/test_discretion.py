"""What is told of an exchange, and what never is."""

import asyncio
import json
import logging
import traceback
from collections.abc import Callable

import pytest
from pydantic import SecretStr, ValidationError

from tests.providers.http.conftest import FLEETING, KEY, NAME, Vendor, failure, policy
from tests.simulators.serving import Fault
from tools.http import Exchange, VendorClient, VendorPolicy
from travel.errors import ProviderError, ProviderUnavailable


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
