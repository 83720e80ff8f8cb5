"""The doors to what is remembered of a person: see it, correct it, erase it, stop it."""

from typing import Annotated

import typer

memory = typer.Typer(
    help="What is remembered of you, with its sources: yours to correct and erase.",
    no_args_is_help=True,
)

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
MemoryId = Annotated[str, typer.Argument(metavar="ID", help="As `memory list` shows it.")]
Text = Annotated[str, typer.Argument(help='A sentence, e.g. "I prefer window seats".')]


@memory.command("list")
def list_memories(as_json: Json = False) -> None:
    """Show all that holds today, the oldest first."""
    from cli.memories import show_all

    raise typer.Exit(show_all(as_json=as_json))


@memory.command()
def search(
    query: Annotated[str, typer.Argument(help='E.g. "which seat?".')],
    as_json: Json = False,
    most: Annotated[int, typer.Option("--most", min=1, max=100)] = 5,
) -> None:
    """Show what is likest to a question, the likest first."""
    from cli.memories import show_likest

    raise typer.Exit(show_likest(query, most, as_json=as_json))


@memory.command()
def add(text: Text) -> None:
    """Remember a sentence; it replaces what was known of the same topic."""
    from cli.memories import add_memory

    raise typer.Exit(add_memory(text))


@memory.command()
def edit(memory_id: MemoryId, text: Text) -> None:
    """Correct a memory."""
    from cli.memories import edit_memory

    raise typer.Exit(edit_memory(memory_id, text))


@memory.command()
def forget(memory_id: MemoryId) -> None:
    """Erase a memory."""
    from cli.memories import forget_memory

    raise typer.Exit(forget_memory(memory_id))


@memory.command("forget-all")
def forget_all(
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    conversations: Annotated[
        bool, typer.Option("--conversations", help="Conversations and their logs, too.")
    ] = False,
) -> None:
    """Erase everything that is remembered of you."""
    from cli.memories import forget_all_memories

    raise typer.Exit(forget_all_memories(agreed=yes, conversations=conversations))


@memory.command()
def export() -> None:
    """Print everything that is stored of you as JSON, expired memories too."""
    from cli.memories import export_memories

    raise typer.Exit(export_memories())


@memory.command()
def pause() -> None:
    """Remember nothing that is said from now on."""
    from cli.memories import pause_remembering

    raise typer.Exit(pause_remembering())


@memory.command()
def resume() -> None:
    """Remember again."""
    from cli.memories import resume_remembering

    raise typer.Exit(resume_remembering())
