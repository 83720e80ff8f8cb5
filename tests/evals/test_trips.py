"""The yardstick of whole trips."""

import re
from pathlib import Path

import pytest

from evals.benchmarks.__main__ import main
from evals.benchmarks.trips.growth import bars, svg
from evals.benchmarks.trips.tried import unexplained
from tests.planning.world import lisbon
from travel.itinerary import Outcome, Violation


def test_what_is_handed_out_holds_and_what_is_refused_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "growth.svg"
    argv = ["trips", "--cities", "1..2", "--days", "3,6", "--seeds", "2", "--svg", str(drawn)]
    assert main(argv) == 0
    told = capsys.readouterr().out
    rows = re.findall(r"^ +(\d) +(\d+) +2 ", told, re.MULTILINE)
    assert rows == [("1", "3"), ("1", "6"), ("2", "3"), ("2", "6")]
    total = re.search(r"8 requests: (\d) planned, (\d) of these verified; (\d) refused", told)
    assert total is not None
    assert total[1] == total[2] and int(total[1]) + int(total[3]) == 8
    assert drawn.read_text().count("<polyline") == 2


def test_a_size_that_nobody_can_travel_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["trips", "--cities", "1..9"])
    assert "up to 5 cities" in capsys.readouterr().err


def test_a_refusal_has_to_say_why() -> None:
    world = lisbon()

    def lacks(outcome: Outcome) -> str:
        return unexplained(outcome, world.request, world.evidence, world.now)

    def refused(**more: object) -> Outcome:
        said = {"rule": "offers.stays", "subject": "Lisbon", "detail": "There is no bed.", **more}
        return Outcome(violations=(Violation.model_validate(said),))

    assert lacks(refused()) == ""
    assert lacks(Outcome()) == "no reason is given"
    assert "no sentence" in lacks(refused(detail="no bed"))
    assert "nobody asked for" in lacks(refused(wish="cabin"))
    assert "no nearest plan" in lacks(refused(rule="budget.trip"))
    nearest = refused().model_copy(update={"nearest": world.plan})
    assert "the nearest breaks []" in lacks(nearest)


def test_time_is_drawn_for_each_size() -> None:
    seconds = {1: {2: 0.1, 9: 0.4}, 3: {9: 0.8}}
    assert bars(seconds).count("\n") == 3
    assert bars(seconds).endswith("#" * 44)
    assert svg(seconds).count("<polyline") == 2
