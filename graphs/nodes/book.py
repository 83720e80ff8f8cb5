"""Booking and giving back: what it comes to is shown first, and nothing is done without a person's word.

    book ─→ approve (one for each booking) ─→ respond
    cancel ─→ give_back (one for each booking) ─→ respond

Each of these waits for its own word. A node that is resumed runs again from its beginning, with every word that
was given to it so far; so what happened is read from the desk each time, and an approval is recorded there
before the graph goes on (see `graphs.run`).
"""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, Literal, TypeVar

from langgraph.runtime import Runtime
from langgraph.types import Send, interrupt

from graphs.answer.bookings import approval_card, cancellation_card, travellers_card
from graphs.events import BookingChanged
from graphs.links import inert
from graphs.nodes.route import RESPOND
from graphs.state import BookingTask, Deps, TurnState
from tools.bookings import BookingDesk
from travel.booking import (
    ApprovalAsked,
    Asked,
    Booking,
    CancellationAsked,
    Offer,
    TravellerDetails,
    TravellersAsked,
    Word,
)
from travel.errors import ApprovalRefused, BadInput, ConfigurationError, ProviderError
from travel.offers import FlightOffer
from travel.turn import Question

T = TypeVar("T")
APPROVE, GIVE_BACK = "approve", "give_back"
FLIGHTS: frozenset[Question] = frozenset(("booking", "book_flight", "cancel_flight"))
STAYS: frozenset[Question] = frozenset(("booking", "book_stay", "cancel_stay"))


async def book(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Re-prices the plan's offers and proposes them for the travellers, who are asked for if need be."""
    deps, desk, thread = runtime.context, await desk_of(runtime), thread_of(runtime)
    offers = wanted(state)
    details = deps.travellers or await desk.travellers_of(thread=thread, user=deps.user)
    problem = ""
    while offers:
        if details is not None and not problem:
            try:
                return await _proposed(desk, offers, details, thread, deps.user)
            except BadInput as error:
                problem = str(error)
        if asked(_travellers(state, problem)).says == "no":
            break
        details, problem = deps.travellers, "" if deps.travellers else "no details were given"
    return {"asked_for": (), "refusals": ()}


async def _proposed(
    desk: BookingDesk, offers: Iterable[Offer], details: TravellerDetails, thread: str, user: str
) -> dict[str, Any]:
    """Raises BadInput where the travellers don't fit; what can't be had is a sentence."""
    ids: list[str] = []
    refusals: list[str] = []
    for offer in offers:
        try:
            booking = await desk.propose(offer, details, thread=thread, user=user)
        except (ProviderError, ConfigurationError) as error:
            refusals.append(f"{_named(offer)}: {error}")
        else:
            ids.append(booking.id)
    return {"bookings": tuple(ids), "asked_for": tuple(ids), "refusals": tuple(refusals)}


def after_book(state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    return _each(APPROVE, state, runtime)


async def approve(task: BookingTask, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Waits until the booking was decided on, and places it where it was approved."""
    deps, desk = runtime.context, await desk_of(runtime)
    while True:
        booking = await desk.get(task["booking_id"], user=deps.user)
        if booking.state == "approved":
            try:
                booking = await to_its_end(desk.place(booking.id, user=deps.user))
            except (ProviderError, BadInput) as error:  # nothing was bought; the approval stands
                return {"refusals": (f"{_named(booking.quote.offer)}: {error}",)}
        if booking.state != "awaiting_approval":
            _tell(booking, runtime)
            return {}
        asked(
            ApprovalAsked(
                booking_id=booking.id,
                facts=booking.facts,
                digest=booking.digest,
                expires_at=booking.expires_at,
                text=inert(approval_card(booking, task["language"])),
            )
        )


async def cancel(state: TurnState, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Finds the confirmed bookings that are meant and asks their providers for the refund."""
    user, desk = runtime.context.user, await desk_of(runtime)
    ids: list[str] = []
    refusals: list[str] = []
    for booking in await _mine(state, desk, user):
        if booking.state != "confirmed" or not _meant(booking, state):
            continue
        try:
            await desk.quote_cancel(booking.id, user=user)
        except (ProviderError, ApprovalRefused, ConfigurationError) as error:
            refusals.append(f"{_named(booking.quote.offer)}: {error}")
        else:
            ids.append(booking.id)
    return {"asked_for": tuple(ids), "refusals": tuple(refusals)}


def after_cancel(state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    return _each(GIVE_BACK, state, runtime)


async def give_back(task: BookingTask, runtime: Runtime[Deps]) -> dict[str, Any]:
    """Cancels for the refund that the person agreed to; a refund that holds no longer is quoted anew."""
    user, desk = runtime.context.user, await desk_of(runtime)
    while True:
        booking = await desk.get(task["booking_id"], user=user)
        if booking.state != "confirmed" or booking.refund is None:
            _tell(booking, runtime)
            return {}
        word = asked(
            CancellationAsked(
                booking_id=booking.id,
                facts=booking.facts,
                refund=booking.refund,
                digest=booking.refund.digest(),
                text=inert(cancellation_card(booking, task["language"])),
            )
        )
        if word.says == "no":
            return {}
        try:
            await to_its_end(desk.cancel(booking.id, user=user, digest=word.digest))
        except ApprovalRefused:
            if word.digest == booking.refund.digest():  # it was what stands, and holds no longer
                await _quoted_anew(desk, booking, user)
        except ProviderError as error:
            return {"refusals": (f"{_named(booking.quote.offer)}: {error}",)}


async def held(state: TurnState, runtime: Runtime[Deps]) -> tuple[Booking, ...]:
    """What is bought of the plan under discussion: a change to the plan keeps it.

    Nothing for a new trip in the same conversation.
    """
    before, turn = state.get("before"), state["turn"]
    if before is None or not state.get("bookings") or not (turn.about_plan or turn.edits):
        return ()
    desk = await desk_of(runtime)
    chosen = {offer.id for offer in (*before.flights, *before.stays)}
    mine = await _mine(state, desk, runtime.context.user)
    return tuple(each for each in mine if each.holds and each.quote.offer.id in chosen)


async def to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """What buys or gives back is never cut off half-way: a turn that is stopped meanwhile stops after it."""
    task, stopped = asyncio.ensure_future(work), False
    while not task.done():
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            stopped = True
    if stopped:
        raise asyncio.CancelledError
    return task.result()


def asked(what: Asked) -> Word:
    """Stops the turn here until a word is given."""
    return Word.model_validate(interrupt(what.model_dump(mode="json")))


async def desk_of(runtime: Runtime[Deps]) -> BookingDesk:
    opened = runtime.context.desk
    assert opened is not None, "the route goes here only where there is a desk"
    return await opened()


def thread_of(runtime: Runtime[Deps]) -> str:
    info = runtime.execution_info
    return (info.thread_id if info else None) or ""


def wanted(state: TurnState) -> tuple[Offer, ...]:
    """The plan's offers of the kind that is meant; trains are sold by nobody here."""
    plan, asks = state.get("before"), state["turn"].asks
    if plan is None:
        return ()
    flights = plan.flights if asks in FLIGHTS else ()
    stays = plan.stays if asks in STAYS else ()
    return (*flights, *stays)


def _each(node: str, state: TurnState, runtime: Runtime[Deps]) -> list[Send] | Literal["respond"]:
    ids, language = state.get("asked_for", ()), state["turn"].language
    thread = thread_of(runtime)
    tasks = [
        Send(node, BookingTask(booking_id=each, thread=thread, language=language)) for each in ids
    ]
    return tasks or RESPOND


async def _mine(state: TurnState, desk: BookingDesk, user: str) -> list[Booking]:
    return [await desk.get(each, user=user) for each in state.get("bookings", ())]


def _meant(booking: Booking, state: TurnState) -> bool:
    return state["turn"].asks in (FLIGHTS if booking.facts.kind == "flight" else STAYS)


async def _quoted_anew(desk: BookingDesk, booking: Booking, user: str) -> None:
    """Unless it isn't confirmed any more, which the caller looks at next."""
    if (await desk.get(booking.id, user=user)).state == "confirmed":
        await desk.quote_cancel(booking.id, user=user)


def _travellers(state: TurnState, problem: str) -> TravellersAsked:
    request = state["request"]
    return TravellersAsked(
        adults=request.party.adults,
        children=request.party.children,
        text=travellers_card(request, state["turn"].language),
        problem=problem,
    )


def _tell(booking: Booking, runtime: Runtime[Deps]) -> None:
    runtime.stream_writer(
        BookingChanged(
            booking_id=booking.id,
            state=booking.state,
            reason=booking.reason,
            reference=booking.order.reference if booking.order else "",
        )
    )


def _named(offer: Offer) -> str:
    """ "TP533" or the house's name."""
    if isinstance(offer, FlightOffer):
        return " + ".join(segment.number for one in offer.slices for segment in one.segments)
    return offer.name
