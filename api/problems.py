"""Errors as RFC 9457 problems; under /v1 in OpenAI's format."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.asking import ASKING
from api.encoders.openai import error as openai_error
from api.identity.caller import Unavailable
from travel.errors import (
    ApprovalRefused,
    BadInput,
    ModelRetry,
    StorageError,
    TripSageError,
    UnknownMemory,
)

MEDIA = "application/problem+json"


class Problem(Exception):
    """`code` is for programs, `more` are further members of the problem."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.more, self.headers = more or {}, headers or {}


def not_found() -> Problem:
    """Also for what is another's: nobody learns that it is there."""
    return Problem(404, "not_found", "There is nothing of yours by that name.")


def told(request: Request, problem: Problem) -> JSONResponse:
    if request.url.path.startswith("/v1/"):
        kind = "server_error" if problem.status >= 500 else "invalid_request_error"
        body = {"error": openai_error(problem.detail, kind, problem.code)}
        return JSONResponse(body, problem.status, dict(problem.headers))
    body = {
        "type": f"urn:tripsage:problem:{problem.code}",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "request_id": ASKING.get().request_id,
        **problem.more,
    }
    return JSONResponse(body, problem.status, dict(problem.headers), media_type=MEDIA)


def of(error: Exception) -> Problem:
    """Nothing of what was sent is repeated: it may be personal."""
    match error:
        case Problem():
            return error
        case RequestValidationError():
            wrong = "; ".join(
                f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
                for each in error.errors()
            )
            return Problem(422, "invalid", wrong)
        case HTTPException():
            code = HTTPStatus(error.status_code).name.lower()
            return Problem(error.status_code, code, str(error.detail), headers=error.headers)
        case RecursionError():
            return Problem(400, "too_deep", "The JSON is nested too deep.")
        case Unavailable():
            return Problem(503, "identity_unavailable", "Tokens can't be checked for the moment.")
        case UnknownMemory() | ApprovalRefused(code="not_yours"):
            return not_found()
        case ApprovalRefused():
            return Problem(409, error.code, str(error))
        case ModelRetry():
            return Problem(422, "invalid", str(error))
        case BadInput():
            return Problem(400, "bad_input", str(error))
        case StorageError():
            return Problem(503, "storage", str(error))
        case TripSageError():
            return Problem(502, "failed", str(error))
        case _:
            return Problem(500, "fault", "Something went wrong here that shouldn't have.")


def tell_problems(app: FastAPI) -> None:
    async def answer(request: Request, error: Exception) -> JSONResponse:
        return told(request, of(error))

    kinds = Problem, RequestValidationError, HTTPException, RecursionError
    for kind in (*kinds, Unavailable, TripSageError, Exception):
        app.add_exception_handler(kind, answer)
