"""Scorers, each by code alone: what a case expects, and what holds for every case."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from evals.case import Case
from evals.transcript import Transcript


class Check(NamedTuple):
    """One thing looked at. `turn` counts from 1; 0 is the whole case."""

    scorer: str
    turn: int
    ok: bool
    detail: str = ""


Scorer = Callable[[Case, Transcript], Iterator[Check]]
