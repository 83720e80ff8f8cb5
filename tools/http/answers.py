"""What an answer means before a vendor's own rules are asked."""

import json
from decimal import Decimal

from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)


def by_status(vendor: str, status: int) -> ProviderError | None:
    text = f"answered HTTP {status}"
    if 200 <= status < 300:
        return None
    if status == 429:
        return RateLimited(vendor, text)
    if status >= 500 or status == 408:
        return ProviderUnavailable(vendor, text)
    return ProviderRefused(vendor, text) if status >= 400 else MalformedResponse(vendor, text)


def parsed(raw: bytes) -> tuple[object, bool]:
    if not raw.strip():
        return None, True
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_no_number), True
    except (ValueError, RecursionError):
        return None, False


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")
