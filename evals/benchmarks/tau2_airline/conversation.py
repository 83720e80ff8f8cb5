"""What the desk knows of the person it serves: who they say they are, what they said and what they said yes to."""

import json
import re
from dataclasses import dataclass, replace
from typing import Literal

from evals.benchmarks.tau2_airline.desk import Call

COVERED = re.compile(
    r"\b(sick|ill|illness|health|medical|doctor|hospital\w*|surgery|injur\w*|weather|storm\w*|hurricane|snow\w*)\b",
    re.IGNORECASE,
)
COMPENSATION = re.compile(
    r"\b(compensat\w*|vouchers?|(want|get|give|send|issue|deserve)\b[^.?!]*\bcertificates?)\b",
    re.IGNORECASE,
)
USER_ID = re.compile(r"\b[a-z]+_[a-z]+_\d+\b")
YES = re.compile(r"\s*(yes|yeah|please do|go ahead|confirmed?)\b", re.IGNORECASE)
Reason = Literal["covered", "other"]


@dataclass(frozen=True)
class Conversation:
    user_id: str | None = None
    reason: Reason | None = None  # for cancelling; covered: one that the insurance takes
    asked_compensation: bool = False
    proposed: frozenset[str] = frozenset()  # calls whose details the person was shown
    approved: frozenset[str] = frozenset()  # calls, to the letter, that they said yes to
    changed: frozenset[str] = frozenset()  # reservations whose flights were changed or cancelled
    sent: tuple[int, ...] = ()  # dollars of the certificates sent


def heard(before: Conversation, text: str) -> Conversation:
    """After a message of the person. A yes approves exactly what was proposed, and nothing later."""
    named = USER_ID.search(text)
    yes = YES.match(text) is not None
    return replace(
        before,
        user_id=before.user_id or (named.group() if named else None),
        reason="covered" if COVERED.search(text) else before.reason,
        asked_compensation=before.asked_compensation or bool(COMPENSATION.search(text)),
        proposed=frozenset(),
        approved=before.approved | before.proposed if yes else before.approved,
    )


def proposed(before: Conversation, call: Call) -> Conversation:
    return replace(before, proposed=before.proposed | {letter(call)})


def approved(before: Conversation, call: Call) -> Conversation:
    return replace(before, approved=before.approved | {letter(call)})


def acted(before: Conversation, call: Call) -> Conversation:
    """After a call that went through: its approval is used up."""
    moved = call.name in ("cancel_reservation", "update_reservation_flights")
    sends = call.name == "send_certificate"
    return replace(
        before,
        approved=before.approved - {letter(call)},
        changed=before.changed | ({call.arguments["reservation_id"]} if moved else set()),
        sent=(*before.sent, call.arguments["amount"]) if sends else before.sent,
    )


def letter(call: Call) -> str:
    return json.dumps([call.name, call.arguments], sort_keys=True)
