"""What wrong, missing and refusing answers of Duffel become."""

import json
from datetime import timedelta

import pytest

from tests.providers.duffel.conftest import NOW, Opened, flight, zone
from tests.simulators.duffel import DuffelSimulator
from tests.simulators.duffel.errors import Refused
from tests.simulators.serving import Fault
from tools.providers.duffel import Duffel, duffel_error
from travel.errors import (
    MalformedResponse,
    OfferGone,
    OutcomeUnknown,
    PriceChanged,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)


async def test_offers_that_can_not_be_read_are_left_out_and_none_readable_is_an_error(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    await duffel.search(flight("BER", "LIS"))
    good = next(iter(simulator.desk.offers.values())).shown()
    trackless = json.loads(json.dumps(good))
    trackless["slices"][0]["segments"][0]["marketing_carrier"]["iata_code"] = None
    backwards = json.loads(json.dumps(good))
    backwards["slices"][0]["segments"][0]["arriving_at"] = "2026-05-03T01:00:00"
    broken = [{"id": "off_1"}, None, good | {"total_amount": "a lot"}, trackless, backwards]
    for offers, found in (([*broken, good], 1), ([*broken, good | {"partial": True}], None)):
        raw = json.dumps({"data": offers, "meta": {"after": None}}).encode()
        simulator.faults.plan("GET", "/air/offers", Fault(raw=raw))
        if found:
            assert len(await duffel.search(flight("BER", "LIS"))) == found
        else:
            with pytest.raises(MalformedResponse) as caught:
                await duffel.search(flight("BER", "LIS"))
            assert "a lot" not in str(caught.value)


@pytest.mark.parametrize("raw", [b"[]", b"{}", b'{"data": null}', b'{"data": {"id": 3}}', b"<p>"])
async def test_an_answer_of_another_shape_is_malformed(
    duffel: Duffel, simulator: DuffelSimulator, raw: bytes
) -> None:
    simulator.faults.plan("POST", "/air/offer_requests", Fault(raw=raw))
    with pytest.raises(MalformedResponse):
        await duffel.search(flight("BER", "LIS"))


@pytest.mark.parametrize("token", ["duffel_test_other", "duffel_live_x"])
async def test_a_wrong_token_is_refused_and_not_shown(opened: Opened, token: str) -> None:
    async with opened(token) as client:
        with pytest.raises(ProviderRefused) as caught:
            await Duffel(client, zone=zone, clock=lambda: NOW).search(flight("BER", "LIS"))
    assert "access_token_not_found" in str(caught.value)
    assert token not in str(caught.value)


async def test_too_many_searches_say_when_to_come_back(
    opened: Opened, simulator: DuffelSimulator
) -> None:
    simulator.per_minute = 0
    async with opened() as client:
        with pytest.raises(RateLimited) as caught:
            await Duffel(client, zone=zone, clock=lambda: NOW).search(flight("BER", "LIS"))
    assert caught.value.retry_after == NOW + timedelta(minutes=1)
    assert len(simulator.faults.requests) == 1


async def test_a_slow_and_a_cut_search_are_tried_again(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    simulator.faults.plan("POST", "/air/offer_requests", Fault(status=503))
    simulator.faults.plan("GET", "/air/offers", Fault(cut=100))
    assert await duffel.search(flight("BER", "LIS")) != ()


@pytest.mark.parametrize("status", [500, 502])
async def test_what_duffel_says_not_to_try_again_is_not(
    duffel: Duffel, simulator: DuffelSimulator, status: int
) -> None:
    simulator.faults.plan("GET", "/air/offers", Fault(status=status))
    with pytest.raises(ProviderUnavailable):
        await duffel.search(flight("BER", "LIS"))
    assert simulator.faults.requests.count("GET /air/offers") == 1


DOCUMENTED: dict[type[ProviderError], str] = {
    OfferGone: "offer_no_longer_available offer_expired",
    PriceChanged: "price_changed payment_amount_does_not_match_order_amount",
    OutcomeUnknown: "offer_request_already_booked order_creation_already_attempted",
    RateLimited: "rate_limit_exceeded",
    ProviderUnavailable: "airline_unknown airline_internal gateway_timeout_error",
    ProviderRefused: "order_not_created payment_currency_does_not_match_order_currency "
    "insufficient_balance unsupported_action order_not_changeable already_cancelled already_paid "
    "past_payment_required_by_date schedule_changed stale_airline_initiated_change_accept",
}


@pytest.mark.parametrize(
    ("code", "kind"),
    [(code, kind) for kind, codes in DOCUMENTED.items() for code in codes.split()],
)
async def test_every_documented_code_has_its_place_and_its_message_is_not_repeated(
    opened: Opened, simulator: DuffelSimulator, code: str, kind: type[ProviderError]
) -> None:
    refused = Refused(422, code, kind="a_new_type", message="Amelia Earhart", source="ZZ")
    raw = json.dumps(refused.body("r1")).encode()
    simulator.faults.plan("GET", ".*", Fault(status=422, raw=raw))
    async with opened() as client:
        with pytest.raises(ProviderError) as caught:
            await client.read("GET", "/air/orders/{id}", at={"id": "ord_1"})
    assert type(caught.value) is kind
    assert code in str(caught.value)
    assert "Amelia" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "kind", "error"),
    [
        (400, "airline_error", ProviderRefused),
        (502, "airline_error", ProviderUnavailable),
        (500, "api_error", ProviderUnavailable),
        (401, "authentication_error", ProviderRefused),
        (400, "invalid_request_error", ProviderRefused),
        (422, "invalid_state_error", ProviderRefused),
        (429, "rate_limit_error", RateLimited),
        (422, "validation_error", ProviderRefused),
        (422, "an_error_of_tomorrow", ProviderRefused),
        (500, "an_error_of_tomorrow", ProviderUnavailable),
    ],
)
@pytest.mark.parametrize("code", ["a_code_of_tomorrow", 400])
@pytest.mark.parametrize("source", ["ZZ", {"field": "x", "pointer": "/x"}, None])
def test_an_unknown_code_is_judged_by_its_type_and_then_by_its_status(
    status: int, kind: str, error: type[ProviderError], code: str | int, source: object
) -> None:
    body = Refused(status, code, kind=kind, source=source).body("r1")
    found = duffel_error(status, body)
    if kind == "an_error_of_tomorrow":
        assert found is None  # left to the defaults of `tools.http`
    else:
        assert type(found) is error


@pytest.mark.parametrize("body", [None, [], {}, {"errors": []}, {"errors": [3]}, {"errors": {}}])
def test_a_body_without_errors_is_left_to_the_defaults(body: object) -> None:
    assert duffel_error(500, body) is None
