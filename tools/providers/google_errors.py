"""What errors of Google's APIs mean: `{"error": {"code", "message", "status", "details"}}`.

Statuses: google/rpc/code.proto. A method that streams (computeRouteMatrix) puts the error in an array. The
message is not passed on: it repeats what was sent.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import cast

from travel.errors import ProviderError, ProviderRefused, ProviderUnavailable, RateLimited

Kind = type[ProviderError]

STATUSES: Mapping[str, Kind] = MappingProxyType(
    dict.fromkeys(
        ("CANCELLED", "UNKNOWN", "DEADLINE_EXCEEDED", "ABORTED", "INTERNAL", "UNAVAILABLE"),
        ProviderUnavailable,
    )
    | {"RESOURCE_EXHAUSTED": RateLimited}
    | dict.fromkeys(
        (
            "INVALID_ARGUMENT",
            "NOT_FOUND",
            "ALREADY_EXISTS",
            "PERMISSION_DENIED",
            "UNAUTHENTICATED",
            "FAILED_PRECONDITION",
            "OUT_OF_RANGE",
            "UNIMPLEMENTED",
            "DATA_LOSS",
        ),
        ProviderRefused,
    )
)


def google_error(name: str) -> Callable[[int, object], ProviderError | None]:
    """The hook of one of Google's APIs; it leaves a body without a known status to the HTTP status."""

    def meaning(status: int, body: object) -> ProviderError | None:
        error = _mapping(_mapping(_first(body)).get("error"))
        said = str(error.get("status", ""))
        kind = STATUSES.get(said)
        if kind is None:
            return None
        reason = f" ({word})" if (word := _reason(error)) else ""
        return kind(name, f"{said}{reason}")

    return meaning


def _first(body: object) -> object:
    if isinstance(body, list):
        items = cast(list[object], body)
        return items[0] if items else None
    return body


def _mapping(value: object) -> Mapping[str, object]:
    return cast(Mapping[str, object], value) if isinstance(value, dict) else {}


def _reason(error: Mapping[str, object]) -> str:
    """Of a google.rpc.ErrorInfo, such as API_KEY_INVALID; anything that isn't such a word is dropped."""
    details = error.get("details")
    for each in cast(list[object], details) if isinstance(details, list) else []:
        word = str(_mapping(each).get("reason", ""))
        if word.replace("_", "").isalnum() and len(word) <= 64:
            return word
    return ""
