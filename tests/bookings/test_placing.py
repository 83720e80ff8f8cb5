"""Placing: once, and what is said when the provider doesn't answer."""

import asyncio
from datetime import timedelta

import pytest

from tests.bookings.trial import BOOKS, CANCELS, FAULTS, LOOKS, Trial, after
from tests.bookings.world import ADA, POLICY, THREAD, USER, Hook, Killed, World
from tests.simulators.serving import Fault
from travel.booking import Booking, TravellerDetails
from travel.errors import ApprovalRefused, ProviderUnavailable
from travel.party import Party

KINDS = pytest.mark.parametrize("kind", BOOKS)


async def trial_of(world: World, kind: str) -> Trial:
    return Trial(world, kind, THREAD, await world.offer(kind))


@KINDS
async def test_racing_processes_place_once(world: World, kind: str) -> None:
    booking = await world.approved(await world.offer(kind))
    tries = [world.desk().place(booking.id, user=USER) for _ in range(8)]
    states = {each.state for each in await asyncio.gather(*tries)}
    assert states <= {"placing", "confirmed"}
    assert "confirmed" in states
    assert len(world.orders()[booking.id]) == 1
    log = [step.state for step in await world.desk().log(booking.id, user=USER)]
    assert log.count("placing") == 1


@KINDS
async def test_a_lost_answer_is_found_out_and_not_sent_again(world: World, kind: str) -> None:
    trial = await trial_of(world, kind)
    trial.fault(BOOKS, after(FAULTS["no answer in time"]))
    booking = await trial.buy(world.desk())
    assert booking.state == "confirmed"
    assert [order for order, _ in world.orders()[booking.id]] == [
        booking.order.order_id if booking.order else ""
    ]
    sent = world.liteapi if kind == "stay" else world.duffel
    assert sent.faults.requests.count(" ".join(BOOKS[kind])) == 1


@KINDS
async def test_nothing_is_said_to_have_failed_until_it_is_certain(world: World, kind: str) -> None:
    trial = await trial_of(world, kind)
    trial.fault(BOOKS, FAULTS["HTTP 500"])
    booking = await trial.buy(world.desk())
    assert booking.state == "unknown"
    assert "500" in booking.reason or "failed" in booking.reason
    world.later(minutes=29)
    assert await world.desk().reconcile() == ()
    world.later(minutes=1)
    (settled,) = await world.desk().reconcile()
    assert settled.state == "failed"
    assert "nothing was bought" in settled.reason
    assert await world.desk().reconcile() == ()


@KINDS
async def test_unknown_is_settled_once_the_provider_answers(world: World, kind: str) -> None:
    trial = await trial_of(world, kind)
    trial.fault(BOOKS, after(FAULTS["connection cut"]))
    trial.fault(LOOKS, Fault(status=503), times=8)
    booking = await trial.buy(world.desk())
    assert booking.state == "unknown"
    assert "asked about it" in booking.reason
    assert (await trial.ask(world.desk())).id == booking.id  # it isn't sold a second time
    world.later(days=2)
    await world.desk().reconcile()
    assert (await world.desk().get(booking.id, user=USER)).state == "unknown"
    (settled,) = await world.desk().reconcile()
    assert settled.state == "confirmed"
    assert settled.order is not None


async def test_a_definite_refusal_is_a_failure_at_once(world: World) -> None:
    trial = await trial_of(world, "flight")
    booking = await trial.approve(world.desk(), await trial.ask(world.desk()))
    error = b'{"errors": [{"type": "invalid_state_error", "code": "insufficient_balance"}]}'
    trial.fault(BOOKS, Fault(status=422, raw=error))
    done = await world.desk().place(booking.id, user=USER)
    assert done.state == "failed"
    assert "insufficient_balance" in done.reason
    assert not world.orders()


async def test_a_price_refused_by_the_order_itself_is_asked_anew(world: World) -> None:
    trial = await trial_of(world, "flight")

    def rise() -> None:
        world.duffel.desk.offers[trial.offer.id].price += 5

    desk = world.desk(Hook(before={"place": rise}))
    booking = await trial.buy(desk)
    assert booking.state == "awaiting_approval"
    assert booking.facts.before is not None
    assert booking.facts.price.amount == booking.facts.before.price.amount + 5
    assert not world.orders()
    assert (await trial.buy(world.desk())).state == "confirmed"


async def test_a_provider_that_cannot_be_asked_leaves_the_approval_as_it_is(world: World) -> None:
    trial = await trial_of(world, "flight")
    booking = await trial.approve(world.desk(), await trial.ask(world.desk()))
    trial.fault({"flight": ("GET", "/air/offers/.*")}, Fault(status=503), times=2)
    with pytest.raises(ProviderUnavailable):
        await world.desk().place(booking.id, user=USER)
    assert (await world.desk().place(booking.id, user=USER)).state == "confirmed"


async def test_what_is_being_placed_is_left_to_its_process_for_a_while(world: World) -> None:
    trial = await trial_of(world, "stay")
    with pytest.raises(Killed):
        await trial.buy(world.desk(Hook(kill_at=21)))  # the order exists, the row doesn't say so
    world.later(minutes=9)
    assert await world.desk().reconcile() == ()
    world.later(minutes=1)
    (settled,) = await world.desk().reconcile()
    assert settled.state == "confirmed"
    assert len(world.orders()[settled.id]) == 1


async def test_a_process_that_slept_too_long_sends_nothing(world: World) -> None:
    """Its lease is over: another may have told the person that nothing was bought."""
    trial = await trial_of(world, "flight")
    slept = POLICY.model_copy(update={"lease": timedelta(0)})
    booking = await trial.buy(world.desk(policy=slept))
    assert booking.state == "failed"
    assert not world.orders()


async def test_an_order_that_turns_up_after_all_is_written_down(world: World) -> None:
    trial = await trial_of(world, "flight")

    async def given_up() -> None:
        world.later(minutes=31)
        (failed,) = await world.desk().reconcile()
        assert failed.state == "failed"

    inner = world.providers["duffel"]

    class Slow:
        def __getattr__(self, name: str) -> object:
            return getattr(inner, name)

        async def place(self, *given: object) -> object:
            await given_up()
            world.now -= timedelta(minutes=31)  # the offer itself is still good
            return await inner.place(*given)  # type: ignore[arg-type]

    world.providers["duffel"] = Slow()  # type: ignore[assignment]
    booking = await trial.buy(world.desk())
    assert booking.state == "confirmed"
    assert booking.order is not None
    assert (await world.desk().get(booking.id, user=USER)).state == "confirmed"


async def test_rows_of_a_provider_that_is_not_set_up_wait_and_block_no_others(
    world: World,
) -> None:
    for kind in ("flight", "stay"):
        with pytest.raises(Killed):
            await (await trial_of(world, kind)).buy(world.desk(Hook(kill_at=21)))
    world.later(minutes=31)
    del world.providers["duffel"]
    changed = {each.provider: each for each in await world.desk().reconcile()}
    assert changed["duffel"].state == "unknown"
    assert "isn't set up" in changed["duffel"].reason
    assert changed["liteapi"].state == "confirmed"


@KINDS
async def test_cancelling_shows_the_refund_first(world: World, kind: str) -> None:
    booking = await world.confirmed(await world.offer(kind))
    with pytest.raises(ApprovalRefused) as caught:
        await world.desk().cancel(booking.id, user=USER, digest="")
    assert caught.value.code == "other_facts"
    refund = await world.desk().quote_cancel(booking.id, user=USER)
    assert refund.amount == booking.facts.charge
    assert refund.fee is not None
    assert refund.fee.amount == 0
    with pytest.raises(ApprovalRefused, match="no booking of yours"):
        await world.desk().cancel(booking.id, user="user-2", digest=refund.digest())
    done = await world.desk().cancel(booking.id, user=USER, digest=refund.digest())
    assert done.state == "cancelled"
    assert done.refund is not None
    assert done.refund.amount == refund.amount
    assert world.orders()[booking.id][0][1]
    with pytest.raises(ApprovalRefused) as again:
        await world.desk().cancel(booking.id, user=USER, digest=refund.digest())
    assert again.value.code == "not_confirmed"


@KINDS
async def test_a_refund_shown_long_ago_holds_no_longer(world: World, kind: str) -> None:
    booking = await world.confirmed(await world.offer(kind))
    refund = await world.desk().quote_cancel(booking.id, user=USER)
    world.later(days=59)
    with pytest.raises(ApprovalRefused) as caught:
        await world.desk().cancel(booking.id, user=USER, digest=refund.digest())
    assert caught.value.code == "expired"
    assert not world.orders()[booking.id][0][1]


@KINDS
@pytest.mark.parametrize("fault", ["no answer in time", "HTTP 500"])
async def test_a_cancellation_whose_answer_is_lost_is_found_out(
    world: World, kind: str, fault: str
) -> None:
    for happened in (True, False):
        trial = await trial_of(world, kind)
        booking = await trial.buy(world.desk())
        trial.fault(CANCELS, after(FAULTS[fault]) if happened else FAULTS[fault])
        await trial.give_back(world.desk(), booking)
        found: Booking = await world.desk().get(booking.id, user=USER)
        assert found.state == ("cancelled" if happened else "unknown")
        world.later(minutes=31)
        await world.desk().reconcile()
        found = await world.desk().get(booking.id, user=USER)
        assert found.state == ("cancelled" if happened else "confirmed")


async def test_a_family_flies_with_everybody_in_the_right_seat(world: World) -> None:
    offer = await world.flight(Party(adults=2, children=(4, 1)))
    day = offer.slices[-1].depart.date()
    born = {"Bob": 40, "Cleo": 35, "Dan": 4, "Eve": 1}
    (ada,) = ADA.travellers
    family = TravellerDetails(
        travellers=tuple(
            ada.model_copy(
                update={"given_name": name, "born_on": day - timedelta(days=366 * age + 9)}
            )
            for name, age in born.items()
        ),
        contact=ADA.contact,
    )
    desk = world.desk()
    asked = await desk.propose(offer, family, thread=THREAD, user=USER)
    assert asked.facts.travellers == ("B. L.", "C. L.", "D. L.", "E. L.")
    await desk.approve(asked.id, user=USER, thread=THREAD, digest=asked.digest)
    assert (await desk.place(asked.id, user=USER)).state == "confirmed"
    (order,) = world.duffel.orders.all.values()
    seats = {each["given_name"]: each for each in order.passengers}
    carrying = [each for each in seats.values() if each.get("infant_passenger_id")]
    assert [each["infant_passenger_id"] for each in carrying] == [seats["Eve"]["id"]]
