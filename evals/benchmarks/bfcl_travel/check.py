"""Whether the calls of a conversation do what the expected ones do, turn by turn.

As bfcl_eval/eval_checker/multi_turn_eval/multi_turn_checker.py of ShishirPatil/gorilla has it: after each turn that
expects calls, the states must be equal, and every expected answer must be among the answers so far, in any order.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from evals.benchmarks.bfcl_travel.world import World, executed, opened

Turns = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Conversation:
    id: str
    said: tuple[str, ...]  # by the person, a turn each
    config: Mapping[str, Any]
    apis: tuple[str, ...]
    expected: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Verdict:
    right: int  # turns before the first that fails
    failure: str  # why, or nothing

    @property
    def passes(self) -> bool:
        return not self.failure


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """From multi_turn_base_travel50.jsonl. Raises OSError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(_conversation(json.loads(line)) for line in lines)


def start(conversation: Conversation, today: date) -> World:
    return opened(conversation.config, conversation.apis, today)


def judged(conversation: Conversation, made: Turns, today: date) -> Verdict:
    """Of calls as text, those made in each turn; turns that are missing made none."""
    ours = theirs = start(conversation, today)
    answers: list[str] = []
    for turn, expected in enumerate(conversation.expected):
        calls = made[turn] if turn < len(made) else ()
        ours, told = run(ours, calls)
        theirs, wanted = run(theirs, expected)
        answers.extend(told)
        failure = _failure(ours, theirs, answers, wanted, called=bool(calls))
        if expected and failure:
            return Verdict(turn, f"turn {turn + 1}: {failure}")
    return Verdict(len(conversation.expected), "")


def run(world: World, calls: Sequence[str]) -> tuple[World, list[str]]:
    answers: list[str] = []
    for call in calls:
        world, answer = executed(world, call)
        answers.append(answer)
    return world, answers


def _failure(
    ours: World, theirs: World, answers: Sequence[str], wanted: Sequence[str], *, called: bool
) -> str:
    if not called:
        return "no call"
    differing = [
        f"{api}.{name}"
        for api, state in theirs.items()
        for name, value in state.fields.items()
        if ours[api][name] != value
    ]
    if differing:
        return f"another state: {', '.join(differing)}"
    left = list(answers)
    for answer in wanted:
        if answer not in left:
            return f"an answer is missing: {answer[:80]}"
        left.remove(answer)
    return ""


def _conversation(entry: Mapping[str, Any]) -> Conversation:
    return Conversation(
        id=entry["id"],
        said=tuple("\n".join(each["content"] for each in turn) for turn in entry["question"]),
        config=entry["initial_config"],
        apis=tuple(entry["involved_classes"]),
        expected=tuple(tuple(turn) for turn in entry["ground_truth"]),
    )
