"""Travel conversations of the Berkeley Function Calling Leaderboard: calls and states beside the expected ones.

    python -m evals.benchmarks bfcl-travel [--data DIR] [--agent replay|nothing|keyless]

replay makes the expected calls, nothing makes none, keyless lets the chat model without a key call the functions
as tools. DIR may be given as TRIPSAGE_BENCH_DATA too: it, or its subfolder bfcl-travel.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from evals.benchmarks.bfcl_travel import agents
from evals.benchmarks.bfcl_travel.check import (
    Conversation,
    Turns,
    Verdict,
    judged,
    read_conversations,
    run,
    start,
)
from evals.benchmarks.measured import Measured
from evals.benchmarks.published import published
from evals.sample import spread

CONVERSATIONS, FUNCTIONS = "multi_turn_base_travel50.jsonl", "travel_booking.json"
TODAY = date(2026, 9, 1)  # for ages and for dates without a year; the conversations travel later
WHERE = """No data: {folder} has no {file}.
Get bfcl_eval/data of github.com/ShishirPatil/gorilla (Apache-2.0 licence): the conversations 150 to 199 of
BFCL's multi_turn_base joined with their possible_answer as ground_truth, in {conversations}, and
multi_turn_func_doc/travel_booking.json; name the folder with --data or TRIPSAGE_BENCH_DATA."""

Agent = Callable[[Conversation], Turns]


def main(argv: Sequence[str]) -> int:
    """0 where every conversation was run (with replay: where every one passes), 1 where not, 2 without data."""
    options = _options(argv)
    folder = _folder(options.data)
    for file in (CONVERSATIONS, FUNCTIONS):
        if not (folder / file).is_file():
            told = WHERE.format(folder=folder, file=file, conversations=CONVERSATIONS)
            print(told, file=sys.stderr)
            return 2
    conversations = read_conversations(folder / CONVERSATIONS)
    agent = _agent(options.agent, folder / FUNCTIONS)
    verdicts = [_shown(each, judged(each, agent(each), TODAY)) for each in conversations]
    _totals(options.agent, conversations, verdicts)
    return int(options.agent == "replay" and not all(each.passes for each in verdicts))


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bfcl-travel", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, help=f"a folder with {CONVERSATIONS}, {FUNCTIONS}")
    parser.add_argument("--agent", choices=("replay", "nothing", "keyless"), default="replay")
    return parser.parse_args(argv)


def _folder(data: Path | None) -> Path:
    folder = data or Path(os.environ.get("TRIPSAGE_BENCH_DATA", "benchmark-data"))
    return folder if (folder / CONVERSATIONS).exists() else folder / "bfcl-travel"


def _agent(name: str, functions: Path) -> Agent:
    if name != "keyless":
        return agents.replay if name == "replay" else agents.nothing
    from llm.keyless import KeylessChatModel
    from wiring.geography import open_gazetteer

    model = KeylessChatModel(gazetteer=open_gazetteer(), today=lambda: TODAY)
    lines = functions.read_text(encoding="utf-8").splitlines()
    documented = [json.loads(line) for line in lines]
    return lambda each: agents.with_model(each, model, agents.tools_of(each, documented), TODAY)


def _shown(conversation: Conversation, verdict: Verdict) -> Verdict:
    state = "passes" if verdict.passes else "fails "
    turns = f"{verdict.right}/{len(conversation.expected)} turns"
    print(f"{conversation.id}  {state}  {turns}  {verdict.failure}".rstrip())
    return verdict


def _totals(agent: str, conversations: Sequence[Conversation], verdicts: Sequence[Verdict]) -> None:
    """The conversations of the travel API alone are given apart: only its functions are documented here."""
    alone = [v for c, v in zip(conversations, verdicts, strict=True) if c.apis == ("TravelAPI",)]
    passed = sum(each.passes for each in verdicts)
    turns, right = sum(len(c.expected) for c in conversations), sum(v.right for v in verdicts)
    print(
        f"conversations, {agent}: {passed}/{len(verdicts)}; turns before a failure: {right}/{turns}"
    )
    print(f"of these with the travel API alone: {sum(v.passes for v in alone)}/{len(alone)}")
    calls, errors = _expected_errors(conversations)
    print(f"expected calls: {calls}, of which the APIs answer {errors} with an error")
    idle = sum(judged(each, (), TODAY).passes for each in conversations)
    print(f"doing nothing: {idle}/{len(verdicts)}")
    print("\n".join(published("bfcl-travel")))


def _expected_errors(conversations: Sequence[Conversation]) -> tuple[int, int]:
    answers = [
        answer
        for each in conversations
        for answer in run(start(each, TODAY), [c for turn in each.expected for c in turn])[1]
    ]
    errors = [a for a in answers if a.startswith("Error during execution") or '"error": ' in a]
    return len(answers), len(errors)


def measured(data: Path, sample: int) -> list[Measured]:
    """Raises OSError."""
    told = spread(read_conversations(data / "bfcl-travel" / CONVERSATIONS), sample)
    keyless = _agent("keyless", data / "bfcl-travel" / FUNCTIONS)
    ways: Sequence[tuple[str, Agent]] = (
        ("expected calls replayed: calls and states", agents.replay),
        ("the keyless model", keyless),
        ("doing nothing", agents.nothing),
    )
    return [
        Measured(
            yardstick="bfcl-travel",
            what=what,
            passed=sum(judged(each, agent(each), TODAY).passes for each in told),
            of=len(told),
        )
        for what, agent in ways
    ]
