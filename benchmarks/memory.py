"""Memories at scale: ours beside stock Mem0 with its own table, in one run on one embedded PostgreSQL.

    python -m benchmarks.memory [--memories 10000] [--searches 300] [--home FOLDER]      # also: make bench-memory

With a folder the loaded database is kept there, and measured again without loading.

A hundred memories a person; 1,000,000 is the size that the figures are meant for. Vectors are random of unit length,
which is the hardest case for an index of vectors. "At the database" is the store's search from psycopg and back, of
people who were searched for before: the first time their rows come from the disk. "Through Mem0" is Mem0's `search`,
with the embedding of the question. Stock Mem0 keeps its own store class, table and indexes; embeddings, pool and the
history that isn't kept are the same on both sides.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import statistics
import struct
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy
import psycopg
from psycopg_pool import ConnectionPool

from benchmarks.machine import own_home
from memory.embedding import DIMENSIONS, HashingEmbeddings
from memory.long_term import Embedder, open_long_term
from memory.long_term.on_mem0 import MemoryTable, OnMem0, Terms
from memory.migrations import apply_migrations
from wiring.embedded import start_embedded

A_PERSON = 100
MOST = 10
TASKS = 8
HASHING = HashingEmbeddings()
NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
SOURCE = {"thread": "bench", "turn": 1, "at": NOW.isoformat()}
QUESTION = "Which seat should be reserved on the flight?"
_BEGIN = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)


class Figures(NamedTuple):
    from_disk: list[float]  # seconds, as all but two
    at_database: list[float]
    through_mem0: list[float]
    a_second: float
    recall: float
    adds: list[float]


def rows(count: int, seed: int) -> Iterator[tuple[uuid.UUID, "numpy.ndarray[Any, Any]", str]]:
    numbers = numpy.random.default_rng(seed)
    for start in range(0, count, 10_000):
        vectors = numbers.standard_normal((min(10_000, count - start), DIMENSIONS), dtype="float32")
        vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
        for offset, vector in enumerate(vectors):
            number = start + offset
            text = f"memory {number}"
            payload = {
                "user_id": f"user{number // A_PERSON}", "data": text, "topic": f"said:{number}",
                "embedder": HASHING.name, "source": SOURCE, "text_lemmatized": text,
                "created_at": NOW.isoformat(), "updated_at": NOW.isoformat(),
            }  # fmt: skip
            yield uuid.UUID(int=number), vector, json.dumps(payload)


def copy_in(connection: psycopg.Connection[Any], table: str, count: int) -> None:
    """PostgreSQL's binary COPY, the vector as pgvector sends it."""
    into = f"COPY {table} (id, vector, payload) FROM STDIN BINARY".encode()
    with connection.cursor().copy(into) as copy:
        copy.write(_BEGIN)
        for id, vector, payload in rows(count, seed=1):
            floats = struct.pack("!hh", DIMENSIONS, 0) + vector.astype(">f4").tobytes()
            fields = id.bytes, floats, b"\x01" + payload.encode()
            line = b"".join(struct.pack("!i", len(each)) + each for each in fields)
            copy.write(struct.pack("!h", len(fields)) + line)
        copy.write(struct.pack("!h", -1))


def load(dsn: str, table: str, count: int) -> float:
    """Seconds. Indexes other than the key are built afterwards, as one does."""
    began = time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '4GB'")
        made = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE '%%pkey'",
            (table,),
        ).fetchall()
        for name, _ in made:
            connection.execute(f"DROP INDEX {name}".encode())
        copy_in(connection, table, count)
        for _, definition in made:
            connection.execute(definition.encode())
        connection.execute(f"VACUUM ANALYZE {table}".encode())
    return time.perf_counter() - began


def loaded(dsn: str, table: str) -> int:
    with psycopg.connect(dsn) as connection:
        (count,) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (0,)
    return int(count)


def forget_added(dsn: str, table: str) -> None:
    """Of the kept database, what measuring put in."""
    with psycopg.connect(dsn) as connection:
        connection.execute(
            f"DELETE FROM {table} WHERE payload->>'data' LIKE %s".encode(), ("I love town%",)
        )


def stock(pool: ConnectionPool[Any], table: str) -> OnMem0:
    """Mem0's own search and add on Mem0's own store."""
    from mem0.vector_stores.pgvector import PGVector

    class Store(PGVector):
        def __del__(self) -> None: ...  # it would close the pool

    engine = OnMem0(pool, Terms(HASHING.name, NOW.date), HASHING, None, "")
    engine.vector_store = Store(
        dbname="", collection_name=table, embedding_model_dims=DIMENSIONS, user=None, password=None,
        host=None, port=None, diskann=False, hnsw=True, connection_pool=pool,
    )  # fmt: skip
    engine.vector_store._ensure_collection()  # pyright: ignore[reportPrivateUsage]
    return engine


async def timed(work: Callable[[int], Awaitable[object]], times: int) -> list[float]:
    found: list[float] = []
    for number in range(times):
        began = time.perf_counter()
        await work(number)
        found.append(time.perf_counter() - began)
    return found


async def a_second(work: Callable[[int], Awaitable[object]], times: int) -> float:
    """Searches a second of several tasks at once."""
    began = time.perf_counter()
    each = times // TASKS

    async def task(start: int) -> None:
        for number in range(start, start + each):
            await work(number)

    await asyncio.gather(*(task(n * each) for n in range(TASKS)))
    return each * TASKS / (time.perf_counter() - began)


def recall(search: Callable[..., Sequence[Any]], count: int, users: Sequence[str]) -> float:
    """The share of the ten nearest of a person that a search for ten finds."""
    wanted = {user: int(user.removeprefix("user")) for user in users}
    low = {number * A_PERSON: user for user, number in wanted.items()}
    vectors: dict[str, list[tuple[uuid.UUID, Any]]] = {user: [] for user in users}
    for id, vector, _ in rows(count, seed=1):
        if (start := id.int - id.int % A_PERSON) in low:
            vectors[low[start]].append((id, vector))
    query = numpy.random.default_rng(2).standard_normal(DIMENSIONS)
    found = 0
    for user, known in vectors.items():
        near = sorted(known, key=lambda each: -float(each[1] @ query))[:MOST]
        got = search(query="", vectors=query.tolist(), top_k=MOST, filters={"user_id": user})
        found += len({str(id) for id, _ in near} & {row.id for row in got})
    return found / (MOST * len(users))


async def measure(
    engine: OnMem0,
    search: Callable[[str, int], Awaitable[object]],
    add: Callable[[str, int], Awaitable[object]],
    options: argparse.Namespace,
) -> Figures:
    chooser = random.Random(3)
    users = [
        f"user{chooser.randrange(options.memories // A_PERSON)}" for _ in range(options.searches)
    ]
    vectors = numpy.random.default_rng(4).standard_normal((options.searches, DIMENSIONS)).tolist()
    store: Any = engine.vector_store

    async def at_database(number: int) -> None:
        given = {"top_k": MOST, "filters": {"user_id": users[number]}}
        store.search(query="", vectors=vectors[number], **given)

    async def through_mem0(number: int) -> None:
        await search(users[number % len(users)], number)

    async def adding(number: int) -> None:
        await add(users[number], number)

    # Of people who weren't asked for since the start: their rows are on the disk.
    first = await timed(at_database, options.searches)
    found = recall(store.search, options.memories, sorted(set(users))[:50])
    await timed(through_mem0, 20)  # connections, plans and pages warm
    for number in range(20):
        await add(users[number], options.searches + number)
    return Figures(
        from_disk=first,
        at_database=await timed(at_database, options.searches),
        through_mem0=await timed(through_mem0, options.searches),
        a_second=await a_second(through_mem0, options.searches * 2),
        recall=found,
        adds=await timed(adding, 60),
    )


async def ours(dsn: str, pool: ConnectionPool[Any], options: argparse.Namespace) -> Figures:
    engine = OnMem0(pool, Terms(HASHING.name, NOW.date), HASHING, None, "")
    assert isinstance(engine.vector_store, MemoryTable)
    async with open_long_term(dsn, Embedder(HASHING.name, HASHING), lambda: NOW) as memory:
        return await measure(
            engine,
            lambda user, _: memory.search(user, QUESTION, most=MOST),
            lambda user, number: memory.add(user, f"I love town{number}"),
            options,
        )


async def theirs(pool: ConnectionPool[Any], table: str, options: argparse.Namespace) -> Figures:
    engine: Any = stock(pool, table)
    metadata = {"source": SOURCE, "embedder": HASHING.name}
    return await measure(
        engine,
        lambda user, _: engine.search(
            QUESTION, top_k=MOST, filters={"user_id": user}, threshold=0.0
        ),
        lambda user, number: engine.add(
            f"I love town{number}", user_id=user, metadata=metadata, infer=False
        ),
        options,
    )


async def run(options: argparse.Namespace, home: Path) -> None:
    dsn = start_embedded(home)
    await apply_migrations(dsn)
    with (
        ConnectionPool(dsn, min_size=4, max_size=4, open=True, kwargs={"autocommit": True}) as own,
        ConnectionPool(dsn, min_size=4, max_size=4, open=True) as pool,
    ):
        stock(pool, "stock")  # makes its table and indexes
        for table in ("memories", "stock"):
            if loaded(dsn, table) < options.memories:
                took = load(dsn, table, options.memories)
                print(f"{table}: {options.memories:,} rows in {took:.0f} s", flush=True)
        mine = await ours(dsn, own, options)
        others = await theirs(pool, "stock", options)
        for table in ("memories", "stock"):
            forget_added(dsn, table)
    print(f"\n{'':34}{'ours':>10}{'stock':>10}{'ratio':>8}")
    median = statistics.median
    for name, one, other, unit in (
        ("first search of a person, median", median(mine[0]), median(others[0]), "ms"),
        ("first search of a person, p95", p95(mine[0]), p95(others[0]), "ms"),
        ("search at the database, median", median(mine[1]), median(others[1]), "ms"),
        ("search at the database, p95", p95(mine[1]), p95(others[1]), "ms"),
        ("search through Mem0, median", median(mine[2]), median(others[2]), "ms"),
        ("search through Mem0, p95", p95(mine[2]), p95(others[2]), "ms"),
        (f"searches a second, {TASKS} tasks", mine.a_second, others.a_second, ""),
        (f"recall@{MOST} within a person", mine.recall, others.recall, ""),
        ("add, median", median(mine.adds), median(others.adds), "ms"),
    ):
        told = [f"{each * 1000:.2f} ms" if unit else f"{each:.3g}" for each in (one, other)]
        times = other / one if unit else one / other if other else float("inf")
        print(f"{name:34}{told[0]:>10}{told[1]:>10}{times:>7.1f}x")


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--memories", type=int, default=10_000)
    parser.add_argument("--searches", type=int, default=300)
    parser.add_argument("--home", type=Path, help="keep the loaded database in this folder")
    options = parser.parse_args()
    load_now = os.getloadavg()[0]
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {load_now:.1f}, Python {platform.python_version()}, "
        f"{options.memories // A_PERSON:,} people"
    )
    with own_home(options.home) as home:
        asyncio.run(run(options, home))


if __name__ == "__main__":
    main()
