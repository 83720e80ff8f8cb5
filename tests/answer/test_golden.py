"""Whole answers, compared exactly. `REWRITE_GOLDEN=1 pytest tests/answer` writes them anew."""

import os
from pathlib import Path

import pytest

from graphs.answer import plain
from tests.answer.cases import CASES, told

GOLDEN = Path(__file__).parent / "golden"
EVERY_LANGUAGE = ("trip", "family", "cheaper", "clash", "flight", "stay", "warm", "which_place")
TEXTS = [(name, "en") for name in CASES] + [
    (name, language) for name in EVERY_LANGUAGE for language in ("de", "es", "fr")
]


@pytest.mark.parametrize(("name", "language"), TEXTS)
def test_an_answer_reads_as_it_was_approved(name: str, language: str) -> None:
    text = plain(told(name, language)) + "\n"
    file = GOLDEN / f"{name}.{language}.txt"
    if os.environ.get("REWRITE_GOLDEN"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_no_golden_text_is_left_over() -> None:
    assert {file.stem for file in GOLDEN.glob("*.txt")} == {f"{n}.{lang}" for n, lang in TEXTS}
