from pathlib import Path

import pytest

from evals.benchmarks.__main__ import main
from evals.benchmarks.toptw import problem_of, stops
from evals.benchmarks.toptw_check import value_of
from evals.benchmarks.toptw_instances import Instance, random_instance, read
from planning.orienteering import solve
from planning.orienteering.model import model_of
from planning.orienteering.search import Search

TEXT = """4 3 3 1
0 200
  0 0.00 0.00 0.00 0.00 0 0 0 100
  1 3.00 4.00 10.00 7.00 1 1 1 0 30
  2 0.00 10.00 10.00 5.00 1 1 1 40 60
  3 50.00 50.00 10.00 90.00 1 1 1 0 60
"""


def _narrow(seed: int) -> Instance:
    return random_instance(seed, sites=40, horizon=230, width=(10, 40), clustered=0.5, service=10)


def test_an_instance_is_run_and_its_proved_best_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tiny.txt").write_text(TEXT)
    assert main(["toptw", "--instance", str(tmp_path / "tiny.txt"), "--seconds", "1"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("profit 12 (proved)")
    assert out[1] == "route 1 2"


def test_a_folder_is_run_against_its_optima(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tiny.txt").write_text(TEXT)
    (tmp_path / "optima.csv").write_text("instance,routes,optimum\ntiny,1,12\n")
    assert main(["toptw", "--data", str(tmp_path), "--seconds", "1"]) == 0
    assert "mean gap 0.00 %" in capsys.readouterr().out


def test_where_the_instances_come_from_is_said_when_they_are_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["toptw", "--data", str(tmp_path)]) == 2
    assert "maenvs4vrp" in capsys.readouterr().err


def test_what_is_no_instance_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.txt").write_text("a\nb\nthis is no instance at all\n")
    assert main(["toptw", "--instance", str(tmp_path / "odd.txt")]) == 2


@pytest.mark.parametrize("routes", [[[2, 1]], [[3]], [[1], [1]], [[4]], [[0]]])
def test_the_checker_refuses_what_does_not_work(tmp_path: Path, routes: list[list[int]]) -> None:
    (tmp_path / "tiny.txt").write_text(TEXT)
    instance = read(tmp_path / "tiny.txt")
    assert value_of(instance, [[1, 2]]) == 12
    with pytest.raises(ValueError, match=r"stop|depot"):
        value_of(instance, routes)


@pytest.mark.parametrize("seed", range(3))
def test_search_alone_comes_near_what_is_proved(seed: int) -> None:
    instance = _narrow(seed)
    proved = solve(problem_of(instance, 1), seconds=20)
    assert proved.proved
    search = Search(model_of(problem_of(instance, 1)), seed, lambda: False)
    search.run(lambda: search.rounds / 1000)
    assert 0.97 * proved.profit <= search.most <= proved.profit
    assert value_of(instance, stops(proved)) == proved.profit
