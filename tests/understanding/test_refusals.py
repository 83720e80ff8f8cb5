"""What is refused isn't wished for, whatever it is called."""

import pytest

from .conftest import Talk

TRIP = {
    "en": "four nights in Rome from Berlin from 5 May 2027",
    "de": "vier Nächte in Rom ab Berlin ab 5. Mai 2027",
    "es": "cuatro noches en Roma desde Berlín desde el 5 de mayo de 2027",
    "fr": "quatre nuits à Rome depuis Berlin à partir du 5 mai 2027",
}
REFUSED = {
    "en": (
        "not business class",
        "anything but economy",
        "without breakfast",
        "no need for a pool",
        "not in the centre",
        "not a 5 star hotel",
        "we are not vegetarian",
        "I'm no longer vegan",
        "not a packed schedule",
        "not by train",
        "at most 3 stars",
        "3 stars max",
        "no more than 3 stars",
    ),
    "de": (
        "keine Business Class",
        "alles außer Economy",
        "ohne Frühstück",
        "nicht im Zentrum",
        "wir sind keine Vegetarier",
        "ich bin nicht mehr vegan",
        "nicht mit der Bahn",
        "höchstens 3 Sterne",
        "nicht mehr als 3 Sterne",
        "muss nicht direkt sein",
    ),
    "es": (
        "nada de business",
        "sin desayuno",
        "no hace falta piscina",
        "no en el centro",
        "no somos vegetarianos",
        "ya no soy vegano",
        "en tren no",
        "como mucho 3 estrellas",
        "no tiene que ser directo",
    ),
    "fr": (
        "pas de classe affaires",
        "sans petit déjeuner",
        "pas besoin de piscine",
        "pas dans le centre",
        "nous ne sommes pas végétariens",
        "je ne suis plus végane",
        "pas en train",
        "3 étoiles maximum",
        "pas forcément direct",
    ),
}
NO_PLANES = {
    "en": (
        "I don't want to fly",
        "we won't fly",
    ),
    "de": ("ich will nicht fliegen",),
    "es": ("no quiero volar",),
    "fr": ("je ne veux pas prendre l'avion",),
}


def _each(said: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, words) for language, rows in said.items() for words in rows]


@pytest.mark.parametrize(("language", "said"), _each(REFUSED))
def test_what_is_refused_is_no_wish(talk: Talk, language: str, said: str) -> None:
    request = talk(f"{TRIP[language]}, {said}").request
    assert request.wishes == ()
    assert request.settled_dates.nights == 4


@pytest.mark.parametrize(("language", "said"), _each(NO_PLANES))
def test_who_won_t_fly_goes_by_train(talk: Talk, language: str, said: str) -> None:
    turn = talk(f"{TRIP[language]}, {said}")
    assert turn.request.wanted("ground_mode") == "train"
    assert turn.intent == "trip"


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("no museums but business class", "cabin", "business"),
        ("no stops, with a pool", "amenities", ("pool",)),
        ("not vegetarian but vegan", "diet", ("vegan",)),
        ("nothing fancy, with breakfast", "board", "breakfast"),
        ("I don't want to fly with Ryanair", "avoid_airline", ("Ryanair",)),
        ("I don't want to fly before 9", "depart_after", "09:00"),
    ],
)
def test_what_is_refused_beside_it_leaves_a_wish(
    talk: Talk, said: str, slot: str, value: object
) -> None:
    request = talk(f"{TRIP['en']}, {said}").request
    assert {wish.slot: wish.value for wish in request.wishes}[slot] == value
    assert request.wish("ground_mode") is None
    assert "vegetarian" not in request.wanted("diet", ())


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("vor 9 Uhr möchte ich nicht fliegen", "depart_after", "09:00"),
        ("mit Ryanair will ich nicht fliegen", "avoid_airline", ("Ryanair",)),
    ],
)
def test_who_won_t_fly_so_may_fly_otherwise(
    talk: Talk, said: str, slot: str, value: object
) -> None:
    request = talk(f"{TRIP['de']}, {said}").request
    assert {wish.slot: wish.value for wish in request.wishes} == {slot: value}


@pytest.mark.parametrize("said", ["at most 3 stars", "3 stars max", "no more than 3 stars"])
def test_what_can_t_be_held_to_is_not_taken_as_read(talk: Talk, said: str) -> None:
    assert not talk(f"{TRIP['en']}, {said}").clear


def test_a_wish_that_is_refused_later_goes(talk: Talk) -> None:
    assert talk(f"{TRIP['en']}, vegan").request.wanted("diet") == ("vegan",)
    assert talk(f"{TRIP['en']}, vegan", "I'm no longer vegan").request.wish("diet") is None


@pytest.mark.parametrize(
    ("language", "said", "slot"),
    [
        ("es", "por lo menos 4 estrellas", "min_stars"),
        ("es", "al menos 4 estrellas", "min_stars"),
    ],
)
def test_what_only_sounds_refused_is_a_wish(
    talk: Talk, language: str, said: str, slot: str
) -> None:
    assert [wish.slot for wish in talk(f"{TRIP[language]}, {said}").request.wishes] == [slot]


def test_a_time_that_is_refused_refuses_no_train(talk: Talk) -> None:
    request = talk(f"{TRIP['en']}, by train not before 9").request
    assert request.wanted("ground_mode") == "train"
    assert request.wanted("depart_after") == "09:00"
