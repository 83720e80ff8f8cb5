"""Everything that conversations left behind of a person, in every table that holds their words."""

from memory.pooling import Pool, transaction
from memory.threads import LOCAL

_CHECKPOINTS = ("checkpoint_writes", "checkpoint_blobs", "checkpoints")
# The command's conversations have no row: of the local person are all that nobody else claimed.
_THREADS = """
SELECT id FROM threads WHERE user_id = %(user)s
UNION
SELECT DISTINCT thread_id FROM checkpoints WHERE %(user)s = %(local)s
AND NOT EXISTS (SELECT 1 FROM threads WHERE id = thread_id AND user_id <> %(user)s)
"""


async def erase_conversations(pool: Pool, user: str) -> int:
    """How many there were: checkpoints, runs and logs, turns to remember, answers kept for the person alone.

    Bookings stay: they are contracts. Raises StorageError, and then nothing was erased.
    """
    async with transaction(pool) as connection:
        found = await connection.execute(_THREADS, {"user": user, "local": LOCAL})
        threads = [row["id"] for row in await found.fetchall()]
        for table in _CHECKPOINTS:
            query = f"DELETE FROM {table} WHERE thread_id = ANY(%s)"
            await connection.execute(query.encode(), (threads,))
        await connection.execute("DELETE FROM threads WHERE user_id = %s", (user,))
        await connection.execute("DELETE FROM memory_turns WHERE user_id = %s", (user,))
        await connection.execute("DELETE FROM answers WHERE tenant = %s", (user,))
        await connection.execute("DELETE FROM answer_audit WHERE user_id = %s", (user,))
    return len(threads)
