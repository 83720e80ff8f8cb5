"""What Duffel's errors mean for stays: as for flights, and what of a rate or a quote is said to be gone.

Duffel lists no codes for stays. Its test hotels name one refusal, "Rate Unavailable"; a code that ends like
that, or says that something has expired, is read as an offer that has gone.
"""

from collections.abc import Mapping
from typing import cast

from tools.providers.duffel import duffel_error
from travel.errors import OfferGone, ProviderError, ProviderRefused

NAME = "duffel-stays"
_GONE = ("_unavailable", "_expired", "_no_longer_available", "_sold_out")
_NOT_OURS = frozenset({"service_unavailable"})


def duffel_stays_error(status: int, body: object) -> ProviderError | None:
    """As `duffel_error`, in the name of this provider."""
    code = _code_of(body)
    if 400 <= status < 500 and code.endswith(_GONE) and code not in _NOT_OURS:
        return OfferGone(NAME, f"{code} (HTTP {status})")
    if status == 403:
        return ProviderRefused(NAME, "is not enabled for this account (HTTP 403)")
    found = duffel_error(status, body)
    return None if found is None else type(found)(NAME, found.detail)


def quote_error(status: int, body: object) -> ProviderError | None:
    """For asking about one rate: one that was forgotten has gone too."""
    if status == 404:
        return OfferGone(NAME, "the rate is not known any more")
    return duffel_stays_error(status, body)


def _code_of(body: object) -> str:
    errors = cast(Mapping[str, object], body).get("errors") if isinstance(body, dict) else None
    if not isinstance(errors, list) or not errors:
        return ""
    first = cast(list[object], errors)[0]
    code = cast(Mapping[str, object], first).get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) and code.replace("_", "").isalnum() else ""
