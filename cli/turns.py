"""`plan` and `chat`: turns of a conversation, shown on the terminal or printed as JSON."""

import asyncio
import json
import logging
import sys
import uuid
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from cli.asking import ask_for
from cli.exits import Exit
from cli.output import Object, as_object, asked_of_providers, exit_code, json_word, waiting
from graphs.events import Event, RunFinished, RunInterrupted, WordRefused
from graphs.result import TurnResult
from travel.booking import Asked, TravellersAsked
from travel.errors import BadInput, StorageError
from travel.turn import Edit
from wiring.open import TripSage, open_tripsage, system_clock
from wiring.settings import read_settings

LONGEST_THREAD_ID = 100
AT_THE_END = 3.0  # seconds that jobs get; what is left is another process's


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
        result = await Talk(tripsage, thread, options).say(text)
        await _finish(tripsage)
    return exit_code(result)


async def _finish(tripsage: TripSage) -> None:
    """The jobs of what was said. Nothing is lost where this fails: they wait in the database."""
    try:
        if not await tripsage.queue.work(seconds=AT_THE_END):
            tripsage.queue.leave_to_another()
    except StorageError:
        return


async def _talk(options: Options) -> int:
    thread = _thread(options)
    if not options.as_json:
        sys.stderr.write(f"Where would you like to go? (Ctrl-D ends; --thread {thread} goes on)\n")
    async with _opened(options) as tripsage:
        talk = Talk(tripsage, thread, options)
        if options.as_json:
            await talk.by_lines()
        else:
            await talk.by_prompts()
        await talk.finish()
    return Exit.DONE


class Talk:
    """A conversation at the terminal, or by lines of JSON."""

    def __init__(self, tripsage: TripSage, thread: str, options: Options) -> None:
        self._tripsage, self._thread, self._options = tripsage, thread, options
        self._work: asyncio.Task[None] | None = None

    async def finish(self) -> None:
        if self._work is not None:
            await self._work
        await _finish(self._tripsage)

    def _work_meanwhile(self) -> None:
        """The jobs of a turn, while the person reads."""
        if self._work is None or self._work.done():
            self._work = asyncio.create_task(_finish(self._tripsage))

    async def say(self, text: str) -> TurnResult:
        return await self._shown(self._tripsage.say(self._thread, text))

    async def change(self, message: str, edits: tuple[Edit, ...]) -> TurnResult:
        return await self._shown(self._tripsage.change(self._thread, message, edits))

    async def by_prompts(self) -> None:
        """First what an earlier turn still waits for; then a message a turn."""
        message = await self._settled()
        while message or (message := await asyncio.to_thread(_next_message)):
            await self.say(message)
            self._work_meanwhile()
            message = await self._settled()

    async def by_lines(self) -> None:
        """A line is a message, or an object that answers what waits: see `cli.output.waiting`."""
        while (line := await asyncio.to_thread(_next_message)) is not None:
            given = json_word(line)
            if given is None:
                await self.say(line)
                self._work_meanwhile()
            else:
                answer = self._tripsage.answer(
                    self._thread, {given.id: given.word}, travellers=given.travellers
                )
                await self._shown(answer)

    async def _settled(self) -> str | None:
        """Asks for each word that the turn waits for; a message where one is said instead."""
        waiting = await self._tripsage.waiting(self._thread)
        if waiting:  # some may have been decided on elsewhere
            async for _ in self._tripsage.answer(self._thread, {}):
                pass
        later: set[str] = set()
        while waiting := await self._tripsage.waiting(self._thread):
            id = next((each for each in waiting if each not in later), None)
            if id is None:
                return None
            await self._show_card(waiting[id])
            answer = await asyncio.to_thread(ask_for, waiting[id], _prompt)
            if answer.message is not None:
                return answer.message
            if answer.word is None:
                later.add(id)
                continue
            words = {id: answer.word}
            await self._shown(
                self._tripsage.answer(self._thread, words, travellers=answer.travellers)
            )
        return None

    async def _show_card(self, what: Asked) -> None:
        """With the travellers' names in full: they are the person's own."""
        from cli.screen import show_markdown

        show_markdown(what.text)
        if isinstance(what, TravellersAsked):
            if what.problem:
                sys.stdout.write(f"{what.problem}\n")
            return
        desk = await self._tripsage.desk()
        details = await desk.details(what.booking_id, user=self._tripsage.deps.user)
        names = (f"{each.given_name} {each.family_name}" for each in details.travellers)
        sys.stdout.write(f"{', '.join(names)} · {what.booking_id}\n")

    def _told(self, result: TurnResult) -> Object:
        providers = self._tripsage.providers
        asked = asked_of_providers(providers.uses(), providers.traffic())
        return as_object(result) | {"providers": asked}

    async def _shown(self, turn: AsyncGenerator[Event]) -> TurnResult:
        """The result of a turn, or of as much of it as goes without a word."""
        async with aclosing(turn) as events:
            if self._options.as_json:
                result = await self._printed(events)
            else:
                result = await _on_screen(events)
        assert result is not None
        return result

    async def _printed(self, events: AsyncGenerator[Event]) -> TurnResult | None:
        result: TurnResult | None = None
        async for event in events:
            if isinstance(event, WordRefused):
                _print_json({"refused": event.model_dump(mode="json")})
            if isinstance(event, RunFinished):
                result = event.result
                _print_json(self._told(result))
            if isinstance(event, RunInterrupted):
                result = event.result
                _print_json(self._told(result) | {"waiting": waiting(event.waiting)})
        return result


async def _on_screen(events: AsyncGenerator[Event]) -> TurnResult | None:
    """Where nobody reads on the turn goes to its end all the same, and is kept. Raises BrokenPipeError then."""
    from cli.screen import Screen

    result: TurnResult | None = None
    heard = True
    with Screen() as screen:
        async for event in events:
            try:
                if heard:
                    screen.show(event)
            except (BrokenPipeError, SystemExit):  # Rich makes the one the other
                heard = False
            if isinstance(event, RunFinished | RunInterrupted):
                result = event.result
    if not heard:
        raise BrokenPipeError
    return result


def _print_json(found: Object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _next_message() -> str | None:
    """None at the end of the input, or for an empty line at a terminal."""
    if sys.stdin.isatty():
        try:
            return input("\n› ").strip() or None
        except EOFError:
            return None
    line = sys.stdin.readline()
    while line and not line.strip():
        line = sys.stdin.readline()
    return line.strip() or None


def _prompt(text: str) -> str | None:
    """The line that answers a prompt; None at the end of the input."""
    if sys.stdin.isatty():
        try:
            return input(text)
        except EOFError:
            return None
    sys.stdout.write(text)
    sys.stdout.flush()
    line = sys.stdin.readline()
    sys.stdout.write("\n")
    return line.rstrip("\n") if line else None


def _opened(options: Options):
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of queries that are broken off
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
