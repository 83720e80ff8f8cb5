"""Answers of LiteAPI that hold nothing, come late, or break the contract."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests.providers.liteapi.desk import NOW, QUICK, SLOW, Desk, opened
from tests.simulators.liteapi import KEY, error_body
from tests.simulators.serving import Fault
from tools.http import VendorClient
from tools.providers.liteapi import LiteApi, liteapi_error, search_policy
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    RateLimited,
)
from travel.gazetteer import Gazetteer
from travel.party import Party


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


@pytest.mark.parametrize("status", [204, 200])
async def test_no_availability_is_an_empty_answer(desk: Desk, status: int) -> None:
    desk.simulator.unfree_status = status
    nowhere = desk.place().model_copy(update={"lat": 0.0, "lon": 0.0})
    assert await desk.stays.search(desk.query(place=nowhere)) == ()


async def test_a_place_without_hotels_is_an_empty_answer(desk: Desk) -> None:
    ice = desk.place().model_copy(update={"lat": -80.0})
    assert await desk.stays.search(desk.query(place=ice)) == ()


async def test_a_204_that_carries_a_body_is_empty_and_spoils_no_later_answer(
    desk: Desk,
) -> None:
    """Against HTTP, as the OpenAPI file has it; no proper server sends it, so it's done by hand."""
    body, query = error_body(2001), desk.query()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        while head:
            lines = (line.lower().partition(b":") for line in head.split(b"\r\n"))
            length = next(int(value) for name, _, value in lines if name == b"content-length")
            await reader.readexactly(length)
            writer.write(b"HTTP/1.1 204 No Content\r\ncontent-type: application/json\r\n")
            writer.write(b"content-length: %d\r\n\r\n%s" % (len(body), body))
            await writer.drain()
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                head = b""
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    policy = search_policy(SecretStr(KEY), url).model_copy(update=QUICK)
    async with server, VendorClient(policy, errors=liteapi_error) as client:
        stays = LiteApi(client, client, desk.gazetteer, nationality="DE", clock=lambda: NOW)
        for _ in range(3):
            assert await stays.search(query) == ()


async def test_days_past_are_empty_and_not_asked_for(desk: Desk) -> None:
    past = desk.query(check_in=NOW.date() - timedelta(days=1))
    assert await desk.stays.search(past) == ()
    assert desk.simulator.exchanges == []


FLEETING = {
    "429": Fault(status=429, raw=error_body(429)),
    "503": Fault(status=503),
    "slow": Fault(delay=SLOW),
    "cut": Fault(cut=200),
    "cut at once": Fault(cut=0),
    "408": Fault(status=408, raw=error_body(4016)),
}


@pytest.mark.parametrize("fault", FLEETING.values(), ids=FLEETING.keys())
async def test_a_search_is_tried_again_after_a_passing_fault(desk: Desk, fault: Fault) -> None:
    desk.plan("POST", "/hotels/rates", fault)
    assert await desk.stays.search(desk.query())
    assert desk.times("/hotels/rates") == 2


async def test_a_rate_limit_that_lasts_is_said(desk: Desk) -> None:
    desk.simulator.per_second = 0
    assert isinstance(await failure(desk.stays.search(desk.query())), RateLimited)


async def test_a_wrong_key_is_refused_and_not_repeated(gazetteer: Gazetteer) -> None:
    async with opened(gazetteer, "sand_wrong") as desk:
        error = await failure(desk.stays.search(desk.query()))
        assert isinstance(error, ProviderRefused)
        assert "sand_wrong" not in str(error)
        assert desk.times("/hotels/rates") == 1


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b'{"data": 3}', b'{"data": [{"hotel": 1}]}'])
async def test_an_answer_that_breaks_the_contract_is_malformed(desk: Desk, raw: bytes) -> None:
    desk.plan("POST", "/hotels/rates", Fault(raw=raw))
    assert isinstance(await failure(desk.stays.search(desk.query())), MalformedResponse)


async def test_offers_that_break_the_contract_are_left_out(desk: Desk) -> None:
    await desk.stays.search(desk.query())
    answer = json.loads(json.dumps(desk.simulator.exchanges[0].answer))
    first, second, third, *_ = answer["data"]
    first["roomTypes"] = [{"offerId": "x"}]
    second["roomTypes"][0]["rates"][0]["cancellationPolicies"]["cancelPolicyInfos"] = ["soon"]
    third["roomTypes"][0]["offerRetailRate"] = {"amount": -3, "currency": "EUR"}
    desk.plan("POST", "/hotels/rates", Fault(raw=json.dumps(answer).encode()))
    offers = await desk.stays.search(desk.query(limit=200))
    shown = {offer.id for offer in offers}
    assert offers
    assert "x" not in shown
    assert second["roomTypes"][0]["offerId"] not in shown
    assert third["roomTypes"][0]["offerId"] not in shown


async def test_a_price_may_be_a_list_as_the_schema_says_or_be_summed(desk: Desk) -> None:
    before = await desk.stays.search(desk.query())
    answer = json.loads(json.dumps(desk.simulator.exchanges[0].answer))
    for number, hotel in enumerate(answer["data"]):
        for room_type in hotel["roomTypes"]:
            price = room_type.pop("offerRetailRate")
            if number % 2:
                room_type["offerRetailRate"] = [price]
    desk.plan("POST", "/hotels/rates", Fault(raw=json.dumps(answer).encode()))
    after = await desk.stays.search(desk.query())
    assert [offer.price for offer in after] == [offer.price for offer in before]


async def test_rates_for_members_and_packages_are_left_out(desk: Desk) -> None:
    await desk.stays.search(desk.query())
    answer = json.loads(json.dumps(desk.simulator.exchanges[0].answer))
    for hotel in answer["data"]:
        hotel["roomTypes"][0]["loyaltyMembershipIdRequired"] = True
        hotel["roomTypes"][1]["rateType"] = "package"
        hotel["roomTypes"] = hotel["roomTypes"][:2]
    desk.plan("POST", "/hotels/rates", Fault(raw=json.dumps(answer).encode()))
    assert await desk.stays.search(desk.query()) == ()


async def test_a_hotel_listed_twice_still_offers_two_at_most(desk: Desk) -> None:
    before = await desk.stays.search(desk.query())
    answer = json.loads(json.dumps(desk.simulator.exchanges[0].answer))
    answer["data"] *= 2
    desk.plan("POST", "/hotels/rates", Fault(raw=json.dumps(answer).encode()))
    assert [o.id for o in await desk.stays.search(desk.query())] == [o.id for o in before]


async def test_an_offer_that_lacks_a_room_is_left_out(desk: Desk) -> None:
    query = desk.query(party=Party(adults=4), rooms=2)
    await desk.stays.search(query)
    answer = json.loads(json.dumps(desk.simulator.exchanges[0].answer))
    for hotel in answer["data"][1:]:
        for room_type in hotel["roomTypes"]:
            room_type["rates"].pop()
    desk.plan("POST", "/hotels/rates", Fault(raw=json.dumps(answer).encode()))
    assert len({offer.name for offer in await desk.stays.search(query)}) == 1
