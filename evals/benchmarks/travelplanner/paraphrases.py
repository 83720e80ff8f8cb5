"""How well requests are read from text: accuracy by field over our own sentences, by half.

    python -m evals.benchmarks.travelplanner.paraphrases [--database DIR] [--failures]

Odd numbers were for developing the reader, even ones were set aside before it was written.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from evals.benchmarks.travelplanner.request import Request
from evals.benchmarks.travelplanner.tables import Database, MissingData, open_database
from evals.benchmarks.travelplanner.text import read_text

CASES = Path(__file__).parents[2] / "cases" / "travelplanner_paraphrases.yaml"


def expected(fields: Mapping[str, Any]) -> Request:
    return Request(
        origin=fields["org"],
        destination=fields["dest"],
        days=fields["days"],
        cities=fields["cities"],
        start=fields["dates"][0],
        people=fields["people"],
        budget=fields["budget"],
        house_rules=frozenset(fields.get("rules", ())),
        cuisines=frozenset(fields.get("cuisines", ())),
        room_type=fields.get("room"),
        barred=frozenset(
            {fields["transport"].removeprefix("no ")} if "transport" in fields else ()
        ),
    )


def wrong(case: Mapping[str, Any], database: Database) -> dict[str, tuple[Any, Any]]:
    """By field: what is meant and what was read."""
    meant, read = vars(expected(case["expect"])), vars(read_text(case["text"], database))
    return {name: (meant[name], read[name]) for name in meant if meant[name] != read[name]}


def cases(path: Path = CASES) -> list[dict[str, Any]]:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def main(argv: Sequence[str]) -> int:
    """0; 2 where the names of places are missing."""
    data = Path(os.environ.get("TRIPSAGE_BENCH_DATA", ".")) / "travelplanner" / "database"
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.travelplanner.paraphrases")
    parser.add_argument("--database", type=Path, default=data)
    parser.add_argument("--failures", action="store_true", help="show the developing half's")
    options = parser.parse_args(argv)
    try:
        database = open_database(options.database)
    except MissingData as missing:
        print(missing, file=sys.stderr)
        return 2
    for line in _report(database, failures=options.failures):
        print(line)
    return 0


def _report(database: Database, *, failures: bool) -> Iterator[str]:
    for half, remainder in (("developing", 1), ("set aside", 0)):
        found = {c["id"]: wrong(c, database) for c in cases() if c["id"] % 2 == remainder}
        whole = sum(not fields for fields in found.values())
        fields = len(found) * len(vars(expected(cases()[0]["expect"])))
        missed = sum(map(len, found.values()))
        yield f"{half:<11} requests {whole}/{len(found)}, fields {fields - missed}/{fields}"
        if failures and remainder:
            yield from (f"  {number}: {fields}" for number, fields in found.items() if fields)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
