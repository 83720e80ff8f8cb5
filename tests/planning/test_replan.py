"""Plans after something went wrong: what changes, what stays, what is lost."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planning.plan import plan
from planning.replan import Replanned, replan
from planning.select import slice_key
from planning.verify import verify
from tests.planning.solve_world import LISBON, NOW, PORTO, asked, evidence_for, wish
from travel.booking import Offer
from travel.disruption import (
    BadWeather,
    Disruption,
    FlightCancelled,
    FlightDelayed,
    RideMissed,
    SightClosed,
    StayLost,
)
from travel.evidence import Evidence
from travel.itinerary import Itinerary
from travel.request import TripRequest

REQUEST = asked((LISBON, 3), (PORTO, 2), nights=5)


def lasting(evidence: Evidence) -> Evidence:
    """As it would be fetched at any later time."""

    def fresh(offer: Any) -> Any:
        source = offer.provenance.model_copy(update={"expires_at": None})
        return offer.model_copy(update={"provenance": source})

    kinds = ("flights", "grounds", "stays")
    return evidence.model_copy(
        update={kind: tuple(map(fresh, getattr(evidence, kind))) for kind in kinds}
    )


EVIDENCE = lasting(evidence_for(REQUEST, stays=12, sights=30))


def planned(request: TripRequest = REQUEST) -> Itinerary:
    found = plan(request, EVIDENCE, now=NOW, currency="EUR").itinerary
    assert found is not None
    return found


BEFORE = planned()


def after(
    *causes: Disruption,
    now: datetime = NOW,
    held: tuple[Offer, ...] = (),
    request: TripRequest = REQUEST,
    before: Itinerary = BEFORE,
) -> Replanned:
    return replan(before, causes, request, EVIDENCE, now=now, currency="EUR", held=held)


def whole(found: Replanned, now: datetime = NOW) -> Itinerary:
    """The plan, checked by the verifier against what it is said to rest on."""
    result = found.outcome.itinerary
    assert result is not None, found.outcome.violations
    assert verify(result, found.request, found.evidence, now=now) == ()
    return result


def numbers(found: Itinerary) -> list[str]:
    return [s.number for o in found.flights for each in o.slices for s in each.segments]


def sights(found: Itinerary) -> dict[date, list[str]]:
    return {d.date: [i.name for i in d.items if i.kind == "sight"] for d in found.days}


def test_a_cancelled_flight_is_replaced_and_the_rest_stays() -> None:
    gone = BEFORE.flights[0]
    number = gone.slices[0].segments[0].number
    result = after(FlightCancelled(number=number))
    found = whole(result)
    assert number not in numbers(found)[: len(gone.slices[0].segments)]
    assert found.flights[-1] == BEFORE.flights[-1]
    assert found.stays == BEFORE.stays
    (lost,) = result.outcome.lost
    assert (lost.kind, lost.paid, lost.by_provider) == ("flight", False, True)


def test_a_cancelled_flight_that_is_paid_is_lost_and_its_terms_are_told() -> None:
    gone = BEFORE.flights[0].model_copy(update={"refundable": True})
    result = after(FlightCancelled(), held=(gone, *BEFORE.stays))
    found = whole(result)
    assert gone.id not in {offer.id for offer in found.flights}
    assert [s.id for s in found.stays] == [s.id for s in BEFORE.stays]
    (lost,) = result.outcome.lost
    assert (lost.paid, lost.price) == (True, gone.price)


def test_a_late_flight_moves_the_first_day_and_leaves_the_others() -> None:
    flight = BEFORE.flights[0].slices[0]
    number = flight.segments[-1].number
    result = after(FlightDelayed(number=number, minutes=300), held=(BEFORE.flights[0],))
    found = whole(result)
    mine = next(o for o in found.flights if o.id == BEFORE.flights[0].id)
    assert mine.slices[0].arrive == flight.arrive + timedelta(minutes=300)
    check_in = next(i for _, i in found.items() if i.kind == "check_in")
    assert check_in.start > mine.slices[0].arrive
    first = flight.depart.date()
    same = [sights(found)[d] == names for d, names in sights(BEFORE).items() if d > first]
    assert sum(same) >= len(same) - 1
    assert result.outcome.since == flight.depart


def test_a_night_that_is_slept_elsewhere_is_lost_and_the_bed_stays() -> None:
    flight = BEFORE.flights[0]
    result = after(
        FlightDelayed(number=flight.slices[0].segments[-1].number, minutes=20 * 60),
        held=(flight, *BEFORE.stays),
    )
    found = whole(result)
    assert found.stays[0].name == BEFORE.stays[0].name
    assert found.stays[0].check_in == BEFORE.stays[0].check_in + timedelta(days=1)
    assert [each.kind for each in result.outcome.lost] == ["night"]


def test_a_missed_connection_needs_another_flight() -> None:
    request = asked((LISBON, 3), nights=3)
    evidence = lasting(evidence_for(request))
    stopping = evidence.model_copy(
        update={"flights": tuple(f for f in evidence.flights if f.stops or "LISBER" in f.id)}
    )
    before = plan(request, stopping, now=NOW, currency="EUR").itinerary
    assert before is not None
    out = before.flights[0].slices[0]
    assert out.stops == 1
    cause = FlightDelayed(number=out.segments[0].number, minutes=120)
    found = replan(before, (cause,), request, stopping, now=NOW, currency="EUR")
    assert slice_key(whole(found).flights[0].slices[0]) != slice_key(out)


def test_a_closed_sight_goes_to_a_day_on_which_it_is_open_or_is_left_out() -> None:
    day, item = next((d, i) for d, i in BEFORE.items() if i.kind == "sight")
    found = whole(after(SightClosed(name=item.name, date=day.date)))
    assert item.name not in sights(found)[day.date]
    assert found.flights == BEFORE.flights
    assert found.stays == BEFORE.stays
    changed = [d for d, names in sights(found).items() if names != sights(BEFORE)[d]]
    assert len(changed) <= 2
    gone = whole(after(SightClosed(name=item.name)))
    assert item.name not in [name for names in sights(gone).values() for name in names]


def test_a_storm_keeps_the_day_indoors() -> None:
    outdoor = {a.id for a in EVIDENCE.activities if a.setting == "outdoor"}
    day = next(
        d for d in BEFORE.days if any(i.kind == "sight" and i.ref in outdoor for i in d.items)
    )
    result = after(BadWeather(day=BEFORE.days.index(day) + 1))
    found = whole(result)
    stormy = next(d for d in found.days if d.date == day.date)
    assert not [i for i in stormy.items if i.kind == "sight" and i.ref in outdoor]
    assert stormy.weather is not None
    assert stormy.weather.provenance.provider == "traveller"
    assert (found.flights, found.stays) == (BEFORE.flights, BEFORE.stays)


def test_a_missed_train_is_followed_by_a_later_one() -> None:
    (train,) = BEFORE.grounds
    now = train.depart + timedelta(minutes=10)
    result = after(RideMissed(mode="ground"), now=now)
    found = whole(result, now)
    assert found.grounds[0].depart > now
    assert [f.id for f in found.flights] == [f.id for f in BEFORE.flights]
    (lost,) = result.outcome.lost
    assert (lost.kind, lost.paid, lost.refund) == ("train", True, None)


@pytest.mark.parametrize("hours", [30, 50, 75])
def test_what_already_happened_stays_as_it_was(hours: int) -> None:
    now = BEFORE.flights[0].slices[0].depart + timedelta(hours=hours)
    ahead = [(d, i) for d, i in BEFORE.items() if i.kind == "sight" and i.start > now]
    day, item = ahead[0]
    found = whole(after(SightClosed(name=item.name, date=day.date), now=now), now)
    over = [i for _, i in BEFORE.items() if i.end <= now and i.kind != "free"]
    assert [i for _, i in found.items() if i.end <= now and i.kind != "free"] == over


def test_a_hotel_that_takes_nobody_in_is_replaced() -> None:
    result = after(StayLost(name=BEFORE.stays[1].name))
    found = whole(result)
    assert found.stays[1].name != BEFORE.stays[1].name
    assert found.stays[0] == BEFORE.stays[0]
    assert [(each.kind, each.by_provider) for each in result.outcome.lost] == [("stay", True)]


def test_a_wish_that_the_delay_makes_impossible_is_given_up_and_said() -> None:
    request = REQUEST.with_wish(wish("arrive_before", "20:00"))
    before = planned(request)
    number = before.flights[0].slices[0].segments[-1].number
    late = FlightDelayed(number=number, minutes=600)
    result = after(late, held=(before.flights[0],), request=request, before=before)
    whole(result)
    assert [each.wish for each in result.outcome.unmet] == ["arrive_before"]
    assert result.request.wish("arrive_before") is not None


def test_what_is_not_in_the_plan_is_said() -> None:
    outcome = after(FlightCancelled(number="XX999")).outcome
    assert outcome.itinerary is None
    assert [each.rule for each in outcome.violations] == ["disruption.unknown"]


def test_the_clock_is_aware_of_zones() -> None:
    assert after(BadWeather(day=1), now=datetime(2026, 2, 2, 9, tzinfo=UTC)).outcome.itinerary
