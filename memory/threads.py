"""Whose a conversation is, in PostgreSQL."""

from typing import Any

from pydantic import AwareDatetime

from memory.pooling import Pool
from memory.runs import rows_of
from travel.value import Value

MOST = 500  # threads of a user that are listed
LOCAL = "local"  # whose the conversations of the command are: they have no row until they are claimed here

_CLAIM = """
INSERT INTO threads (id, user_id, title)
SELECT %(id)s, %(user)s, %(title)s WHERE %(user)s = %(local)s
    OR NOT EXISTS (SELECT 1 FROM checkpoints WHERE thread_id = %(id)s)
ON CONFLICT DO NOTHING RETURNING id
"""


class Thread(Value):
    id: str
    title: str = ""
    created_at: AwareDatetime
    updated_at: AwareDatetime


class PostgresThreads:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(self, user: str, id: str, title: str = "") -> bool:
        """Whether the conversation is the user's, who gets it where nobody has it."""
        if await self.found(user, id) is not None:
            return True
        values = {"id": id, "user": user, "title": title, "local": LOCAL}
        return bool(await self._rows(_CLAIM, values)) or await self.found(user, id) is not None

    async def found(self, user: str, id: str) -> Thread | None:
        query = (
            "SELECT id, title, created_at, updated_at FROM threads WHERE user_id = %s AND id = %s"
        )
        rows = await self._rows(query, (user, id))
        return Thread.model_validate(rows[0]) if rows else None

    async def listed(self, user: str) -> tuple[Thread, ...]:
        query = (
            "SELECT id, title, created_at, updated_at FROM threads WHERE user_id = %s "
            "ORDER BY updated_at DESC, id LIMIT %s"
        )
        return tuple(Thread.model_validate(row) for row in await self._rows(query, (user, MOST)))

    async def delete(self, user: str, id: str) -> bool:
        """With its runs, unless one runs or waits. Whether it is gone."""
        query = (
            "DELETE FROM threads WHERE user_id = %s AND id = %s AND NOT EXISTS (SELECT 1 FROM runs "
            "WHERE thread_id = threads.id AND state IN ('queued', 'running')) RETURNING id"
        )
        return bool(await self._rows(query, (user, id)))

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)
