"""What was said in conversations, whole, in PostgreSQL: their state carries only its end.

It is written with the checkpoints.
"""

from typing import Any, Literal

from langchain_core.messages import AnyMessage, HumanMessage
from pydantic import AwareDatetime

from memory.pooling import Pool
from memory.runs import rows_of
from travel.value import Value


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

    async def of(self, thread: str) -> tuple[Message, ...]:
        """The oldest first."""
        query = "SELECT id, role, content, at FROM messages WHERE thread_id = %s ORDER BY key"
        return tuple(Message.model_validate(row) for row in await self._rows(query, (thread,)))

    async def _rows(self, query: str, values: Any) -> list[dict[str, Any]]:
        return await rows_of(self._pool, query, values)


def as_message(message: AnyMessage) -> Message:
    role = "user" if isinstance(message, HumanMessage) else "assistant"
    return Message(id=message.id or "", role=role, content=message.text)
