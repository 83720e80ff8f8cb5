"""The table of all suites and yardsticks."""

import pytest

from evals.benchmarks.__main__ import yardsticks
from evals.benchmarks.measured import Measured, data_folder
from evals.benchmarks.published import published, results
from evals.everything import OWN_WORLD, overview
from evals.ran import Report
from evals.reports.everything import page, text
from evals.sample import spread


def test_every_yardstick_of_others_has_a_published_result_with_its_source() -> None:
    assert {each.yardstick for each in results()} == set(yardsticks()) - OWN_WORLD
    assert all(each.source and each.apart and each.score for each in results())
    assert any("Not comparable" in line for line in published("toptw"))


def test_a_published_result_stands_beside_the_measure_it_is_of() -> None:
    ours = Measured(yardstick="natural-plan", what="trips, valid", passed=1, of=1)
    assert {each.score for each in results() if each.beside(ours)} == {"31.1 %", "34.8 %"}


def test_a_sample_is_spread_over_all() -> None:
    assert spread(range(10), 3) == range(0, 9, 3)
    assert spread((1, 2), 5) == (1, 2)
    assert spread((1, 2), 0) == (1, 2)


@pytest.mark.skipif(
    not data_folder().is_dir(), reason="the yardsticks' data is not here: set TRIPSAGE_BENCH_DATA"
)
@pytest.mark.timeout(300)
def test_yardsticks_are_measured_beside_what_others_published() -> None:
    found = overview(Report(model="keyless", cases=()), sample=2)
    assert {row.name for row in found.yardsticks} == set(yardsticks())
    assert not [row.missing for row in found.yardsticks if row.missing]
    replayed = [row for row in found.yardsticks if row.name == "tau2-airline"]
    assert (replayed[0].passed, replayed[0].of) == (2, 2)
    shown = "\n".join(text(found))
    assert "84.0 % [10]" in shown
    assert "84.0 % [10]" in page(found)
