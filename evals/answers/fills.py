"""What the ways of asking are filled with."""

from collections.abc import Mapping
from random import Random

from evals.answers.ways import Topic

PLACES: Mapping[str, tuple[str, ...]] = {
    "en": (
        "Lisbon", "Porto", "Rome", "Naples", "Paris", "London", "Oslo", "Bangkok", "Hanoi", "Tokyo", "Kyoto", "Cairo",
        "Istanbul", "Athens", "Berlin", "Vienna", "Madrid", "Seville", "New York", "Mexico City", "Lima", "Marrakesh",
        "Delhi", "Sydney", "Cape Town", "Iceland", "Crete", "Bali", "Madeira", "Dublin",
    ),
    "de": ("Lissabon", "Rom", "Neapel", "Paris", "Wien", "Athen", "Istanbul", "Tokio", "Kairo", "Island"),
    "es": ("Lisboa", "Roma", "París", "Londres", "Atenas", "Tokio", "Lima", "Quito", "Viena", "Oslo"),
    "fr": ("Lisbonne", "Rome", "Londres", "Vienne", "Athènes", "Tokyo", "Lima", "Oslo", "Dublin", "Istanbul"),
}  # fmt: skip
COUNTRIES = (
    "Japan", "Vietnam", "Thailand", "Turkey", "Egypt", "Brazil", "India", "Morocco", "Norway", "Croatia", "Peru",
    "Kenya", "Jordan", "Chile", "Ireland", "Iceland",
)  # fmt: skip
NATIONS = ("German citizens", "US citizens", "Canadians", "French people", "Australians", "Indians")
PEOPLE = ("with two kids", "with a baby", "with my parents", "without kids", "as a couple")
MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("January", "March", "April", "May", "July", "August", "October", "November"),
    "de": ("Januar", "März", "Mai", "Juli", "Oktober"),
    "es": ("enero", "marzo", "mayo", "julio", "octubre"),
    "fr": ("janvier", "mars", "mai", "juillet", "octobre"),
}

Fill = dict[str, str]


def fill(topic: Topic, numbers: Random) -> Fill:
    return {
        "place": numbers.choice(PLACES[topic.language]),
        "month": numbers.choice(MONTHS[topic.language]),
        "country": numbers.choice(COUNTRIES),
        "people": numbers.choice(NATIONS if topic.kind == "visas" else PEOPLE),
    }


def used(topic: Topic) -> tuple[str, ...]:
    """The blanks that its ways have."""
    return tuple(
        name for name in ("place", "month", "country", "people") if f"{{{name}}}" in topic.ways[0]
    )
