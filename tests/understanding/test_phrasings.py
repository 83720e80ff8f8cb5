"""Different people say the same thing differently: families of phrases, one sentence each."""

from datetime import date

import pytest

from llm.understanding.grammar import Grammar
from llm.understanding.patterns import Chart
from llm.understanding.rules import Rule, RuleSet
from llm.understanding.text import tokens_of
from travel.turn import TurnRequest

from .conftest import Talk


def _stops(turn: TurnRequest) -> list[tuple[str, int | None]]:
    return [(stop.place.name, stop.nights) for stop in turn.request.stops]


def _party(turn: TurnRequest) -> tuple[int, tuple[int, ...]]:
    return turn.request.party.adults, turn.request.party.children


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        ("Rome 3 nights, Florence 2, Venice 4", [("Rome", 3), ("Florence", 2), ("Venice", 4)]),
        ("Japan: Tokyo 5, Kyoto 4, Osaka 3", [("Tokyo", 5), ("Kyoto", 4), ("Osaka", 3)]),
        ("Lisbon, Porto, Madrid 3/2/2", [("Lisbon", 3), ("Porto", 2), ("Madrid", 2)]),
        ("Krakow for four nights, then Wroclaw for another three", [("Krakow", 4), ("Wroclaw", 3)]),
        ("4 nights in Krakow then another three in Wroclaw", [("Krakow", 4), ("Wroclaw", 3)]),
        ("a 5-day trip to Budapest", [("Budapest", 5)]),
        ("Start in Krakow 3n, Wroclaw 2n", [("Krakow", 3), ("Wroclaw", 2)]),
        ("4 days Rome + 3 days Florence", [("Rome", 4), ("Florence", 3)]),
        ("Sicily: Palermo 3 nights, Catania 2 nights", [("Palermo", 3), ("Catania", 2)]),
    ],
)
def test_nights_at_several_stops(talk: Talk, said: str, stops: list[tuple[str, int]]):
    turn = talk(f"{said}, from Dublin on 2 September")
    assert _stops(turn) == stops
    assert turn.request.dates.nights == sum(nights for _, nights in stops)


@pytest.mark.parametrize(
    "said",
    ["Rome 3 nights, 2 of us", "Rome for 3 nights, 5 June", "3 nights in Rome, 4 stars"],
)
def test_other_numbers_beside_a_stop_are_no_nights(talk: Talk, said: str):
    assert talk(said).request.dates.nights == 3


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("Two parents, three kids (4, 7 and 11), to Rome", (2, (4, 7, 11))),
        ("We are 2 adults and 3 kids (2, 5 and 9), Rome", (2, (2, 5, 9))),
        ("Somos 2 adultos y 3 niños (2, 5 y 9), queremos ir a Roma", (2, (2, 5, 9))),
        ("Wir sind 2 Erwachsene und ein Kind (5), nach Rom", (2, (5,))),
        ("mum, dad and two teenagers 14 & 16 to Rome", (2, (14, 16))),
        ("Rome, me + 2 kids aged 9 and 11", (1, (9, 11))),
        ("the fam (2 adults, 2 teens) to Rome", (2, (15, 15))),
        ("Rome, 2A 2C (3 and 7)", (2, (3, 7))),
        ("Rome with my elderly parents", (3, ())),
        ("2 adults and a baby (10 months) to Rome", (2, (0,))),
        ("me n 3 mates wanna do rome", (4, ())),
    ],
)
def test_who_travels(talk: Talk, said: str, party: tuple[int, tuple[int, ...]]):
    assert _party(talk(said)) == party


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("what should we absolutely not miss in Lisbon?", "activities"),
        ("top 5 museums Madrid", "activities"),
        ("ideas for tomorrow in Vienna", "activities"),
        ("an afternoon in Ghent, any tips?", "activities"),
        ("Two double rooms in Edinburgh, 14-18 August", "stay"),
        ("Somewhere dog-friendly to sleep in Salzburg on 11 June", "stay"),
        ("any direct flights from Gatwick to Palermo on Friday?", "flight"),
        ("Geneva → Marrakesh, 26 Dec to 2 Jan, flight and riad", "trip"),
        ("3 nights Rome, 2 nights Naples, outbound flight on 2 October from Cologne", "trip"),
        ("Do I need a coat in Edinburgh next week?", "weather"),
    ],
)
def test_what_is_wanted(talk: Talk, said: str, intent: str):
    assert talk(said).intent == intent


@pytest.mark.parametrize(
    ("said", "origin", "stop"),
    [
        ("heyy wanna do barcelna frm leeds", "Leeds", "Barcelona"),
        ("WE WANT TO GO TO LANZAROTE FROM CORK ALL INCLUSIVE", "Cork", "Lanzarote"),
        ("I WANT TO FLY FROM CORK TO LONDON ON FRIDAY", "Cork", "London"),
        ("return flight from Milan to Casablanca in October", "Milan", "Casablanca"),
        ("weekend in Hamburg, train from Berlin", "Berlin", "Hamburg"),
        ("return to Rome from Berlin 5-9 June", "Berlin", "Rome"),
        ("wanna go 2 Ibiza w/ 5 mates frm Liverpool", "Liverpool", "Ibiza"),
        ("Lagos, Portugal, from Dublin", "Dublin", "Lagos (Algarve)"),
        ("Salamanca 3 nights from Bilbao", "Bilbao", "Salamanca"),
    ],
)
def test_from_where_to_where(talk: Talk, said: str, origin: str, stop: str):
    turn = talk(said)
    assert turn.request.origin is not None
    assert turn.request.origin.name == origin
    assert [each.place.name for each in turn.request.stops] == [stop]
    assert not turn.ambiguities


@pytest.mark.parametrize(
    ("said", "amount", "basis"),
    [
        ("Bali 10 nights 1.5k pp", "1500", "per_person"),
        ("Rome, we can stretch to 2200", "2200", "total"),
        ("a trip to Rome, 900 is our absolute max", "900", "total"),
    ],
)
def test_budgets_in_other_words(talk: Talk, said: str, amount: str, basis: str):
    (budget,) = talk(said).request.budgets
    assert (int(budget.amount.amount), budget.basis) == (int(amount), basis)


def test_each_amount_has_the_basis_nearest_to_it(talk: Talk):
    request = talk("hotel max 120 per night and flights under 200 each, Porto").request
    assert {b.scope: b.basis for b in request.budgets} == {
        "stay": "per_night",
        "flight": "per_person",
    }


def test_a_budget_that_is_now_higher_moves_no_dates(talk: Talk):
    before = talk("Athens 14-18 October from Cologne for 2, max 1500 euro").request
    after = talk("Athens 14-18 October from Cologne for 2, max 1500 euro", "our budget is now 3000")
    assert after.request.dates == before.dates
    assert after.request.budgets[0].amount.amount == 3000


@pytest.mark.parametrize(
    "said", ["could you add two nights in Porto at the end?", "let's do Porto too, 2 nights"]
)
def test_nights_in_a_new_place_add_a_stop(talk: Talk, said: str):
    turn = talk("Lisbon for 3 nights from 10 May, flying from Zurich", said)
    assert _stops(turn) == [("Lisbon", 3), ("Porto", 2)]
    assert turn.request.dates.end == date(2026, 5, 15)


def test_a_flight_that_leaves_on_another_day_keeps_its_return(talk: Talk):
    dates = talk("flight Vienna to Rome 3 July, back 8 July", "leave on the 4th instead").request
    assert (dates.dates.start, dates.dates.end) == (date(2026, 7, 4), date(2026, 7, 8))


def test_a_day_of_leaving_another_city_is_the_way_home(talk: Talk):
    request = talk("arrive in Athens 5 June, leave from Santorini 14 June, from Paris").request
    assert request.return_from is not None
    assert request.return_from.name == "Santorini"
    assert (request.dates.start, request.dates.end) == (date(2026, 6, 5), date(2026, 6, 14))


def test_a_sight_named_after_a_place_is_no_stop(talk: Talk):
    turn = talk("Rome from Berlin 3-8 June", "I want to see the Vatican Museums")
    assert _stops(turn) == [("Rome", None)]
    assert turn.request.wanted("must_see") == ("Vatican Museums",)


def test_a_month_of_next_year_and_days_without_numbers(talk: Talk):
    window = talk("first half of May next year, Japan").request.dates.window
    assert window is not None
    assert window.earliest == date(2027, 5, 1)
    dates = talk("hotel in York, fri to sun").request.dates
    assert (dates.start, dates.end) == (date(2026, 3, 13), date(2026, 3, 15))


def test_a_phrase_that_loses_its_end_to_another_still_counts(talk: Talk):
    assert talk("a quiet hotel in Vienna").request.wanted("amenities") == ("quiet",)
    grammar = Grammar({})
    rules = RuleSet([Rule(word, "", grammar.compiled(f"{word} b?")) for word in ("a", "c")])
    rules_with = RuleSet([*[Rule("ab", "", grammar.compiled("a b?"))],
                          Rule("bcd", "", grammar.compiled("b c d"))])  # fmt: skip
    chart = Chart("a b c d", tokens_of("a b c d"))
    assert [found.rule.name for found in rules_with.best(chart)] == ["ab", "bcd"]
    assert [found.length for found in rules.best(chart)] == [2, 1]
