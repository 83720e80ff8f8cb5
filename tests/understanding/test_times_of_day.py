"""Bounds on the time of day: on which side of it one flies, lands and comes home."""

import pytest

from .conftest import Talk

TRIP = {
    "en": "four nights in Rome from Berlin from 5 May 2027",
    "de": "vier Nächte in Rom ab Berlin ab 5. Mai 2027",
    "es": "cuatro noches en Roma desde Berlín desde el 5 de mayo de 2027",
    "fr": "quatre nuits à Rome depuis Berlin à partir du 5 mai 2027",
}
SAID = {
    "en": (
        ("leaving before 9am", "depart_before 09:00"),
        ("leave no later than 9am", "depart_before 09:00"),
        ("not later than 9am", "depart_before 09:00"),
        ("flights before 9am", "depart_before 09:00"),
        ("no flights before 9", "depart_after 09:00"),
        ("never flights before 9", "depart_after 09:00"),
        ("not before 9", "depart_after 09:00"),
        ("nothing before 10 please", "depart_after 10:00"),
        ("departing after 10", "depart_after 10:00"),
        ("departing not earlier than 9am", "depart_after 09:00"),
        ("I don't want flights after 9pm", "depart_before 21:00"),
        ("avoid flights before 8am", "depart_after 08:00"),
        ("we can't leave before 9am", "depart_after 09:00"),
        ("the flight must not leave before 7:30", "depart_after 07:30"),
        ("the flight has to leave before 7:30", "depart_before 07:30"),
        ("nothing later than 8pm", "depart_before 20:00"),
        ("no flights later than 9pm", "depart_before 21:00"),
        ("never before 10am", "depart_after 10:00"),
        ("leaving after 5", "depart_after 17:00"),
        ("after 10 please", "depart_after 10:00"),
        ("arriving before 8pm", "arrive_before 20:00"),
        ("arrive by 6", "arrive_before 18:00"),
        ("don't land before 9am", "arrive_after 09:00"),
        ("I don't want to arrive after 10pm", "arrive_before 22:00"),
        ("arrive no later than 22:00", "arrive_before 22:00"),
        ("landing not before 11am", "arrive_after 11:00"),
        ("arrive after 3pm", "arrive_after 15:00"),
        ("must arrive before 10am", "arrive_before 10:00"),
        ("back after 6pm", "return_after 18:00"),
        ("return not before 5pm", "return_after 17:00"),
        ("coming home no later than 8pm", "return_before 20:00"),
        ("return flight before 8pm", "return_before 20:00"),
        ("departure at 10 at the earliest", "depart_after 10:00"),
        ("take off 9:30 or later", "depart_after 09:30"),
        ("I can only leave after 17:00", "depart_after 17:00"),
        ("without flights before 8:00", "depart_after 08:00"),
        ("early is fine but not before 6am", "depart_after 06:00"),
        ("we'd rather not fly before 10", "depart_after 10:00"),
        ("we refuse to fly before 8am", "depart_after 08:00"),
        ("anything before noon is fine", "depart_before 12:00"),
    ),
    "de": (
        ("Abflug vor 9 Uhr", "depart_before 09:00"),
        ("Abflug nicht vor 9 Uhr", "depart_after 09:00"),
        ("keine Flüge vor 9", "depart_after 09:00"),
        ("nicht vor 9", "depart_after 09:00"),
        ("nie vor 9 Uhr", "depart_after 09:00"),
        ("keine Flüge nach 20 Uhr", "depart_before 20:00"),
        ("spätestens um 8 Uhr los", "depart_before 08:00"),
        ("frühestens um 10 Uhr", "depart_after 10:00"),
        ("erst ab 10 Uhr fliegen", "depart_after 10:00"),
        ("Abflug nicht später als 9 Uhr", "depart_before 09:00"),
        ("Abflug nicht nach 18 Uhr", "depart_before 18:00"),
        ("vor 9 Uhr möchte ich nicht fliegen", "depart_after 09:00"),
        ("ich will nicht vor 8 Uhr los", "depart_after 08:00"),
        ("Ankunft nicht vor 14 Uhr", "arrive_after 14:00"),
        ("Ankunft vor 20 Uhr", "arrive_before 20:00"),
        ("nicht nach 22 Uhr ankommen", "arrive_before 22:00"),
        ("Landung spätestens um 21 Uhr", "arrive_before 21:00"),
        ("Ankunft nach 15 Uhr", "arrive_after 15:00"),
        ("Rückflug nicht vor 17 Uhr", "return_after 17:00"),
        ("Rückflug nach 18 Uhr", "return_after 18:00"),
        ("Rückflug spätestens um 20 Uhr", "return_before 20:00"),
        ("Rückflug nicht nach 20 Uhr", "return_before 20:00"),
        ("ohne Flüge vor 8 Uhr", "depart_after 08:00"),
        ("auf keinen Fall Flüge vor 9 Uhr", "depart_after 09:00"),
    ),
    "es": (
        ("salida antes de las 9", "depart_before 09:00"),
        ("salida no antes de las 9", "depart_after 09:00"),
        ("nunca antes de las 9", "depart_after 09:00"),
        ("no quiero vuelos antes de las 9", "depart_after 09:00"),
        ("vuelos después de las 10", "depart_after 10:00"),
        ("no quiero salir después de las 20:00", "depart_before 20:00"),
        ("nada después de las 21:00", "depart_before 21:00"),
        ("salir a partir de las 10", "depart_after 10:00"),
        ("salida no más tarde de las 9", "depart_before 09:00"),
        ("sin vuelos antes de las 8", "depart_after 08:00"),
        ("llegada antes de las 20:00", "arrive_before 20:00"),
        ("no llegar antes de las 11", "arrive_after 11:00"),
        ("llegar después de las 15:00", "arrive_after 15:00"),
        ("no quiero llegar después de las 22:00", "arrive_before 22:00"),
        ("vuelta después de las 18:00", "return_after 18:00"),
        ("vuelta no antes de las 17:00", "return_after 17:00"),
        ("vuelta antes de las 20:00", "return_before 20:00"),
        ("vuelta no después de las 20:00", "return_before 20:00"),
        ("evitar vuelos antes de las 8", "depart_after 08:00"),
    ),
    "fr": (
        ("départ avant 9h", "depart_before 09:00"),
        ("départ pas avant 9h", "depart_after 09:00"),
        ("pas de vol avant 9 heures", "depart_after 09:00"),
        ("jamais avant 9h", "depart_after 09:00"),
        ("pas de vols après 20h", "depart_before 20:00"),
        ("rien après 21h", "depart_before 21:00"),
        ("départ après 10h", "depart_after 10:00"),
        ("départ à partir de 10h", "depart_after 10:00"),
        ("je ne veux pas partir avant 9h", "depart_after 09:00"),
        ("départ au plus tard à 9h", "depart_before 09:00"),
        ("aucun vol avant 8h", "depart_after 08:00"),
        ("arrivée avant 20h", "arrive_before 20:00"),
        ("arrivée pas avant 14h", "arrive_after 14:00"),
        ("ne pas arriver après 22h", "arrive_before 22:00"),
        ("arriver après 15h", "arrive_after 15:00"),
        ("retour après 18h", "return_after 18:00"),
        ("retour pas avant 17h", "return_after 17:00"),
        ("retour avant 20h", "return_before 20:00"),
        ("retour pas après 20h", "return_before 20:00"),
        ("éviter les vols avant 8h", "depart_after 08:00"),
    ),
}


@pytest.mark.parametrize(
    ("language", "said", "meant"),
    [(language, *each) for language, rows in SAID.items() for each in rows],
)
def test_a_bound_is_on_the_side_that_is_said(
    talk: Talk, language: str, said: str, meant: str
) -> None:
    turn = talk(f"{TRIP[language]}, {said}")
    bounds = [
        f"{wish.slot} {wish.value}"
        for wish in turn.request.wishes
        if wish.slot.endswith(("_after", "_before"))
    ]
    assert bounds == [meant]
    assert turn.intent == "trip"
    assert turn.request.settled_dates.nights == 4
    assert turn.clear


@pytest.mark.parametrize(
    "said",
    [
        "Rome from Berlin not before 12 May for 4 nights",
        "Rom ab Berlin für 4 Nächte, nicht vor dem 12. Mai",
        "Roma desde Berlín 4 noches, no antes del 12 de mayo",
        "Rome depuis Berlin pour 4 nuits, pas avant le 12 mai",
    ],
)
def test_not_before_a_day_is_from_it_on(talk: Talk, said: str) -> None:
    request = talk(said).request
    assert request.dates.window is not None
    assert (request.dates.window.earliest.month, request.dates.window.earliest.day) == (5, 12)
    assert request.wishes == ()


@pytest.mark.parametrize(
    "said",
    [
        "after 3 nights in Rome go on to Florence for 2 nights, from Berlin 5 May",
        "we leave after 2 weeks, from Berlin to Rome 5 May",
        "Rome for 4 nights from Berlin after 12 May",
    ],
)
def test_what_is_counted_is_no_time(talk: Talk, said: str) -> None:
    assert talk(said).request.wishes == ()


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("a week in Rome from Berlin in May, never flights before 9", "trip"),
        ("a week in Rome from Berlin in May, no Ryanair flights", "trip"),
        ("flights to Rome from Berlin on 5 May, not before 9", "flight"),
    ],
)
def test_flights_in_a_wish_are_not_all_that_is_wanted(talk: Talk, said: str, intent: str) -> None:
    assert talk(said).intent == intent


def test_an_hour_that_no_clock_has_is_not_read(talk: Talk) -> None:
    turn = talk("four nights in Rome from Berlin from 5 May, not before 24")
    assert turn.request.wishes == ()
    assert not turn.clear
