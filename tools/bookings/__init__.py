"""Bookings: bought once, with a person's approval, whatever fails on the way."""

from tools.bookings.desk import BookingDesk
from tools.bookings.office import Office
from tools.bookings.ports import BookingPolicy, BookingProvider, BookingStore, Sealer
from tools.bookings.states import ALLOWED, FINAL, OPEN

__all__ = [
    "ALLOWED",
    "FINAL",
    "OPEN",
    "BookingDesk",
    "BookingPolicy",
    "BookingProvider",
    "BookingStore",
    "Office",
    "Sealer",
]
