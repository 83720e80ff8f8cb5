"""A message changes what it names and keeps the rest."""

from datetime import date

import pytest

from .conftest import Talk

ROME = "Rome from Berlin, 3-8 May, 2 adults, 1500 euros"


@pytest.mark.parametrize(
    ("said", "kind", "target"),
    [
        ("make it cheaper", "cheaper", "trip"),
        ("a hotel nearer the centre", "nearer_centre", "stay"),
        ("swap the hotel", "other", "stay"),
        ("later start", "later_start", "days"),
        ("my flight is cancelled", "disrupted", "trip"),
        ("an earlier flight home", "earlier_start", "return_flight"),
        ("günstiger bitte", "cheaper", "trip"),
        ("un hôtel plus proche du centre", "nearer_centre", "stay"),
    ],
)
def test_an_edit_names_its_target(talk: Talk, said: str, kind: str, target: str):
    turn = talk(ROME, said)
    assert (kind, target) in [(edit.kind, edit.target) for edit in turn.edits]
    assert turn.about_plan
    assert turn.request.dates == talk(ROME).request.dates


@pytest.mark.parametrize(
    ("said", "start", "end"),
    [
        ("fly on the 4th instead", date(2026, 5, 4), date(2026, 5, 9)),
        ("make it 6 nights", date(2026, 5, 3), date(2026, 5, 9)),
        ("add two nights", date(2026, 5, 3), date(2026, 5, 10)),
        ("what if we leave a day earlier", date(2026, 5, 2), date(2026, 5, 7)),
        ("come back a day later", date(2026, 5, 3), date(2026, 5, 9)),
        ("could we move everything one week later?", date(2026, 5, 10), date(2026, 5, 15)),
    ],
)
def test_dates_move(talk: Talk, said: str, start: date, end: date):
    dates = talk(ROME, said).request.dates
    assert (dates.start, dates.end) == (start, end)


def test_a_change_keeps_the_rest(talk: Talk):
    before = talk(ROME).request
    after = talk(ROME, "only nonstop").request
    assert after.wanted("max_stops") == 0
    assert after.model_copy(update={"wishes": before.wishes}) == before


def test_a_day_in_a_place_nearby_is_a_day_trip_and_farther_away_a_stop(talk: Talk):
    near = talk("5 days in Lisbon from Berlin in May", "add a day in Sintra")
    assert near.request.wanted("day_trips") == ("Sintra",)
    assert "add_day_trip" in [edit.kind for edit in near.edits]
    far = talk("5 days in Lisbon from Berlin in May", "add a day in Madrid")
    assert [stop.place.name for stop in far.request.stops] == ["Lisbon", "Madrid"]


def test_days_are_added_to_the_stop_that_was_named(talk: Talk):
    turn = talk("3 nights in Lisbon and 2 in Porto from Berlin on 3 May", "add two days in Porto")
    assert [stop.nights for stop in turn.request.stops] == [3, 4]
    assert turn.request.dates.end == date(2026, 5, 10)


def test_the_party_grows(talk: Talk):
    assert talk(ROME, "sorry, we're actually three").request.party.adults == 3


def test_a_place_is_corrected(talk: Talk):
    turn = talk(ROME, "no wait, not Rome, Turin please")
    assert [stop.place.name for stop in turn.request.stops] == ["Turin"]
    assert turn.request.dates == talk(ROME).request.dates


def test_the_budget_is_forgotten(talk: Talk):
    assert talk(ROME, "forget the budget").request.budgets == ()


def test_a_wish_is_taken_back(talk: Talk):
    assert talk(ROME, "business class", "forget business class").request.wish("cabin") is None


def test_a_sight_of_the_plan_is_dropped_by_part_of_its_name(talk: Talk):
    turn = talk(ROME, "drop the Belém Tower", names=["Torre de Belém / Belém Tower", "Castle"])
    assert ("drop", "Torre de Belém / Belém Tower") in [(e.kind, e.value) for e in turn.edits]


def test_a_new_trip_starts_afresh(talk: Talk):
    turn = talk(ROME, "plan another trip: Oslo in June")
    assert [stop.place.name for stop in turn.request.stops] == ["Oslo"]
    assert turn.request.budgets == ()


def test_a_hotel_as_well_makes_a_flight_a_trip(talk: Talk):
    turn = talk("flights Rome to Oslo 3-8 May", "we need a hotel as well")
    assert turn.request.intent == "trip"
    assert not turn.request.one_way


@pytest.mark.parametrize("answer", ["Berlin", "from Berlin", "we're in Berlin", "berlin please"])
def test_an_answer_fills_the_slot_that_was_asked_for(talk: Talk, answer: str):
    before = talk("a week in Rome in May").request
    turn = talk(answer, previous=before, pending="origin")
    assert turn.request.origin is not None
    assert turn.request.origin.name == "Berlin"
    assert [stop.place.name for stop in turn.request.stops] == ["Rome"]


def test_dates_are_answered(talk: Talk):
    before = talk("5 nights in Rome from Berlin").request
    dates = talk("10 May", previous=before, pending="dates").request.dates
    assert (dates.start, dates.end) == (date(2026, 5, 10), date(2026, 5, 15))


@pytest.mark.parametrize("answer", ["Illinois", "the one in Illinois", "3"])
def test_an_ambiguity_is_settled(talk: Talk, answer: str):
    before = talk("a hotel in Springfield, 3-5 May")
    turn = talk(answer, previous=before.request, pending=before.ambiguities[0])
    assert turn.ambiguities == ()
    assert turn.request.stops[0].place.admin == "Illinois"
    assert turn.request.dates == before.request.dates
