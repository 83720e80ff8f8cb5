"""Errors as LiteAPI sends them."""

import json
from typing import Any

MESSAGES = {
    401: "Unauthorized",
    429: "Too Many Requests",
    2001: "no availability found",
    2010: "booking is not confirmed",
    2013: "booking failed",
    2014: "booking incomplete",
    4000: "bad request",
    4002: "required request field is missing or wrong input",
    4005: "duplicate booking attempt with existing client reference",
    4016: "prebook timeout exceeded, please consider increasing",
    4040: "this offer is marked as not valid, please refetch rates for this hotel",
    5000: "unable to process request",
}


class Refused(Exception):
    """Answered with that status and code. `description` may repeat what was sent."""

    def __init__(self, status: int, code: int, description: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.description = description

    @property
    def body(self) -> dict[str, Any]:
        error: dict[str, Any] = {"code": self.code, "message": MESSAGES.get(self.code, "error")}
        if self.description:
            error["description"] = self.description
        return {"error": error}


def error_body(code: int, description: str = "") -> bytes:
    return json.dumps(Refused(400, code, description).body).encode()


def wrong(description: str) -> Refused:
    return Refused(400, 4002, description)
