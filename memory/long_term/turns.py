"""What was said in a turn, kept until a job has remembered it."""

from typing import NamedTuple

from psycopg.types.json import Jsonb

from memory.jobs import ENQUEUE
from memory.long_term.values import Said, Source
from memory.pooling import Pool, transaction

REMEMBER = "remember"  # the job's name

# Nothing while paused, and each turn once: a turn that is gone on with says nothing new.
_HEAR = f"""
WITH turn AS (
    INSERT INTO memory_turns (user_id, thread_id, message_id, turn, said, at)
    SELECT %(user)s, %(thread)s, %(message)s, %(turn)s, %(said)s, %(at)s
    WHERE NOT EXISTS (SELECT 1 FROM memory_pauses WHERE user_id = %(user)s)
    ON CONFLICT DO NOTHING RETURNING 1
)
SELECT {ENQUEUE.strip()} FROM turn
"""
_SAID = """
SELECT said, turn, at FROM memory_turns WHERE user_id = %s AND thread_id = %s AND message_id = %s
"""
_DONE = """
UPDATE memory_turns SET said = '' WHERE user_id = %s AND thread_id = %s AND message_id = %s
"""
_FORGET = "DELETE FROM memory_turns WHERE user_id = %s AND thread_id = %s AND turn = %s"
_FORGET_ALL = "DELETE FROM memory_turns WHERE user_id = %s"
_FORGET_JOBS = """
DELETE FROM procrastinate_jobs WHERE task_name = %s AND args ->> 'user' = %s AND status <> 'doing'
"""


class TurnOf(NamedTuple):
    """`message` is the id that the conversation gave the person's message."""

    user: str
    thread: str
    message: str
    turn: int

    @property
    def arguments(self) -> dict[str, str | int]:
        return self._asdict()


class PostgresTurns:
    """Raises StorageError."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def hear(self, turn: TurnOf, said: Said) -> bool:
        """Whether a job will see to it: not where the person paused, nor a second time."""
        given = turn.arguments | {
            "said": said.text,
            "at": said.source.at,
            "task": REMEMBER,
            "lock": f"{REMEMBER} {turn.user}",  # one after the other, in the order of what was said
            "arguments": Jsonb(turn.arguments),
        }
        async with transaction(self._pool) as connection:
            heard = await connection.execute(_HEAR.encode(), given)
            return await heard.fetchone() is not None

    async def said(self, turn: TurnOf) -> Said | None:
        """None where it was to be forgotten; an empty text where it is remembered already."""
        async with transaction(self._pool) as connection:
            found = await connection.execute(_SAID, turn[:3])
            row = await found.fetchone()
        if row is None:
            return None
        source = Source(thread=turn.thread, turn=row["turn"], at=row["at"])
        return Said(text=row["said"], source=source)

    async def done(self, turn: TurnOf) -> bool:
        """False where it was to be forgotten meanwhile."""
        async with transaction(self._pool) as connection:
            return (await connection.execute(_DONE, turn[:3])).rowcount > 0

    async def forget(self, user: str, thread: str, turn: int) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(_FORGET, (user, thread, turn))

    async def forget_all(self, user: str) -> None:
        """With the jobs that wait. One that is being done finds nothing to remember, or undoes it."""
        async with transaction(self._pool) as connection:
            await connection.execute(_FORGET_ALL, (user,))
            await connection.execute(_FORGET_JOBS, (REMEMBER, user))
