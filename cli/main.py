"""The command `tripsage`. Heavy imports happen in the commands that use them."""

import sys
from datetime import date
from typing import Annotated, Never

import typer

from cli.evals import evals
from cli.exits import Exit
from cli.itinerary import itinerary
from cli.memory import memory
from cli.threads import threads
from cli.token import token
from travel.errors import ApprovalRefused, BadInput, ConfigurationError, TripSageError

app = typer.Typer(
    name="tripsage",
    help="Plans trips in conversation: flights, beds, weather and days that hold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
db = typer.Typer(help="The database that keeps conversations.", no_args_is_help=True)
app.add_typer(db, name="db")
tools = typer.Typer(help="The providers' tools, called by hand.", no_args_is_help=True)
app.add_typer(tools, name="tools")
app.add_typer(itinerary, name="itinerary")
app.add_typer(memory, name="memory")
app.add_typer(threads, name="threads")
bookings = typer.Typer(help="What is booked, and giving it back.", no_args_is_help=True)
app.add_typer(bookings, name="bookings")
cache = typer.Typer(help="The caches of tool results and of answers.", no_args_is_help=True)
app.add_typer(cache, name="cache")
app.add_typer(evals, name="evals")
app.add_typer(token, name="token")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day: write YYYY-MM-DD") from None


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Today = Annotated[
    date | None,
    typer.Option("--today", parser=_day, metavar="YYYY-MM-DD", help="Plan as if on this day."),
]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, help="Another sandbox world, the same every time.")
]
Model = Annotated[
    str | None,
    typer.Option("--model", help='The model\'s name; "keyless" plans by rules even with a key.'),
]
Thread = Annotated[
    str | None, typer.Option("--thread", help="Go on with this conversation, or begin it.")
]


@app.command()
def plan(
    text: Annotated[str, typer.Argument(help='What you wish, e.g. "a weekend in Rome from Oslo".')],
    as_json: Json = False,
    today: Today = None,
    seed: Seed = None,
    model: Model = None,
    thread: Thread = None,
) -> None:
    """Plan a trip: one turn of a conversation."""
    from cli.turns import Options, plan_once

    _exit(plan_once(text, Options(as_json, today, seed, model, thread)))


@app.command()
def chat(
    as_json: Json = False,
    today: Today = None,
    seed: Seed = None,
    model: Model = None,
    thread: Thread = None,
) -> None:
    """Talk about a trip; an empty line or Ctrl-D ends it, --thread goes on with it later."""
    from cli.turns import Options, talk

    _exit(talk(Options(as_json, today, seed, model, thread)))


@app.command()
def serve(
    host: Annotated[
        str, typer.Option(help="Of this machine; another takes SUPABASE_URL and TRIPSAGE_HOSTS.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8765,
) -> None:
    """Answer AG-UI, AI SDK and OpenAI clients on this machine."""
    from cli.serve import serve_here

    _exit(serve_here(host, port))


@app.command()
def login(
    email: Annotated[
        str, typer.Argument(help="Of your account; none shows who is signed in.")
    ] = "",
    new: Annotated[bool, typer.Option("--sign-up", help="Make the account.")] = False,
    code: Annotated[str, typer.Option(help="Of the mail that confirms your address.")] = "",
    show_token: Annotated[
        bool, typer.Option("--token", help="Print a token for the endpoint.")
    ] = False,
) -> None:
    """Sign in to the Supabase project of the environment; the password is asked for."""
    from cli.login import show_account, sign_in

    _exit(sign_in(email, new=new, code=code) if email else show_account(token=show_token))


@app.command()
def logout() -> None:
    """End the session of this machine."""
    from cli.login import sign_out

    _exit(sign_out())


@app.command()
def worker(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
) -> None:
    """Do what waits after the answers: remembering what people said."""
    from cli.worker import work_here

    _exit(work_here(once=once))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what is configured, what answers and what is missing. Shows no secret."""
    from cli.doctor import examine

    _exit(examine(as_json=as_json))


@db.command()
def migrate() -> None:
    """Bring the database's tables up to date."""
    from cli.database import migrate_database

    _exit(migrate_database())


@db.command()
def prune() -> None:
    """Delete what conversations have grown out of; the worker does it every hour."""
    from cli.database import prune_database

    _exit(prune_database())


@db.command()
def stop() -> None:
    """Stop the embedded database; the next command starts it again."""
    from cli.database import stop_database

    _exit(stop_database())


@tools.command("list")
def list_tools(as_json: Json = False) -> None:
    """Show each capability, its providers and whether each answers."""
    from cli.tools import show_tools

    _exit(show_tools(as_json=as_json))


@tools.command("call")
def call(
    name: Annotated[str, typer.Argument(help="The tool's name, e.g. search_flights.")],
    arg: Annotated[
        list[str] | None, typer.Option("--arg", metavar="NAME=VALUE", help="May be repeated.")
    ] = None,
) -> None:
    """Call a tool and print its answer as JSON."""
    from cli.tools import call_tool

    _exit(call_tool(name, arg or []))


@bookings.command("list")
def list_bookings(as_json: Json = False) -> None:
    """Show all bookings, the latest first."""
    from cli.bookings import list_bookings as listed

    _exit(listed(as_json=as_json))


BookingId = Annotated[str, typer.Argument(metavar="ID", help="As `bookings list` shows it.")]


@bookings.command("show")
def show_booking(booking_id: BookingId, as_json: Json = False) -> None:
    """Show what was bought, on what terms, and every step it took."""
    from cli.bookings import show_booking as shown

    _exit(shown(booking_id, as_json=as_json))


@bookings.command("cancel")
def cancel_booking(
    booking_id: BookingId,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the refund unseen.")] = False,
) -> None:
    """Show what comes back, ask, and cancel."""
    from cli.bookings import cancel_booking as cancelled

    _exit(cancelled(booking_id, agreed=yes))


@bookings.command("reconcile")
def reconcile_bookings(as_json: Json = False) -> None:
    """Ask the providers how unsettled bookings stand. Buys and cancels nothing."""
    from cli.bookings import reconcile_bookings as reconciled

    _exit(reconciled(as_json=as_json))


@cache.command()
def stats(as_json: Json = False) -> None:
    """Show hits, calls, money and model tokens saved."""
    from cli.cache import show_stats

    _exit(show_stats(as_json=as_json))


@cache.command()
def clear(
    pattern: Annotated[
        str, typer.Argument(help='Of keys, e.g. "flights.*"; "answers"; all without.')
    ] = "*",
) -> None:
    """Delete entries, on every replica."""
    from cli.cache import clear_cache

    _exit(clear_cache(pattern))


def _exit(code: int) -> Never:
    raise typer.Exit(code)


def run() -> None:
    """The entry point: no traceback reaches a person unless TRIPSAGE_DEBUG asks for it."""
    import os

    try:
        app()
    except (ApprovalRefused, BadInput, ConfigurationError) as error:
        sys.stderr.write(f"tripsage: {error}\n")
        sys.exit(Exit.BAD_INPUT)
    except TripSageError as error:
        sys.stderr.write(f"tripsage: {error}\n")
        sys.exit(Exit.FAULT)
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        sys.exit(130)
    except BrokenPipeError:
        # Nobody reads on, as in `| head`; at exit Python would flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except Exception as error:
        if os.environ.get("TRIPSAGE_DEBUG"):
            raise
        sys.stderr.write(
            f"tripsage: an unexpected fault ({type(error).__name__}); nothing was lost. "
            "TRIPSAGE_DEBUG=1 shows the details.\n"
        )
        sys.exit(Exit.FAULT)


if __name__ == "__main__":
    run()
