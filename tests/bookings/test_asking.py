"""What a person approves, and what is refused."""

import asyncio
import json
import logging
from decimal import Decimal

import pytest

from tests.bookings.world import ADA, THREAD, USER, World
from tests.simulators.liteapi import Change
from travel.booking import Booking, Contact, TravellerDetails
from travel.errors import ApprovalRefused, BadInput, OfferGone
from travel.party import Party

KINDS = pytest.mark.parametrize("kind", ["flight", "stay"])


async def asked(world: World, kind: str = "flight", thread: str = THREAD) -> Booking:
    return await world.desk().propose(await world.offer(kind), ADA, thread=thread, user=USER)


async def refused(world: World, booking: Booking, **changed: str) -> str:
    said = {"user": USER, "thread": THREAD, "digest": booking.digest} | changed
    with pytest.raises(ApprovalRefused) as caught:
        await world.desk().approve(booking.id, **said)
    assert str(caught.value)
    return caught.value.code


@KINDS
async def test_a_proposal_shows_exactly_what_would_be_bought(world: World, kind: str) -> None:
    booking = await asked(world, kind)
    facts = booking.facts
    assert booking.state == "awaiting_approval"
    assert facts.travellers == ("A. L.",)
    assert facts.price.amount > 0
    assert facts.sandbox
    assert facts.provider == ("duffel" if kind == "flight" else "liteapi")
    assert facts.before is None
    assert any("LHR" in line or "Hotel" in line for line in facts.what)
    if kind == "stay":
        assert facts.price == facts.charge + facts.paid_there[0]
        assert facts.refund.until is not None
    assert not world.orders()


@KINDS
async def test_an_approved_booking_is_bought_once(world: World, kind: str) -> None:
    booking = await world.confirmed(await world.offer(kind))
    assert booking.state == "confirmed"
    assert booking.reason == ""
    assert booking.order is not None
    assert booking.order.total == booking.facts.charge
    assert world.orders() == {booking.id: [(booking.order.order_id, False)]}
    log = [each.state for each in await world.desk().log(booking.id, user=USER)]
    assert log == ["repriced", "awaiting_approval", "approved", "placing", "confirmed"]
    again = await world.desk().place(booking.id, user=USER)
    assert again == booking


async def test_approving_another_users_booking_is_refused_like_one_that_is_not_there(
    world: World,
) -> None:
    booking = await asked(world)
    assert await refused(world, booking, user="user-2") == "not_yours"
    nowhere = booking.model_copy(update={"id": "bk_none"})
    assert await refused(world, nowhere) == "not_yours"
    for step in (world.desk().get, world.desk().log, world.desk().details, world.desk().place):
        with pytest.raises(ApprovalRefused, match="no booking of yours"):
            await step(booking.id, user="user-2")
    assert await world.desk().listed("user-2") == ()


async def test_approving_from_another_thread_is_refused(world: World) -> None:
    assert await refused(world, await asked(world), thread="thread-2") == "other_thread"


async def test_approving_other_facts_is_refused(world: World) -> None:
    booking, other = await asked(world, "flight"), await asked(world, "stay")
    assert await refused(world, booking, digest=other.digest) == "other_facts"
    assert await refused(world, booking, digest="") == "other_facts"
    dearer = booking.facts.model_copy(update={"price": booking.facts.price * 2})
    assert await refused(world, booking, digest=dearer.digest()) == "other_facts"


async def test_approving_late_is_refused_and_the_booking_expires(world: World) -> None:
    booking = await asked(world)
    world.later(minutes=15)
    assert await refused(world, booking) == "expired"
    assert (await world.desk().get(booking.id, user=USER)).state == "expired"
    assert await refused(world, booking) == "expired"


async def test_approving_twice_is_refused_also_at_the_same_moment(world: World) -> None:
    booking = await asked(world)
    said = {"user": USER, "thread": THREAD, "digest": booking.digest}
    tries = [world.desk().approve(booking.id, **said) for _ in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    refusals = [each for each in results if isinstance(each, ApprovalRefused)]
    assert len(refusals) == 5
    assert {each.code for each in refusals} == {"already_decided"}
    assert await refused(world, booking) == "already_decided"


async def test_what_was_not_approved_is_not_placed(world: World) -> None:
    waiting = await asked(world, "flight")
    rejected = await asked(world, "stay")
    await world.desk().reject(rejected.id, user=USER, thread=THREAD)
    for booking in (waiting, rejected):
        with pytest.raises(ApprovalRefused) as caught:
            await world.desk().place(booking.id, user=USER)
        assert caught.value.code == "not_approved"
    assert await refused(world, rejected) == "already_decided"
    assert not world.orders()


async def test_an_approval_can_be_withdrawn_until_it_is_acted_upon(world: World) -> None:
    booking = await world.approved(await world.stay())
    with pytest.raises(ApprovalRefused):
        await world.desk().reject(booking.id, user=USER, thread="thread-2")
    assert (await world.desk().reject(booking.id, user=USER, thread=THREAD)).state == "rejected"
    placed = await world.confirmed(await world.stay())
    with pytest.raises(ApprovalRefused):
        await world.desk().reject(placed.id, user=USER, thread=THREAD)


async def test_an_approval_not_acted_upon_in_time_buys_nothing(world: World) -> None:
    booking = await world.approved(await world.flight())
    world.later(minutes=10)
    assert (await world.desk().place(booking.id, user=USER)).state == "expired"
    assert not world.orders()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("words", [("yes", "no"), ("no", "yes"), ("yes", "yes"), ("no", "no")])
async def test_two_wait_side_by_side_and_each_goes_its_own_way(
    world: World, order: tuple[int, int], words: tuple[str, str]
) -> None:
    pair = [await asked(world, "flight"), await asked(world, "stay")]
    for number in order:
        booking = pair[number]
        if words[number] == "yes":
            said = {"user": USER, "thread": THREAD, "digest": booking.digest}
            await world.desk().approve(booking.id, **said)
            await world.desk().place(booking.id, user=USER)
        else:
            await world.desk().reject(booking.id, user=USER, thread=THREAD)
    states = [(await world.desk().get(each.id, user=USER)).state for each in pair]
    assert states == ["confirmed" if word == "yes" else "rejected" for word in words]
    bought = {each.id for each, word in zip(pair, words, strict=True) if word == "yes"}
    assert set(world.orders()) == bought


@KINDS
async def test_a_price_changed_since_approval_is_asked_anew_with_both_figures(
    world: World, kind: str
) -> None:
    booking = await world.approved(await world.offer(kind))
    if kind == "flight":
        world.duffel.desk.offers[booking.facts.offer_id].price += 10
    else:
        world.liteapi.desk.change = Change(percent=10)
    anew = await world.desk().place(booking.id, user=USER)
    assert anew.state == "awaiting_approval"
    assert anew.facts.before is not None
    assert anew.facts.before.price == booking.facts.price
    assert anew.facts.price > booking.facts.price
    assert not world.orders()
    assert await refused(world, booking) == "other_facts"  # the old word holds for nothing
    said = {"user": USER, "thread": THREAD, "digest": anew.digest}
    await world.desk().approve(anew.id, **said)
    if kind == "stay":  # the simulator changes one prebook, not the offer
        world.liteapi.desk.change = Change(percent=10)
    done = await world.desk().place(anew.id, user=USER)
    assert done.state == "confirmed"
    assert done.order is not None
    assert done.order.total == anew.facts.charge


async def test_terms_changed_since_the_offer_was_shown_are_in_the_first_question(
    world: World,
) -> None:
    offer = await world.stay()
    world.liteapi.desk.change = Change(percent=-5, refundable=False)
    booking = await world.desk().propose(offer, ADA, thread=THREAD, user=USER)
    before = booking.facts.before
    assert before is not None
    assert before.price == offer.price != booking.facts.price
    assert before.refund.allowed
    assert not booking.facts.refund.allowed


async def test_proposing_again_is_the_same_booking_also_at_the_same_moment(world: World) -> None:
    offer = await world.stay()
    tries = [world.desk().propose(offer, ADA, thread=THREAD, user=USER) for _ in range(5)]
    assert len({each.id for each in await asyncio.gather(*tries)}) == 1
    elsewhere = await world.desk().propose(offer, ADA, thread="thread-2", user=USER)
    assert len(await world.desk().listed(USER)) == 2
    assert elsewhere.thread == "thread-2"


async def test_other_travellers_take_the_place_of_a_question_that_waits(world: World) -> None:
    offer = await world.flight()
    first = await world.desk().propose(offer, ADA, thread=THREAD, user=USER)
    contact = Contact(email="other@example.org", phone="+4930901820")
    other = TravellerDetails(travellers=ADA.travellers, contact=contact)
    second = await world.desk().propose(offer, other, thread=THREAD, user=USER)
    assert second.id != first.id
    assert (await world.desk().get(first.id, user=USER)).state == "rejected"
    assert await world.desk().details(second.id, user=USER) == other


async def test_travellers_who_do_not_fit_are_said_before_anything_is_asked(world: World) -> None:
    family = await world.flight(Party(adults=1, children=(4,)))
    with pytest.raises(BadInput, match="an adult, age 4"):
        await world.desk().propose(family, ADA, thread=THREAD, user=USER)
    rooms = await world.stay(party=Party(adults=2), rooms=2)
    with pytest.raises(BadInput, match="2 rooms need 2 adults"):
        await world.desk().propose(rooms, ADA, thread=THREAD, user=USER)
    assert await world.desk().listed(USER) == ()


async def test_an_offer_that_is_gone_is_not_proposed_and_not_bought(world: World) -> None:
    offer = await world.flight()
    booking = await world.approved(offer)
    world.duffel.desk.offers[offer.id].gone = True
    assert (await world.desk().place(booking.id, user=USER)).state == "failed"
    with pytest.raises(OfferGone):
        await world.desk().propose(offer, ADA, thread=THREAD, user=USER)


async def test_personal_data_shows_nowhere(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        booking = await world.confirmed(await world.flight())
        stay = await world.confirmed(await world.stay())
    shown = [booking.model_dump_json(), stay.model_dump_json(), repr(ADA), str(ADA), repr(stay)]
    shown += [repr(await world.desk().log(each.id, user=USER)) for each in (booking, stay)]
    shown += [record.getMessage() for record in caplog.records]
    sealed = await world.store.sealed(booking.id)
    assert sealed is not None
    shown.append(sealed.decode("latin-1"))
    for secret in ("Lovelace", "ada@example", "2080160509", "1987"):
        assert not any(secret in text for text in shown), secret
    assert await world.desk().details(booking.id, user=USER) == ADA


def test_a_digest_is_of_the_facts_and_survives_being_stored(anyfacts: Booking) -> None:
    stored = Booking.model_validate(json.loads(anyfacts.model_dump_json()))
    assert stored == anyfacts
    assert stored.digest == anyfacts.digest
    price = anyfacts.facts.price.model_copy(update={"amount": Decimal("0.01")})
    cheaper = anyfacts.facts.model_copy(update={"price": price})
    assert cheaper.digest() != anyfacts.digest


@pytest.fixture
async def anyfacts(world: World) -> Booking:
    return await asked(world, "stay")
