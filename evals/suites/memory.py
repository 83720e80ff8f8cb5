"""Conversations that follow each other, with what is remembered between them."""

from collections.abc import Sequence
from pathlib import Path

import yaml

from evals.case import Case

CASES = Path(__file__).parent.parent / "cases" / "memory.yaml"


def cases() -> Sequence[Case]:
    """Raises pydantic's ValidationError where a case is none."""
    given = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    return [Case.model_validate({**each, "memory": True}) for each in given]
