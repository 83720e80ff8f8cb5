"""What Google's APIs have in common: keys, field masks, and errors."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tests.simulators.small import Refused

KEY = "AIza-simulator-key"
HTTP = {
    "INVALID_ARGUMENT": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNAVAILABLE": 503,
}


def error(status: str, message: str, reason: str = "", *, streamed: bool = False) -> Response:
    """`streamed` ones come in an array."""
    said: dict[str, object] = {"code": HTTP[status], "message": message, "status": status}
    if reason:
        kind = "type.googleapis.com/google.rpc.ErrorInfo"
        said["details"] = [{"@type": kind, "reason": reason, "domain": "googleapis.com"}]
    body: object = {"error": said}
    return JSONResponse([body] if streamed else body, HTTP[status])


def admit(request: Request, *, streamed: bool = False) -> list[str]:
    """The fields asked for. Raises Refused."""
    key = request.headers.get("x-goog-api-key")
    if not key:
        text = "The request is missing a valid API key."
        raise Refused(error("PERMISSION_DENIED", text, streamed=streamed))
    if key != KEY:
        text = f"API key not valid: {key}. Please pass a valid API key."
        raise Refused(error("INVALID_ARGUMENT", text, "API_KEY_INVALID", streamed=streamed))
    mask = request.headers.get("x-goog-fieldmask", "").replace(" ", "")
    if not mask:
        text = "FieldMask is a required parameter."
        raise Refused(error("INVALID_ARGUMENT", text, streamed=streamed))
    return mask.split(",")


def masked(value: Mapping[str, Any], fields: list[str]) -> dict[str, Any]:
    """Only the fields asked for, of which a path such as "location.latitude" names a part."""
    found: dict[str, Any] = {}
    for field in fields:
        head, _, rest = field.partition(".")
        if head == "*":
            return dict(value)
        if head not in value:
            continue
        inner = value[head]
        if rest and isinstance(inner, dict):
            inner = found.get(head, {}) | masked(cast("dict[str, Any]", inner), [rest])
        found[head] = inner
    return found
