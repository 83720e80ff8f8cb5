"""Pairs of questions that look alike and need two answers: written by hand, and made by changing one word."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random
from typing import NamedTuple

from evals.answers.fills import COUNTRIES, MONTHS, PLACES, fill, used
from evals.answers.ways import CASES, Half, Topic, half_of
from travel.turn import Language

WRITTEN = CASES / "answers_pairs.txt"
MADE = 400


class Pair(NamedTuple):
    difference: str
    language: Language
    one: str
    other: str

    @property
    def half(self) -> Half:
        return half_of(self.one)


def read_pairs(file: Path = WRITTEN) -> list[Pair]:
    """ "difference | one | other" a line, under the language in brackets."""
    pairs: list[Pair] = []
    language: Language = "en"
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[] ")
            assert name in ("en", "de", "es", "fr"), line
            language = name
        elif line.strip() and not line.startswith("#"):
            difference, one, other = (each.strip() for each in line.split("|"))
            pairs.append(Pair(difference, language, one, other))
    return pairs


# A sentence with a blank, and what may fill it: any two make a pair.
_CHANGED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "negation": (
        ("is it {} safe to walk in {place}?", ("", "not", "never", "hardly")),
        ("what should I {} in {place} in {month}?", ("pack", "not pack", "avoid packing", "wear")),
        ("is the tap water in {place} {} to drink?", ("safe", "unsafe", "not safe", "forbidden")),
        ("do you {} cash in {place}?", ("need", "not need", "need no", "ever need")),
    ),
    "number": (
        ("can I bring {} bottles of wine into {country}?", ("2", "3", "four", "20", "2.5")),
        ("is a tip of {} percent enough in {place}?", ("5", "10", "15", "1.5")),
    ),
    "unit": (
        ("is 100 {} enough cash for a day in {place}?", ("euros", "dollars", "pounds", "yen")),
        ("can I bring 2 {} of cheese into {country}?", ("kg", "lb", "g", "slices")),
    ),
    "tense": (
        ("{} {place} safe at night?", ("is", "was", "will it be", "has it been")),
        ("what currency {} they use in {country}?", ("do", "did", "will", "would")),
    ),
    "comparison": (
        ("is {place} {} at night?", ("safe", "safer", "the safest", "less safe", "as safe as ever", "too safe")),
        ("is the metro in {place} {} than the bus?", ("safer", "less safe", "cheaper")),
    ),
    "before and after": (
        ("is it safe to walk in {place} {} midnight?", ("before", "after", "until", "at", "around")),
        ("do I tip {} the meal in {place}?", ("before", "after", "during", "instead of")),
    ),
    "with and without": (
        ("can I enter {country} {} a visa?", ("with", "without", "on", "before getting")),
        ("what to pack for {place} {} kids?", ("with", "without", "except for", "and", "for")),
    ),
    "party": (
        ("is {place} safe for {}?", ("women", "men", "kids", "couples", "families", "an old man", "me")),
        ("what to pack for {place} with {} in {month}?", ("kids", "two kids", "a baby", "a dog", "my mother")),
    ),
    "question": (
        ("{} should I tip in {place}?", ("how much", "when", "who", "why", "how", "where")),
        ("{} do I need a visa for {country}?", ("when", "why", "since when", "for how long", "where")),
    ),
    "modal": (
        ("{} I tip in {place}?", ("should", "must", "may", "can", "do")),
        ("{} you drive in {place}?", ("can", "must", "should", "would")),
    ),
    "quantity": (
        ("are {} taxis in {place} safe?", ("all", "some", "most", "few", "no", "both", "")),
        ("do {} people need cash in {place}?", ("most", "few", "some", "all", "")),
    ),
    "thing": (
        ("is the {} in {place} safe?", ("metro", "bus", "airport", "beach", "old town", "port", "tap water")),
        ("what {} do they use in {country}?", ("currency", "plug", "language", "alphabet", "voltage")),
        ("is {place} safe {}?", ("at night", "by day", "at noon", "in summer", "in winter", "at Christmas")),
    ),
    "direction": (
        ("how do I get {} {place} airport?", ("to", "from", "around", "out of", "past")),
        ("can I take cash {} {country}?", ("to", "out of", "from", "through", "around")),
        ("is it safe to drive {} {place}?", ("to", "in", "from", "past", "through")),
    ),
    "condition": (
        ("is {place} safe {} you are alone?", ("if", "unless", "because", "although", "when", "until")),
    ),
}  # fmt: skip
# Two names of one sort; the pair has them the other way round.
_TURNED = (
    ("how do I get from {} to {} by train?", PLACES["en"][:25]),
    ("is {} safer than {}?", PLACES["en"][:25]),
    ("can I bring cheese from {} into {}?", COUNTRIES),
    ("is {} or rather {} safe at night?", PLACES["en"][:25]),
    ("do I need a visa for {} before I go to {}?", COUNTRIES),
    ("is the food in {} safer before {} than after?", PLACES["en"][:25]),
)


def made_pairs(topics: list[Topic], *, seed: int, count: int = MADE) -> list[Pair]:
    """The same for a seed."""
    numbers = Random(seed)
    makers: tuple[Callable[[Random, list[Topic]], Pair], ...] = (
        _changed,
        _changed,
        _turned,
        _refilled,
    )
    found: dict[tuple[str, str], Pair] = {}
    while len(found) < count:
        pair = numbers.choice(makers)(numbers, topics)
        if pair.one != pair.other:
            found.setdefault((pair.one, pair.other), pair)
    return list(found.values())


def _changed(numbers: Random, topics: list[Topic]) -> Pair:
    difference = numbers.choice(list(_CHANGED))
    sentence, words = numbers.choice(_CHANGED[difference])
    filled = {
        "place": numbers.choice(PLACES["en"]),
        "month": numbers.choice(MONTHS["en"]),
        "country": numbers.choice(COUNTRIES),
    }
    one, other = (
        " ".join(sentence.replace("{}", word).format(**filled).split())
        for word in numbers.sample(words, 2)
    )
    return Pair(difference, "en", one, other)


def _turned(numbers: Random, topics: list[Topic]) -> Pair:
    sentence, names = numbers.choice(_TURNED)
    first, second = numbers.sample(names, 2)
    return Pair("direction", "en", sentence.format(first, second), sentence.format(second, first))


def _refilled(numbers: Random, topics: list[Topic]) -> Pair:
    """A way of asking in two places, months or parties; the second in another way."""
    topic = numbers.choice(topics)
    blank = numbers.choice(used(topic))
    one, other = numbers.choice(topic.ways), numbers.choice(topic.ways)
    mine, theirs = fill(topic, numbers), fill(topic, numbers)
    if mine[blank] == theirs[blank]:
        return Pair(blank, topic.language, "", "")
    return Pair(
        blank, topic.language, one.format(**mine), other.format(**{**mine, blank: theirs[blank]})
    )


def crossed_pairs(topics: list[Topic], *, seed: int) -> Iterator[Pair]:
    """Two topics asked of the same place, month and party, each pair of topics in each pair of ways."""
    numbers = Random(seed)
    for at, topic in enumerate(topics):
        filled = fill(topic, numbers)
        for second in topics[at + 1 :]:
            if second.language != topic.language:
                continue
            for one in topic.ways:
                for other in second.ways:
                    yield Pair(
                        "topic", topic.language, one.format(**filled), other.format(**filled)
                    )
