"""Many conversations at once on one pool: `python -m benchmarks.threads`.

Each reads and writes its checkpoint, that of a real plan, a few times. LangGraph's saver has one lock for all calls;
ours takes a connection for each. Both in one run, in turn, on the embedded database: beside this process,
and behind a proxy that holds back every piece by half a round trip, as a database in another building would.
"""

import asyncio
import contextlib
import statistics
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any, cast

from langgraph.checkpoint.base import CheckpointTuple
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from benchmarks.machine import facts, own_home
from memory.checkpoints import Checkpoints, open_checkpoints
from wiring.kept import KEPT
from wiring.open import database, open_tripsage
from wiring.settings import Settings

THREADS, ROUNDS, CONNECTIONS, ROUND_TRIP = 100, 3, 8, 0.010
REPEATS = 3  # in turn; the faster one of each counts
TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"


async def main() -> None:
    with own_home() as home:
        await measured(Settings.model_validate({"TRIPSAGE_HOME": home}))


async def measured(settings: Settings) -> None:
    async with open_tripsage(settings, model="keyless") as tripsage:
        await tripsage.ask("model", TRIP)
        kept = await tripsage.checkpoints.aget_tuple({"configurable": {"thread_id": "model"}})
    assert kept is not None
    dsn = await database(settings)
    size = len(JsonPlusSerializer().dumps_typed(kept.checkpoint)[1])
    print(facts())
    print(
        f"{THREADS} conversations at once, {ROUNDS} times a read and a write each, {CONNECTIONS} connections, "
        f"{size / 1000:.0f} kB a checkpoint"
    )
    await compared("beside this process", dsn, kept)
    async with far_away(dsn) as far:
        await compared(f"{ROUND_TRIP * 1000:.0f} ms away", far, kept)


async def compared(where: str, dsn: str, kept: CheckpointTuple) -> None:
    async with open_checkpoints(dsn, KEPT, connections=CONNECTIONS) as ours:
        stock = AsyncPostgresSaver(cast("Any", ours.pool), serde=ours.serde)
        pairs = [(await run(stock, kept), await run(ours, kept)) for _ in range(REPEATS)]
    before, after = (min(each) for each in zip(*pairs, strict=True))
    for name, (seconds, calls) in (("one lock", before), ("a connection a call", after)):
        last = statistics.quantiles(calls, n=20)[-1]
        print(
            f"{where}, {name}: {seconds:.2f} s in all, a call {statistics.median(calls) * 1000:.0f} ms at the "
            f"median, {last * 1000:.0f} ms at p95"
        )
    print(f"{where}: {before[0] / after[0]:.1f} times as fast")


async def run(
    saver: AsyncPostgresSaver | Checkpoints, kept: CheckpointTuple
) -> tuple[float, list[float]]:
    """Seconds in all, and of each call."""
    calls: list[float] = []

    async def conversation() -> None:
        config: Any = {"configurable": {"thread_id": uuid.uuid4().hex, "checkpoint_ns": ""}}
        for number in range(ROUNDS):
            checkpoint = {**kept.checkpoint, "id": f"{number:032d}"}
            began = time.perf_counter()
            await saver.aget_tuple(config)
            read = time.perf_counter()
            versions = kept.checkpoint["channel_versions"]
            await saver.aput(config, cast("Any", checkpoint), kept.metadata, versions)
            calls.extend((read - began, time.perf_counter() - read))

    began = time.perf_counter()
    await asyncio.gather(*(conversation() for _ in range(THREADS)))
    return time.perf_counter() - began, calls


@asynccontextmanager
async def far_away(dsn: str) -> AsyncGenerator[str]:
    """The address of a proxy of the database."""
    there = conninfo_to_dict(dsn)
    socket = f"{there['host']}/.s.PGSQL.{there.get('port') or 5432}"

    async def joined(near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        far, on = await asyncio.open_unix_connection(socket)
        with contextlib.suppress(asyncio.CancelledError):  # what is open when the program ends
            await asyncio.gather(held_back(near, on), held_back(far, back))

    server = await asyncio.start_server(joined, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield make_conninfo(dsn, host="127.0.0.1", port=port)
    finally:
        server.close()


async def held_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Every piece by half a round trip, in order; pieces on the way don't wait for each other."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(65536):
            loop.call_later(ROUND_TRIP / 2, writer.write, piece)
    loop.call_later(ROUND_TRIP, writer.close)


if __name__ == "__main__":
    asyncio.run(main())
