"""Booking with LiteAPI: once for each reference, whatever fails; asked for and cancelled."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from tests.providers.liteapi.desk import CHECK_IN, NOW, SLOW, Desk
from tests.simulators.liteapi import error_body
from tests.simulators.serving import Fault
from tools.providers.liteapi import BookRequest, Holder
from travel.errors import (
    OfferGone,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.money import money
from travel.party import Party


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


async def test_a_booking_is_made_read_and_found_by_its_reference(desk: Desk) -> None:
    request = await desk.request("ts-42")
    booking = await desk.bookings.book(request)
    assert booking.status == "confirmed"
    assert (booking.client_reference, booking.prebook_id) == ("ts-42", request.prebook_id)
    assert (booking.check_in, (booking.check_out - booking.check_in).days) == (CHECK_IN, 3)
    assert booking.price is not None
    assert booking.sandbox
    assert await desk.bookings.get(booking.id) == booking
    (found,) = await desk.bookings.placed("ts-42")
    assert (found.id, found.status, found.price) == (booking.id, "confirmed", booking.price)


async def test_the_charge_of_the_prebook_is_the_price_of_the_booking(desk: Desk) -> None:
    prebook = await desk.bookings.prebook(await desk.offer())
    request = (await desk.request()).model_copy(update={"prebook_id": prebook.id})
    assert (await desk.bookings.book(request)).price == prebook.charge


async def test_two_rooms_have_a_guest_each(desk: Desk) -> None:
    request = await desk.request(party=Party(adults=4), rooms=2)
    assert [guest.room for guest in request.guests] == [1, 2]
    assert (await desk.bookings.book(request)).status == "confirmed"


async def test_a_reference_books_once_and_the_repeat_is_the_first_booking(desk: Desk) -> None:
    request = await desk.request()
    first = await desk.bookings.book(request)
    again = await desk.bookings.book(request)
    assert again.id == first.id
    assert len(desk.simulator.desk.bookings) == 1


async def test_a_repeat_whose_booking_can_not_be_read_is_unknown(desk: Desk) -> None:
    request = await desk.request()
    await desk.bookings.book(request)
    desk.plan("GET", "/bookings", Fault(status=503), times=3)
    assert isinstance(await failure(desk.bookings.book(request)), OutcomeUnknown)
    assert len(desk.simulator.desk.bookings) == 1


async def test_a_repeat_whose_booking_does_not_show_up_is_unknown(desk: Desk) -> None:
    request = await desk.request()
    desk.plan("POST", "/rates/book", Fault(status=400, raw=error_body(4005)))
    assert isinstance(await failure(desk.bookings.book(request)), OutcomeUnknown)


LOST = {
    "500": Fault(status=500),
    "502": Fault(status=502),
    "503": Fault(status=503),
    "504": Fault(status=504),
    "202": Fault(status=202, raw=b"{}"),
    "slow": Fault(delay=SLOW),
    "cut at once": Fault(cut=0),
    "cut": Fault(cut=20),
    "no JSON": Fault(raw=b"<html>"),
    "another shape": Fault(raw=b'{"data": {"id": 1}}'),
    "an empty error": Fault(status=400, raw=b'{"error": {}}'),
    "no body": Fault(status=400, raw=b""),
    "an unknown code": Fault(status=400, raw=error_body(2099)),
    "an error called fine": Fault(status=200, raw=error_body(2099)),
    "2010": Fault(status=400, raw=error_body(2010)),
    "2013": Fault(status=400, raw=error_body(2013)),
    "2014": Fault(status=400, raw=error_body(2014)),
    "5000": Fault(status=400, raw=error_body(5000, "payment transaction id save failed")),
    "408": Fault(status=408),
}


@pytest.mark.parametrize("after", [False, True], ids=["before it exists", "after it exists"])
@pytest.mark.parametrize("fault", LOST.values(), ids=LOST.keys())
async def test_a_lost_answer_is_unknown_sent_once_and_settled_by_asking(
    desk: Desk, fault: Fault, after: bool
) -> None:
    request = await desk.request("ts-7")
    changed = {name: getattr(fault, name) for name in ("status", "raw", "delay", "cut")}
    desk.plan("POST", "/rates/book", Fault(**changed, after=after))
    assert isinstance(await failure(desk.bookings.book(request)), OutcomeUnknown)
    assert desk.times("/rates/book") == 1
    found = await desk.bookings.placed("ts-7")
    assert [each.client_reference for each in found] == ["ts-7"] * len(found)
    assert len(found) == len(desk.simulator.desk.bookings) <= 1
    assert len(found) == 1 or not after


@pytest.mark.parametrize(
    ("raw", "status", "kind"),
    [
        (error_body(429), 429, RateLimited),
        (error_body(401), 401, ProviderRefused),
        (error_body(4000, "missing or not supported payment method"), 400, ProviderRefused),
        (error_body(4002, "empty request body"), 400, ProviderRefused),
        (error_body(4010, "prebookId data validation failed"), 400, ProviderRefused),
        (error_body(4002, "invalid prebookId, invalid rate"), 400, OfferGone),
        (error_body(4002, "invalid prebookId, rate not found"), 400, OfferGone),
    ],
)
async def test_a_refusal_says_that_nothing_was_booked(
    desk: Desk, raw: bytes, status: int, kind: type[ProviderError]
) -> None:
    request = await desk.request()
    desk.plan("POST", "/rates/book", Fault(status=status, raw=raw))
    error = await failure(desk.bookings.book(request))
    assert type(error) is kind
    assert desk.times("/rates/book") == 1


async def test_an_expired_prebook_is_gone(desk: Desk) -> None:
    request = await desk.request()
    desk.now = NOW + timedelta(hours=2)
    assert isinstance(await failure(desk.bookings.book(request)), OfferGone)


async def test_only_bookings_of_the_reference_are_taken_for_it(desk: Desk) -> None:
    booking = await desk.bookings.book(await desk.request("ts-theirs"))
    answer = desk.simulator.exchanges[-1].answer["data"]
    raw = json.dumps({"data": [answer]}).encode()
    desk.plan("GET", "/bookings", Fault(raw=raw))
    assert await desk.bookings.placed("ts-mine") == ()
    assert (await desk.bookings.placed("ts-theirs"))[0].id == booking.id


async def test_a_booking_is_readable_though_its_terms_are_not(desk: Desk) -> None:
    raw = (
        b'{"data": {"bookingId": "b1", "status": "PENDING", "checkin": "2026-05-04", "checkout": '
        b'"2026-05-05", "currency": "EUR", "cancellationPolicies": {"cancelPolicyInfos": ["x"]}}}'
    )
    desk.plan("GET", "/bookings/b1", Fault(raw=raw))
    booking = await desk.bookings.get("b1")
    assert (booking.status, booking.price, booking.refundable) == ("unclear", None, None)
    assert booking.fee_at(NOW) is None


async def test_a_booking_that_is_not_there_is_refused(desk: Desk) -> None:
    assert isinstance(await failure(desk.bookings.get("none")), ProviderRefused)


async def test_the_fee_told_beforehand_is_the_fee_of_the_cancellation(desk: Desk) -> None:
    for days, references in ((-10, "early"), (-2, "late"), (0, "on the day")):
        desk.now = NOW
        booking = await desk.bookings.book(await desk.request(references))
        noon = datetime(CHECK_IN.year, CHECK_IN.month, CHECK_IN.day, 12, tzinfo=UTC)
        desk.now = noon + timedelta(days=days)
        expected = booking.fee_at(desk.now)
        cancelled = await desk.bookings.cancel(booking.id)
        assert booking.price is not None
        assert cancelled.fee is not None
        assert cancelled.fee == expected
        assert cancelled.refund == booking.price - cancelled.fee
        assert (await desk.bookings.get(booking.id)).status == cancelled.status


async def test_a_refundable_booking_costs_nothing_to_cancel_in_time(desk: Desk) -> None:
    booking = await desk.bookings.book(await desk.request())
    assert booking.fee_at(NOW) == money(0, "EUR")
    cancelled = await desk.bookings.cancel(booking.id)
    assert (cancelled.status, cancelled.fee) == ("cancelled", money("0.0", "EUR"))


async def test_another_booking_costs_everything_to_cancel(desk: Desk) -> None:
    offers = await desk.stays.search(desk.query())
    offer = next(each for each in offers if each.refundable_until is None)
    prebook = await desk.bookings.prebook(offer)
    request = (await desk.request()).model_copy(update={"prebook_id": prebook.id})
    booking = await desk.bookings.book(request)
    assert booking.fee_at(NOW) == booking.price
    cancelled = await desk.bookings.cancel(booking.id)
    assert (cancelled.status, cancelled.fee) == ("cancelled_with_charges", booking.price)


@pytest.mark.parametrize(
    "fault",
    [Fault(status=500, after=True), Fault(cut=0, after=True), Fault(delay=SLOW, after=True)],
    ids=["500", "cut", "slow"],
)
async def test_a_cancellation_without_an_answer_is_unknown_and_sent_once(
    desk: Desk, fault: Fault
) -> None:
    booking = await desk.bookings.book(await desk.request())
    path = f"/bookings/{booking.id}"
    desk.plan("PUT", path, fault)
    assert isinstance(await failure(desk.bookings.cancel(booking.id)), OutcomeUnknown)
    assert desk.simulator.faults.requests.count(f"PUT {path}") == 1
    assert (await desk.bookings.get(booking.id)).status == "cancelled"


async def test_cancelling_twice_leaves_it_to_ask(desk: Desk) -> None:
    booking = await desk.bookings.book(await desk.request())
    await desk.bookings.cancel(booking.id)
    assert isinstance(await failure(desk.bookings.cancel(booking.id)), OutcomeUnknown)
    assert (await desk.bookings.get(booking.id)).status == "cancelled"


async def test_a_failing_list_is_a_failure_and_not_an_empty_one(desk: Desk) -> None:
    desk.plan("GET", "/bookings", Fault(status=500), times=3)
    assert isinstance(await failure(desk.bookings.placed("ts-1")), ProviderUnavailable)


async def test_guests_are_in_no_print_and_in_no_error(desk: Desk) -> None:
    request = await desk.request()
    assert "Lovelace" not in repr(request)
    assert "ada@x.org" not in repr(request)
    with pytest.raises(ValidationError) as caught:
        Holder.model_validate({"first_name": "Ada", "last_name": 3, "email": "", "phone": "+49"})
    assert "Ada" not in str(caught.value)
    raw = error_body(4002, "Key: 'Book.holder' Error: Ada Lovelace failed")
    desk.plan("POST", "/rates/book", Fault(status=400, raw=raw))
    assert "Lovelace" not in str(await failure(desk.bookings.book(request)))


@pytest.mark.parametrize("rooms", [(1, 1), (2,), (2, 1)])
async def test_a_room_has_one_guest_who_speaks_for_it(desk: Desk, rooms: tuple[int, ...]) -> None:
    request = await desk.request()
    guests = [request.guests[0].model_copy(update={"room": room}) for room in rooms]
    with pytest.raises(ValidationError):
        BookRequest.model_validate(request.model_dump() | {"guests": guests})
