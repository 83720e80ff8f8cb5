"""A model as judge: what its line says, and how its agreement is measured."""

import pytest

from evals.judge import Agreement, Verdict, agreement, judged, labelled, read
from evals.ran import Ran, Report, ShownCheck, ShownTurn
from llm.scripted import ScriptedChatModel


@pytest.mark.parametrize(
    ("line", "ok"),
    [
        ("PASS: it fits", True),
        ("fail: too dear", False),
        ("**FAIL**: too dear", False),
        ("I can't say", None),
        ("", None),
    ],
)
def test_a_verdict_is_read_off_the_first_word(line: str, ok: bool | None) -> None:
    assert read(line).ok is ok


def test_kappa_is_as_published() -> None:
    """The example of two readers of fifty proposals: 20 and 15 alike, 5 and 10 not; 0.40."""
    assert Agreement(20, 5, 10, 15).kappa == pytest.approx(0.4)
    assert Agreement(5, 0, 0, 0).kappa is None
    assert Agreement(0, 0, 0, 0).kappa is None


def test_what_got_no_verdict_is_left_out_of_the_agreement() -> None:
    pairs = [(Verdict(True, ""), True), (Verdict(None, "down"), True), (Verdict(False, ""), True)]
    assert agreement(pairs) == Agreement(1, 0, 1, 0)


def test_half_of_the_labelled_answers_are_bad_and_say_why() -> None:
    found = labelled()
    assert sum(each.good for each in found) * 2 == len(found)
    assert all(bool(each.why) != each.good for each in found)


def ran(id: str, half: str, *, ok: bool) -> Ran:
    return Ran.model_validate(
        {
            "suite": "planning",
            "id": id,
            "half": half,
            "attempt": 1,
            "checks": [ShownCheck(scorer="slots", turn=1, ok=ok)],
            "turns": [ShownTurn(said="hello", answer="hello")],
        }
    )


async def test_where_judge_and_code_part_is_told_of_the_dev_half_alone() -> None:
    report = Report(
        model="keyless", cases=(ran("a", "dev", ok=False), ran("b", "set aside", ok=False))
    )
    model = ScriptedChatModel(lines=lambda messages: "PASS: fine")
    told = "\n".join(await judged(report, model))
    assert "planning/a: code fails it, the judge does not: fine" in told
    assert "planning/b" not in told


async def test_a_model_that_is_down_gives_no_verdict() -> None:
    from travel.errors import ModelUnavailable

    model = ScriptedChatModel(lines=lambda messages: ModelUnavailable("down"))
    told = "\n".join(await judged(Report(model="keyless", cases=()), model))
    assert f"no verdict on {len(labelled())}" in told
    assert "0 of 0 agree (-), Cohen's kappa undefined" in told
