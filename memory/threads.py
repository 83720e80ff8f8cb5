"""Whose a conversation is, in PostgreSQL."""

from collections.abc import Iterator
from typing import Any

from pydantic import AwareDatetime

from memory.pooling import Pool
from memory.runs import rows_of
from travel.atlas import folded
from travel.value import Value

MOST = 500  # threads of a user that are listed
LONGEST_TITLE = 80
LONGEST_EXCERPT = 160
LOCAL = "local"  # whose the conversations of the command are

# Only the person of this machine may have conversations from before there were owners.
_CLAIM = """
WITH made AS (
    INSERT INTO threads (id, user_id, title)
    SELECT %(id)s, %(user)s, %(title)s WHERE NOT EXISTS (SELECT 1 FROM threads WHERE id = %(id)s)
    AND (%(user)s = %(local)s OR NOT EXISTS (SELECT 1 FROM checkpoints WHERE thread_id = %(id)s))
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT id FROM made UNION ALL SELECT id FROM threads WHERE user_id = %(user)s AND id = %(id)s
"""
_SEARCH = """
SELECT id, title, created_at, updated_at, said.content FROM threads LEFT JOIN LATERAL (
    SELECT content FROM messages WHERE thread_id = threads.id
        AND words @@ websearch_to_tsquery('simple', plain_words(%(words)s)) ORDER BY key LIMIT 1
) AS said ON true
WHERE user_id = %(user)s AND (said.content IS NOT NULL
    OR to_tsvector('simple', plain_words(title)) @@ websearch_to_tsquery('simple', plain_words(%(words)s)))
ORDER BY updated_at DESC, id LIMIT %(most)s
"""


class Thread(Value):
    """`excerpt` is the line that a search found; empty where the title was it, or nothing was sought."""

    id: str
    title: str = ""
    created_at: AwareDatetime
    updated_at: AwareDatetime
    excerpt: str = ""


class PostgresThreads:
    """Raises StorageError."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(self, user: str, id: str, title: str = "") -> bool:
        """Whether the conversation is the user's, who gets it where nobody has it."""
        values = {"id": id, "user": user, "title": title[:LONGEST_TITLE], "local": LOCAL}
        return bool(await self._rows(_CLAIM, values)) or await self.found(user, id) is not None

    async def found(self, user: str, id: str) -> Thread | None:
        query = (
            "SELECT id, title, created_at, updated_at FROM threads WHERE user_id = %s AND id = %s"
        )
        rows = await self._rows(query, (user, id))
        return Thread.model_validate(rows[0]) if rows else None

    async def others(self, user: str, id: str) -> bool:
        """Whether somebody else has it."""
        query = "SELECT id FROM threads WHERE id = %s AND user_id <> %s"
        return bool(await self._rows(query, (id, user)))

    async def listed(self, user: str, most: int = MOST) -> tuple[Thread, ...]:
        """The last used first."""
        query = (
            "SELECT id, title, created_at, updated_at FROM threads WHERE user_id = %s "
            "ORDER BY updated_at DESC, id LIMIT %s"
        )
        return tuple(Thread.model_validate(row) for row in await self._rows(query, (user, most)))

    async def search(self, user: str, words: str, most: int = MOST) -> tuple[Thread, ...]:
        """Those with all the words in the title or in one message, the last used first.

        "Words in quotes" stand side by side, one after a `-` is not there, `or` is either.
        """
        rows = await self._rows(_SEARCH, {"user": user, "words": words, "most": most})
        return tuple(
            Thread(
                id=row["id"],
                title=row["title"],
                created_at=row["created_at"],
                updated_at=row["updated_at"],
                excerpt=excerpt(row["content"] or "", words),
            )
            for row in rows
        )

    async def rename(self, user: str, id: str, title: str) -> Thread | None:
        """None where it isn't the user's."""
        query = (
            "UPDATE threads SET title = %s WHERE user_id = %s AND id = %s "
            "RETURNING id, title, created_at, updated_at"
        )
        rows = await self._rows(query, (title[:LONGEST_TITLE], user, id))
        return Thread.model_validate(rows[0]) if rows else None

    async def delete(self, user: str, id: str) -> bool:
        """With its runs and all that was said, unless one runs or waits. Whether it is gone."""
        query = (
            "DELETE FROM threads WHERE user_id = %s AND id = %s AND NOT EXISTS (SELECT 1 FROM runs "
            "WHERE thread_id = threads.id AND state IN ('queued', 'running')) RETURNING id"
        )
        return bool(await self._rows(query, (user, id)))

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


def excerpt(content: str, words: str) -> str:
    """The line of the content with the most of the words, cut off around the first of them."""
    sought = set(_words(words))
    lines = [line.strip() for line in content.splitlines() if line.strip()]
    if not lines:
        return ""
    best = max(lines, key=lambda line: len(sought & set(_words(line))))
    at = min((found for word in sought if (found := folded(best).find(word)) >= 0), default=0)
    begin = max(0, at - LONGEST_EXCERPT // 2)
    return best[begin : begin + LONGEST_EXCERPT].strip()


def _words(text: str) -> Iterator[str]:
    return (word for part in folded(text).split() if (word := part.strip("\"'.,;:!?()*-|#")))
