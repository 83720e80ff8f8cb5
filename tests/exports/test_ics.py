"""The calendar, read back: the same instants, in the zones of the places."""

from datetime import UTC, date, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from graphs.answer.words import words
from graphs.export.ics import ics
from graphs.kept_plan import KeptPlan
from tests.exports.conftest import TRIPS, Kept
from travel.money import money
from travel.offers import GroundOffer
from travel.places import Place

Entry = Any


def read(plan: KeptPlan) -> tuple[Any, list[Entry]]:
    calendar = cast("Any", Calendar).from_ical(ics(plan, words(plan.language)))
    return calendar, list(calendar.walk("VEVENT"))


def instant(value: datetime | date) -> datetime:
    assert isinstance(value, datetime)
    assert value.tzinfo is not None
    return value.astimezone(UTC)


def spans(entries: list[Entry]) -> set[tuple[datetime, datetime]]:
    timed = [each for each in entries if isinstance(each["dtstart"].dt, datetime)]
    return {
        (instant(each["dtstart"].dt), instant(each.get("dtend", each["dtstart"]).dt))
        for each in timed
    }


async def test_a_change_of_hotels_is_two_stays_and_the_way_between_them(kept: Kept) -> None:
    plan = await kept("two hotels")
    first, second = sorted(plan.itinerary.stays, key=lambda stay: stay.check_in)
    assert first.check_out == second.check_in
    _, entries = read(plan)
    whole = [each for each in entries if not isinstance(each["dtstart"].dt, datetime)]
    assert [str(each["summary"]) for each in whole] == [first.name, second.name]
    moves = [each for each in entries if second.name in str(each["summary"]) and each not in whole]
    days = {each["dtstart"].dt.date() for each in moves[:2]}
    assert days == {first.check_out}


@pytest.mark.parametrize("name", TRIPS)
async def test_every_leg_stay_and_item_is_there_at_its_instants(kept: Kept, name: str) -> None:
    plan = await kept(name)
    _, entries = read(plan)
    itinerary = plan.itinerary
    wanted = {
        (segment.depart.astimezone(UTC), segment.arrive.astimezone(UTC))
        for offer in itinerary.flights
        for each in offer.slices
        for segment in each.segments
    }
    wanted |= {(o.depart.astimezone(UTC), o.arrive.astimezone(UTC)) for o in itinerary.grounds}
    wanted |= {
        (item.start.astimezone(UTC), item.end.astimezone(UTC))
        for _, item in itinerary.items()
        if item.kind != "free"
    }
    assert spans(entries) == wanted
    whole = [each for each in entries if not isinstance(each["dtstart"].dt, datetime)]
    nights = {(each["dtstart"].dt, each["dtend"].dt) for each in whole}
    assert nights == {(stay.check_in, stay.check_out) for stay in itinerary.stays}


async def test_a_flight_over_the_date_line_lands_on_the_clock_of_its_airport(kept: Kept) -> None:
    plan = await kept("honolulu")
    calendar, entries = read(plan)
    out = next(each for each in entries if "Auckland → Honolulu" in each["summary"])
    assert out["dtstart"].params["TZID"] == "Pacific/Auckland"
    assert out["dtend"].params["TZID"] == "Pacific/Honolulu"
    segment = plan.itinerary.flights[0].slices[0].segments[0]
    assert instant(out["dtend"].dt) - instant(out["dtstart"].dt) == segment.arrive - segment.depart
    assert out["dtend"].dt.replace(tzinfo=None) < out["dtstart"].dt.replace(tzinfo=None)
    zones = {zone["TZID"] for zone in calendar.walk("VTIMEZONE")}
    named = {
        entry[end].params["TZID"]
        for entry in entries
        for end in ("dtstart", "dtend")
        if end in entry and "TZID" in entry[end].params
    }
    assert named == zones


def over_the_night_that_the_clocks_go_back(plan: KeptPlan) -> KeptPlan:
    """A bus from 23:30 summer time to 02:30 winter time: four hours, not three."""
    berlin = ZoneInfo("Europe/Berlin")
    place = {"kind": "city", "country": "DE", "tz": "Europe/Berlin"}
    ends = {
        name: Place.model_validate({"id": name, "name": name, "lat": lat, "lon": lon, **place})
        for name, lat, lon in (("Berlin", 52.52, 13.4), ("Munich", 48.14, 11.58))
    }
    bus = GroundOffer(
        id="bus", mode="bus", operator="Bus", origin="Berlin", destination="Munich",
        depart=datetime(2026, 10, 24, 23, 30, tzinfo=berlin),
        arrive=datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin),
        price=money(20, "EUR"), provenance=plan.itinerary.stays[0].provenance,
    )  # fmt: skip
    itinerary = plan.itinerary.model_copy(update={"grounds": (bus,)})
    return plan.model_copy(update={"itinerary": itinerary, "cities": ends})


async def test_a_night_with_an_hour_twice_keeps_its_length(kept: Kept) -> None:
    plan = over_the_night_that_the_clocks_go_back(await kept("stay"))
    for again in (plan, KeptPlan.model_validate_json(plan.model_dump_json())):
        _, entries = read(again)
        bus = next(each for each in entries if "Munich" in each["summary"])
        assert (instant(bus["dtend"].dt) - instant(bus["dtstart"].dt)).total_seconds() == 4 * 3600
        assert instant(bus["dtend"].dt) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


async def test_uids_are_unique_and_stay_when_the_plan_is_moved(kept: Kept) -> None:
    plan = await kept("cities")
    _, entries = read(plan)
    uids = [str(each["uid"]) for each in entries]
    assert len(set(uids)) == len(uids)
    first = plan.itinerary.days[1]
    later = tuple(
        item.model_copy(update={"end": item.end.replace(second=30)}) for item in first.items
    )
    days = tuple(
        day.model_copy(update={"items": later}) if day == first else day
        for day in plan.itinerary.days
    )
    moved = plan.model_copy(update={"itinerary": plan.itinerary.model_copy(update={"days": days})})
    assert [str(each["uid"]) for each in read(moved)[1]] == uids
    other = plan.model_copy(update={"thread_id": "another"})
    assert not set(uids) & {str(each["uid"]) for each in read(other)[1]}


async def test_lines_are_folded_and_the_same_plan_gives_the_same_bytes(kept: Kept) -> None:
    plan = await kept("lisbon")
    written = ics(plan, words("en"))
    assert written == ics(plan, words("en"))
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"\n" not in written.replace(b"\r\n", b"")


async def test_a_sandbox_plan_is_tentative_and_says_so_in_every_entry(kept: Kept) -> None:
    _, entries = read(await kept("german"))
    assert {str(each["status"]) for each in entries} == {"TENTATIVE"}
    assert all("Sandbox-Daten" in each["description"] for each in entries)
    assert any("Fahrt zum Hotel" in each["summary"] for each in entries)
