"""Spans of OpenTelemetry for what a turn does: names of the code, never what was said.

Without a tracer provider in the process they cost next to nothing and go nowhere.
"""

import functools
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from typing import Any

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

Node = Callable[..., Awaitable[Any]]
_TRACER = trace.get_tracer("tripsage")  # goes over to a provider that is set later


@contextmanager
def span(
    name: str, *, kind: SpanKind = SpanKind.INTERNAL, **attributes: str
) -> Generator[trace.Span]:
    """Of a failure it has the class alone: the text may repeat what a person said."""
    told = {key.replace("_", "."): value for key, value in attributes.items()}
    with _TRACER.start_as_current_span(
        name, kind=kind, attributes=told, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(Status(StatusCode.ERROR))
            raise


def traced(name: str, node: Node) -> Node:
    """The node within a span; LangGraph reads the signature of the one within."""

    @functools.wraps(node)
    async def within(*given: Any, **named: Any) -> Any:
        with span(name):
            return await node(*given, **named)

    return within
