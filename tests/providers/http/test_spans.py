"""Each attempt at asking a vendor is a span, for whoever has set up OpenTelemetry."""

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from tests.providers.http.conftest import KEY, NAME, Vendor, policy
from tests.simulators.serving import Fault
from tools.http import Traced, Traffic, VendorClient


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr("opentelemetry.trace.get_tracer", provider.get_tracer)
    return exporter


async def test_an_attempt_that_fails_and_the_one_after_it_are_two_spans(
    vendor: Vendor, spans: InMemorySpanExporter
) -> None:
    traffic = Traffic()
    vendor.faults.plan("GET", ".*", Fault(status=503), times=1)
    async with VendorClient(policy(vendor), observe=Traced(traffic)) as client:
        await client.read("GET", "/offers/{id}", at={"id": NAME}, params={"q": NAME})
    failed, done = spans.get_finished_spans()
    assert {each.name for each in (failed, done)} == {"GET /offers/{id}"}
    assert {each.kind for each in (failed, done)} == {SpanKind.CLIENT}
    assert failed.status.status_code is StatusCode.ERROR
    assert dict(failed.attributes or {})["error.type"] == "ProviderUnavailable"
    told = dict(done.attributes or {})
    assert told["peer.service"] == "acme"
    assert told["http.response.status_code"] == 200
    assert told["http.request.resend_count"] == 1
    assert traffic.read()[0].requests == 2
    shown = "".join(each.to_json() for each in (failed, done))
    assert NAME not in shown
    assert KEY not in shown


async def test_without_opentelemetry_set_up_nothing_changes(vendor: Vendor) -> None:
    traffic = Traffic()
    async with VendorClient(policy(vendor), observe=Traced(traffic)) as client:
        await client.read("GET", "/offers/{id}", at={"id": NAME})
    assert traffic.read()[0].outcomes == {"ok": 1}
