"""`tripsage threads`: the conversations of whoever sits here."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence

from cli.bookings import USER
from cli.exits import Exit
from graphs.transcript import as_json as transcript_as_json
from graphs.transcript import as_markdown
from memory.threads import Thread
from travel.errors import BadInput
from wiring.open import TripSage, open_tripsage

Work = Callable[[TripSage], Awaitable[int]]


def show_threads(*, as_json: bool) -> int:
    async def work(tripsage: TripSage) -> int:
        return _show(await tripsage.threads.listed(USER), as_json=as_json)

    return _opened(work)


def show_found(words: str, *, as_json: bool) -> int:
    async def work(tripsage: TripSage) -> int:
        return _show(await tripsage.threads.search(USER, words), as_json=as_json)

    return _opened(work)


def rename_thread(thread_id: str, title: str) -> int:
    async def work(tripsage: TripSage) -> int:
        renamed = await tripsage.threads.rename(USER, thread_id, title.strip())
        sys.stdout.write(_line(renamed or _none(thread_id)))
        return Exit.DONE

    return _opened(work)


def delete_thread(thread_id: str, *, agreed: bool) -> int:
    async def work(tripsage: TripSage) -> int:
        found = await tripsage.threads.found(USER, thread_id) or _none(thread_id)
        if not (agreed or await asyncio.to_thread(_yes, found)):
            sys.stdout.write("nothing was deleted\n")
            return Exit.DONE
        await tripsage.forget(thread_id)
        sys.stdout.write("deleted\n")
        return Exit.DONE

    return _opened(work)


def export_thread(thread_id: str, *, as_json: bool) -> int:
    async def work(tripsage: TripSage) -> int:
        found = await tripsage.threads.found(USER, thread_id) or _none(thread_id)
        written = transcript_as_json if as_json else as_markdown
        sys.stdout.write(written(found, await tripsage.messages(thread_id)))
        return Exit.DONE

    return _opened(work)


def _opened(work: Work) -> int:
    async def opened() -> int:
        async with open_tripsage(model="keyless") as tripsage:
            return await work(tripsage)

    return asyncio.run(opened())


def _none(thread_id: str) -> Thread:
    raise BadInput(f"there is no conversation {thread_id!r} of yours: see `tripsage threads list`")


def _show(found: Sequence[Thread], *, as_json: bool) -> int:
    if as_json:
        told = {"threads": [each.model_dump(mode="json") for each in found]}
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write("".join(map(_line, found)) or "no conversation\n")
    return Exit.DONE


def _line(thread: Thread) -> str:
    excerpt = f"    … {thread.excerpt} …\n" if thread.excerpt else ""
    title = " ".join(thread.title.split())
    return f"{thread.id}  {title}  ({thread.updated_at:%Y-%m-%d %H:%M %Z})\n{excerpt}"


def _yes(thread: Thread) -> bool:
    sys.stdout.write(f"Delete {thread.title or thread.id!r}? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
