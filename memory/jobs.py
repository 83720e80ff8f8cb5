"""Work that waits until the answer is told: procrastinate on the same PostgreSQL.

A job's arguments are ids alone: they are logged, and lie in the queue until it is done.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg

from memory.connecting import connected
from travel.errors import StorageError

if TYPE_CHECKING:
    from procrastinate import App, BaseRetryStrategy

Task = Callable[..., Awaitable[None]]  # named arguments that are JSON; done twice it is done once
QUEUE = "default"
ATTEMPTS = 6  # the waits between them double from two seconds on
DEAD_AFTER = 30.0  # seconds without a sign of life; its jobs are another worker's then

# In the same statement as what the job is about: either both are kept or neither.
ENQUEUE = """
procrastinate_defer_jobs_v1(ARRAY[
    ROW('default', %(task)s, 0, %(lock)s, NULL, %(arguments)s, NULL)::procrastinate_job_to_defer_v1
])
"""
_WAITING = """
SELECT count(*) AS waiting FROM procrastinate_jobs
WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at <= now())
"""


async def waiting(dsn: str) -> int:
    """Jobs that could be done now, here or by whoever does them; 0 before the first migration."""
    async with connected(dsn) as connection:
        there = await connection.execute("SELECT to_regclass('procrastinate_jobs') AS found")
        row = await there.fetchone()
        if row is None or row["found"] is None:
            return 0
        found = await connection.execute(_WAITING)
        row = await found.fetchone()
    return row["waiting"] if row else 0


async def work(dsn: str, tasks: Mapping[str, Task], *, seconds: float) -> None:
    """Does what waits, then returns; what isn't done in time goes back to the queue.

    Raises StorageError where the database can't be reached.
    """
    async with _opened(dsn, tasks, {}) as app:
        work = app.run_worker_async(
            wait=False,
            listen_notify=False,
            install_signal_handlers=False,
            delete_jobs="successful",
            shutdown_graceful_timeout=0.0,
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(work, seconds)


@asynccontextmanager
async def working(
    dsn: str, tasks: Mapping[str, Task], when: Mapping[str, str] | None = None
) -> AsyncGenerator[None]:
    """Does what waits and what comes, until left. Raises StorageError where it can't begin.

    `when` has a cron line for each task that is due by itself, which is then given a `timestamp`; over all
    workers it is done once.
    """
    async with _opened(dsn, tasks, when or {}) as app:
        worker = asyncio.create_task(
            app.run_worker_async(
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=5.0,
            )
        )
        try:
            yield
        finally:
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker


@asynccontextmanager
async def _opened(
    dsn: str, tasks: Mapping[str, Task], when: Mapping[str, str]
) -> "AsyncGenerator[App]":
    from procrastinate import App, PsycopgConnector
    from procrastinate.exceptions import ConnectorException

    logging.getLogger("procrastinate").setLevel(
        logging.CRITICAL
    )  # what fails is retried, then kept
    app = App(connector=PsycopgConnector(conninfo=dsn, min_size=1, max_size=4))
    for name, task in tasks.items():
        added = app.task(name=name, queue=QUEUE, retry=_patience())(task)
        if name in when:
            app.periodic(cron=when[name])(added)
    try:
        async with app.open_async():
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
                await app.job_manager.retry_job(job)
            yield app
    except (ConnectorException, psycopg.Error) as error:
        told = StorageError(f"the queue didn't answer ({type(error).__name__})")
    else:
        return
    raise told


def _patience() -> "BaseRetryStrategy":
    """A fault is waited out a few times; a job that its worker had no time for goes back as it was."""
    from procrastinate import BaseRetryStrategy, RetryDecision
    from procrastinate.jobs import Job

    class Patience(BaseRetryStrategy):
        def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
            now = datetime.now(UTC)
            if isinstance(exception, asyncio.CancelledError):
                return RetryDecision(retry_at=now)
            if job.attempts + 1 >= ATTEMPTS:
                return None
            return RetryDecision(retry_at=now + timedelta(seconds=2 ** (job.attempts + 1)))

    return Patience()
