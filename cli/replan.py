"""`itinerary replan`: what its options say went wrong, and the turn that copes with it."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from cli.output import exit_code
from cli.turns import Options, Talk
from travel.disruption import (
    BadWeather,
    Disruption,
    FlightCancelled,
    FlightDelayed,
    RideMissed,
    SightClosed,
    StayLost,
)
from travel.errors import BadInput
from travel.turn import Edit
from wiring.open import open_tripsage, system_clock
from wiring.settings import read_settings

_DELAY = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,4})(?:m|min)?)?", re.IGNORECASE)


class Told(NamedTuple):
    """The options as they were given."""

    cancelled: Sequence[str] = ()
    delays: Sequence[str] = ()
    missed: Sequence[str] = ()
    closed: Sequence[str] = ()
    hotels: Sequence[str] = ()
    storms: Sequence[date] = ()
    on: date | None = None


def replan_plan(told: Told, thread: str | None, *, now: datetime | None, as_json: bool) -> int:
    """The exit code of the turn. Raises BadInput where nothing went wrong, or there is no plan."""
    causes = tuple(disruptions(told))
    if not causes:
        raise BadInput("say what went wrong: --flight-cancelled, --delay, --missed, --closed, ...")
    return asyncio.run(_replanned(causes, thread, now, as_json))


def disruptions(told: Told) -> Iterator[Disruption]:
    """Raises BadInput for a delay that can't be read."""
    for number in told.cancelled:
        yield FlightCancelled(number=number, date=told.on)
    for text in told.delays:
        number, _, length = text.partition("=")
        yield FlightDelayed(number=number, date=told.on, minutes=_minutes(text, length))
    for number in told.missed:
        yield RideMissed(number=number, date=told.on)
    for name in told.closed:
        yield SightClosed(name=name, date=told.on)
    for name in told.hotels:
        yield StayLost(name=name)
    for day in told.storms:
        yield BadWeather(date=day)


def _minutes(text: str, length: str) -> int:
    found = _DELAY.fullmatch(length.replace(" ", ""))
    minutes = int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
    if not 0 < minutes <= 72 * 60:
        raise BadInput(f"{text!r} is no delay: write FR5017=5h, FR5017=90m or FR5017=1h30m")
    return minutes


async def _replanned(
    causes: tuple[Disruption, ...], thread: str | None, now: datetime | None, as_json: bool
) -> int:
    clock = system_clock if now is None else lambda: now
    async with open_tripsage(read_settings(), clock=clock) as tripsage:
        name = await tripsage.last_thread() if thread is None else thread
        await tripsage.plan(name)  # says where there is none
        edits = tuple(Edit(kind="disrupted", disruption=cause) for cause in causes)
        talk = Talk(tripsage, name, Options(as_json=as_json, thread=name))
        message = "; ".join(_sentence(cause) for cause in causes)
        return exit_code(await talk.change(message, edits))


def _sentence(cause: Disruption) -> str:
    facts = cause.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
    return " ".join((cause.kind.replace("_", " "), *(str(each) for each in facts.values())))
