"""What is remembered of the person, as soft wishes of the turn."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from opentelemetry import trace

from memory.long_term.wishes import Remembered
from travel.errors import TripSageError
from travel.request import TripRequest

BUDGET_SECONDS: Final = 0.15  # beyond the time that reading the message takes
Recall = Callable[[str], Awaitable[tuple[Remembered, ...]]]  # of a user


async def remembered_of(recall: Recall | None, user: str) -> tuple[Remembered, ...]:
    """Nothing where it fails: the turn goes on, and the trace alone says so."""
    if recall is None:
        return ()
    with trace.get_tracer("tripsage.memory").start_as_current_span("recall") as span:
        try:
            found = await recall(user)
        except TripSageError as error:
            span.set_attribute("error.type", type(error).__name__)
            return ()
        except asyncio.CancelledError:
            span.set_attribute("error.type", "late")
            return ()
        span.set_attribute("tripsage.recalled", len(found))
        return found


async def in_time(remembering: "asyncio.Task[tuple[Remembered, ...]]") -> tuple[Remembered, ...]:
    """What was remembered, if it is there within the budget."""
    done, _ = await asyncio.wait((remembering,), timeout=BUDGET_SECONDS)
    if done:
        return remembering.result()
    remembering.cancel()
    return ()


def stated(request: TripRequest | None, remembered: tuple[Remembered, ...]) -> TripRequest | None:
    """The request without what an earlier turn added from memory."""
    if request is None:
        return None
    added = [each.wish for each in remembered]
    kept = tuple(wish for wish in request.wishes if wish not in added)
    return request.model_copy(update={"wishes": kept})


def applied(
    request: TripRequest, remembered: tuple[Remembered, ...]
) -> tuple[TripRequest, tuple[Remembered, ...]]:
    """The request with what it doesn't say itself, and which of the remembered that is."""
    if request.intent not in ("trip", "flight", "stay"):
        return request, ()
    used = tuple(each for each in remembered if _open(request, each))
    wishes = (*request.wishes, *(each.wish for each in used))
    return request.model_copy(update={"wishes": wishes}), used


def _open(request: TripRequest, each: Remembered) -> bool:
    """A word about the time of leaving is one about every bound of it."""
    times = ("depart_after", "depart_before", "arrive_after", "arrive_before")
    slots = times if each.wish.slot in times else (each.wish.slot,)
    return all(request.wish(slot) is None for slot in slots)
