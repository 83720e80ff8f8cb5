"""What `tripsage evals` does: run suites, compare two runs, make a case of a conversation."""

import asyncio
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from langchain_core.language_models import BaseChatModel

from evals.compare import Difference, compared
from evals.everything import overview
from evals.judge import judged
from evals.ran import Report
from evals.reports import everything, text
from evals.reports.html import page
from evals.reports.written import as_json, as_junit, plain, read
from evals.runner import ENGINES, NAMES, Plan, in_one_loop, run
from travel.errors import BadInput, ConfigurationError
from wiring.open import model_settings, open_tripsage
from wiring.settings import Settings, read_settings


@dataclass(frozen=True)
class Files:
    """Where reports are written to, and the run to compare with."""

    json: Path | None = None
    html: Path | None = None
    junit: Path | None = None
    against: Path | None = None


def run_suites(
    plan: Plan, files: Files, *, set_aside: bool = False, judge: str | None = None
) -> int:
    """Prints the tables; 1 where `files.against` is given and a case is broken since, else 0.

    Raises BadInput for an unknown suite, StorageError, ConfigurationError.
    """
    if unknown := [name for name in plan.suites if name not in NAMES]:
        raise BadInput(f"there is no suite {unknown[0]!r}: {', '.join(NAMES)}")
    if plan.engine not in ENGINES:
        raise BadInput(f"there is no engine {plan.engine!r}: {', '.join(ENGINES)}")
    before = _read(files.against) if files.against else None
    judging = _judge(judge) if judge is not None else None
    with _progress() as progress:
        report = run(plan._replace(maps=files.html is not None), progress)
    found = compared(before, report) if before is not None else None
    _write(report, files, found)
    _print(report, set_aside=set_aside)
    if judging is not None:
        print("\n".join(("", *in_one_loop(judged(report, judging)))))
    if found is None:
        return 0
    print("\n".join(("", *text.difference(found))))
    return 1 if found.broken else 0


def report_all(plan: Plan, ran: Path | None, files: Files) -> int:
    """Prints one table of all suites and yardsticks; the suites of an earlier run where `ran` is given.

    Raises BadInput, StorageError.
    """
    if ran is None:
        with _progress() as progress:
            report = run(plan, progress)
    else:
        report = _read(ran)
    found = overview(report, plan.sample)
    print("\n".join(everything.text(found)))
    if files.json is not None:
        files.json.write_text(plain(found), encoding="utf-8")
    if files.html is not None:
        files.html.write_text(everything.page(found), encoding="utf-8")
    return 0


def compare_files(before: Path, after: Path) -> int:
    """1 where a case is broken in the second. Raises BadInput."""
    found = compared(_read(before), _read(after))
    print("\n".join(text.difference(found)))
    return 1 if found.broken else 0


def new_case(thread: str, today: date | None) -> int:
    """Prints a conversation of this machine as a case whose expectations are to be filled in.

    Raises BadInput where there is no such conversation, StorageError.
    """
    said, first = asyncio.run(_conversation(thread))
    if not said:
        raise BadInput(f"there is no conversation {thread!r}")
    turns: list[dict[str, Any]] = [{"say": each} for each in said]
    turns[-1] |= {"expect": {}}
    case = {"id": thread, "today": today or first or date.today(), "turns": turns}  # noqa: DTZ011
    print(
        "# Words on approvals aren't kept with the messages: add them as {words: [{to: flight}]}."
    )
    print(yaml.safe_dump([case], sort_keys=False, allow_unicode=True, width=110), end="")
    return 0


async def _conversation(thread: str) -> tuple[list[str], date | None]:
    """What the person said, and the day of the first plan's sources, if there is one."""
    async with open_tripsage(Settings(), model="keyless") as tripsage:
        config: Any = {"configurable": {"thread_id": thread}}
        kept = (await tripsage.graph.aget_state(config)).values
    said = [str(each.content) for each in kept.get("messages", ()) if each.type == "human"]
    days = sorted(each.retrieved_at.date() for each in kept.get("sources", ()))
    return said, days[0] if days else None


def _read(file: Path) -> Report:
    try:
        return read(file)
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{file} is no report of `evals run --json`: {type(error).__name__}"
        ) from None


def _judge(name: str) -> BaseChatModel:
    """Raises ConfigurationError where the environment names no server."""
    from llm.openai import open_chat_model

    settings = read_settings()
    if settings.keyless:
        raise ConfigurationError("--judge needs OPENAI_BASE_URL or OPENAI_API_KEY")
    return open_chat_model(model_settings(settings, name))


def _write(report: Report, files: Files, since: Difference | None) -> None:
    made: list[tuple[Path | None, Callable[[Report], str]]] = [
        (files.json, as_json),
        (files.html, lambda each: page(each, since)),
        (files.junit, as_junit),
    ]
    for file, write in made:
        if file is not None:
            file.write_text(write(report), encoding="utf-8")


def _print(report: Report, *, set_aside: bool) -> None:
    parts = [text.failures(report), text.slices(report), text.scorers(report), text.summary(report)]
    print("\n\n".join("\n".join(part) for part in parts if part))
    if set_aside:
        names = [ran.key for ran in report.cases if ran.half == "set aside" and not ran.passed]
        print("\n".join(("", "failed of those set aside:", *names)))


@contextmanager
def _progress() -> Generator[Callable[[int, int], None]]:
    """A bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, of: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("cases", total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
