"""What the cache of tool results costs and saves, on a real Redis of its own.

Run with `python -m benchmarks.cache [--quick]` from the repository, with redis-server on PATH. Answers are
the sandbox's; Redis is on loopback. "In Redis" is the whole way of a question that this process has not
met: its key, the command, and forty offers read back through pydantic.
"""

import argparse
import asyncio
import subprocess
import sys
import zlib

from benchmarks.cache.day import replay
from benchmarks.cache.hits import hits
from benchmarks.cache.measuring import GAZETTEER, Clock
from benchmarks.cache.million import million
from benchmarks.cache.together import child, together
from benchmarks.machine import facts
from tests.cache.samples import return_flight
from tests.redis_server import NONE, redis_binary, running_redis
from tools.providers.sandbox import open_sandbox


def machine(binary: str) -> None:
    version = subprocess.run([binary, "--version"], capture_output=True, text=True, check=True)
    import pydantic
    import redis

    print(facts())
    print(f"pydantic {pydantic.VERSION}, redis-py {redis.__version__}")
    print(f"{version.stdout.strip()}; zlib {zlib.ZLIB_RUNTIME_VERSION}")


async def main(*, quick: bool) -> None:
    binary = redis_binary()
    if binary is None:
        sys.exit(NONE)
    machine(binary)
    offers = await open_sandbox(GAZETTEER, clock=Clock()).flights.search(return_flight())
    with running_redis(binary) as server:
        await hits(server, 2_000 if quick else 20_000)
        await together(server, offers)
        await replay(server, offers, 0.1 if quick else 1.0)
        await million(server, 50_000 if quick else 1_000_000, 2_000 if quick else 40_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth and less of everything")
    parser.add_argument("--child", metavar="URL", help=argparse.SUPPRESS)
    options = parser.parse_args()
    asyncio.run(child(options.child) if options.child else main(quick=options.quick))
