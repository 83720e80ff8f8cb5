"""Errors as Duffel sends them."""

from typing import Any

TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "authentication_error",
    404: "invalid_request_error",
    422: "validation_error",
    429: "rate_limit_error",
}


class Refused(Exception):
    """Answered with that status and code. `message` may repeat what was sent, as Duffel's do."""

    def __init__(
        self,
        status: int,
        code: str | int,
        *,
        kind: str | None = None,
        message: str = "",
        source: object = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.kind = kind or TYPES.get(status, "api_error")
        self.message = message
        self.source = source

    def body(self, request_id: str) -> dict[str, Any]:
        error: dict[str, Any] = {
            "type": self.kind,
            "code": self.code,
            "title": str(self.code).replace("_", " ").capitalize(),
            "message": self.message or f"{self.code}.",
            "documentation_url": "https://duffel.com/docs/api/overview/errors",
        }
        if self.source is not None:
            error["source"] = self.source
        return {"meta": {"status": self.status, "request_id": request_id}, "errors": [error]}


def missing(field: str) -> Refused:
    return Refused(
        422,
        "validation_required",
        message=f"Field '{field}' can't be blank",
        source={"field": field, "pointer": f"/{field}"},
    )


def wrong_state(code: str) -> Refused:
    return Refused(422, code, kind="invalid_state_error")
