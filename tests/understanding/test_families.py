"""Families of phrasing: the same thing said many ways, in four languages."""

from datetime import date
from typing import Any

import pytest

from travel.turn import TurnRequest

from .conftest import Talk


def _stops(turn: TurnRequest) -> list[tuple[str, int | None]]:
    return [(stop.place.name, stop.nights) for stop in turn.request.stops]


def _party(turn: TurnRequest) -> tuple[int, tuple[int, ...]]:
    return turn.request.party.adults, turn.request.party.children


def _dates(turn: TurnRequest) -> tuple[date | None, date | None]:
    return turn.request.dates.start, turn.request.dates.end


def _origin(turn: TurnRequest) -> str:
    return turn.request.origin.name if turn.request.origin else ""


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("one thousand five hundred pounds for a week in Crete", 1500),
        ("budget of twelve hundred euros, Lisbon", 1200),
        ("max two and a half thousand euro, Lisbon from Cork", 2500),
        ("a couple of thousand euros tops for Lisbon", 2000),
        ("a hundred and twenty euros for Lisbon", 120),
        ("zweitausendvierhundert Euro Budget, Lissabon", 2400),
        ("höchstens eintausendzweihundertfünfzig Euro für Rom", 1250),
        ("Budget zwölfhundert Euro, Porto", 1200),
        ("etwa anderthalbtausend Euro für Porto", 1500),
        ("zweieinhalbtausend Euro haben wir für Porto", 2500),
        ("mil quinientos euros de presupuesto, Oporto", 1500),
        ("como mucho dos mil cuatrocientos euros para Roma", 2400),
        ("ochocientos cincuenta y cinco euros para Praga", 855),
        ("mille deux cents euros maximum pour Porto", 1200),
        ("deux mille cinq cents euros pour Rome", 2500),
        ("budget de quatre-vingt-dix euros pour Prague", 90),
        ("soixante-quinze euros pour Prague", 75),
    ],
)
def test_amounts_written_out(talk: Talk, said: str, amount: int):
    assert [b.amount.amount for b in talk(said).request.budgets] == [amount]


@pytest.mark.parametrize(
    ("said", "currency"),
    [
        ("Vancouver to Lisbon, C$4,200", "CAD"),
        ("AU$9,000 for Kyoto", "AUD"),
        ("NZ$ 3000 for Tonga", "NZD"),
        ("2000 Canadian dollars for Cuba", "CAD"),
        ("Hôtel à Montréal, 180 $ CA la nuit", "CAD"),
        ("2000 dollars canadiens pour Cuba", "CAD"),
        ("2000 kanadische Dollar für Kuba", "CAD"),
        ("900000 pesos chilenos para Lima", "CLP"),
        ("$900 for Austin", "USD"),
    ],
)
def test_whose_dollar_it_is(talk: Talk, said: str, currency: str):
    assert talk(said).request.budgets[0].amount.currency == currency


@pytest.mark.parametrize(
    "said",
    [
        "Fri to Sun, 19 June, Prague",
        "Prague, 19 June, Friday to Sunday",
        "Prague from Friday to Sunday (21 June)",
        "Fr bis So, 19. Juni, Prag",
        "Prag, Fr. 19.6. bis So. 21.6.",
        "de viernes a domingo, 19 de junio, Praga",
        "du vendredi au dimanche, 19 juin, Prague",
        "Prague du dix-neuf au vingt et un juin",
        "Praga del diecinueve al veintiuno de junio",
        "Prague, the nineteenth to the twenty-first of June",
    ],
)
def test_the_same_three_days(talk: Talk, said: str):
    assert _dates(talk(said)) == (date(2026, 6, 19), date(2026, 6, 21))


@pytest.mark.parametrize(
    ("said", "earliest", "latest"),
    [
        ("leaving around 10 December, returning mid January, Sydney", (2026, 12, 7), (2027, 1, 20)),
        ("mid-April to early May, Japan", (2026, 4, 11), (2026, 5, 10)),
        ("von Ende April bis Anfang Juni, Japan", (2026, 4, 21), (2026, 6, 10)),
        ("de finales de abril a principios de junio, Japón", (2026, 4, 21), (2026, 6, 10)),
        ("de fin avril à début juin, Japon", (2026, 4, 21), (2026, 6, 10)),
        ("Riga at the end of next month", (2026, 4, 21), (2026, 4, 30)),
        ("Riga, Ende nächsten Monats", (2026, 4, 21), (2026, 4, 30)),
        ("Riga a finales del mes que viene", (2026, 4, 21), (2026, 4, 30)),
        ("Riga, fin du mois prochain", (2026, 4, 21), (2026, 4, 30)),
        ("Riga, erste Junihälfte", (2026, 6, 1), (2026, 6, 15)),
        ("Riga ab Berlin, Maianfang", (2026, 5, 1), (2026, 5, 10)),
        ("Riga, the week of 8 June", (2026, 6, 8), (2026, 6, 14)),
        ("Riga in der Woche vom 9. Juni", (2026, 6, 8), (2026, 6, 14)),
        ("Riga, la semana del 8 de junio", (2026, 6, 8), (2026, 6, 14)),
        ("Riga la semaine du 8 juin", (2026, 6, 8), (2026, 6, 14)),
    ],
)
def test_stretches_of_time(talk: Talk, said: str, earliest: Any, latest: Any):
    window = talk(said).request.dates.window
    assert window is not None
    assert (window.earliest, window.latest) == (date(*earliest), date(*latest))


@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("Bruges, leaving on Maundy Thursday", (2026, 4, 2)),
        ("Lyon in a fortnight", (2026, 3, 24)),
        ("Straßburg in vierzehn Tagen", (2026, 3, 24)),
        ("Lyon en quince días, salgo de Madrid", (2026, 3, 24)),
        ("à Lille dans quinze jours", (2026, 3, 24)),
        ("Bath, late May bank holiday", (2026, 5, 25)),
        ("meetings in Ghent on the 17th and 18th of May, fly me in on the 16th", (2026, 5, 16)),
    ],
)
def test_days_by_name(talk: Talk, said: str, start: Any):
    assert talk(said).request.dates.start == date(*start)


@pytest.mark.parametrize(
    ("said", "stops", "start", "nights"),
    [
        ("to Marseille... no, Nice, the 5th, sorry, the 6th of June, 3 nights",
         ["Nice"], (2026, 6, 6), 3),
        ("2 nights in Oslo, wait, 3 nights, from 4 May", ["Oslo"], (2026, 5, 4), 3),
        ("Oslo 4 to 6 May, no, 5 to 8 May", ["Oslo"], (2026, 5, 5), 3),
        ("nach Marseille, nein, doch lieber Nizza, am 5., Quatsch, am 6. Juni, drei Nächte",
         ["Nice"], (2026, 6, 6), 3),
        ("drei Nächte, äh, vier Nächte in Porto ab 4. Mai", ["Porto"], (2026, 5, 4), 4),
        ("a Marsella, no, mejor a Niza, el 5, perdón, el 6 de junio, tres noches",
         ["Nice"], (2026, 6, 6), 3),
        ("à Marseille, non, plutôt à Nice, le 5, pardon, le 6 juin, trois nuits",
         ["Nice"], (2026, 6, 6), 3),
    ],
)  # fmt: skip
def test_slips_put_right_in_mid_sentence(
    talk: Talk, said: str, stops: list[str], start: Any, nights: int
):
    turn = talk(said)
    assert [name for name, _ in _stops(turn)] == stops
    assert turn.request.dates.start == date(*start)
    assert turn.request.settled_dates.nights == nights


@pytest.mark.parametrize(
    ("said", "origin"),
    [
        ("flights from Bristol, or actually Cardiff, to Dublin on 4 May", "Cardiff"),
        ("desde Valencia, digo, desde Alicante, a Roma el 3 de mayo", "Alicante"),
        ("au départ de Lyon, euh non, de Genève, pour Rome le 3 mai", "Geneva"),
        ("ab Köln, ach nein, ab Bonn, nach Rom am 3. Mai", "Bonn"),
    ],
)
def test_an_origin_taken_back(talk: Talk, said: str, origin: str):
    turn = talk(said)
    assert _origin(turn) == origin
    assert len(turn.request.stops) == 1


@pytest.mark.parametrize(
    "said", ["Roma, no a Milán", "not Athens, rather Corfu", "Rom, nicht Mailand"]
)
def test_refusing_a_place_takes_nothing_back(talk: Talk, said: str):
    kept = "Corfu" if "Corfu" in said else "Rome"
    assert [name for name, _ in _stops(talk(said))] == [kept]


@pytest.mark.parametrize(
    ("said", "stops"),
    [
        ("Fly into Lisbon on 4 May, stay till the 7th, then Porto till the 10th",
         [("Lisbon", 3), ("Porto", 3)]),
        ("London to Paris 2 June, Paris to Nice 5 June, Nice back to London 9 June",
         [("Paris", 3), ("Nice", 4)]),
        ("Ankunft Lissabon 4. Mai, am 7. weiter nach Porto, Rückflug von Porto am 10. Mai",
         [("Lisbon", 3), ("Porto", 3)]),
        ("Llegamos a Roma el 4 de mayo, el 7 a Florencia y el 10 volvemos a Sevilla",
         [("Rome", 3), ("Florence", 3)]),
        ("On arrive à Lisbonne le 4 mai, on part à Porto le 7 et on rentre à Lyon le 10",
         [("Lisbon", 3), ("Porto", 3)]),
        ("10 days in Italy from Boston starting May 3: 4 in Rome, 3 in Florence and the rest in Venice",
         [("Rome", 4), ("Florence", 3), ("Venice", 3)]),
        ("dix jours en Italie : 4 à Rome, 3 à Florence et le reste à Venise",
         [("Rome", 4), ("Florence", 3), ("Venice", 3)]),
        ("Helsinki 4-6 May then Tallinn until the 9th", [("Helsinki", 2), ("Tallinn", 3)]),
        ("Helsinki for the first two nights, Tallinn for the next three",
         [("Helsinki", 2), ("Tallinn", 3)]),
        ("Dublin - Vienna (3 nights) - Budapest (2 nights) - Dublin, starting 12 June",
         [("Vienna", 3), ("Budapest", 2)]),
    ],
)  # fmt: skip
def test_nights_that_follow_from_other_words(talk: Talk, said: str, stops: list[tuple[str, int]]):
    assert _stops(talk(said)) == stops


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("£600 for two for a weekend in Berlin", (2, ())),
        ("600 euros pour deux pour un week-end à Porto", (2, ())),
        ("mit meinen drei Kumpels nach Mallorca", (4, ())),
        ("avec mes trois copines à Ibiza", (4, ())),
        ("con mis tres amigas a Ibiza", (4, ())),
        ("Mama, Papa, zwei Kinder (4 und 8) nach Kreta", (2, (4, 8))),
        ("maman, papa et deux enfants (4 et 8 ans) en Crète", (2, (4, 8))),
        ("just the two of us plus a newborn, Nice from London", (2, (0,))),
        ("the two of us and our son who's 11, Prague", (2, (11,))),
        ("booking flights for my parents to Rome", (2, ())),
        ("a group of six incl. two teenagers 13 and 15, Rome", (4, (13, 15))),
        ("JFK-CDG 14 sep 2 adt", (2, ())),
    ],
)
def test_who_goes_without_being_counted(talk: Talk, said: str, party: tuple[int, tuple[int, ...]]):
    assert _party(talk(said)) == party


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Hotel in Rimini for 2 adults", "actually two kids as well, 5 and 9"),
        ("Hotel in Rimini für 2 Erwachsene", "die Kinder kommen doch mit, 5 und 9"),
    ],
)
def test_ages_that_stand_alone(talk: Talk, first: str, then: str):
    assert _party(talk(first, then)) == (2, (5, 9))


@pytest.mark.parametrize(
    "said",
    [
        "need a room in Cardiff tonight",
        "brauche heute Nacht ein Zimmer in Cardiff",
        "necesito un hotel en Cardiff para esta noche",
        "je cherche un hôtel à Cardiff pour ce soir",
    ],
)
def test_a_room_for_tonight_is_one_night(talk: Talk, said: str):
    turn = talk(said)
    assert turn.intent == "stay"
    assert _dates(turn) == (date(2026, 3, 10), date(2026, 3, 11))


@pytest.mark.parametrize(
    ("said", "origin", "stop"),
    [
        ("nyc to la 4-9 june", "New York City", "Los Angeles"),
        ("Gare du Nord to St Pancras on 4 May", "Paris", "London"),
        ("flights from Belfast, Ireland to Nice, France", "Belfast", "Nice"),
        ("Nice, from London, 4 May", "London", "Nice"),
    ],
)
def test_places_by_other_names(talk: Talk, said: str, origin: str, stop: str):
    turn = talk(said)
    assert _origin(turn) == origin
    assert [name for name, _ in _stops(turn)] == [stop]


@pytest.mark.parametrize(
    ("said", "back_to"),
    [
        ("Heathrow to Rome 5 Oct, coming back on the 19th into Manchester", "Manchester"),
        ("ab Köln nach Rom am 5. Oktober, Rückflug am 9. nach Bonn", "Bonn"),
        ("de Lyon à Rome le 5 octobre, retour le 9 à Genève", "Geneva"),
    ],
)
def test_home_to_another_town(talk: Talk, said: str, back_to: str):
    turn = talk(said)
    assert turn.request.return_to is not None
    assert turn.request.return_to.name == back_to
    assert [name for name, _ in _stops(turn)] == ["Rome"]


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("how much is it to fly Bristol to Faro, 4th May, returning 11th", "flight"),
        ("MAD-LIS ida 4/5 vuelta 9/5", "flight"),
        ("Bett in Gent für 2 Nächte ab 4. Mai", "stay"),
        ("a quiet, pet-friendly place in Innsbruck? Check-in Thursday 24 June", "stay"),
        ("do I need a visa for Brazil if I've got an Irish passport?", "other"),
        ("brauche ich für Brasilien ein Visum?", "other"),
    ],
)
def test_what_is_wanted_without_its_noun(talk: Talk, said: str, intent: str):
    assert talk(said).intent == intent


def test_a_trip_after_a_question_on_the_weather(talk: Talk):
    turn = talk("what's the weather in Porto in May?", "ok let's go there, 7-12 May from Geneva")
    assert turn.intent == "trip"


def test_an_airline_with_the_name_of_a_country_is_no_stop(talk: Talk):
    turn = talk("Flights from Toronto to Frankfurt, 10 October, only Lufthansa or Air Canada")
    assert len(turn.request.stops) == 1
    assert turn.request.wanted("airline") == ("Lufthansa", "Air Canada")


@pytest.mark.parametrize(
    "said",
    [
        "I won't fly with Ryanair or Vueling. Seville to London",
        "nada de Ryanair ni Vueling, Sevilla a Londres",
        "kein Ryanair und kein Vueling: Sevilla nach London",
    ],
)
def test_what_refuses_one_airline_refuses_the_next(talk: Talk, said: str):
    assert set(talk(said).request.wanted("avoid_airline")) == {"Ryanair", "Vueling"}


def test_flights_only_replaces_the_trip(talk: Talk):
    assert talk("trip to Vienna from Cork, 4 to 8 May", "just flights please").intent == "flight"


def test_days_that_say_how_long_where_another_says_when(talk: Talk):
    dates = talk("Delft and Leiden in three days? We'd come from Brussels on 4 May").request.dates
    assert (dates.start, dates.nights) == (date(2026, 5, 4), 3)


def test_several_sights_in_a_row(talk: Talk):
    turn = talk("Barcelona, and we have to see the Sagrada Familia and Park Guell")
    assert set(turn.request.wanted("must_see")) == {"Sagrada Familia", "Park Guell"}


def test_dates_moved_by_days_and_a_night_less_in_one_place(talk: Talk):
    assert _dates(talk("Rome from Leeds 4-8 May", "push everything back by two days")) == (
        date(2026, 5, 6),
        date(2026, 5, 10),
    )
    turn = talk("Rome 3 nights and Naples 2 nights from 4 May", "one night less in Rome")
    assert _stops(turn) == [("Rome", 2), ("Naples", 2)]


@pytest.mark.parametrize(
    "said",
    [
        "I never fly Ryanair",
        "we don't book Ryanair",
        "Ich fliege nie mit Ryanair",
        "ich meide Ryanair",
        "Nunca vuelo con Ryanair",
        "Je ne vole jamais avec Ryanair",
    ],
)
def test_an_airline_that_is_never_flown_is_not_wished(talk: Talk, said: str) -> None:
    wishes = talk(said).request.wishes
    assert [(each.slot, each.value) for each in wishes] == [("avoid_airline", ("Ryanair",))]
