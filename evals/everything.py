"""All suites and all yardsticks in one table, with what others published beside the latter."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from evals.benchmarks.__main__ import yardsticks
from evals.benchmarks.measured import Measured, data_folder
from evals.benchmarks.natural_plan.command import BadInput
from evals.benchmarks.published import Published, results
from evals.benchmarks.travelplanner.tables import MissingData
from evals.case import Part
from evals.figures import Share, lines
from evals.ran import Report

OWN_WORLD = frozenset(("trips",))  # needs nobody else's data


class Row(Part):
    """`published` are numbers, from 1, in `Overview.published`; `missing` says why there is no figure."""

    name: str
    what: str
    passed: int = 0
    of: int = 0
    value: str = ""
    published: tuple[int, ...] = ()
    missing: str = ""

    @property
    def share(self) -> Share:
        return Share(self.passed, self.of)


class Overview(Part):
    model: str
    suites: tuple[Row, ...]
    yardsticks: tuple[Row, ...]
    published: tuple[Published, ...]


def overview(report: Report, sample: int) -> Overview:
    """Runs the yardsticks, of each `sample` tasks (0 is all), beside a run of the suites."""
    known = results()
    measures = [
        row for name in yardsticks() for row in _measured(name, data_folder(), sample, known)
    ]
    return Overview(
        model=report.model,
        suites=tuple(
            Row(name=each.suite, what=each.cut, passed=each.cases.passed, of=each.cases.of)
            for each in lines(report)
        ),
        yardsticks=tuple(measures),
        published=known,
    )


def _measured(name: str, data: Path, sample: int, known: Sequence[Published]) -> Iterator[Row]:
    if name not in OWN_WORLD and not (data / name).is_dir():
        yield Row(name=name, what="", missing=f"there is no data in {data / name}")
        return
    try:
        found: list[Measured] = import_module(yardsticks()[name]).measured(data, sample)
    except (OSError, BadInput, MissingData) as error:
        yield Row(name=name, what="", missing=str(error))
        return
    for ours in found:
        beside = [number for number, each in enumerate(known, 1) if each.beside(ours)]
        yield Row(
            name=name,
            what=ours.what,
            passed=ours.passed,
            of=ours.of,
            value=ours.value,
            published=tuple(beside),
        )
