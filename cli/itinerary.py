"""The doors to a plan that a conversation has come to: see it, check it, take it along."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

itinerary = typer.Typer(
    help="The plan of a conversation: shown, checked, exported.", no_args_is_help=True
)

Thread = Annotated[
    str | None, typer.Option("--thread", help="Of this conversation; without, of the last one.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day: write YYYY-MM-DD") from None


@itinerary.command()
def show(thread: Thread = None, as_json: Json = False) -> None:
    """Show the plan: a card for each day, and what it costs."""
    from cli.plans import show_plan

    raise typer.Exit(show_plan(thread, as_json=as_json))


@itinerary.command()
def verify(
    thread: Thread = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="PLAN.json", help="A plan that `export PLAN.json` wrote."),
    ] = None,
    as_json: Json = False,
    today: Annotated[
        date | None,
        typer.Option("--today", parser=_day, metavar="YYYY-MM-DD", help="Check as if on this day."),
    ] = None,
) -> None:
    """Check the plan against every rule, with none of the planner's code; 3 where one is broken."""
    from cli.plans import verify_plan

    raise typer.Exit(verify_plan(thread, file, as_json=as_json, today=today))


@itinerary.command()
def export(
    file: Annotated[
        Path, typer.Argument(help="Ends in .pdf, .ics, .md, .geojson, .kml, .svg or .json.")
    ],
    thread: Thread = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write the plan to a file; its ending says in which format."""
    from cli.plans import export_plan

    raise typer.Exit(export_plan(file, thread, force=force))
