"""Duffel v2: flights searched, re-priced, ordered, changed and cancelled (duffel.com/docs/api)."""

from tools.providers.duffel.booked import (
    Cancellation,
    Change,
    ChangeOffer,
    IdentityDocument,
    NewSlice,
    Order,
    OrderRequest,
    OrderSlice,
    Payment,
    Traveller,
)
from tools.providers.duffel.booking import DuffelBookings
from tools.providers.duffel.errors import NAME, duffel_error
from tools.providers.duffel.orders import DuffelOrders
from tools.providers.duffel.reading import Buyable, OfferPassenger
from tools.providers.duffel.search import URL, Duffel, duffel_policy

__all__ = [
    "NAME",
    "URL",
    "Buyable",
    "Cancellation",
    "Change",
    "ChangeOffer",
    "Duffel",
    "DuffelBookings",
    "DuffelOrders",
    "IdentityDocument",
    "NewSlice",
    "OfferPassenger",
    "Order",
    "OrderRequest",
    "OrderSlice",
    "Payment",
    "Traveller",
    "duffel_error",
    "duffel_policy",
]
