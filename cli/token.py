"""The doors to scripts' keys."""

from typing import Annotated

import typer

token = typer.Typer(help="Keys for scripts that use the chat endpoint.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]


@token.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for.")],
    days: Annotated[int, typer.Option(min=1, max=3650, help="Until it is over.")] = 90,
    read_only: Annotated[bool, typer.Option("--read-only", help="It changes nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Make a key and show it, this once."""
    from cli.tokens import create_key

    raise typer.Exit(create_key(name, days, writes=not read_only, as_json=as_json))


@token.command("list")
def show(as_json: Json = False) -> None:
    """Show your keys by how they begin, and when each was last used."""
    from cli.tokens import list_keys

    raise typer.Exit(list_keys(as_json=as_json))


@token.command()
def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `token list` shows it.")],
) -> None:
    """End a key at once."""
    from cli.tokens import revoke_key

    raise typer.Exit(revoke_key(key_id))
