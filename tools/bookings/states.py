"""The states of a booking and the ways between them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from travel.booking import Booking, BookingState, Step

Path = Iterable[tuple[BookingState, str]]  # states in order, each with its reason

ALLOWED: Mapping[BookingState, frozenset[BookingState]] = MappingProxyType(
    {
        "offered": frozenset({"repriced"}),
        "repriced": frozenset({"awaiting_approval"}),
        "awaiting_approval": frozenset({"approved", "rejected", "expired"}),
        # Changed or gone when checked again; withdrawn; or not placed in time.
        "approved": frozenset({"placing", "repriced", "failed", "rejected", "expired"}),
        # "repriced": the provider refused it for its price, so nothing was bought.
        "placing": frozenset({"confirmed", "failed", "unknown", "repriced", "cancelled"}),
        "unknown": frozenset({"unknown", "confirmed", "failed", "cancelled"}),
        "confirmed": frozenset({"cancelling", "cancelled"}),
        "cancelling": frozenset({"cancelled", "confirmed", "unknown"}),
        "rejected": frozenset(),
        "expired": frozenset(),
        "failed": frozenset({"confirmed", "cancelled"}),  # an order turned up after all
        "cancelled": frozenset(),
    }
)
FINAL: frozenset[BookingState] = frozenset(
    {"rejected", "expired", "confirmed", "failed", "cancelled"}
)
# In these, the same offer isn't proposed a second time.
OPEN: frozenset[BookingState] = frozenset(
    {"awaiting_approval", "approved", "placing", "unknown", "confirmed", "cancelling"}
)


def moved(
    booking: Booking, now: datetime, path: Path, **changes: Any
) -> tuple[Booking, tuple[Step, ...]]:
    """The booking one version on, and what its log says of it. An empty path keeps the state."""
    state, reason, log = booking.state, booking.reason, list[Step]()
    for to, why in path:
        if to not in ALLOWED[state]:
            raise RuntimeError(f"a booking can't go from {state} to {to}")
        state, reason = to, why
        log.append(Step(state=to, at=now, reason=why))
    after = {"state": state, "reason": reason, "version": booking.version + 1, "updated_at": now}
    return booking.model_copy(update=after | changes), tuple(log)
