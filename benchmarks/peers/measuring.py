"""Times one framework's turn in its own process; prints one line of JSON. Standard library alone."""

import asyncio
import json
import os
import resource
import statistics
import time
import urllib.request
from collections.abc import Awaitable, Callable

FOUND = "BA286"
WARM, ALONE, TOGETHER, AT_ONCE = 10, 60, 160, 16
ASKED = "flights from San Francisco to Paris on 1 May 2027, one way"

URL = os.environ["OPENAI_BASE_URL"]


def answered() -> int:
    """Model calls so far, of everybody."""
    with urllib.request.urlopen(URL.replace("/v1", "/count")) as reply:
        return int(reply.read())


async def measure(name: str, turn: Callable[[], Awaitable[str]]) -> None:
    """`turn` gives the answer of one whole turn, streamed to its end."""
    before = answered()
    said = await turn()
    calls = answered() - before
    assert FOUND in said, said
    for _ in range(WARM):
        await turn()
    alone = [await _timed(turn) for _ in range(ALONE)]
    gate = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with gate:
            await turn()

    begun, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*[one() for _ in range(TOGETHER)])
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    told = {
        "name": name,
        "model_calls": calls,
        "median_ms": statistics.median(each[0] for each in alone) * 1000,
        "cpu_ms": statistics.median(each[1] for each in alone) * 1000,
        "cpu_ms_together": cpu / TOGETHER * 1000,
        "turns_per_second": TOGETHER / seconds,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(told), flush=True)


async def _timed(turn: Callable[[], Awaitable[str]]) -> tuple[float, float]:
    """Seconds on the wall and of the processor."""
    begun, cpu = time.perf_counter(), time.process_time()
    await turn()
    return time.perf_counter() - begun, time.process_time() - cpu
