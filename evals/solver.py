"""Runs a case through the real graph, as `wiring` opens it."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from time import perf_counter

from langchain_core.runnables import RunnableConfig

from evals.case import Case, Turn, WordOn
from evals.moments import moment, names
from evals.running import SECRETS, Opened, Running, begun, desk_of
from evals.traitor import heard_by
from evals.transcript import Told, Transcript
from graphs.events import Event
from graphs.kept_plan import KeptPlan, read_plan
from planning.verify import verify
from tools.providers.sandbox.booking import SandboxOrder
from travel.booking import Asked, TravellerDetails, TravellersAsked, Word
from travel.itinerary import Violation
from wiring.memory import open_memory
from wiring.open import database

PART = re.compile(r"\{(\w+)\}")


async def solve(case: Case, opened: Opened, *, thread: str) -> Transcript:
    """Raises StorageError. A fault of ours in a turn is part of the transcript."""
    tripsage, clock = await opened.of(case)
    run = begun(case, tripsage, clock, thread)
    async with desk_of(run, await database(opened.settings)) as desk:
        run.tripsage = replace(run.tripsage, deps=replace(run.tripsage.deps, desk=desk))
        for turn in case.turns:
            run.told.append(await _told(run, turn))
        return await _transcript(run)


def _placed(run: Running, turn: Turn) -> Turn:
    """With the clock moved on and the parts of the plan named. Raises ValueError where it has none such."""
    run.now.now += timedelta(minutes=turn.after)
    plan = next((told.result.itinerary for told in reversed(run.told) if told.result), None)
    if plan is None:
        return turn
    if turn.at:
        run.now.now = moment(plan, turn.at).astimezone(UTC)
    named = names(plan, run.tripsage.deps.gazetteer)
    return turn.model_copy(update={"say": PART.sub(lambda found: named[found[1]], turn.say)})


async def _told(run: Running, turn: Turn) -> Told:
    began = perf_counter()
    events: list[Event] = []
    fault = ""
    try:
        turn = _placed(run, turn)
        if turn.act:
            async with open_memory(run.tripsage.queue.settings, run.now) as memory:
                await getattr(memory, turn.act)(_person(run, turn))
        async for event in _events(run, turn):
            events.append(event)
    except Exception as error:  # noqa: BLE001 - a fault of the product fails the case, not the run
        fault = f"{type(error).__name__}: {error}"
    told = Told(
        said=turn.say or "; ".join(_shown(word) for word in turn.words),
        events=tuple(events),
        milliseconds=round((perf_counter() - began) * 1000),
        at=run.now(),
        evidence=tuple(run.heard),
        fault=fault,
        remembered=await _remembered(run, turn),
    )
    return replace(told, broken=await _broken(run, told, _thread(run, turn)))


def _person(run: Running, turn: Turn) -> str:
    """Each case has people of its own where memories would go from one to the next."""
    return f"{run.thread}.{turn.user}" if run.case.memory else turn.user


def _thread(run: Running, turn: Turn) -> str:
    return f"{run.thread}-{turn.thread}" if turn.thread else run.thread


async def _remembered(run: Running, turn: Turn) -> tuple[str, ...]:
    memories = run.tripsage.deps.memories
    if memories is None:
        return ()
    while not await run.tripsage.queue.work(seconds=60):
        await asyncio.sleep(0.05)  # another worker of the same database has it in hand
    return tuple(each.text for each in await memories.listed(_person(run, turn)))


def _shown(word: WordOn) -> str:
    by = "" if word.user == "local" else f" (by {word.user})"
    other = " to other facts" if word.facts == "other" else ""
    return f"[{word.says} on {word.to}{other}{by}]"


async def _events(run: Running, turn: Turn) -> AsyncIterator[Event]:
    if turn.say:
        mine = run.tripsage.of(_person(run, turn))
        async for event in mine.say(_thread(run, turn), turn.say):
            yield event
    for word in turn.words:
        async for event in _answered(run, word):
            yield event


async def _answered(run: Running, word: WordOn) -> AsyncIterator[Event]:
    waiting = await run.tripsage.waiting(run.thread)
    meant = {id: what for id, what in waiting.items() if word.to in ("all", _kind(what))}
    words = {id: Word(says=word.says, digest=_digest(what, word)) for id, what in meant.items()}
    party = next((each for each in meant.values() if isinstance(each, TravellersAsked)), None)
    who = replace(run.tripsage, deps=replace(run.tripsage.deps, user=word.user))
    details = travellers(party) if party is not None and word.says == "yes" else None
    async for event in who.answer(run.thread, words, travellers=details):
        yield event


def _kind(what: Asked) -> str:
    return "travellers" if isinstance(what, TravellersAsked) else what.facts.kind


def _digest(what: Asked, word: WordOn) -> str:
    if isinstance(what, TravellersAsked):
        return ""
    return what.digest if word.facts == "shown" else "0" * 64


def travellers(party: TravellersAsked) -> TravellerDetails:
    """As many and as old as asked for, every field of them a canary."""
    born = ["1990-12-10"] * party.adults + [f"{2026 - age - 1}-12-09" for age in party.children]
    people = [
        {
            "given_name": f"Person{chr(65 + number)}",
            "family_name": SECRETS["the family name"],
            "born_on": day,
            "gender": "f",
            "title": "ms",
            "documents": [{"number": SECRETS["the passport number"], "country": "DE"}],
        }
        for number, day in enumerate(born)
    ]
    contact = {"email": SECRETS["the e-mail address"], "phone": SECRETS["the phone number"]}
    return TravellerDetails.model_validate({"travellers": people, "contact": contact})


async def _broken(run: Running, told: Told, thread: str) -> tuple[Violation, ...]:
    """The verifier's word on a plan handed out, over what is kept to check it again."""
    if told.planned is None or told.result is None:
        return ()
    config: RunnableConfig = {"configurable": {"thread_id": thread}}
    kept = (await run.tripsage.graph.aget_state(config)).values
    return verify(told.planned, told.result.request, kept["basis"], now=run.now())


async def _transcript(run: Running) -> Transcript:
    desk = await run.tripsage.desk()
    mine = [each for user in ("local", "mallory") for each in await desk.listed(user)]
    return Transcript(
        turns=tuple(run.told),
        gazetteer=run.tripsage.deps.gazetteer,
        bookings=tuple(reversed([each for each in mine if each.thread == run.thread])),
        orders=await _orders(run),
        secrets=SECRETS,
        heard=heard_by(run.model),
        kept=await _kept(run),
    )


async def _kept(run: Running) -> KeptPlan | None:
    tripsage = run.tripsage
    for turn, told in zip(reversed(run.case.turns), reversed(run.told), strict=True):
        if told.result is not None and told.result.itinerary is not None:
            return await read_plan(tripsage.graph, tripsage.deps.gazetteer, _thread(run, turn))
    return None


async def _orders(run: Running) -> int:
    """That exist and aren't cancelled."""
    assert run.ledger is not None
    count = 0
    for id in sorted(run.ordered):
        text = await run.ledger.read(id)
        count += text is not None and not SandboxOrder.model_validate_json(text).placed.cancelled
    return count
