"""The airline desk of tau2-bench: tasks whose end state is compared with the expected one.

    python -m evals.benchmarks tau2-airline [--data DIR] [--agent replay|nothing|rules|model] [--task ID]

replay makes the expected calls; nothing makes none; rules makes the expected calls past our guard, and adds what
the guard refuses; model drives OPENAI_BASE_URL's model (OPENAI_API_KEY, TRIPSAGE_MODEL) past the guard. DIR may
be given as TRIPSAGE_BENCH_DATA too: it, or its subfolder tau2-airline.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.benchmarks.measured import Measured
from evals.benchmarks.published import published
from evals.benchmarks.tau2_airline import agents
from evals.benchmarks.tau2_airline.agents import Ended
from evals.benchmarks.tau2_airline.cases import own_desk, read_cases, wrong
from evals.benchmarks.tau2_airline.database import Database, fingerprint, read
from evals.benchmarks.tau2_airline.tasks import Task, read_tasks, replayed
from evals.sample import spread
from travel.errors import ConfigurationError

WHERE = """No data: {folder} has no {file}.
Get db.json, policy.md and tasks.json of the airline domain from github.com/sierra-research/tau2-bench (MIT
licence), folder data/tau2/domains/airline; keep the tasks of its train split as tasks_train.json, and name the
folder with --data or TRIPSAGE_BENCH_DATA."""
NOT_SCORED = """Not scored here: {told} figures to tell the person{but} and {assertions} statements for a judge."""

Agent = Callable[[Database, Task], Ended]


class Scored(NamedTuple):
    task: Task
    ended: Ended
    reached: bool
    idle: bool  # whether doing nothing reaches the end state


def main(argv: Sequence[str]) -> int:
    """0 where all was run (with replay and rules: reached its end state), 1 where not, 2 without data or model."""
    options = _options(argv)
    folder = _folder(options.data)
    for file in ("db.json", "policy.md", "tasks_train.json"):
        if not (folder / file).is_file():
            print(WHERE.format(folder=folder, file=file), file=sys.stderr)
            return 2
    database = read(folder / "db.json")
    tasks = [
        each for each in read_tasks(folder / "tasks_train.json") if options.task in (None, each.id)
    ]
    try:
        agent = _agent(options.agent, (folder / "policy.md").read_text(encoding="utf-8"))
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return 2
    results = [_shown(scored(database, task, agent)) for task in tasks]
    ruled = _guard_report(database, results) if options.agent == "rules" else True
    _totals(options.agent, results)
    reached = all(each.reached and not each.ended.refused for each in results)
    return int(options.agent in ("replay", "rules") and not (reached and ruled))


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="tau2-airline", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument(
        "--data", type=Path, help="a folder with db.json, policy.md, tasks_train.json"
    )
    parser.add_argument(
        "--agent", choices=("replay", "nothing", "rules", "model"), default="replay"
    )
    parser.add_argument("--task", help="the id of one task, instead of all")
    return parser.parse_args(argv)


def _folder(data: Path | None) -> Path:
    folder = data or Path(os.environ.get("TRIPSAGE_BENCH_DATA", "benchmark-data"))
    return folder if (folder / "db.json").exists() else folder / "tau2-airline"


def _agent(name: str, policy: str) -> Agent:
    if name != "model":
        known = {"replay": agents.replay, "nothing": agents.nothing, "rules": agents.under_rules}
        return known[name]
    from llm.openai import open_chat_model
    from wiring.open import model_settings
    from wiring.settings import read_settings

    settings = read_settings()
    if settings.keyless:
        raise ConfigurationError("--agent model needs OPENAI_BASE_URL or OPENAI_API_KEY")
    model = open_chat_model(model_settings(settings, settings.model))
    return lambda database, task: agents.with_model(database, task, model, policy)


def scored(database: Database, task: Task, agent: Agent) -> Scored:
    """Against the expected calls on a fresh database; a task whose expected writes are refused is never reached."""
    expected = replayed(database, task.writes)
    ended = agent(database, task)
    goal = fingerprint(expected.database)
    reached = not expected.refused and fingerprint(ended.database) == goal
    return Scored(task, ended, reached, fingerprint(database) == goal)


def _shown(result: Scored) -> Scored:
    task, ended = result.task, result.ended
    state = "reached" if result.reached else "not reached"
    idle = "reached" if result.idle else "not reached"
    refused = f"  refused: {'; '.join(ended.refused)}" if ended.refused else ""
    presumed = f"  reason presumed: {', '.join(ended.presumed)}" if ended.presumed else ""
    writes = f"{len(task.writes)} writes expected"
    print(f"task {task.id:>3}  {state:11}  doing nothing: {idle:11}  {writes}{refused}{presumed}")
    return result


def _totals(agent: str, results: Sequence[Scored]) -> None:
    count = len(results)
    reached, idle = sum(each.reached for each in results), sum(each.idle for each in results)
    print(f"end state reached, {agent}: {reached}/{count}; doing nothing: {idle}/{count}")
    told = sum(len(each.task.told) for each in results)
    missing = sum(len(list(agents.missing_words(each.task, each.ended))) for each in results)
    but = f" (of which the model said {told - missing})" if agent == "model" else ""
    assertions = sum(each.task.assertions for each in results)
    print(NOT_SCORED.format(told=told, but=but, assertions=assertions))
    print("\n".join(published("tau2-airline")))


def _guard_report(database: Database, results: Sequence[Scored]) -> bool:
    """Prints what the guard does with forbidden and permitted actions; whether all is as written."""
    writes = sum(len(each.task.writes) for each in results)
    refused = sum(len(each.ended.refused) for each in results)
    print(f"expected writes that the guard refuses: {refused} of {writes}")
    own, failed = own_desk(), 0
    for name, desk, what in (
        ("forbidden", own, "forbidden actions refused, half in sight"),
        ("forbidden_heldout", own, "forbidden actions refused, half set aside"),
        (
            "forbidden_late",
            own,
            "ways round the guard sought after it was written, refused",
        ),
        ("permitted", own, "permitted actions let through"),
        ("tempted", database, "what the tasks' people press for, refused"),
    ):
        cases = read_cases(name)
        found = wrong(desk, cases)
        failed += len(found)
        print(f"{what}, each by the rule written down: {len(cases) - len(found)}/{len(cases)}")
        for line in found:
            print(f"  {line}")
    return not failed


def measured(data: Path, sample: int) -> list[Measured]:
    """The expected calls replayed, alone and past our guard, and nothing done at all. Raises OSError."""
    folder = data / "tau2-airline"
    database, tasks = (
        read(folder / "db.json"),
        spread(read_tasks(folder / "tasks_train.json"), sample),
    )
    ways: Sequence[tuple[str, Agent]] = (
        ("expected calls replayed: end state reached", agents.replay),
        ("the same past our booking rules", agents.under_rules),
        ("doing nothing: end state reached", agents.nothing),
    )
    return [
        Measured(
            yardstick="tau2-airline",
            what=what,
            passed=sum(scored(database, task, agent).reached for task in tasks),
            of=len(tasks),
        )
        for what, agent in ways
    ]
