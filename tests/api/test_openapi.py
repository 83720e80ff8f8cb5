"""The OpenAPI document says what there is: who may ask, how errors look, and bodies that work."""

from typing import Any

import pytest

from api.description import OPEN
from tests.api.conftest import Served


@pytest.fixture(scope="module")
async def document(served: Served) -> dict[str, Any]:
    return (await served.eve.get("/openapi.json")).json()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (method.upper(), path, operation)
        for path, there in document["paths"].items()
        for method, operation in there.items()
    ]


async def test_every_operation_says_who_may_ask_and_how_errors_look(
    document: dict[str, Any],
) -> None:
    assert document["security"] == [{"bearer": []}]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    opened = {path for _, path, each in operations(document) if each.get("security") == []}
    assert opened == OPEN
    for method, path, each in operations(document):
        assert each["summary"], path
        for status in ("429", "default"):
            (media,) = each["responses"][status]["content"].values()
            wanted = "OpenAiError" if path.startswith("/v1/") else "Problem"
            assert media["schema"]["$ref"].endswith(f"/{wanted}"), (method, path)
    assert "HTTPValidationError" not in str(document)


async def test_streams_are_told_as_streams(document: dict[str, Any]) -> None:
    for path, method in (("/agui", "post"), ("/chat", "post"), ("/runs/{id}/events", "get")):
        content = document["paths"][path][method]["responses"]["200"]["content"]
        assert set(content) == {"text/event-stream"}


async def test_every_body_has_an_example_that_works(
    document: dict[str, Any], served: Served
) -> None:
    for method, path, each in operations(document):
        if "requestBody" not in each:
            continue
        reference = each["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = document["components"]["schemas"][reference.rpartition("/")[2]]
        assert schema.get("examples"), f"{method} {path}: shown(...) in its model gives one"
        for example in schema["examples"]:
            answer = await served.eve.request(method, path, json=example)
            assert answer.status_code < 400 or "{" in path, answer.text
            assert answer.status_code != 422, answer.text


async def test_problems_are_as_described(document: dict[str, Any], served: Served) -> None:
    import jsonschema

    for name, path in (("Problem", "/runs/none"), ("OpenAiError", "/v1/models/none")):
        told = (await served.eve.get(path)).json()
        jsonschema.validate(told, document["components"]["schemas"][name])
