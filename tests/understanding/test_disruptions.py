"""What went wrong, read in four languages."""

from datetime import date

import pytest

from llm.understanding import Reading, resolve_reading, understand
from llm.understanding.reading import DisruptionSaid, EditSaid
from travel.disruption import (
    BadWeather,
    Disruption,
    FlightCancelled,
    FlightDelayed,
    RideCancelled,
    RideMissed,
    SightClosed,
    StayLost,
    Stranded,
)
from travel.gazetteer import Gazetteer
from travel.request import TripRequest

TODAY = date(2026, 3, 10)
NAMES = ("Belém Tower", "Jerónimos Monastery", "Gulbenkian Museum")
SATURDAY = date(2026, 5, 9)
FRANKFURT = ("FRA", "HHN")
SAID: list[tuple[str, Disruption]] = [
    ("my flight is cancelled", FlightCancelled()),
    ("my flight out is cancelled", FlightCancelled()),
    ("flight FR5017 has been cancelled", FlightCancelled(number="FR5017")),
    ("our return flight was cancelled", FlightCancelled(way="return")),
    ("my flight arrives five hours late", FlightDelayed(minutes=300)),
    ("my outbound flight is five hours late", FlightDelayed(minutes=300)),
    ("our flight out leaves 3 hours late", FlightDelayed(minutes=180)),
    ("FR 5017 is delayed by 5h", FlightDelayed(number="FR5017", minutes=300)),
    ("my flight is 90 minutes late", FlightDelayed(minutes=90)),
    ("the museum is closed on Saturday", SightClosed(name="Gulbenkian Museum", date=SATURDAY)),
    ("the Belém Tower is closed on 8 May", SightClosed(name="Belém Tower", date=date(2026, 5, 8))),
    ("the Jerónimos Monastery is closed on day 2", SightClosed(name="Jerónimos Monastery", day=2)),
    ("storm on day 3", BadWeather(day=3)),
    ("there will be a storm on Saturday", BadWeather(date=SATURDAY)),
    ("it will rain all day on day 2", BadWeather(day=2)),
    ("we missed the train", RideMissed(mode="ground")),
    ("I missed my flight", RideMissed(mode="flight")),
    ("the hotel is overbooked", StayLost()),
    ("mein Flug wurde gestrichen", FlightCancelled()),
    ("mein Rückflug ist gestrichen", FlightCancelled(way="return")),
    ("mein Flug hat fünf Stunden Verspätung", FlightDelayed(minutes=300)),
    ("das Museum ist am Samstag geschlossen", SightClosed(name="Gulbenkian Museum", date=SATURDAY)),
    ("am Samstag ist ein Sturm angesagt", BadWeather(date=SATURDAY)),
    ("wir haben den Zug verpasst", RideMissed(mode="ground")),
    ("han cancelado mi vuelo", FlightCancelled()),
    ("mi vuelo llega cinco horas tarde", FlightDelayed(minutes=300)),
    ("el museo está cerrado el sábado", SightClosed(name="museums", date=SATURDAY)),
    ("tormenta el día 3", BadWeather(day=3)),
    ("hemos perdido el tren", RideMissed(mode="ground")),
    ("mon vol est annulé", FlightCancelled()),
    ("mon vol a cinq heures de retard", FlightDelayed(minutes=300)),
    ("our train to Porto is cancelled", RideCancelled()),
    ("mein Zug fällt aus", RideCancelled()),
    ("I'm stuck in Frankfurt", Stranded(place="Frankfurt am Main", airports=FRANKFURT)),
    ("je suis bloqué à Francfort", Stranded(place="Frankfurt am Main", airports=FRANKFURT)),
    ("my connection is cancelled", FlightCancelled(connection=True)),
    ("hemos perdido la conexión", RideMissed(connection=True)),
    ("le musée est fermé samedi", SightClosed(name="museums", date=SATURDAY)),
    ("tempête le jour 3", BadWeather(day=3)),
    ("on a raté le train", RideMissed(mode="ground")),
]


@pytest.fixture(scope="module")
def trip(gazetteer: Gazetteer) -> TripRequest:
    text = "four nights in Lisbon from Berlin from 7 May"
    return understand([text], previous=None, today=TODAY, gazetteer=gazetteer).request


@pytest.mark.parametrize(("text", "meant"), SAID, ids=[text for text, _ in SAID])
def test_what_went_wrong_is_read_and_the_trip_stays(
    text: str, meant: Disruption, trip: TripRequest, gazetteer: Gazetteer
) -> None:
    turn = understand(
        [text], previous=trip, today=TODAY, gazetteer=gazetteer, itinerary_names=NAMES
    )
    assert [edit.disruption for edit in turn.edits] == [meant]
    assert turn.request == trip
    assert turn.clear


@pytest.mark.parametrize("text", ["cancel my flight", "drop the museum", "a later flight"])
def test_what_is_wished_is_no_disruption(
    text: str, trip: TripRequest, gazetteer: Gazetteer
) -> None:
    turn = understand([text], previous=trip, today=TODAY, gazetteer=gazetteer)
    assert not any(edit.kind == "disrupted" for edit in turn.edits)


def test_a_model_says_it_in_the_same_shape(trip: TripRequest, gazetteer: Gazetteer) -> None:
    late = DisruptionSaid(kind="flight_delayed", name="fr5017", minutes=300)
    nothing = DisruptionSaid(kind="flight_delayed")  # without by how much
    edits = tuple(EditSaid(kind="disrupted", disruption=each) for each in (late, nothing))
    reading = Reading(edits=edits)
    turn = resolve_reading(reading, previous=trip, today=TODAY, gazetteer=gazetteer)
    assert [e.disruption for e in turn.edits] == [FlightDelayed(number="FR5017", minutes=300)]
