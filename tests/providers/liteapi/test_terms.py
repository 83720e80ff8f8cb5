"""What LiteAPI's rates promise, as its answers put it: boards, refunds, taxes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.providers.liteapi.desk import Desk
from tests.simulators.serving import Fault
from travel.money import money
from travel.offers import StayOffer
from travel.party import Party
from travel.wishes import Board

MAY = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


async def repriced(desk: Desk, *changes: dict[str, Any]) -> StayOffer:
    """An offer whose rooms' rates say this."""
    query = {"party": Party(adults=2 * len(changes)), "rooms": len(changes)}
    offer = await desk.offer(**query)
    await desk.stays.reprice(offer)
    answer = json.loads(json.dumps(desk.simulator.exchanges[-1].answer))
    for rate, change in zip(answer["data"]["roomTypes"][0]["rates"], changes, strict=True):
        rate.update(change)
    desk.plan("POST", "/rates/prebook", Fault(raw=json.dumps(answer).encode()))
    return await desk.stays.reprice(offer)


def terms(tag: str, *steps: tuple[str, float], zone: str = "GMT") -> dict[str, Any]:
    infos = [
        {"cancelTime": at, "amount": fee, "currency": "EUR", "type": "amount", "timezone": zone}
        for at, fee in steps
    ]
    return {"cancellationPolicies": {"cancelPolicyInfos": infos, "refundableTag": tag}}


@pytest.mark.parametrize(
    ("change", "until"),
    [
        (terms("RFN", ("2026-05-01 12:00:00", 50)), MAY),
        (terms("RFN", ("2026-05-01 12:00:00", 50), zone=""), MAY),
        (terms("RFN", ("2026-05-01 12:00:00", 50), zone="somewhere"), MAY),
        (terms("RFN", ("2026-05-01 14:00:00", 50), zone="Europe/Paris"), MAY),
        (terms("RFN", ("2026-05-01T14:00:00+02:00", 50)), MAY),
        (terms("RFN", ("2026-05-02", 50)), datetime(2026, 5, 2, tzinfo=UTC)),
        (terms("RFN", ("2026-05-03 00:00:00", 90), ("2026-05-01 12:00:00", 50)), MAY),
        (terms("RFN", ("2026-04-01 00:00:00", 0), ("2026-05-01 12:00:00", 50)), MAY),
        (terms("RFN", ("2026-05-01 12:00:00", 0)), MAY),
        (terms("RFN"), None),
        (terms("NRFN", ("2026-05-01 12:00:00", 50)), None),
        (terms("", ("2026-05-01 12:00:00", 50)), None),
        ({"cancellationPolicies": None}, None),
    ],
)
async def test_a_refund_ends_with_the_first_charge(
    desk: Desk, change: dict[str, Any], until: datetime | None
) -> None:
    assert (await repriced(desk, change)).refundable_until == until


async def test_two_rooms_are_refundable_while_both_are(desk: Desk) -> None:
    early, late = (("2026-05-01 12:00:00", 50)), (("2026-05-03 12:00:00", 50))
    both = await repriced(desk, terms("RFN", late), terms("RFN", early))
    assert both.refundable_until == MAY
    one = await repriced(desk, terms("RFN", late), terms("NRFN", early))
    assert one.refundable_until is None


@pytest.mark.parametrize(
    ("code", "name", "board"),
    [
        ("RO", "Room Only", "room_only"),
        ("RO", "Room only, breakfast for a fee", "room_only"),
        ("BB", "", "breakfast"),
        ("BB2", "Buffet", "breakfast"),
        ("HB", "", "half_board"),
        ("FB", "", "full_board"),
        ("AI", "", "all_inclusive"),
        ("ai+", "", "all_inclusive"),
        ("XX", "Breakfast included", "breakfast"),
        ("", "Half-board", "half_board"),
        ("XX", "No breakfast", "room_only"),
        ("XX", "A surprise", "room_only"),
        (None, None, "room_only"),
    ],
)
async def test_a_board_is_read_from_its_code_or_its_name(
    desk: Desk, code: str | None, name: str | None, board: Board
) -> None:
    assert (await repriced(desk, {"boardType": code, "boardName": name})).board == board


async def test_two_rooms_have_the_board_that_both_have(desk: Desk) -> None:
    offer = await repriced(desk, {"boardType": "HB"}, {"boardType": "BB"})
    assert offer.board == "breakfast"


async def test_taxes_in_the_price_are_not_counted_twice(desk: Desk) -> None:
    taxes = [{"included": True, "amount": 9.5, "currency": "EUR", "description": "VAT"}]
    retail = {"retailRate": {"total": [], "taxesAndFees": taxes}}
    offer = await desk.offer()
    again = await repriced(desk, retail)
    assert again.price == offer.price - money(15, "EUR")
    assert "property" not in again.provenance.note
