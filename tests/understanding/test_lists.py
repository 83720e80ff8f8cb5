"""Several places named together: all of them are stops, and a number beside the list is of them all."""

from datetime import date

import pytest

from llm.understanding import understand
from travel.gazetteer import Gazetteer
from travel.request import TripRequest

TODAY = date(2026, 3, 10)


def read(text: str, gazetteer: Gazetteer) -> TripRequest:
    turn = understand([text], previous=None, today=TODAY, gazetteer=gazetteer)
    assert not turn.problems
    return turn.request


@pytest.mark.parametrize(
    ("text", "stops", "nights"),
    [
        ("a week in Tokyo and Kyoto from Paris in May", "Tokyo Kyoto", 7),
        ("two weeks in Singapore, Sydney and Auckland from Tokyo", "Singapore Sydney Auckland", 14),
        ("10 nights in Rome and Florence from London from 3 May", "Rome Florence", 10),
        ("Rome & Florence for ten days from Dublin", "Rome Florence", 10),
        ("Athens then Santorini for 8 days in June from Zurich", "Athens Santorini", 8),
        ("zehn Tage in Rom und Florenz ab Berlin im Mai", "Rome Florence", 10),
        ("sechs Nächte Wien und Salzburg ab Hamburg ab 3. Juni", "Vienna Salzburg", 6),
        ("dos semanas en Roma y Florencia desde Madrid en junio", "Rome Florence", 14),
        ("dix jours à Rome, Florence et Naples depuis Paris", "Rome Florence Naples", 10),
        ("Paris, Nice and Marseille for ten days from Berlin", "Paris Nice Marseille", 10),
        ("two weeks in Italy: Rome, Naples and Palermo, from Oslo", "Rome Naples Palermo", 14),
    ],
)
def test_nights_beside_a_list_are_shared(
    text: str, stops: str, nights: int, gazetteer: Gazetteer
) -> None:
    request = read(text, gazetteer)
    assert [stop.place.name for stop in request.stops] == stops.split()
    assert request.dates.nights == nights
    assert {stop.nights for stop in request.stops} == {None}


@pytest.mark.parametrize(
    ("text", "nights"),
    [
        ("3 nights in Paris and 4 nights in Amsterdam from London", [3, 4]),
        ("6 nights in Tokyo, then Kyoto for 4, from Paris", [6, 4]),
        ("3 nights in Rome, then 4 nights in Florence and Siena, from London", [3, 2, 2]),
        ("drei Nächte in Rom und vier Nächte in Florenz ab Berlin", [3, 4]),
    ],
)
def test_nights_of_one_place_stay_its_own(
    text: str, nights: list[int], gazetteer: Gazetteer
) -> None:
    assert [stop.nights for stop in read(text, gazetteer).stops] == nights


@pytest.mark.parametrize(
    "text",
    [
        "Rome with my wife Florence from London in May for a week",
        "a week in Rome from London in May with my sisters Sofia and Florence",
        "Nancy and I want a week in Rome from London in May",
    ],
)
def test_people_with_the_names_of_towns_are_people(text: str, gazetteer: Gazetteer) -> None:
    assert [stop.place.name for stop in read(text, gazetteer).stops] == ["Rome"]


@pytest.mark.parametrize(
    ("text", "adults", "children"),
    [
        ("a week in Rome from Paris in May for two and a child of 7", 2, (7,)),
        ("Rome from Paris in May for three and a baby of 1", 3, (1,)),
        ("zwei Erwachsene und ein Kind von 7, eine Woche Rom ab Paris im Mai", 2, (7,)),
        ("para dos y un niño de 7 años, una semana en Roma desde París en mayo", 2, (7,)),
        ("pour deux et un enfant de 7 ans, une semaine à Rome depuis Paris en mai", 2, (7,)),
    ],
)
def test_a_child_beside_a_number_of_people_is_one_more(
    text: str, adults: int, children: tuple[int, ...], gazetteer: Gazetteer
) -> None:
    party = read(text, gazetteer).party
    assert (party.adults, party.children) == (adults, children)


@pytest.mark.parametrize(
    "text",
    [
        "a long weekend in Florence from Munich in April",
        "ein langes Wochenende in Florenz ab München im April",
        "un fin de semana en Florencia desde Madrid en abril",
    ],
)
def test_a_weekend_of_a_month_begins_on_a_friday(text: str, gazetteer: Gazetteer) -> None:
    dates = read(text, gazetteer).settled_dates
    assert dates.weekend
    assert {start.weekday() for start, _ in dates.candidates(2, 6)} == {4}


def test_a_weekend_made_longer_is_none_any_more(gazetteer: Gazetteer) -> None:
    first = read("a weekend in Florence from Munich in April", gazetteer)
    words = ["a weekend in Florence from Munich in April", "make it five nights"]
    turn = understand(words, previous=first, today=TODAY, gazetteer=gazetteer)
    assert turn.request.dates.nights == 5
    assert not turn.request.dates.weekend


@pytest.mark.parametrize(
    ("first", "then", "start", "end"),
    [
        ("Hotel in Rome, 6 to 9 August", "we arrive on the 5th, checkout stays the same", 5, 9),
        (
            "Hotel in Danzig, 6. bis 9. August",
            "wir kommen schon am 5., Abreise bleibt gleich",
            5,
            9,
        ),
        ("Hotel en Roma, del 6 al 9 de agosto", "mejor desde el 5, la vuelta queda igual", 5, 9),
        ("Hotel in Danzig, 6. bis 9. August", "sind jetzt doch zu fünft", 6, 9),
    ],
)
def test_a_day_of_leaving_that_stays_is_kept(
    first: str, then: str, start: int, end: int, gazetteer: Gazetteer
) -> None:
    turn = understand(
        [first, then], previous=read(first, gazetteer), today=TODAY, gazetteer=gazetteer
    )
    assert turn.request.dates.start == date(2026, 8, start)
    assert turn.request.dates.end == date(2026, 8, end)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("2 nights in Vienna from Berlin from 3 May, nonstop flights only", "trip"),
        ("zwei Nächte Wien ab Berlin ab 3. Mai, nur Direktflüge", "trip"),
        ("dos noches en Viena desde Berlín el 3 de mayo, solo vuelos directos", "trip"),
        ("Vienna from Berlin 3 to 5 May, flights only", "flight"),
        ("just flights, nonstop only, Oslo to Rome 3 to 7 June", "flight"),
    ],
)
def test_only_nonstop_flights_are_a_wish_and_only_flights_an_intent(
    text: str, intent: str, gazetteer: Gazetteer
) -> None:
    assert read(text, gazetteer).intent == intent
