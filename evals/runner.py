"""Runs suites: each case on its own, in as many processes as asked for."""

import asyncio
import atexit
import multiprocessing
import os
import platform
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar, get_args

from evals.case import Case, Half
from evals.ran import Ran, Report, shown_check, shown_turn
from evals.running import Opened, home
from evals.sample import spread
from evals.scorers import Scorer
from evals.solver import solve
from evals.suites import SUITES
from evals.suites.understanding import understood
from evals.transcript import Transcript
from graphs.display.plans import map_svg
from wiring.open import database
from wiring.settings import Settings

# What a run takes from the environment where a model is named; all else is as on a fresh machine.
OF_THE_MODEL = frozenset(
    ("OPENAI_API_KEY", "OPENAI_BASE_URL", "TRIPSAGE_PRICES", "TRIPSAGE_MODEL_TIMEOUT")
)
UNDERSTANDING = "understanding"
TOWNS = 4000  # that show where land is; more of them make the page heavy
BATCH = 10  # cases that a process takes at once, at most
NAMES = (*SUITES, UNDERSTANDING)


T = TypeVar("T")
Engine = Literal["local", "ray"]
ENGINES: tuple[Engine, ...] = get_args(Engine)


class Plan(NamedTuple):
    """What to run. Of each half of a suite at most `sample` cases, evenly spread; 0 is all.

    `workers` are processes: of this machine, or at once on the Ray cluster.
    """

    suites: Sequence[str] = NAMES
    model: str | None = None
    repeat: int = 1
    workers: int = 1
    sample: int = 0
    engine: Engine = "local"
    maps: bool = False  # draws the plans


class Task(NamedTuple):
    suite: str
    half: Half
    case: Case
    attempt: int
    mapped: bool = False


class Done(NamedTuple):
    ran: Ran
    milliseconds: tuple[int, ...]
    process: str  # by its machine and number
    map: str = ""


def tasks(plan: Plan) -> list[Task]:
    return [
        Task(name, half, case, attempt, plan.maps)
        for name in plan.suites
        if name != UNDERSTANDING
        for half, case in _sampled(SUITES[name].cases(), plan.sample)
        for attempt in range(1, plan.repeat + 1)
    ]


def _sampled(cases: Sequence[tuple[Half, Case]], number: int) -> Iterator[tuple[Half, Case]]:
    for half in ("dev", "set aside"):
        yield from spread([each for each in cases if each[0] == half], number)


def run(plan: Plan, progress: Callable[[int, int], None] = lambda done, of: None) -> Report:
    """In the order of the suites, whatever was done first. Raises StorageError, ConfigurationError."""
    todo = tasks(plan)
    done: dict[int, Done] = {}
    with home() as folder:
        asyncio.run(database(settings_for(folder, plan.model)))
        for number, (index, result) in enumerate(_finished(todo, plan, folder), 1):
            done[index] = result
            progress(number, len(todo))
    rans = [done[index] for index in range(len(todo))]
    read = list(understood()) if UNDERSTANDING in plan.suites else []
    return Report(
        model=plan.model or "keyless",
        cases=(*(each.ran for each in rans), *read),
        milliseconds={each.ran.key: each.milliseconds for each in rans},
        processes=len({each.process for each in rans}),
        maps={each.ran.key: each.map for each in rans if each.map},
    )


def _finished(todo: Sequence[Task], plan: Plan, folder: Path) -> Iterator[tuple[int, Done]]:
    """Each with its place in `todo`, as they are done."""
    size = max(1, min(BATCH, len(todo) // plan.workers))
    batches = [range(at, min(at + size, len(todo))) for at in range(0, len(todo), size)]
    given = [([todo[index] for index in batch], folder, plan.model) for batch in batches]
    if plan.engine == "ray":
        from evals.cluster import finished

        for number, result in finished(given, plan.workers):
            yield from zip(batches[number], result, strict=True)
        return
    if plan.workers == 1:
        for batch, each in zip(batches, given, strict=True):
            yield from zip(batch, attempts(*each), strict=True)
        return
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(plan.workers, mp_context=fresh) as pool:
        futures: dict[Future[list[Done]], range] = {
            pool.submit(attempts, *each): batch for batch, each in zip(batches, given, strict=True)
        }
        for future in as_completed(futures):
            yield from zip(futures[future], future.result(), strict=True)


def attempts(batch: Sequence[Task], folder: Path, model: str | None) -> list[Done]:
    """Cases one after the other, on what is opened once for those alike."""

    async def all_of() -> list[Done]:
        async with Opened(settings_for(folder, model), model) as opened:
            return [await attempt(task, opened, SUITES[task.suite].scorers) for task in batch]

    return in_one_loop(all_of())


def in_one_loop(work: Coroutine[Any, Any, T]) -> T:
    """All of a process's batches: clients of models keep connections, which end with their loop."""
    return _loop().run(work)


@cache
def _loop() -> asyncio.Runner:
    runner = asyncio.Runner()
    atexit.register(runner.close)
    return runner


def attempts_at_home(batch: Sequence[Task], model: str | None) -> list[Done]:
    """The same on a database of its own, which is gone afterwards."""
    with home() as folder:
        asyncio.run(database(settings_for(folder, model)))
        return attempts(batch, folder, model)


async def attempt(task: Task, opened: Opened, scorers: Sequence[Scorer]) -> Done:
    """Solves and scores one case."""
    thread = f"{task.suite}-{task.case.id}-{task.attempt}"
    transcript = await solve(task.case, opened, thread=thread)
    checks = [check for scorer in scorers for check in scorer(task.case, transcript)]
    ran = Ran(
        suite=task.suite,
        id=task.case.id,
        half=task.half,
        attempt=task.attempt,
        slices=task.case.slices,
        checks=tuple(map(shown_check, checks)),
        turns=tuple(map(shown_turn, transcript.turns)),
    )
    drawn = _map(transcript) if task.mapped else ""
    times = tuple(told.milliseconds for told in transcript.turns)
    return Done(ran, times, f"{platform.node()} {os.getpid()}", drawn)


def _map(done: Transcript) -> str:
    if done.kept is None:
        return ""
    return map_svg(done.kept, spread(tuple(done.gazetteer.towns()), TOWNS))


def settings_for(folder: Path, model: str | None) -> Settings:
    """As on a fresh machine, whatever the environment says, but for the named model's own."""
    given: dict[str, Any] = {}
    for field in Settings.model_fields.values():
        name = str(field.alias)
        if model is None or name not in OF_THE_MODEL:
            given[name] = field.get_default(call_default_factory=True)
    return Settings.model_validate({**given, "TRIPSAGE_HOME": folder})
