"""The understanding cases as a suite: read by rules, without a graph; one check a slot."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from evals.case import Half
from evals.ran import Ran, ShownCheck, ShownTurn
from evals.slots import score
from evals.understanding import AIRPORTS, HALVES, run_case
from travel.gazetteer import Gazetteer


def understood() -> Iterator[Ran]:
    """Of the half that was set aside only whether each slot is right: nobody is to look at its words."""
    gazetteer = Gazetteer.load(AIRPORTS)
    for name, files in HALVES.items():
        half: Half = "dev" if name == "dev" else "set aside"
        for file in files:
            for number, case in enumerate(_cases(file), 1):
                yield _ran(case, half, f"{file.stem}-{number:03}", gazetteer)


def _cases(file: Path) -> list[Mapping[str, Any]]:
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def _ran(case: Mapping[str, Any], half: Half, id: str, gazetteer: Gazetteer) -> Ran:
    turn = run_case(case, gazetteer)
    shown = half == "dev"
    checks = [
        ShownCheck(
            scorer="slots",
            turn=len(case["turns"]),
            ok=right,
            detail=f"{slot}: {detail}" if shown and not right else "",
        )
        for slot, right, detail in score(case["expect"], turn, gazetteer)
    ]
    turns = [ShownTurn(said=str(said), answer="") for said in case["turns"]] if shown else []
    return Ran(
        suite="understanding",
        id=id,
        half=half,
        attempt=1,
        slices=(str(case["lang"]),),
        checks=tuple(checks),
        turns=tuple(turns),
    )
