"""`tripsage memory`: what is remembered of whoever sits here."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence

from cli.bookings import USER
from cli.exits import Exit
from memory.long_term import LongTermMemory, Memory
from wiring.memory import open_memory
from wiring.open import system_clock
from wiring.settings import read_settings

Work = Callable[[LongTermMemory], Awaitable[int]]


def show_all(*, as_json: bool) -> int:
    async def work(memory: LongTermMemory) -> int:
        _show(await memory.listed(USER), as_json=as_json)
        if not as_json and (since := await memory.paused_since(USER)):
            sys.stdout.write(f"paused since {since:%Y-%m-%d %H:%M %Z}: `tripsage memory resume`\n")
        return Exit.DONE

    return _remembering(work)


def show_likest(query: str, most: int, *, as_json: bool) -> int:
    async def work(memory: LongTermMemory) -> int:
        _show(await memory.search(USER, query, most=most), as_json=as_json)
        return Exit.DONE

    return _remembering(work)


def add_memory(text: str) -> int:
    async def work(memory: LongTermMemory) -> int:
        sys.stdout.write(_line(await memory.add(USER, text)))
        return Exit.DONE

    return _remembering(work)


def edit_memory(memory_id: str, text: str) -> int:
    async def work(memory: LongTermMemory) -> int:
        sys.stdout.write(_line(await memory.edit(USER, memory_id, text)))
        return Exit.DONE

    return _remembering(work)


def forget_memory(memory_id: str) -> int:
    async def work(memory: LongTermMemory) -> int:
        await memory.forget(USER, memory_id)
        sys.stdout.write("forgotten\n")
        return Exit.DONE

    return _remembering(work)


def forget_all_memories(*, agreed: bool, conversations: bool) -> int:
    async def work(memory: LongTermMemory) -> int:
        if not (agreed or await asyncio.to_thread(_yes)):
            sys.stdout.write("nothing was forgotten\n")
            return Exit.DONE
        sys.stdout.write(f"{await memory.forget_all(USER)} forgotten\n")
        if conversations:
            gone = await memory.forget_conversations(USER)
            sys.stdout.write(f"{gone} conversations erased; bookings stay\n")
        return Exit.DONE

    return _remembering(work)


def export_memories() -> int:
    async def work(memory: LongTermMemory) -> int:
        _print(await memory.export(USER))
        return Exit.DONE

    return _remembering(work)


def pause_remembering() -> int:
    async def work(memory: LongTermMemory) -> int:
        await memory.pause(USER)
        sys.stdout.write("paused: what is known stays, nothing is added from what you say\n")
        return Exit.DONE

    return _remembering(work)


def resume_remembering() -> int:
    async def work(memory: LongTermMemory) -> int:
        await memory.resume(USER)
        sys.stdout.write("remembering again\n")
        return Exit.DONE

    return _remembering(work)


def _remembering(work: Work) -> int:
    async def opened() -> int:
        async with open_memory(read_settings(), system_clock) as memory:
            return await work(memory)

    return asyncio.run(opened())


def _show(found: Sequence[Memory], *, as_json: bool) -> None:
    if as_json:
        _print({"memories": [each.model_dump(mode="json") for each in found]})
    elif not found:
        sys.stdout.write("nothing is remembered\n")
    else:
        sys.stdout.write("".join(map(_line, found)))


def _line(memory: Memory) -> str:
    source = memory.source
    where = f"said in {source.thread}, turn {source.turn}" if source.thread else "written by you"
    until = f", until {memory.expires_on}" if memory.expires_on else ""
    score = f" ({memory.score:.2f})" if memory.score is not None else ""
    return f"{memory.id}  {memory.text}{score}\n    {where}, {source.at:%Y-%m-%d}{until}\n"


def _yes() -> bool:
    sys.stdout.write("Forget everything? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _print(found: object) -> None:
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
