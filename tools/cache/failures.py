"""A provider's failure, told to those in other processes who waited for its answer."""

from datetime import datetime
from json import dumps, loads
from typing import Any

from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)

MARK = b"!"  # no lease begins so
_KINDS = {
    kind.__name__: kind
    for kind in (MalformedResponse, ProviderRefused, ProviderUnavailable, RateLimited)
}


def failure_of(error: ProviderError) -> str:
    """Empty for one that is told to nobody."""
    if type(error).__name__ not in _KINDS:
        return ""
    moment = error.retry_after if isinstance(error, RateLimited) else None
    told = {
        "kind": type(error).__name__,
        "provider": error.provider,
        "detail": error.detail,
        "retry_after": moment and moment.isoformat(),
    }
    return MARK.decode() + dumps(told)


def failure_in(lease: bytes) -> ProviderError | None:
    """None for the lease of one who is still asking."""
    if not lease.startswith(MARK):
        return None
    told: dict[str, Any] = loads(lease[len(MARK) :])
    kind = _KINDS[told["kind"]]
    if kind is RateLimited:
        moment = told["retry_after"]
        until = None if moment is None else datetime.fromisoformat(moment)
        return RateLimited(told["provider"], told["detail"], until)
    return kind(told["provider"], told["detail"])
