"""Bookings, memories and searches over HTTP."""

import httpx
import pytest

from api.app import open_app
from api.identity.caller import Caller
from tests.api.conftest import Served, client
from tests.api.test_approvals import asked, decided, responded, resumed
from tests.simulators.serving import serving
from wiring.open import TripSage
from wiring.settings import Settings

FLIGHT = {"origin": "Berlin", "destination": "LIS", "departure_date": "2026-05-07"}
STAY = {"city": "Lisbon", "check_in": "2026-05-07", "check_out": "2026-05-11"}


async def booked(served: Served) -> str:
    """The id of a confirmed booking of Ada's."""
    thread, run, waits = await asked(served, "book the flight")
    await decided(served, run, waits[0], says="yes")
    found = (await served.ada.get("/bookings")).json()["bookings"]
    (id,) = (each["id"] for each in found if each["thread_id"] == thread)
    return id


async def test_a_booking_is_given_back_for_the_refund_that_was_shown_and_for_no_other(
    served: Served,
) -> None:
    id = await booked(served)
    shown = (await served.ada.get(f"/bookings/{id}")).json()
    assert shown["state"] == "confirmed"
    assert shown["log"][-1]["state"] == "confirmed"
    assert "Lovelace" not in str(shown)
    path = f"/bookings/{id}/cancellation"
    quoted = await served.ada.post(path)
    assert quoted.status_code == 201, quoted.text
    assert quoted.json()["refund"]["order_id"] == shown["order_id"]
    other = await served.ada.post(f"{path}/{'0' * 64}", json={"says": "yes"})
    assert (other.status_code, other.json()["code"]) == (409, "other_facts")
    approval = f"{path}/{quoted.json()['approval_id']}"
    assert (await served.ada.post(approval, json={"says": "no"})).json()["state"] == "confirmed"
    assert (await served.ada.post(approval, json={"says": "yes"})).json()["state"] == "cancelled"
    again = await served.ada.post(approval, json={"says": "yes"})
    assert (again.status_code, again.json()["code"]) == (409, "not_confirmed")


async def test_a_memory_is_added_found_corrected_and_erased(served: Served) -> None:
    await served.eve.delete("/memory")
    added = await served.eve.post("/memory", json={"text": "I prefer window seats"})
    assert added.status_code == 201, added.text
    at = f"/memory/{added.json()['id']}"
    found = (await served.eve.post("/memory/search", json={"query": "which seat?"})).json()
    assert [each["text"] for each in found["memories"]] == ["I prefer window seats"]
    edited = await served.eve.patch(at, json={"text": "I prefer the aisle"})
    assert edited.json()["text"] == "I prefer the aisle"
    exported = (await served.eve.get("/memory/export")).json()
    assert exported["user"] == "eve"
    assert [each["text"] for each in exported["memories"]] == ["I prefer the aisle"]
    assert (await served.eve.delete(at)).status_code == 204
    assert (await served.eve.delete(at)).status_code == 404
    assert (await served.eve.get("/memory")).json()["memories"] == []


async def test_what_must_not_be_kept_is_refused_and_not_repeated(served: Served) -> None:
    answer = await served.eve.post("/memory", json={"text": "my card is 4111 1111 1111 1111"})
    assert answer.status_code == 400
    assert "4111" not in answer.text


async def test_remembering_pauses_and_all_is_forgotten_with_what_was_said(served: Served) -> None:
    await served.eve.delete("/memory")
    await served.eve.post("/memory", json={"text": "I live in Oslo"})
    await served.eve.post("/chat/sessions", json={"id": "eves-own"})
    assert (await served.eve.post("/memory/pause")).status_code == 204
    assert (await served.eve.get("/memory")).json()["paused_since"]
    assert (await served.eve.post("/memory/resume")).status_code == 204
    assert (await served.eve.get("/memory")).json()["paused_since"] is None
    gone = (await served.eve.delete("/memory", params={"conversations": True})).json()
    assert gone["memories"] == 1
    assert gone["conversations"] >= 1
    assert (await served.eve.get("/chat/sessions")).json() == {"sessions": []}


async def test_flights_and_beds_are_searched_by_hand(served: Served) -> None:
    flights = (await served.eve.get("/search/flights", params={**FLIGHT, "limit": 3})).json()
    assert 1 <= len(flights["offers"]) <= 3
    assert flights["sandbox"] is True
    assert flights["offers"][0]["price"]["currency"] == "EUR"
    stays = (await served.eve.get("/search/stays", params={**STAY, "currency": "USD"})).json()
    assert {each["price"]["currency"] for each in stays["offers"]} == {"USD"}


async def test_the_same_question_is_answered_by_the_cache(
    served: Served, tripsage: TripSage
) -> None:
    def hits() -> int:
        return sum(each.hits for each in tripsage.providers.uses())

    asking = {**STAY, "city": "Porto"}
    first = await served.eve.get("/search/stays", params=asking)
    before = hits()
    second = await served.eve.get("/search/stays", params=asking)
    assert second.json() == first.json()
    assert hits() == before + 1


async def test_destinations_are_found_by_name_and_by_climate(served: Served) -> None:
    named = (await served.eve.get("/search/destinations", params={"name": "Lisbon"})).json()
    assert named["destinations"][0]["place"]["name"] == "Lisbon"
    warm = {"climate": "hot", "month": 7, "limit": 5}
    found = (await served.eve.get("/search/destinations", params=warm)).json()["destinations"]
    assert len(found) == 5
    assert all(each["climate"]["high_c"] >= 28 for each in found)


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("flights", {**FLIGHT, "departure_date": "2025-05-07"}),
        ("flights", {**FLIGHT, "departure_date": "9999-12-31"}),
        ("flights", {**FLIGHT, "return_date": "2026-05-01"}),
        ("flights", {**FLIGHT, "destination": "Berlin"}),
        ("flights", {**FLIGHT, "destination": "Xyzzyqq"}),
        ("flights", {**FLIGHT, "currency": "ZZZ"}),
        ("flights", {**FLIGHT, "children_ages": "40"}),
        ("stays", {**STAY, "check_out": "2026-05-07"}),
        ("stays", {**STAY, "check_out": "9999-12-31"}),
        ("destinations", {}),
        ("destinations", {"climate": "warm"}),
    ],
)
async def test_what_cant_be_searched_is_said(
    served: Served, path: str, asked: dict[str, str]
) -> None:
    answer = await served.eve.get(f"/search/{path}", params=asked)
    assert answer.status_code == 422, answer.text


async def test_only_who_may_agrees_to_bookings(settings: Settings, tripsage: TripSage) -> None:
    kinds = {
        "looks": Caller("local", "script", writes=False),
        "nobody": Caller("anonymous-1", "anonymous"),
    }

    async def identify(token: str) -> Caller | None:
        return kinds.get(token)

    async with (
        open_app(settings, identify, tripsage=tripsage) as app,
        serving(app) as url,
        client(url, "looks") as looks,
        client(url, "nobody") as nobody,
    ):
        for asking, code in ((looks, "read_only"), (nobody, "account_needed")):
            for answer in await agreeing(asking):
                assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert (await nobody.get("/bookings")).status_code == 200
        assert (await looks.get("/bookings")).status_code == 200


async def agreeing(asking: httpx.AsyncClient) -> list[httpx.Response]:
    """At every door where that can be done."""
    yes = {"says": "yes"}
    return [
        await asking.post("/runs/r1/approvals/a.b", json=yes),
        await asking.post("/agui", json=resumed("t1", "a.b")),
        await asking.post("/chat", json=responded("t1", "a.b")),
        await asking.post("/bookings/b1/cancellation"),
        await asking.post("/bookings/b1/cancellation/a", json=yes),
    ]
