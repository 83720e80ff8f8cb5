"""Natural Plan: trip planning and meeting planning, answered from the prompt's text.

    python -m evals.benchmarks natural-plan --input FILE --output FILE

Prints, by number of cities or people: plans valid by an independent check, and agreement with the published
answer (trips: exact match; meetings: as many people met).
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from evals.benchmarks.measured import Measured
from evals.benchmarks.natural_plan.attempt import Attempt, attempt
from evals.sample import spread

_SOURCE = (
    "Natural Plan's data are at github.com/google-deepmind/natural-plan (CC BY 4.0): unpack its data/ folder and"
    " name a file with --input, or set TRIPSAGE_BENCH_DATA to a folder with natural-plan/*.json in it."
)
_FIELD = "pred_5shot_pro"


class BadInput(ValueError):
    """The file can't be used; the message says why."""


def load(path: Path) -> dict[str, dict[str, Any]]:
    """Items by name. Raises BadInput."""
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}. {_SOURCE}") from error
    except ValueError as error:
        raise BadInput(f"{path}: not JSON: {error}") from error
    if not isinstance(data, dict) or not data:
        raise BadInput(f"{path}: not an object of examples by name")
    items = cast(dict[str, dict[str, Any]], data)
    for name, item in items.items():
        prompt: object = item.get("prompt_0shot") if isinstance(cast(object, item), dict) else None
        if not isinstance(prompt, str):
            raise BadInput(f"{path}: {name} has no text in prompt_0shot")
    return items


def _inputs(given: Path | None) -> list[Path]:
    if given is not None:
        return [given]
    folder = os.environ.get("TRIPSAGE_BENCH_DATA")
    found = sorted(Path(folder).glob("natural-plan/*.json")) if folder else []
    if not found:
        raise BadInput(f"nothing to read. {_SOURCE}")
    return found


def _share(results: Sequence[bool]) -> str:
    return f"{sum(results)}/{len(results)} {sum(results) / len(results):.1%}" if results else "-"


def _row(label: str, attempts: Sequence[Attempt]) -> str:
    agreed = [one.golden for one in attempts if one.golden is not None]
    seconds = [one.seconds for one in attempts]
    return (
        f"{label:>12}  {_share([one.valid for one in attempts]):>15}  {_share(agreed):>15}"
        f"  {sum(seconds):8.2f}  {1000 * max(seconds):8.1f}"
    )


def report(attempts: Sequence[Attempt]) -> Iterator[str]:
    """Lines of a table for each kind present."""
    for kind, unit, agreement in (
        ("trips", "cities", "exact match"),
        ("meetings", "people", "met as golden"),
    ):
        ours = [one for one in attempts if one.kind == kind]
        if not ours:
            continue
        yield f"{kind:>12}  {'valid':>15}  {agreement:>15}  {'seconds':>8}  {'max ms':>8}"
        for size in sorted({one.size for one in ours}):
            yield _row(f"{size} {unit}", [one for one in ours if one.size == size])
        yield _row("all", ours)
    empty = [one for one in attempts if not one.answer]
    yield f"{len(attempts)} prompts, {len(empty)} without an answer"
    yield from (
        f"  {one.name}: {'; '.join(one.faults)}" for one in attempts if one.answer and one.faults
    )
    yield from (f"  {one.name}: {one.faults[0]}" for one in empty if one.kind != "unread")


def run(items: Mapping[str, dict[str, Any]]) -> list[Attempt]:
    return [attempt(name, item) for name, item in items.items()]


def _write(path: Path, items: Mapping[str, dict[str, Any]], attempts: Sequence[Attempt]) -> None:
    filled = {one.name: {**items[one.name], _FIELD: one.answer} for one in attempts}
    path.write_text(json.dumps(filled, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(argv: Sequence[str]) -> int:
    """0; 2 where the input can't be used or a prompt can't be read."""
    parser = argparse.ArgumentParser(prog="natural-plan", description=__doc__)
    parser.add_argument("--input", type=Path, help="a file of either kind, or of both")
    parser.add_argument("--output", type=Path, help=f"the same file with {_FIELD} filled in")
    options = parser.parse_args(argv)
    try:
        loaded = [load(path) for path in _inputs(options.input)]
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    items = {name: item for one in loaded for name, item in one.items()}
    attempts = run(items)
    print(*report(attempts), sep="\n")
    if options.output:
        _write(options.output, items, attempts)
    unread = [one for one in attempts if one.kind == "unread"]
    for one in unread:
        print(f"{one.name}: {one.faults[0]}", file=sys.stderr)
    return 2 if unread else 0


def measured(data: Path, sample: int) -> list[Measured]:
    """Raises BadInput."""
    return [
        _agreeing(data, name, what, sample)
        for name, what in (
            ("trip_planning_even", "trips, as published and valid"),
            ("meeting_planning_even", "meetings, as many met and valid"),
        )
    ]


def _agreeing(data: Path, name: str, what: str, sample: int) -> Measured:
    items = load(data / "natural-plan" / f"{name}.json")
    done = run({each: items[each] for each in spread(list(items), sample)})
    agreed = sum(bool(each.golden) and each.valid for each in done)
    return Measured(yardstick="natural-plan", what=what, passed=agreed, of=len(done))
