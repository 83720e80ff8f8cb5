"""`tripsage evals`: the suites of the repository. They aren't part of the installed package."""

from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Never

import typer

from travel.errors import ConfigurationError

evals = typer.Typer(help="Suites of cases, run through the real graph.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(metavar="FILE", help="Of `run --json`.")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day: write YYYY-MM-DD") from None


def _module(name: str) -> Any:
    """By name, since the two doors don't import each other. Raises ConfigurationError."""
    try:
        return import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name is None or not missing.name.startswith("evals"):
            raise
        raise ConfigurationError(
            "the suites are in the repository: run this from a clone"
        ) from None


@evals.command("run")
def run_evals(
    suite: Annotated[list[str] | None, typer.Argument(help="Suites; all without.")] = None,
    model: Annotated[str | None, typer.Option(help="Of an OpenAI-compatible server.")] = None,
    repeat: Annotated[int, typer.Option(min=1, help="Attempts at each case, for pass^k.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    engine: Annotated[str, typer.Option(help="Where: local, or ray for a cluster.")] = "local",
    sample: Annotated[int, typer.Option(min=0, help="Of each half so many cases; 0 is all.")] = 0,
    json: Annotated[Path | None, typer.Option(help="Write the report, to compare with.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write one page to read it in.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Write JUnit's XML.")] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier --json: what changed.")] = None,
    judge: Annotated[
        str | None, typer.Option(help="A model that judges too; how far it agrees is printed.")
    ] = None,
    set_aside: Annotated[bool, typer.Option(help="Name failures of the half set aside.")] = False,
) -> None:
    """Run suites and print their tables; exit code 1 where a case is broken since --against."""
    command, runner = _module("evals.command"), _module("evals.runner")
    plan = runner.Plan(
        suites=tuple(suite or runner.NAMES),
        model=model,
        repeat=repeat,
        workers=workers,
        sample=sample,
        engine=engine,
    )
    files = command.Files(json=json, html=html, junit=junit, against=against)
    _exit(command.run_suites(plan, files, set_aside=set_aside, judge=judge))


@evals.command()
def report(
    run: Annotated[
        Path | None, typer.Option(help="Suites of an earlier `run --json`, instead of running all.")
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = 1,
    sample: Annotated[
        int, typer.Option(min=0, help="Of each half and each yardstick so many; 0 is all.")
    ] = 0,
    json: Annotated[Path | None, typer.Option(help="Write the table as JSON.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write it as one page.")] = None,
) -> None:
    """One table: every suite in both halves, every yardstick beside what others published."""
    command, runner = _module("evals.command"), _module("evals.runner")
    plan = runner.Plan(workers=workers, sample=sample)
    _exit(command.report_all(plan, run, command.Files(json=json, html=html)))


@evals.command()
def compare(before: File, after: File) -> None:
    """Compare two runs: which cases are fixed, which broken."""
    _exit(_module("evals.command").compare_files(before, after))


@evals.command()
def new(
    thread: Annotated[str, typer.Option("--thread", help="A conversation of this machine.")],
    today: Annotated[
        date | None, typer.Option(parser=_day, metavar="YYYY-MM-DD", help="As if on this day.")
    ] = None,
) -> None:
    """Print a conversation as a case, to be completed with what should have come of it."""
    _exit(_module("evals.command").new_case(thread, today))


def _exit(code: int) -> Never:
    raise typer.Exit(code)
