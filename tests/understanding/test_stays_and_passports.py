"""One hotel or two, where in town, and until when passports are valid."""

from datetime import date

import pytest

from tests.understanding.conftest import Talk

TRIP = {
    "en": "a week in Lisbon from Berlin in May for two, ",
    "de": "eine Woche Lissabon ab Berlin im Mai zu zweit, ",
    "es": "una semana en Lisboa desde Berlín en mayo para dos, ",
    "fr": "une semaine à Lisbonne depuis Berlin en mai pour deux, ",
}
ONE = [
    ("en", "one hotel please"),
    ("en", "no changing hotels"),
    ("en", "we don't want to move hotels"),
    ("en", "the same hotel for all nights"),
    ("de", "ein einziges Hotel"),
    ("de", "ohne Hotelwechsel"),
    ("de", "immer im selben Hotel"),
    ("es", "un solo hotel"),
    ("es", "sin cambiar de hotel"),
    ("fr", "un seul hôtel"),
    ("fr", "sans changer d'hôtel"),
]
TWO = [
    ("en", "two hotels"),
    ("en", "split the stay between two hotels"),
    ("en", "change hotels halfway"),
    ("de", "zwei Hotels"),
    ("de", "das Hotel nach der Hälfte wechseln"),
    ("es", "dos hoteles"),
    ("es", "cambiar de hotel a mitad"),
    ("fr", "deux hôtels"),
    ("fr", "changer d'hôtel à mi-séjour"),
]


@pytest.mark.parametrize("language, words", ONE)
def test_one_hotel(talk: Talk, language: str, words: str) -> None:
    turn = talk(TRIP[language] + words)
    assert turn.request.wanted("hotels") == 1
    assert turn.clear, turn.unread


@pytest.mark.parametrize("language, words", TWO)
def test_two_hotels(talk: Talk, language: str, words: str) -> None:
    turn = talk(TRIP[language] + words)
    assert turn.request.wanted("hotels") == 2
    assert [stop.place.name for stop in turn.request.stops] == ["Lisbon"]
    assert turn.clear, turn.unread


@pytest.mark.parametrize(
    "words",
    [
        "split the stay between Alfama and Belem",
        "teile den Aufenthalt zwischen Alfama und Belem auf",
        "divide la estancia entre Alfama y Belem",
        "partage le séjour entre Alfama et Belem",
    ],
)
def test_a_stay_split_between_two_areas(talk: Talk, words: str) -> None:
    turn = talk("a week in Lisbon from Berlin from 7 May for two", words)
    assert turn.request.wanted("areas") == ("Alfama", "Belem")
    assert [stop.place.name for stop in turn.request.stops] == ["Lisbon"]
    assert [(edit.kind, edit.value) for edit in turn.edits] == [("set", "areas")]


def test_cities_between_which_a_trip_is_split_are_stops(talk: Talk) -> None:
    turn = talk("10 days split between Rome and Florence from Berlin on 7 May")
    assert [stop.place.name for stop in turn.request.stops] == ["Rome", "Florence"]
    assert turn.request.wish("areas") is None


def test_one_hotel_after_a_plan_is_a_change_of_that_alone(talk: Talk) -> None:
    turn = talk("a week in Lisbon from Berlin from 7 May for two", "one hotel please")
    assert [(edit.kind, edit.value) for edit in turn.edits] == [("set", "hotels")]


@pytest.mark.parametrize(
    "words",
    ["a hotel in Lisbon near the centre", "keep the hotel", "change the hotel", "a cheaper hotel"],
)
def test_other_words_on_hotels_say_nothing_of_how_many(talk: Talk, words: str) -> None:
    assert talk("a week in Lisbon from Berlin from 7 May", words).request.wish("hotels") is None


EXPIRES = [
    ("en", "my passport expires on 3 March 2027", "self", date(2027, 3, 3)),
    ("en", "My passport is only valid until 3 March 2027", "self", date(2027, 3, 3)),
    ("en", "my passport runs out in March 2027", "self", date(2027, 3, 1)),
    ("en", "my wife's passport expires on 03/03/2027", "partner", date(2027, 3, 3)),
    ("en", "our daughter's passport is valid until 3 March 2027", "child", date(2027, 3, 3)),
    ("en", "my mother's passport expires 3 March 2027", "other", date(2027, 3, 3)),
    ("de", "mein Pass läuft am 3. März 2027 ab", "self", date(2027, 3, 3)),
    ("de", "mein Reisepass ist nur noch gültig bis 3.3.2027", "self", date(2027, 3, 3)),
    ("de", "der Pass meiner Frau läuft am 3. März 2027 ab", "partner", date(2027, 3, 3)),
    ("es", "mi pasaporte caduca el 3 de marzo de 2027", "self", date(2027, 3, 3)),
    ("es", "el pasaporte de mi mujer vence el 3 de marzo de 2027", "partner", date(2027, 3, 3)),
    ("es", "el pasaporte de mi hija caduca en marzo de 2027", "child", date(2027, 3, 1)),
    ("fr", "mon passeport expire le 3 mars 2027", "self", date(2027, 3, 3)),
    ("fr", "mon passeport est valable jusqu'au 3 mars 2027", "self", date(2027, 3, 3)),
    ("fr", "le passeport de mon mari expire le 3 mars 2027", "partner", date(2027, 3, 3)),
]


@pytest.mark.parametrize("language, words, holder, expires", EXPIRES)
def test_until_when_a_passport_is_valid(
    talk: Talk, language: str, words: str, holder: str, expires: date
) -> None:
    plain = talk(TRIP[language].rstrip(", "))
    turn = talk(TRIP[language] + words)
    (passport,) = turn.request.passports
    assert (passport.holder, passport.expires_on) == (holder, expires)
    assert passport.words
    assert turn.request.dates == plain.request.dates
    assert turn.request.party == plain.request.party
    assert turn.clear, turn.unread


@pytest.mark.parametrize("language, words, holder, expires", EXPIRES)
def test_a_passport_said_later_leaves_the_rest_as_it_was(
    talk: Talk, language: str, words: str, holder: str, expires: date
) -> None:
    before = talk(TRIP[language].rstrip(", "))
    after = talk(TRIP[language].rstrip(", "), words)
    (passport,) = after.request.passports
    assert (passport.holder, passport.expires_on) == (holder, expires)
    assert after.request.model_copy(update={"passports": ()}) == before.request
    assert [(edit.kind, edit.value) for edit in after.edits] == [("set", "passports")]


def test_each_traveller_has_a_passport_of_ones_own(talk: Talk) -> None:
    turn = talk(
        TRIP["en"] + "my passport expires on 3 March 2027, my wife's expires on 1 May 2028",
        "my passport is valid until 4 April 2031",
    )
    known = {each.holder: each.expires_on for each in turn.request.passports}
    assert known == {"self": date(2031, 4, 4), "partner": date(2028, 5, 1)}
