"""The doors to a plan that a conversation has come to: see it, check it, take it along."""

from datetime import date, datetime
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


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise typer.BadParameter(f"{text!r} is no instant: write 2026-05-08T09:00+02:00")
    return found


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


Several = list[str] | None


@itinerary.command()
def replan(
    thread: Thread = None,
    flight_cancelled: Annotated[
        Several, typer.Option(metavar="FR5017", help="This flight doesn't go.")
    ] = None,
    delay: Annotated[
        Several, typer.Option(metavar="FR5017=5h", help="This flight lands so much later.")
    ] = None,
    missed: Annotated[
        Several, typer.Option(metavar="NUMBER", help="This train, bus or flight left without you.")
    ] = None,
    closed: Annotated[
        Several, typer.Option(metavar="SIGHT", help="Closed, on the day of --on or the whole trip.")
    ] = None,
    hotel_lost: Annotated[
        Several, typer.Option(metavar="HOTEL", help="This hotel doesn't take you in.")
    ] = None,
    storm: Annotated[
        list[str] | None,
        typer.Option(metavar="YYYY-MM-DD", help="A day to spend indoors."),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option("--on", parser=_day, metavar="YYYY-MM-DD", help="The day that is meant."),
    ] = None,
    now: Annotated[
        datetime | None,
        typer.Option("--now", parser=_instant, metavar="ISO", help="As if it were this moment."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Plan anew after something went wrong, keeping what is paid and still of use; 3 where it can't be."""
    from cli.replan import Told, replan_plan

    told = Told(
        cancelled=flight_cancelled or (),
        delays=delay or (),
        missed=missed or (),
        closed=closed or (),
        hotels=hotel_lost or (),
        storms=tuple(_day(text) for text in storm or ()),
        on=on,
    )
    raise typer.Exit(replan_plan(told, thread, now=now, as_json=as_json))
