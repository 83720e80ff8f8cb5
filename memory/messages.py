"""What was said in conversations, whole, in PostgreSQL: their state carries only its end."""

from collections.abc import Sequence
from typing import Any, Literal

from langchain_core.messages import AnyMessage, HumanMessage
from pydantic import AwareDatetime

from memory.pooling import Pool
from memory.runs import rows_of
from travel.value import Value

# A conversation that nobody owns (of a program that runs the graph alone) keeps nothing here.
_KEEP = """
WITH owned AS (
    UPDATE threads SET updated_at = now() WHERE id = %(thread)s
    AND NOT EXISTS (SELECT 1 FROM runs WHERE key = %(run)s::bigint AND epoch > %(epoch)s::integer)
    RETURNING id
)
INSERT INTO messages (thread_id, id, role, content)
SELECT owned.id, said.id, said.role, said.content
FROM owned, unnest(%(ids)s::text[], %(roles)s::text[], %(contents)s::text[])
    WITH ORDINALITY AS said (id, role, content, number)
ORDER BY said.number
ON CONFLICT DO NOTHING RETURNING id
"""


class Message(Value):
    """`at` is None of one that isn't written down yet."""

    id: str
    role: Literal["user", "assistant"]
    content: str
    at: AwareDatetime | None = None


class PostgresMessages:
    """Raises StorageError."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def keep(
        self, thread: str, messages: Sequence[AnyMessage], *, run: int | None = None, epoch: int = 0
    ) -> None:
        """Those that aren't kept already, in this order; what a run's earlier holder still says is left aside."""
        said = [as_message(each) for each in messages]
        values = {
            "thread": thread,
            "run": run,
            "epoch": epoch,
            "ids": [each.id for each in said],
            "roles": [each.role for each in said],
            "contents": [each.content for each in said],
        }
        await self._rows(_KEEP, values)

    async def of(self, thread: str) -> tuple[Message, ...]:
        """The oldest first."""
        query = "SELECT id, role, content, at FROM messages WHERE thread_id = %s ORDER BY key"
        return tuple(Message.model_validate(row) for row in await self._rows(query, (thread,)))

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


def as_message(message: AnyMessage) -> Message:
    role = "user" if isinstance(message, HumanMessage) else "assistant"
    return Message(id=message.id or "", role=role, content=message.text)
