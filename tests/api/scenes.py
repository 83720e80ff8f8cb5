"""Runs as their logs hold them, built by hand: what is encoded in the golden files."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from api.events import RunCancelled, RunEvent, RunFailed, RunResumed, WordGiven
from graphs.events import (
    AgentFinished,
    AgentStarted,
    BookingChanged,
    Degraded,
    RunFinished,
    RunInterrupted,
    RunStarted,
    TextDelta,
    ToolCalled,
    ToolReturned,
    WordAsked,
    WordRefused,
)
from graphs.result import Usage
from tests.answer.cases import told
from travel.booking import (
    ApprovalAsked,
    Asked,
    BookingFacts,
    CancellationAsked,
    Refund,
    Rule,
    TravellersAsked,
)
from travel.money import money

THREAD, RUN = "thread-1", "run-1"
UNTIL = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
RESULT = told("trip", "en").model_copy(
    update={
        "answer": "Five nights in Lisbon.",
        "usage": Usage(model_calls=2, input_tokens=310, output_tokens=42, cost=Decimal("0.0011")),
        "degraded": ("The model didn't answer.",),
    }
)
STARTED = RunStarted(thread_id=THREAD, run_id=RUN)


def facts(kind: str, price: str) -> BookingFacts:
    return BookingFacts.model_validate(
        {
            "kind": kind,
            "what": ("TP533, Berlin to Lisbon",) if kind == "flight" else ("Casa das Janelas",),
            "starts": date(2026, 5, 8),
            "ends": date(2026, 5, 13),
            "travellers": ("A. L.",),
            "price": money(price, "EUR"),
            "charge": money(price, "EUR"),
            "refund": Rule(allowed=False),
            "change": Rule(allowed=True),
            "provider": "sandbox",
            "sandbox": True,
            "offer_id": f"offer-{kind}",
        }
    )


def approval(kind: str, price: str) -> ApprovalAsked:
    asked = facts(kind, price)
    return ApprovalAsked(
        booking_id=f"bk_{kind}",
        facts=asked,
        digest=asked.digest(),
        expires_at=UNTIL,
        text=f"Shall I book the {kind} for €{price}?",
    )


FLIGHT, STAY = approval("flight", "412.60"), approval("stay", "640.00")
REFUND = Refund(order_id="o-1", amount=money("100.00", "EUR"))
CANCELLATION = CancellationAsked(
    booking_id="bk_stay", facts=STAY.facts, refund=REFUND, digest=REFUND.digest(), text="Cancel it?"
)  # fmt: skip
TRAVELLERS = TravellersAsked(adults=2, text="Who travels?")


def called(agent: str, call: str, tool: str, **arguments: str) -> ToolCalled:
    return ToolCalled(agent=agent, call=call, tool=tool, arguments=arguments)


def returned(agent: str, call: str, tool: str, found: int, what: str) -> ToolReturned:
    return ToolReturned(agent=agent, call=call, tool=tool, found=found, what=what, milliseconds=12)


SEARCHING: tuple[RunEvent, ...] = (
    STARTED,
    AgentStarted(agent="flight", title="Flights", run="f1"),
    AgentStarted(agent="accommodation", title="Stays", run="a1"),
    called("flight", "c1", "search_flights", origin="BER", destination="LIS"),
    called("accommodation", "c2", "search_stays", city="Lisbon"),
    Degraded(why="The model didn't answer."),
    AgentStarted(agent="accommodation", title="Stays", run="a2"),
    called("accommodation", "c3", "search_stays", city="Sintra"),
    returned("accommodation", "c2", "search_stays", 7, "stays"),
    AgentFinished(agent="accommodation", run="a1"),
)
ANSWERING: tuple[RunEvent, ...] = (
    ToolReturned(agent="flight", call="c1", tool="search_flights", error="duffel: slow"),
    AgentFinished(agent="flight", run="f1", ok=False),
    returned("accommodation", "c3", "search_stays", 3, "stays"),
    AgentFinished(agent="accommodation", run="a2"),
    TextDelta(text=""),
    TextDelta(text="Five nights "),
    TextDelta(text="in Lisbon."),
)


AGAIN: tuple[RunEvent, ...] = (
    AgentStarted(agent="flight", title="Flights", run="f1-1"),
    called("flight", "c1-1", "search_flights", origin="BER", destination="LIS"),
    returned("flight", "c1-1", "search_flights", 5, "flights"),
    AgentFinished(agent="flight", run="f1-1"),
    TextDelta(text="Five nights in Lisbon."),
)


def waits(*each: tuple[str, Asked]) -> tuple[RunEvent, ...]:
    waiting = dict(each)
    text = "\n\n".join(asked.text for asked in waiting.values())
    result = RESULT.model_copy(update={"answer": text, "question": text})
    asks = [WordAsked(id=id, asked=asked) for id, asked in each]
    return (*asks, RunInterrupted(result=result, waiting=waiting))


SCENES: Mapping[str, tuple[RunEvent, ...]] = {
    "plan": (*SEARCHING, *ANSWERING, RunFinished(result=RESULT)),
    "stopped": (*SEARCHING, RunCancelled()),
    "stopped_while_answering": (*SEARCHING, *ANSWERING, RunCancelled()),
    "resumed_while_searching": (
        *SEARCHING,
        RunResumed(epoch=1),
        *AGAIN,
        RunFinished(result=RESULT),
    ),
    "resumed_while_answering": (
        *SEARCHING,
        *ANSWERING[:-1],
        RunResumed(epoch=1),
        *AGAIN,
        RunFinished(result=RESULT),
    ),
    "failed": (*SEARCHING, *ANSWERING[:1], RunFailed(code="storage", text="It can't be kept.")),
    "travellers": (STARTED, *waits(("w0", TRAVELLERS))),
    "two_approvals": (STARTED, *waits(("w1", FLIGHT), ("w2", STAY))),
    "one_yes_one_no": (
        STARTED,
        WordGiven(id="w1", asked=FLIGHT, says="yes"),
        WordGiven(id="w2", asked=STAY, says="no"),
        BookingChanged(booking_id="bk_flight", state="placing"),
        BookingChanged(booking_id="bk_stay", state="rejected"),
        BookingChanged(booking_id="bk_flight", state="confirmed", reference="BDB782"),
        TextDelta(text="Booked."),
        RunFinished(result=RESULT),
    ),
    "refused": (
        STARTED,
        WordGiven(id="w1", asked=FLIGHT, says="yes"),
        WordRefused(id="w1", code="other_facts", text="The price has changed."),
        *waits(("w1", approval("flight", "430.00"))),
    ),
    "cancellation": (
        STARTED,
        WordGiven(id="w3", asked=CANCELLATION, says="yes"),
        *waits(("w4", CANCELLATION)),
    ),
}
