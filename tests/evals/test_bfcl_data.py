"""The published conversations, where the data is at hand: TRIPSAGE_BENCH_DATA, or shared/benchmarks beside us."""

import json
import os
from pathlib import Path

import pytest

from evals.benchmarks.bfcl_travel import CONVERSATIONS, FUNCTIONS, TODAY
from evals.benchmarks.bfcl_travel.check import Conversation, judged, read_conversations, run, start
from evals.benchmarks.bfcl_travel.world import APIS, parsed


def _folder() -> Path | None:
    named = os.environ.get("TRIPSAGE_BENCH_DATA")
    beside = [parent / "shared" / "benchmarks" for parent in Path(__file__).parents]
    places = [Path(named)] if named else beside
    return next((p / "bfcl-travel" for p in places if (p / "bfcl-travel").is_dir()), None)


DATA = _folder()
pytestmark = pytest.mark.skipif(
    DATA is None, reason="bfcl-travel's data is not here: set TRIPSAGE_BENCH_DATA"
)


@pytest.fixture(scope="module")
def conversations() -> tuple[Conversation, ...]:
    assert DATA is not None
    return read_conversations(DATA / CONVERSATIONS)


def test_every_documented_function_is_there_with_its_arguments() -> None:
    assert DATA is not None
    lines = (DATA / FUNCTIONS).read_text(encoding="utf-8").splitlines()
    ours = {
        function.__name__: set(function.__annotations__) - {"state", "return"}
        for function in APIS["TravelAPI"].functions
    }
    documented = {
        each["name"]: set(each["parameters"]["properties"]) for each in map(json.loads, lines)
    }
    assert ours == documented


def test_the_expected_calls_pass_in_every_conversation(
    conversations: tuple[Conversation, ...],
) -> None:
    assert len(conversations) == 50
    assert all(judged(each, each.expected, TODAY).passes for each in conversations)
    assert not any(judged(each, (), TODAY).passes for each in conversations)


def test_identifiers_and_sums_that_the_expected_calls_rely_on_are_those_the_api_gives(
    conversations: tuple[Conversation, ...],
) -> None:
    """A later call names a booking by the number an earlier one drew: one wrong draw and it would not be found."""
    for each in conversations:
        calls = [call for turn in each.expected for call in turn]
        told = run(start(each, TODAY), calls)[1]
        assert not [a for a in told if a.startswith("Error") or '"error": ' in a], each.id


def test_leaving_out_a_turns_calls_fails_the_conversation(
    conversations: tuple[Conversation, ...],
) -> None:
    for each in conversations:
        for turn, calls in enumerate(each.expected):
            made = [*each.expected[:turn], (), *each.expected[turn + 1 :]]
            assert judged(each, made, TODAY).passes == (not calls)


def test_the_calls_name_what_they_give(conversations: tuple[Conversation, ...]) -> None:
    assert not [
        call for each in conversations for turn in each.expected for call in turn if parsed(call)[1]
    ]
