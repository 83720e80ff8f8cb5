"""The cache of answers at scale: lookups among entries of twelve months.

    python -m benchmarks.answers [--entries 100000] [--lookups 1000]      # also: make bench-answers

1,000,000 entries are what the figures are meant for. Eight entries a key, spread over the months; vectors are random
of unit length. A lookup is the cache's own statement from psycopg and back, its row of audit included; every second
one finds what it asks for. "In the server" is what EXPLAIN ANALYZE counts for the same statement, planning included.
"""

import argparse
import asyncio
import json
import random
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

import numpy
import psycopg

from benchmarks.machine import facts, own_home
from memory.answers.store import FIND, AnswerRows, open_rows
from memory.answers.terms import TERMS
from memory.embedding import DIMENSIONS
from memory.migrations import apply_migrations
from wiring.embedded import start_embedded

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of PostgreSQL's binary timestamps
MONTHS = 12
A_KEY = 8
KINDS = tuple(TERMS)
BODY = json.dumps({
    "text": "By and large it is; keep an eye on your bag in the trams and after dark. " * 6,
    "as_of": NOW.isoformat(), "model": "bench", "sources": [],
})  # fmt: skip
_BEGIN = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)


class Timed(NamedTuple):
    """Milliseconds."""

    found: int
    took: list[float]

    def at(self, share: float) -> float:
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))]


def key(number: int) -> bytes:
    return sha256(f"key {number}".encode()).digest()


def keys_of(a_month: int) -> int:
    """How many there are, with so many entries a month."""
    return max(1, a_month * MONTHS // A_KEY)


def kind(number: int) -> str:
    return KINDS[number % len(KINDS)]


def months() -> list[datetime]:
    """Their first days, the present one last."""
    back = (divmod(NOW.year * 12 + NOW.month - 1 - ago, 12) for ago in reversed(range(MONTHS)))
    return [datetime(year, month + 1, 1, tzinfo=UTC) for year, month in back]


def entries(month: int, count: int) -> Iterator[tuple[bytes, ...]]:
    """Fields as binary COPY has them."""
    numbers = numpy.random.default_rng(month)
    first = months()[month]
    last = min(first + timedelta(days=28), NOW)
    keys = keys_of(count)
    for start in range(0, count, 10_000):
        size = min(10_000, count - start)
        vectors = numbers.standard_normal((size, DIMENSIONS), dtype="float32")
        vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
        halves = vectors.astype(">f2")
        for offset in range(size):
            number = start + offset
            which = (number * MONTHS + month) % keys
            made = first + (last - first) * (number / count)
            ends = made + TERMS[KINDS[which % len(KINDS)]].holds
            yield (
                UUID(int=month << 64 | number).bytes, _time(made), _time(ends), key(which), kind(which).encode(), b"",
                struct.pack("!hh", DIMENSIONS, 0) + halves[offset].tobytes(), struct.pack("!i", 300),
                b"\x01" + BODY.encode(),
            )  # fmt: skip


def _time(moment: datetime) -> bytes:
    return struct.pack("!q", (moment - EPOCH) // timedelta(microseconds=1))


def load(dsn: str, count: int) -> float:
    """Seconds."""
    began = time.perf_counter()
    with psycopg.connect(dsn, autocommit=True) as connection:
        for month, first in enumerate(months()):
            connection.execute("SELECT create_monthly_cache_partition(%s)", (first.date(),))
            table = f"answers_y{first:%Ym%m}"
            columns = "id, created_at, expires_at, key, kind, tenant, phrasing, tokens, body"
            into = f"COPY {table} ({columns}) FROM STDIN BINARY"
            with connection.cursor().copy(into.encode()) as copy:
                copy.write(_BEGIN)
                for fields in entries(month, count // MONTHS):
                    line = b"".join(struct.pack("!i", len(each)) + each for each in fields)
                    copy.write(struct.pack("!h", len(fields)) + line)
                copy.write(struct.pack("!h", -1))
        connection.execute("VACUUM ANALYZE answers")
    return time.perf_counter() - began


def asked(number: int, count: int) -> dict[str, Any]:
    """Every second is of an entry of the last hours; the key of the others was never used."""
    a_month = count // MONTHS
    latest = random.Random(number).randrange(int(a_month * 0.97), a_month)
    which = (latest * MONTHS + MONTHS - 1) % keys_of(a_month)
    vector = numpy.random.default_rng(number).standard_normal(DIMENSIONS)
    there = number % 2 == 0
    return {
        "key": key(which if there else -1 - which), "kind": kind(which), "user": f"user{number % 500}", "now": NOW,
        "phrasing": (vector / numpy.linalg.norm(vector)).tolist(), "likeness": -1.0,
        "since": NOW - TERMS[KINDS[which % len(KINDS)]].holds,
    }  # fmt: skip


async def lookups(rows: AnswerRows, count: int, times: int, *, tasks: int) -> Timed:
    took, found = list[float](), 0

    async def one(number: int) -> None:
        nonlocal found
        given = asked(number, count)
        began = time.perf_counter()
        answer = await rows.find(**given)
        took.append((time.perf_counter() - began) * 1000)
        found += answer is not None

    async def share(first: int) -> None:
        for number in range(first, times, tasks):
            await one(number)

    await asyncio.gather(*(share(first) for first in range(tasks)))
    return Timed(found, took)


def in_server(dsn: str, count: int, times: int) -> Timed:
    took, found = list[float](), 0
    with psycopg.connect(dsn, autocommit=True, prepare_threshold=None) as connection:
        for number in range(times):
            given = asked(number, count)
            given["phrasing"] = str(given["phrasing"])
            [[told]] = connection.execute(
                f"EXPLAIN (ANALYZE, FORMAT JSON) {FIND}".encode(), given
            ).fetchall()
            took.append(told[0]["Planning Time"] + told[0]["Execution Time"])
            found += told[0]["Plan"]["Actual Rows"] > 0
    return Timed(found, took)


def pruned(dsn: str, count: int) -> tuple[set[str], str]:
    """The partitions that a lookup of the longest-lived kind reads, and the plan that says so."""
    given = asked(0, count) | {"since": NOW - max(terms.holds for terms in TERMS.values())}
    given["phrasing"] = str(given["phrasing"])
    with psycopg.connect(dsn, autocommit=True) as connection:
        rows = connection.execute(f"EXPLAIN (COSTS OFF) {FIND}".encode(), given).fetchall()
    plan = "\n".join(row[0] for row in rows)
    names = (f"answers_y{month:%Ym%m}" for month in months())
    return {name for name in names if f"on {name}" in plan}, plan


async def measure(dsn: str, count: int, times: int) -> None:
    print(f"{count:,} entries in {MONTHS} partitions, loaded in {load(dsn, count):.0f} s")
    read, plan = pruned(dsn, count)
    print(f"partitions that a lookup of the longest-lived kind reads: {len(read)} of {MONTHS}")
    print(
        "\n".join(
            f"    {line}" for line in plan.splitlines() if "answers_y" in line or "Removed" in line
        )
    )
    async with open_rows(dsn) as rows:
        await lookups(rows, count, 100, tasks=1)  # warm
        for tasks in (1, 8):
            timed = await lookups(rows, count, times, tasks=tasks)
            print(
                f"lookup, {tasks} at a time: median {timed.at(0.5):.2f} ms, p95 {timed.at(0.95):.2f} ms "
                f"({timed.found} of {times} found)"
            )
    timed = in_server(dsn, count, times)
    print(f"in the server: median {timed.at(0.5):.2f} ms, p95 {timed.at(0.95):.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=1000)
    options = parser.parse_args()
    print(facts())
    with own_home() as home:
        dsn = start_embedded(home)
        asyncio.run(apply_migrations(dsn))
        asyncio.run(measure(dsn, options.entries, options.lookups))


if __name__ == "__main__":
    main()
