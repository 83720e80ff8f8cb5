"""A small vendor on the loopback that can be made to fail."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulators.serving import Fault, Faulty, Receive, Scope, Send, serving
from tools.http import Timeouts, VendorPolicy
from travel.errors import (
    ProviderError,
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
