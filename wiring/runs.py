"""Where the server keeps conversations' owners, runs with their logs, and scripts' keys."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import NamedTuple

from memory.api_keys import PostgresApiKeys
from memory.idempotency import PostgresRequests
from memory.pooling import require
from memory.run_log import LogInPostgres, RunLog
from memory.runs import PostgresRuns, open_runs
from memory.threads import PostgresThreads
from wiring.open import database
from wiring.settings import Settings

Check = Callable[[], Awaitable[None]]  # raises StorageError where it isn't there


class Kept(NamedTuple):
    runs: PostgresRuns
    log: RunLog
    threads: PostgresThreads
    keys: PostgresApiKeys
    requests: PostgresRequests
    checks: Mapping[str, Check]


@asynccontextmanager
async def open_kept_runs(settings: Settings) -> AsyncGenerator[Kept]:
    """Logs are in Redis where there is one: every server has to be told of the same. Raises StorageError."""
    async with open_runs(await database(settings)) as pool:
        threads, keys = PostgresThreads(pool), PostgresApiKeys(pool)
        requests = PostgresRequests(pool)
        checks: dict[str, Check] = {"database": partial(require, pool, "runs")}
        if settings.redis_url is None:
            yield Kept(PostgresRuns(pool), LogInPostgres(pool), threads, keys, requests, checks)
            return
        from memory.run_log_in_redis import open_log_in_redis

        async with open_log_in_redis(settings.redis_url.get_secret_value()) as log:
            checks["redis"] = log.ping
            yield Kept(PostgresRuns(pool, "redis"), log, threads, keys, requests, checks)
