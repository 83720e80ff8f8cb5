"""A booking as JSON, for whoever lists them."""

from typing import Any

from travel.booking import Booking


def brief(booking: Booking) -> dict[str, Any]:
    """Nothing personal."""
    order, refund = booking.order, booking.refund
    return {
        "id": booking.id,
        "thread_id": booking.thread,
        "state": booking.state,
        "reason": booking.reason,
        "kind": booking.facts.kind,
        "what": list(booking.facts.what),
        "provider": booking.provider,
        "sandbox": booking.facts.sandbox,
        "starts": booking.facts.starts.isoformat(),
        "ends": booking.facts.ends.isoformat(),
        "price": booking.facts.price.model_dump(mode="json"),
        "order_id": order.order_id if order else None,
        "reference": order.reference if order else None,
        "refund": refund.model_dump(mode="json") if refund else None,
        "updated_at": booking.updated_at.isoformat(),
    }
