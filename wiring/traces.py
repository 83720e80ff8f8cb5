"""Traces to an OTLP/HTTP endpoint, where there is one; without, nothing of it is imported."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from wiring.settings import Settings


@contextmanager
def open_traces(settings: Settings) -> Generator[None]:
    """Of this process, with its SQL and Redis commands; on leaving, what is left is sent."""
    if settings.otlp_endpoint is None:
        yield
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
    from opentelemetry.instrumentation.redis import RedisInstrumentor
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    endpoint = f"{settings.otlp_endpoint.rstrip('/')}/v1/traces"
    provider = TracerProvider(resource=Resource.create({"service.name": "tripsage"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    trace.set_tracer_provider(provider)
    instrumentors: tuple[Any, ...] = PsycopgInstrumentor(), RedisInstrumentor()
    for each in instrumentors:
        each.instrument(tracer_provider=provider)
    try:
        yield
    finally:
        for each in instrumentors:
            each.uninstrument()
        provider.shutdown()
