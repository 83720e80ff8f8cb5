"""What LiteAPI's errors mean here.

Codes: the examples of its OpenAPI files (search, booking and static data, v3.0.0). The HTTP status says
little: POST /rates/book answers 400 to a typing mistake and to a payment whose record was lost. Only our
own words are passed on: LiteAPI's `description` may repeat what was sent, for a booking a traveller's name.
A write that ends in ProviderUnavailable is raised as OutcomeUnknown by `tools.http`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, cast

from travel.errors import (
    MalformedResponse,
    OfferGone,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

NAME = "liteapi"


class AlreadyBooked(OutcomeUnknown):
    """A booking with this clientReference exists; perhaps an earlier call of ours made it."""


class Meaning(NamedTuple):
    kind: type[ProviderError]
    text: str


CODES: Mapping[int, Meaning] = MappingProxyType(
    {
        204: Meaning(ProviderRefused, "no such booking is known"),
        304: Meaning(OutcomeUnknown, "couldn't say whether it changed the booking"),
        400: Meaning(ProviderRefused, "didn't accept the request"),
        401: Meaning(ProviderRefused, "didn't accept the API key"),
        404: Meaning(ProviderRefused, "knows nothing of the kind"),
        429: Meaning(RateLimited, "was asked too often"),
        500: Meaning(ProviderUnavailable, "failed"),
        1000: Meaning(ProviderRefused, "no such booking is known"),
        1008: Meaning(OfferGone, "nothing is free"),
        2001: Meaning(OfferGone, "nothing is free"),
        # Said after a booking was tried; the hotel's supplier, or the payment, may know of it.
        2010: Meaning(OutcomeUnknown, "the booking is not confirmed"),
        2013: Meaning(OutcomeUnknown, "the hotel's supplier gave no usable answer"),
        2014: Meaning(OutcomeUnknown, "the booking is incomplete"),
        4000: Meaning(ProviderRefused, "didn't accept the request"),
        4001: Meaning(ProviderRefused, "didn't accept the request"),
        4002: Meaning(ProviderRefused, "misses a field or doesn't accept one"),
        4003: Meaning(ProviderRefused, "didn't accept a field"),
        4005: Meaning(AlreadyBooked, "a booking with this reference exists"),
        4009: Meaning(ProviderRefused, "this change was already made"),
        4010: Meaning(ProviderRefused, "didn't accept the rate"),
        4016: Meaning(ProviderUnavailable, "didn't hear from the hotel's supplier in time"),
        4040: Meaning(OfferGone, "the offer is outdated"),
        5000: Meaning(ProviderUnavailable, "couldn't process the request"),
    }
)
# A code for everything that is wrong with a request, and the descriptions that mean something else.
_GONE = (
    "invalid offerid",
    "invalid prebookid",
    "prebook not found",
    "hotel ids not found",  # no hotel in the area
)


def liteapi_error(status: int, body: object) -> ProviderError | None:
    """The error of a `{"error": {code, message, description?}}` body; None where there is none.

    Such a body is an error under any status: LiteAPI documents "no availability" under 204.
    """
    error = _error_of(body)
    if error is None:
        return None
    meaning = _meaning(error)
    if meaning is not None:
        return meaning.kind(NAME, f"{meaning.text} (code {error['code']}, HTTP {status})")
    return None if status >= 400 else MalformedResponse(NAME, f"an unknown error in HTTP {status}")


def book_error(status: int, body: object) -> ProviderError | None:
    """For POST /rates/book: a 400 that can't be read may be a booking whose record was lost."""
    known = liteapi_error(status, body)
    if known is not None or status not in {400, 408, 409}:
        return known
    return OutcomeUnknown(NAME, f"an error without a known code (HTTP {status})")


def _error_of(body: object) -> Mapping[str, object] | None:
    error = cast(Mapping[str, object], body).get("error") if isinstance(body, dict) else None
    return cast(Mapping[str, object], error) if isinstance(error, dict) else None


def _meaning(error: Mapping[str, object]) -> Meaning | None:
    code, words = error.get("code"), str(error.get("description", "")).lower()
    if not isinstance(code, int):
        return None
    if code in {4000, 4002} and words.startswith(_GONE):
        return Meaning(OfferGone, "what was asked for is not known (any more)")
    return CODES.get(code)
