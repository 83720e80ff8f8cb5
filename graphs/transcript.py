"""A conversation as a file: all that was said."""

import json
from collections.abc import Sequence
from typing import Any

from memory.messages import Message
from memory.threads import Thread

WHO = {"user": "You", "assistant": "TripSage"}


def as_markdown(thread: Thread, said: Sequence[Message]) -> str:
    """The messages as they were written, under who said them; times are UTC."""
    parts = [f"# {thread.title or thread.id}", *map(_part, said)]
    return "\n\n".join(parts) + "\n"


def _part(message: Message) -> str:
    at = f" · {message.at:%Y-%m-%d %H:%M}" if message.at else ""
    return f"## {WHO[message.role]}{at}\n\n{message.content.strip()}"


def as_json(thread: Thread, said: Sequence[Message]) -> str:
    told: dict[str, Any] = thread.model_dump(mode="json", exclude={"excerpt"})
    told["messages"] = [each.model_dump(mode="json") for each in said]
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
