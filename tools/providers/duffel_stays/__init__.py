"""Duffel Stays: stays searched, quoted, booked and cancelled with a Duffel token (duffel.com/docs/api)."""

from tools.providers.duffel_stays.booking import DuffelStaysDesk
from tools.providers.duffel_stays.errors import NAME, duffel_stays_error
from tools.providers.duffel_stays.search import DuffelStays, duffel_stays_policy, is_test

__all__ = [
    "NAME",
    "DuffelStays",
    "DuffelStaysDesk",
    "duffel_stays_error",
    "duffel_stays_policy",
    "is_test",
]
