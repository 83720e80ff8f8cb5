"""`plan` and `chat`: turns of a conversation, shown on the terminal or printed as JSON."""

import asyncio
import json
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from cli.exits import Exit
from cli.output import as_object, exit_code
from graphs.events import RunFinished
from graphs.result import TurnResult
from travel.errors import BadInput
from wiring.open import TripSage, open_tripsage, system_clock
from wiring.settings import read_settings

LONGEST_THREAD_ID = 100


class Options(NamedTuple):
    as_json: bool = False
    today: date | None = None
    seed: int | None = None
    model: str | None = None
    thread: str | None = None


def plan_once(text: str, options: Options) -> int:
    """One turn, and the exit code that says how it went."""
    return asyncio.run(_plan_once(text, options))


def talk(options: Options) -> int:
    """Turns until the input ends."""
    return asyncio.run(_talk(options))


async def _plan_once(text: str, options: Options) -> int:
    thread = _thread(options)
    async with _opened(options) as tripsage:
        result = await _turn(tripsage, thread, text, options)
    return exit_code(result)


async def _talk(options: Options) -> int:
    thread = _thread(options)
    if not options.as_json:
        sys.stderr.write(f"Where would you like to go? (Ctrl-D ends; --thread {thread} goes on)\n")
    async with _opened(options) as tripsage:
        while (text := await asyncio.to_thread(_ask)) is not None:
            await _turn(tripsage, thread, text, options)
    return Exit.DONE


def _ask() -> str | None:
    """The next message; None at the end of the input or for an empty line at a terminal."""
    if sys.stdin.isatty():
        try:
            return input("\n› ").strip() or None
        except EOFError:
            return None
    line = sys.stdin.readline()
    while line and not line.strip():
        line = sys.stdin.readline()
    return line.strip() or None


async def _turn(tripsage: TripSage, thread: str, text: str, options: Options) -> TurnResult:
    result: TurnResult | None = None
    if options.as_json:
        async for event in tripsage.say(thread, text):
            if isinstance(event, RunFinished):
                result = event.result
        assert result is not None
        sys.stdout.write(json.dumps(as_object(result), ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return result
    from cli.screen import Screen

    with Screen() as screen:
        async for event in tripsage.say(thread, text):
            screen.show(event)
            if isinstance(event, RunFinished):
                result = event.result
    assert result is not None
    return result


def _opened(options: Options):
    return open_tripsage(
        read_settings(), clock=clock_on(options.today), seed=options.seed, model=options.model
    )


def clock_on(today: date | None) -> Callable[[], datetime]:
    """With `--today`, nine in the morning UTC of that day, always the same."""
    if today is None:
        return system_clock
    fixed = datetime.combine(today, time(9, 0), tzinfo=UTC)
    return lambda: fixed


def _thread(options: Options) -> str:
    if options.thread is None:
        return uuid.uuid4().hex[:12]
    if not options.thread.strip() or len(options.thread) > LONGEST_THREAD_ID:
        raise BadInput(f"a thread's id has 1 to {LONGEST_THREAD_ID} characters")
    return options.thread
