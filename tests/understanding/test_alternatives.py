"""Asking for alternatives, and saying which of those shown it shall be."""

from datetime import date

import pytest

from llm.understanding import understand
from travel.gazetteer import Gazetteer
from travel.turn import TurnRequest

TODAY = date(2026, 3, 10)
BEGUN = {
    "en": "5 days in Lisbon from Berlin on 7 May for two",
    "de": "5 Tage Lissabon ab Berlin am 7. Mai zu zweit",
    "es": "5 días en Lisboa desde Berlín el 7 de mayo, somos dos",
    "fr": "5 jours à Lisbonne depuis Berlin le 7 mai, nous sommes deux",
}
SHOWN = True


def understood(
    text: str, language: str, gazetteer: Gazetteer, *, options: bool = False
) -> TurnRequest:
    first = understand([BEGUN[language]], previous=None, today=TODAY, gazetteer=gazetteer)
    return understand(
        [BEGUN[language], text],
        previous=first.request,
        today=TODAY,
        gazetteer=gazetteer,
        itinerary_names=("Belém Tower", "São Jorge Castle"),
        options=options,
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "show me alternatives"),
        ("en", "three options"),
        ("en", "what else could I do?"),
        ("en", "What are my options?"),
        ("en", "give me three really different plans"),
        ("de", "zeig mir Alternativen"),
        ("de", "drei Optionen bitte"),
        ("de", "was könnte ich sonst noch machen?"),
        ("de", "Gibt es dazu Alternativen?"),
        ("es", "enséñame alternativas"),
        ("es", "tres opciones"),
        ("es", "¿qué más podríamos hacer?"),
        ("fr", "montre-moi des alternatives"),
        ("fr", "trois options"),
        ("fr", "quelles sont les alternatives ?"),
    ],
)
def test_alternatives_are_asked_for(gazetteer: Gazetteer, language: str, text: str) -> None:
    turn = understood(text, language, gazetteer)
    assert (turn.asks, turn.edits, turn.unread) == ("alternatives", (), ())
    assert turn.language == language


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "take the second", "2"),
        ("en", "the cheapest one, please", "cheapest"),
        ("en", "the cheaper one", "cheapest"),
        ("en", "I'd rather have the fast one", "fastest"),
        ("en", "the fastest, please", "fastest"),
        ("en", "I'll go with the best option", "best"),
        ("en", "the last one", "-1"),
        ("en", "2", "2"),
        ("en", "option 3", "3"),
        ("de", "nimm die zweite", "2"),
        ("de", "ich nehme die günstigste", "cheapest"),
        ("de", "die schnellere bitte", "fastest"),
        ("de", "nehmen wir den dritten Vorschlag", "3"),
        ("de", "die beste bitte", "best"),
        ("es", "la segunda, por favor", "2"),
        ("es", "me quedo con la más barata", "cheapest"),
        ("es", "prefiero la más rápida", "fastest"),
        ("es", "quiero la tercera", "3"),
        ("fr", "prends la deuxième", "2"),
        ("fr", "je prends la moins chère", "cheapest"),
        ("fr", "je préfère la plus rapide", "fastest"),
        ("fr", "la troisième option", "3"),
    ],
)
def test_one_of_those_shown_is_chosen(
    gazetteer: Gazetteer, language: str, text: str, value: str
) -> None:
    turn = understood(text, language, gazetteer, options=SHOWN)
    assert [(each.kind, each.value) for each in turn.edits] == [("choose", value)]
    assert turn.asks is None
    assert turn.unread == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("make it cheaper", "cheaper"),
        ("a cheaper flight", "cheaper"),
        ("the cheaper hotel", "cheaper"),
        ("a faster flight", "faster"),
        ("fly on the 2nd of May", "set"),
        ("swap day 2 and 3", "swap_days"),
        ("I want a better hotel", "better"),
        ("the first weekend of June instead", "set"),
    ],
)
def test_other_changes_stay_what_they_are_beside_alternatives(
    gazetteer: Gazetteer, text: str, kind: str
) -> None:
    turn = understood(text, "en", gazetteer, options=SHOWN)
    assert {each.kind for each in turn.edits} == {kind}


@pytest.mark.parametrize("text", ["the second one", "the cheapest one", "2", "die zweite bitte"])
def test_where_none_were_shown_nothing_is_chosen(gazetteer: Gazetteer, text: str) -> None:
    turn = understood(text, "en", gazetteer)
    assert not any(each.kind == "choose" for each in turn.edits)


def test_an_option_that_is_named_as_such_is_chosen_even_so(gazetteer: Gazetteer) -> None:
    turn = understood("take option 2", "en", gazetteer)
    assert [(each.kind, each.value) for each in turn.edits] == [("choose", "2")]


@pytest.mark.parametrize("sight", ["Belém Tower", "São Jorge Castle"])
def test_a_dropped_sight_whose_name_holds_a_town_is_no_journey_there(
    gazetteer: Gazetteer, sight: str
) -> None:
    turn = understood(f"drop {sight}", "en", gazetteer)
    assert [(each.kind, each.value) for each in turn.edits] == [("drop", sight)]
    assert [stop.place.name for stop in turn.request.stops] == ["Lisbon"]
