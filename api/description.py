"""The OpenAPI document: what FastAPI finds out by itself, with who may ask and how errors look."""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI

from api.problems import MEDIA

OPEN = frozenset(  # without a token
    ("/health", "/health/database", "/health/realtime", "/metrics", "/auth/anonymous")
)
BEARER: Mapping[str, Any] = {
    "type": "http",
    "scheme": "bearer",
    "description": "An access token of Supabase Auth, of an anonymous session or of this machine's "
    "person, or a key made by `tripsage token create`.",
}
TEXT: Mapping[str, Any] = {"type": "string"}
PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "RFC 9457. `code` is for programs, `request_id` for whoever is asked about it.",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": TEXT,
        "request_id": TEXT,
    },
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "examples": [
        {
            "type": "urn:tripsage:problem:not_found",
            "title": "Not Found",
            "status": 404,
            "detail": "There is nothing of yours by that name.",
            "code": "not_found",
            "request_id": "5f0c8d2b1f4e4a0f9a2f1f6f3f0c8d2b",
        }
    ],
}
OPENAI_ERROR: Mapping[str, Any] = {
    "type": "object",
    "title": "OpenAiError",
    "properties": {
        "error": {
            "type": "object",
            "properties": {
                name: {"type": ["string", "null"]} for name in ("message", "type", "param", "code")
            },
            "required": ["message", "type", "param", "code"],
        }
    },
    "required": ["error"],
}
LIMIT_HEADERS: Mapping[str, Any] = {
    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds"},
    "RateLimit": {"schema": TEXT, "description": "draft-ietf-httpapi-ratelimit-headers-10"},
    "RateLimit-Policy": {"schema": TEXT},
}


def describe(app: FastAPI) -> None:
    found_out = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _completed(found_out())
        return app.openapi_schema

    app.openapi = openapi  # as FastAPI's documentation has it ("Extending OpenAPI")


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    components = document["components"]
    components["securitySchemes"] = {"bearer": BEARER}
    components["schemas"] |= {"Problem": PROBLEM, "OpenAiError": OPENAI_ERROR}
    for name in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(name, None)
    document["security"] = [{"bearer": []}]
    for path, operation in _operations(document):
        if path in OPEN:
            operation["security"] = []
        operation["responses"] |= _errors(path)
        if "requestBody" not in operation and "parameters" not in operation:
            del operation["responses"]["422"]
    return document


def _operations(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            yield path, operation


def _errors(path: str) -> dict[str, Any]:
    name, media = (
        ("OpenAiError", "application/json") if path.startswith("/v1/") else ("Problem", MEDIA)
    )
    content = {media: {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    told = {"description": "A problem", "content": content}
    return {
        "422": {**told, "description": "Not what is asked for"},
        "429": {**told, "description": "Too much", "headers": LIMIT_HEADERS},
        "default": told,
    }
