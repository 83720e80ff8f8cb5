"""`python -m tests.simulators`: every simulated provider on a fixed port of the loopback, until Ctrl-C."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, suppress
from typing import NamedTuple

from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.serving import App, serving


class Known(NamedTuple):
    """`environment` is what points TripSage at it; "{url}" stands for its address."""

    name: str
    port: int
    start: Callable[[], App]
    environment: Mapping[str, str]


KNOWN = (Known("duffel", 8801, DuffelSimulator, {"DUFFEL_URL": "{url}", "DUFFEL_TOKEN": TOKEN}),)


async def serve() -> None:
    async with AsyncExitStack() as running:
        for known in KNOWN:
            url = await running.enter_async_context(serving(known.start(), known.port))
            for name, value in known.environment.items():
                print(f"export {name}={value.format(url=url)}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve())
