"""The doors to a person's conversations: find, name, take along, delete."""

from typing import Annotated

import typer

threads = typer.Typer(
    help="Your conversations: yours to find, name and delete.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
ThreadId = Annotated[str, typer.Argument(metavar="ID", help="As `threads list` shows it.")]


@threads.command("list")
def list_threads(as_json: Json = False) -> None:
    """Show them, the last used first."""
    from cli.conversations import show_threads

    raise typer.Exit(show_threads(as_json=as_json))


@threads.command()
def search(
    words: Annotated[str, typer.Argument(help='E.g. "lisbon hotel"; all have to be there.')],
    as_json: Json = False,
) -> None:
    """Show those in which something was said."""
    from cli.conversations import show_found

    raise typer.Exit(show_found(words, as_json=as_json))


@threads.command()
def rename(thread_id: ThreadId, title: Annotated[str, typer.Argument()]) -> None:
    """Give one another title; its id stays."""
    from cli.conversations import rename_thread

    raise typer.Exit(rename_thread(thread_id, title))


@threads.command()
def delete(
    thread_id: ThreadId,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Delete all that was said in one, and its plan. What is booked stays booked."""
    from cli.conversations import delete_thread

    raise typer.Exit(delete_thread(thread_id, agreed=yes))


@threads.command()
def export(thread_id: ThreadId, as_json: Json = False) -> None:
    """Print all that was said in one, as Markdown."""
    from cli.conversations import export_thread

    raise typer.Exit(export_thread(thread_id, as_json=as_json))
