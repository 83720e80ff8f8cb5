"""LiteAPI v3.0: stays searched, re-priced, booked and cancelled (docs.liteapi.travel).

Its two hosts take a client each: `VendorClient(search_policy(key), errors=liteapi_error)` and the same
with `booking_policy`.
"""

from tools.providers.liteapi.booked import Booking, BookRequest, Cancellation, Guest, Holder
from tools.providers.liteapi.booking import LiteApiDesk
from tools.providers.liteapi.bookings import LiteApiBookings
from tools.providers.liteapi.errors import NAME, liteapi_error
from tools.providers.liteapi.prebooks import Prebook
from tools.providers.liteapi.search import (
    BOOKING_URL,
    SEARCH_URL,
    LiteApi,
    booking_policy,
    search_policy,
)
from tools.providers.liteapi.terms import CancelPolicy

__all__ = [
    "BOOKING_URL",
    "NAME",
    "SEARCH_URL",
    "BookRequest",
    "Booking",
    "CancelPolicy",
    "Cancellation",
    "Guest",
    "Holder",
    "LiteApi",
    "LiteApiBookings",
    "LiteApiDesk",
    "Prebook",
    "booking_policy",
    "liteapi_error",
    "search_policy",
]
