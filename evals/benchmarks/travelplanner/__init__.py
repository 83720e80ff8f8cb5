"""TravelPlanner, sole-planning mode: plans for its queries in its submission format, and their pass rates.

    python -m evals.benchmarks travelplanner --input QUERIES.json --database DIR --output PLANS.jsonl [--from-text]

With --from-text only a query's text and its tables are read, never its fields; the fields a record carries then
serve the rates alone. --check takes the plans in --output as they stand, planning only where there are none.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.measured import Measured
from evals.benchmarks.travelplanner.cells import Case
from evals.benchmarks.travelplanner.comfort import improved
from evals.benchmarks.travelplanner.days import written_days
from evals.benchmarks.travelplanner.request import Query, Request, completed, read_queries, stated
from evals.benchmarks.travelplanner.score import Judged, failures, judged, report
from evals.benchmarks.travelplanner.solve import Infeasible, solve
from evals.benchmarks.travelplanner.tables import (
    Database,
    MissingData,
    open_database,
    reference_cities,
    reference_flights,
)  # fmt: skip
from evals.benchmarks.travelplanner.text import read_text, told_by_tables
from evals.sample import spread


def main(argv: Sequence[str]) -> int:
    """The exit status: 0 where every query got a plan (with --check: where every plan passes), 1 where not,
    2 where data is missing."""
    options = _options(argv)
    try:
        queries, database = read_queries(options.input), open_database(options.database)
    except MissingData as missing:
        print(missing, file=sys.stderr)
        return 2
    if not (options.check and options.output.is_file()):
        _write_plans(queries, database, options)
    results = _judge(queries, database, _plans(options.output))
    for line in (*failures(results), *report(results)):
        print(line)
    if not all("local_constraint" in query.fields for query in queries):
        print(
            "Some records carry no fields: their plans were judged against the reading of their text."
        )
    return int(not all(r.passes if options.check else r.delivered for r in results))


def _options(argv: Sequence[str]) -> argparse.Namespace:
    data = Path(os.environ.get("TRIPSAGE_BENCH_DATA", ".")) / "travelplanner"
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks travelplanner")
    parser.add_argument("--input", type=Path, default=data / "train45.json")
    parser.add_argument("--database", type=Path, default=data / "database")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--from-text", action="store_true", help="read no fields, only the text")
    parser.add_argument("--check", action="store_true", help="judge the plans that are in --output")
    return parser.parse_args(argv)


def _write_plans(queries: Sequence[Query], database: Database, options: argparse.Namespace) -> None:
    took: list[float] = []
    with options.output.open("w", encoding="utf-8") as out:
        for query in queries:
            began = time.perf_counter()
            days = planned(query, database, from_text=options.from_text)
            took.append(time.perf_counter() - began)
            out.write(json.dumps({"idx": query.idx, "query": query.text, "plan": days}) + "\n")
    if took:
        print(f"{len(took)} queries, {sum(took) / len(took):.3f} s each, {max(took):.3f} s at most")


def planned(query: Query, database: Database, *, from_text: bool) -> list[dict[str, Any]]:
    """The days of the plan; none, and the reason on stderr, where there is no plan."""
    request = understood(query, database, from_text=from_text)
    flights = reference_flights(query.reference)
    try:
        plan = solve(request, database, flights, reference_cities(query.reference))
    except Infeasible as reason:
        print(f"{query.idx}: no plan: {reason}", file=sys.stderr)
        return []
    return written_days(improved(plan, request, database), database, request.origin or "")


def understood(query: Query, database: Database, *, from_text: bool) -> Request:
    """What a query asks for; what is left unsaid, its tables may tell."""
    said = read_text(query.text, database)
    bare = "local_constraint" not in query.fields
    asked = said if from_text or bare else completed(stated(query.fields), said)
    return completed(asked, told_by_tables(query.reference, database))


def _plans(path: Path) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {plan["idx"]: plan["plan"] or [] for plan in map(json.loads, lines)}


def _judge(
    queries: Sequence[Query], database: Database, plans: Mapping[int, Sequence[Mapping[str, Any]]]
) -> list[Judged]:
    """Against the fields; the text is asked only for what they lack."""
    return [
        judged(
            query.idx,
            Case(_measure(query, database), plan, database, reference_flights(query.reference)),
        )
        for query in queries
        for plan in (plans.get(query.idx, []),)
    ]


def _measure(query: Query, database: Database) -> Request:
    return understood(query, database, from_text=False)


def measured(data: Path, sample: int) -> list[Measured]:
    """From the records' fields and from their text alone. Raises MissingData."""
    queries = spread(read_queries(data / "travelplanner" / "train45.json"), sample)
    database = open_database(data / "travelplanner" / "database")
    return [
        _final_pass(queries, database, from_text=False, what="final pass, from the fields"),
        _final_pass(queries, database, from_text=True, what="final pass, from the text alone"),
    ]


def _final_pass(
    queries: Sequence[Query], database: Database, *, from_text: bool, what: str
) -> Measured:
    plans = {query.idx: planned(query, database, from_text=from_text) for query in queries}
    results = _judge(queries, database, plans)
    passed = sum(each.passes for each in results)
    return Measured(yardstick="travelplanner", what=what, passed=passed, of=len(results))
