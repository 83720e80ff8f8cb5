"""What goes wrong before a trip and on it, in four languages: the plan after it is looked at.

`python -m evals.suites.disruptions` prints them as YAML.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from evals.case import Anew, Case, End, Expect, Kind, Turn, WordOn

TODAY = date(2026, 5, 1)
TRIPS: Mapping[str, Mapping[str, str]] = {
    "lisbon": {
        "en": "4 nights in Lisbon from Oslo from 7 May, two adults",
        "de": "vier Nächte in Lissabon ab Oslo ab 7. Mai, zwei Erwachsene",
        "es": "cuatro noches en Lisboa desde Oslo desde el 7 de mayo, dos adultos",
        "fr": "quatre nuits à Lisbonne depuis Oslo à partir du 7 mai, deux adultes",
    },
    "spain": {  # with a train between
        "en": "3 nights in Madrid and then 2 nights in Seville from Berlin from 7 May, two adults",
        "de": "drei Nächte in Madrid und dann zwei Nächte in Sevilla ab Berlin ab 7. Mai, zwei Erwachsene",
        "es": "tres noches en Madrid y luego dos noches en Sevilla desde Berlín desde el 7 de mayo, dos adultos",
        "fr": "trois nuits à Madrid puis deux nuits à Séville depuis Berlin à partir du 7 mai, deux adultes",
    },
    "iceland": {  # out and home by Lisbon
        "en": "4 nights in Reykjavik from Bilbao from 7 May, two adults",
        "de": "vier Nächte in Reykjavik ab Bilbao ab 7. Mai, zwei Erwachsene",
        "es": "cuatro noches en Reikiavik desde Bilbao desde el 7 de mayo, dos adultos",
        "fr": "quatre nuits à Reykjavik depuis Bilbao à partir du 7 mai, deux adultes",
    },
    "argentina": {  # out by London, home by Frankfurt
        "en": "a week in Buenos Aires from Hamburg from 7 May, one adult",
        "de": "eine Woche in Buenos Aires ab Hamburg ab 7. Mai, ein Erwachsener",
        "es": "una semana en Buenos Aires desde Hamburgo desde el 7 de mayo, un adulto",
        "fr": "une semaine à Buenos Aires depuis Hambourg à partir du 7 mai, un adulte",
    },
    "japan": {  # out by Frankfurt, home by Munich
        "en": "5 nights in Kyoto from Lyon from 7 May, one adult",
        "de": "fünf Nächte in Kyoto ab Lyon ab 7. Mai, ein Erwachsener",
        "es": "cinco noches en Kioto desde Lyon desde el 7 de mayo, un adulto",
        "fr": "cinq nuits à Kyoto depuis Lyon à partir du 7 mai, un adulte",
    },
    "morocco": {  # home by Paris
        "en": "5 nights in Marrakesh from Warsaw from 7 May, two adults",
        "de": "fünf Nächte in Marrakesch ab Warschau ab 7. Mai, zwei Erwachsene",
        "es": "cinco noches en Marrakech desde Varsovia desde el 7 de mayo, dos adultos",
        "fr": "cinq nuits à Marrakech depuis Varsovie à partir du 7 mai, deux adultes",
    },
}
BOOK: Mapping[Kind, Mapping[str, str]] = {
    "flight": {
        "en": "book the flight",
        "de": "buche den Flug",
        "es": "reserva el vuelo",
        "fr": "réserve le vol",
    },
    "stay": {
        "en": "book the hotel",
        "de": "buche das Hotel",
        "es": "reserva el hotel",
        "fr": "réserve l'hôtel",
    },
}


class Scene(NamedTuple):
    """The same thing going wrong twice, in other words: once for each half."""

    name: str
    trip: str
    at: str  # see `Turn.at`
    said: tuple[tuple[str, str], tuple[str, str]]  # language, message
    anew: Anew
    booked: Kind | None = None
    later: tuple[tuple[str, str], ...] = ()  # by language, what is said after it


SCENES: tuple[Scene, ...] = (
    Scene(
        "flight cancelled before the trip", "lisbon", "",
        (("en", "my flight is cancelled"), ("de", "unser Flug wurde gestrichen")),
        Anew(gone=("out",), keeps=("home", "hotel")),
    ),
    Scene(
        "flight cancelled by its number", "spain", "out-600",
        (("fr", "le vol {out} a été annulé"), ("es", "han cancelado el vuelo {out}")),
        Anew(gone=("out",), keeps=("home", "ride", "hotel")),
    ),
    Scene(
        "flight home cancelled on the trip", "lisbon", "day3 09:10",
        (("en", "our return flight has been cancelled"), ("es", "nos han cancelado el vuelo de vuelta")),
        Anew(gone=("home",), keeps=("out", "hotel")),
    ),
    Scene(
        "flight home cancelled before the trip", "iceland", "out-1500",
        (("de", "unser Rückflug wurde annulliert"), ("fr", "notre vol de retour a été annulé")),
        Anew(gone=("home",), keeps=("out", "hotel")),
    ),
    Scene(
        "flight late before it leaves", "lisbon", "out-180",
        (("en", "my flight is delayed by three hours"), ("fr", "mon vol a trois heures de retard")),
        Anew(keeps=("out", "home", "hotel")),
    ),
    Scene(
        "flight late by its number", "spain", "out-90",
        (("de", "Flug {out} hat vier Stunden Verspätung"), ("es", "el vuelo {out} llega cuatro horas tarde")),
        Anew(keeps=("out", "home", "hotel", "ride")),
    ),
    Scene(
        "late in the air, connection missed", "iceland", "out+20",
        (("en", "our flight arrives two hours late"), ("de", "unser Flug kommt zwei Stunden später an")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out", air=True),
    ),
    Scene(
        "connection missed", "japan", "out.via+150",
        (("fr", "j'ai raté ma correspondance à Francfort"), ("en", "I missed my connection in Frankfurt")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out"),
    ),
    Scene(
        "connection cancelled on the spot", "argentina", "out.via+30",
        (("en", "my connection in London is cancelled"), ("de", "mein Anschlussflug in London ist gestrichen")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out"),
    ),
    Scene(
        "stuck on the way out", "japan", "out.via+60",
        (("fr", "je suis bloqué à Francfort"), ("es", "estoy atrapado en Fráncfort")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out"),
    ),
    Scene(
        "stuck on the way home", "iceland", "home.via+45",
        (("es", "me he quedado tirado en Lisboa"), ("en", "I'm stuck in Lisbon")),
        Anew(gone=("home2",), keeps=("out", "hotel"), start="via_home"),
    ),
    Scene(
        "connection cancelled in the air", "iceland", "out+15",
        (("de", "unser Anschlussflug ab Lissabon wurde gestrichen"),
         ("fr", "notre correspondance à Lisbonne est annulée")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out", air=True),
    ),
    Scene(
        "train missed", "spain", "ride+15",
        (("de", "wir haben unseren Zug verpasst"), ("en", "we missed our train")),
        Anew(gone=("ride",), keeps=("out", "home", "hotel", "hotel2")),
    ),
    Scene(
        "train cancelled", "spain", "ride-120",
        (("es", "han cancelado nuestro tren"), ("en", "our train to Seville is cancelled")),
        Anew(gone=("ride",), keeps=("out", "home", "hotel", "hotel2")),
    ),
    Scene(
        "sight closed on a day", "lisbon", "",
        (("en", "{sight2} is closed on day 2"), ("de", "{sight2} ist an Tag 2 geschlossen")),
        Anew(gone=("sight2",), keeps=("out", "home", "hotel"), loses=False),
    ),
    Scene(
        "sight closed today", "argentina", "day3 08:00",
        (("fr", "{sight3} est fermé aujourd'hui"), ("es", "{sight3} está cerrado hoy")),
        Anew(gone=("sight3",), keeps=("out", "home", "hotel"), loses=False),
    ),
    Scene(
        "storm on a day", "lisbon", "out-2880",
        (("es", "habrá tormenta el día 3"), ("en", "there will be a storm on day 3")),
        Anew(keeps=("out", "home", "hotel"), loses=False, indoors=3),
    ),
    Scene(
        "storm tomorrow", "morocco", "day2 20:30",
        (("fr", "demain il va pleuvoir toute la journée"), ("de", "morgen regnet es den ganzen Tag")),
        Anew(keeps=("out", "home", "hotel"), loses=False, indoors=3),
    ),
    Scene(
        "hotel overbooked", "lisbon", "out-300",
        (("en", "the hotel is overbooked"), ("fr", "notre hôtel est surbooké")),
        Anew(gone=("hotel",), keeps=("out", "home")),
    ),
    Scene(
        "booked flight cancelled", "lisbon", "",
        (("en", "my flight is cancelled"), ("de", "mein Flug wurde gestrichen")),
        Anew(gone=("out",), keeps=("home", "hotel"), booking=True), "flight",
    ),
    Scene(
        "booked flight home cancelled", "argentina", "day4 10:00",
        (("fr", "mon vol retour est annulé"), ("es", "han cancelado mi vuelo de vuelta")),
        Anew(gone=("home",), keeps=("out", "hotel"), booking=True), "flight",
    ),
    Scene(
        "booked and stuck", "japan", "out.via+90",
        (("en", "I'm stranded at Frankfurt airport, my flight to Japan is cancelled"),
         ("de", "ich sitze in Frankfurt fest")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out", booking=True), "flight",
    ),
    Scene(
        "booked hotel is full", "lisbon", "out-1440",
        (("es", "el hotel está sobrevendido"), ("fr", "l'hôtel est surbooké")),
        Anew(gone=("hotel",), keeps=("out", "home"), booking=True), "stay",
    ),
    Scene(
        "refined after it", "iceland", "out.via+25",
        (("en", "we are stuck in Lisbon"), ("de", "wir hängen in Lissabon fest")),
        Anew(gone=("out2",), keeps=("home", "hotel"), start="via_out"),
        later=(("en", "a better hotel please"), ("de", "ein besseres Hotel bitte")),
    ),
)  # fmt: skip


def cases() -> Sequence[Case]:
    return list(_all())


def _all() -> Iterator[Case]:
    for scene in SCENES:
        for language, text in scene.said:
            yield Case(
                id=f"disruptions-{scene.name}-{language}".replace(" ", "-").replace(",", ""),
                slices=(scene.name, language),
                today=TODAY,
                turns=tuple(_turns(scene, language, text)),
                end=_end(scene.booked),
            )


def _turns(scene: Scene, language: str, text: str) -> Iterator[Turn]:
    yield Turn(say=TRIPS[scene.trip][language], expect=Expect(plan="holds"))
    if scene.booked is not None:
        yield Turn(say=BOOK[scene.booked][language], expect=Expect(asked=("travellers",)))
        yield Turn(words=(WordOn(to="travellers"),), expect=Expect(asked=(scene.booked,)))
        yield Turn(words=(WordOn(to=scene.booked),), expect=Expect(asked=()))
    wrong = Expect(plan="holds", anew=scene.anew, asked=())
    yield Turn(say=text, at=scene.at, expect=wrong)
    for spoken, said in scene.later:
        if spoken == language:
            after = scene.anew.model_copy(update={"keeps": (), "booking": False, "again": True})
            yield Turn(say=said, expect=Expect(plan="holds", anew=after))


def _end(booked: Kind | None) -> End:
    """What is booked stays so: nobody said that it may be given back."""
    return End(bookings={booked: "confirmed"}, orders=1) if booked else End()


if __name__ == "__main__":
    from evals.suites.printing import printed

    print(printed(cases()))
