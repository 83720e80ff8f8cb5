"""What is remembered of the person, as soft wishes and notes of the turn."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from opentelemetry import trace

from memory.long_term.in_turn import Known
from memory.long_term.trips import last_trip, rejected_in
from memory.long_term.values import Memory
from memory.long_term.wishes import Remembered
from travel.errors import TripSageError
from travel.places import Place
from travel.request import TripRequest
from travel.turn import TurnRequest
from travel.value import Value
from travel.wishes import Wish, WishSlot

BUDGET_SECONDS: Final = 0.15  # beyond the time that reading the message takes
_TRACER = trace.get_tracer("tripsage.memory")
Recall = Callable[[str], Awaitable[Known]]  # of a user


class Recollection(Value):
    """What the request has from memory alone, and what is to be said of it.

    `trip` is the one that "last time" was; what the person asked to have of it is stated, not supposed.
    """

    wishes: tuple[Remembered, ...] = ()
    origin: Place | None = None
    notes: tuple[
        Memory, ...
    ] = ()  # that no search can be made to follow, and where the origin is from
    trip: Memory | None = None
    no_trip: bool = False  # "last time" was said, and no such trip is remembered


async def known_of(recall: Recall | None, user: str) -> Known | None:
    """None where it fails: the turn goes on, and the trace alone says so."""
    if recall is None:
        return None
    with _TRACER.start_as_current_span("recall") as span:
        try:
            found = await recall(user)
        except TripSageError as error:
            span.set_attribute("error.type", type(error).__name__)
            return None
        except asyncio.CancelledError:
            span.set_attribute("error.type", "late")
            return None
        span.set_attribute("tripsage.recalled", len(found.texts))
        return found


async def in_time(remembering: "asyncio.Task[Known | None]") -> Known | None:
    """What is known, if it is there within the budget."""
    done, _ = await asyncio.wait((remembering,), timeout=BUDGET_SECONDS)
    if done:
        return remembering.result()
    remembering.cancel()
    return None


def stated(request: TripRequest | None, supposed: Recollection | None) -> TripRequest | None:
    """The request without what an earlier turn added from memory."""
    if request is None or supposed is None:
        return request
    added = [each.wish for each in supposed.wishes]
    wishes = tuple(wish for wish in request.wishes if wish not in added)
    origin = None if request.origin == supposed.origin else request.origin
    return request.model_copy(update={"wishes": wishes, "origin": origin})


def applied(
    turn: TurnRequest, known: Known, home: Place | None, *, thread: str
) -> tuple[TripRequest, Recollection]:
    """The request with what it doesn't say itself, and which of the remembered that is.

    `home` is the place that `known` says the person lives in.
    """
    request = turn.request
    if request.intent not in ("trip", "flight", "stay") or turn.asks is not None:
        return request, Recollection()
    trips = tuple(each for each in known.trips if each.source.thread != thread)
    request, trip = _as_last_time(turn, trips, thread)
    supposed = (*known.wishes, *_rejected(request, trips))
    used = tuple(each for each in supposed if _open(request, each))
    wishes = (*request.wishes, *(each.wish for each in used))
    origin = home if home is not None and _starts_nowhere(request, home) else None
    told = [known.note("seat") if request.intent != "stay" else None]
    told += [known.note("home") if origin is not None else None]
    told += [known.note("children") if _size_unsaid(turn) else None]
    changed = {"wishes": wishes, "origin": origin or request.origin}
    return request.model_copy(update=changed), Recollection(
        wishes=used,
        origin=origin,
        notes=tuple(each for each in told if each is not None),
        trip=trip,
        no_trip=turn.last_time is not None and trip is None,
    )


def _as_last_time(
    turn: TurnRequest, trips: tuple[Memory, ...], thread: str
) -> tuple[TripRequest, Memory | None]:
    """With the hotel and the airline of then as soft wishes, where the person asked for those."""
    request = turn.request
    if turn.last_time is None:
        return request, None
    found = last_trip(trips, [stop.place.name for stop in request.stops], but=thread)
    if found is None or found.trip is None:
        return request, None
    then = found.trip
    if then.hotels and turn.last_time != "flight" and request.wish("named_hotel") is None:
        request = request.with_wish(Wish(slot="named_hotel", value=then.hotels, hard=False))
    if then.airlines and turn.last_time != "stay" and request.wish("airline") is None:
        request = request.with_wish(Wish(slot="airline", value=then.airlines, hard=False))
    return request, found


def _rejected(request: TripRequest, trips: tuple[Memory, ...]) -> tuple[Remembered, ...]:
    """Hotels there that were changed for others."""
    cities = [stop.place.sleeps_in for stop in request.stops]
    names = rejected_in(trips, cities)
    if not names or request.intent == "flight":
        return ()
    found = next(each for each in trips if each.trip and set(each.trip.rejected) & set(names))
    wish = Wish(slot="avoid_hotel", value=names, hard=False, words=", ".join(names))
    return (Remembered(wish=wish, memory_id=found.id, source=found.source),)


def _starts_nowhere(request: TripRequest, home: Place) -> bool:
    there = [stop.place.id for stop in request.stops]
    return request.intent != "stay" and "origin" in request.missing() and home.id not in there


def _size_unsaid(turn: TurnRequest) -> bool:
    return turn.request.party.size == 1 and "party" not in turn.words


_TIMES: tuple[WishSlot, ...] = ("depart_after", "depart_before", "arrive_after", "arrive_before")
_RULED_OUT_BY: Mapping[WishSlot, tuple[WishSlot, ...]] = {
    **dict.fromkeys(_TIMES, _TIMES),
    "airline": ("airline", "avoid_airline"),
}
_UNLESS_WANTED: Mapping[WishSlot, WishSlot] = {
    "avoid_airline": "airline",
    "avoid_hotel": "named_hotel",
}


def _open(request: TripRequest, each: Remembered) -> bool:
    """A word about the time of leaving is one about every bound of it; what is wanted isn't avoided."""
    slot = each.wish.slot
    stated = any(request.wish(other) for other in _RULED_OUT_BY.get(slot, (slot,)))
    wanted = request.wish(_UNLESS_WANTED[slot]) if slot in _UNLESS_WANTED else None
    return not stated and (wanted is None or not _names(wanted) & _names(each.wish))


def _names(wish: Wish) -> set[str]:
    return {name.casefold() for name in wish.value} if isinstance(wish.value, tuple) else set()
