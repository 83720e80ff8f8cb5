"""The stream of chat completions, however the network cuts it."""

import json
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm.completions import ByRead


def words(text: str, **more: object) -> dict[str, object]:
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None}
    return {"id": "c", "choices": [choice | more]}


def sent(*chunks: object, end: str = "\n\n") -> bytes:
    told = [each if isinstance(each, str) else json.dumps(each) for each in chunks]
    return "".join(f"data: {each}{end}" for each in told).encode()


async def heard(*reads: bytes) -> list[object]:
    async def network() -> AsyncIterator[bytes]:
        for read in reads:
            yield read

    events = [event async for event in ByRead().aiter_bytes(network())]
    return ["DONE" if event.data == "[DONE]" else event.json() for event in events]


def said(chunks: list[object]) -> str:
    return "".join(c["choices"][0]["delta"].get("content", "") for c in chunks if c != "DONE")  # type: ignore[index]


async def test_words_of_one_read_are_one_piece_and_of_two_reads_two() -> None:
    together = await heard(sent(words("Now "), words("to "), words("Rome.")))
    apart = await heard(sent(words("Now ")), sent(words("to "), words("Rome.")))
    assert [said([each]) for each in together] == ["Now to Rome."]
    assert [said([each]) for each in apart] == ["Now ", "to Rome."]


async def test_an_end_a_call_and_the_usage_stay_pieces_of_their_own() -> None:
    call = {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0}]}}]}
    usage: dict[str, object] = {"choices": [], "usage": {"total_tokens": 3}}
    end = words("", finish_reason="stop")
    told = await heard(sent(words("a"), words("b"), call, words("c"), end, usage, "[DONE]"))
    assert told == [words("ab"), call, words("c"), end, usage, "DONE"]


async def test_what_is_no_json_is_found_out_after_the_words_before_it() -> None:
    events: list[object] = []

    async def network() -> AsyncIterator[bytes]:
        yield sent(words("a"), "{half", words("b"))

    with pytest.raises(json.JSONDecodeError):
        async for event in ByRead().aiter_bytes(network()):
            events.append(event.json())
    assert events == [words("a")]


@given(
    texts=st.lists(st.text(max_size=6), max_size=8),
    cuts=st.lists(st.integers(0, 2000), max_size=8),
    end=st.sampled_from(["\n\n", "\r\n\r\n", "\r\r"]),
)
async def test_however_it_is_cut_nothing_is_lost_or_said_twice(
    texts: list[str], cuts: list[int], end: str
) -> None:
    whole = b": a comment\n\n" + sent(*map(words, texts), "[DONE]", end=end) + b"\n"
    at = [0, *sorted(cut % len(whole) for cut in cuts), len(whole)]
    told = await heard(*(whole[a:b] for a, b in pairwise(at)))
    assert said(told) == "".join(texts)
    assert told[-1] == "DONE"
