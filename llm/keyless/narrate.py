"""Tells what tools answered, in plain sentences and lists; adds nothing."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from langchain_core.messages import ToolMessage

MOST_ROWS, MOST_FIELDS, LONGEST = 8, 8, 1500


def narrate(answers: Sequence[ToolMessage]) -> str:
    """A paragraph or list for each answer, in order."""
    return "\n\n".join(_one(answer) for answer in answers)


def _one(answer: ToolMessage) -> str:
    name = (answer.name or "the tool").replace("_", " ")
    if answer.status == "error":
        return f"{name.capitalize()} could not answer: {answer.text.strip()}"
    try:
        told = json.loads(answer.text)
    except ValueError:
        return _cut(answer.text.strip()) or f"{name.capitalize()} found nothing."
    if told in (None, [], {}, ""):
        return f"{name.capitalize()} found nothing."
    return _cut(_told(told))


def _told(value: Any, depth: int = 0) -> str:
    if isinstance(value, list):
        rows = cast("list[Any]", value)
        lines = [f"- {_inline(row)}" for row in rows[:MOST_ROWS]]
        if len(rows) > MOST_ROWS:
            lines.append(f"- and {len(rows) - MOST_ROWS} more")
        return "\n".join(lines)
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        lists = [
            cast("list[Any]", each) for each in fields.values() if isinstance(each, list) and each
        ]
        if len(lists) == 1 and depth == 0:
            rest = {key: each for key, each in fields.items() if each is not lists[0]}
            head = _inline(rest)
            return f"{head}\n{_told(lists[0], 1)}" if head else _told(lists[0], 1)
        return _inline(fields)
    return str(value)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        fields = [
            f"{str(key).replace('_', ' ')} {_inline(each)}"
            for key, each in cast("Mapping[str, Any]", value).items()
            if each not in (None, "", [], {})
        ]
        return ", ".join(fields[:MOST_FIELDS])
    if isinstance(value, list):
        return "; ".join(_inline(each) for each in cast("list[Any]", value)[:MOST_FIELDS])
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
