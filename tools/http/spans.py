"""A span of OpenTelemetry for each attempt at asking a vendor, by its conventions for HTTP clients.

Without a tracer provider in the process the spans cost next to nothing and go nowhere. They hold what an
`Exchange` holds: no URL, no header, no value in a path.
"""

from collections.abc import Callable

from opentelemetry import trace
from opentelemetry.trace import SpanKind, Status, StatusCode

from tools.http.policy import Exchange, Observe


class Traced:
    """Implements `Observe` around another one."""

    def __init__(self, inner: Observe) -> None:
        self._inner = inner
        self._tracer = trace.get_tracer("tripsage.http")

    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]:
        told = self._inner.exchange(vendor, method, path)
        span = self._tracer.start_span(
            f"{method} {path}",
            kind=SpanKind.CLIENT,
            attributes={
                "peer.service": vendor,
                "http.request.method": method,
                "url.template": path,
            },
        )

        def done(exchange: Exchange) -> None:
            if exchange.tried > 1:
                span.set_attribute("http.request.resend_count", exchange.tried - 1)
            if exchange.status is not None:
                span.set_attribute("http.response.status_code", exchange.status)
            span.set_attribute("http.response.body.size", exchange.received)
            if exchange.outcome != "ok":
                span.set_attribute("error.type", exchange.outcome)
                span.set_status(Status(StatusCode.ERROR))
            span.end()
            told(exchange)

        return done
