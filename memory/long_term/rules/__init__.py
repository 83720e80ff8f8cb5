"""What a person says of themselves that lasts, read without a model in four languages."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, Self

from memory.long_term.rules.expiry import Until
from memory.long_term.text import clauses, folded
from memory.long_term.values import Fact

LANGUAGES = ("en", "de", "es", "fr")
MOST_WORDS = 40  # of a clause; what is longer is a story
_TASTE_WORDS = 4
# "I love museums now", "ich mag Museen nicht mehr": the thing is the same.
_ASIDES = frozenset({
    "now", "again", "anymore", "any", "more", "nowadays", "these", "days", "lately", "nicht", "mehr", "jetzt",
    "inzwischen", "mittlerweile", "wieder", "plus", "maintenant", "nouveau", "ahora", "tanto", "ya",
})  # fmt: skip
_AIRLINES = re.compile(
    r"\b(ryanair|lufthansa|easyjet|emirates|iberia|vueling|wizz ?air|klm|delta|united|eurowings|condor|"
    r"british airways|air france|qatar( airways)?|transavia|turkish airlines|american airlines|swiss|austrian|"
    r"tap|sas|finnair|norwegian|singapore airlines|etihad|jetblue|southwest|air canada|qantas|ita|volotea|tui)\b"
)


class Rules(NamedTuple):
    """Patterns of one language."""

    lasting: re.Pattern[str]
    passing: re.Pattern[str]  # of this trip alone, supposed, or not sure
    others: re.Pattern[str]  # what is said of somebody who doesn't come along, or of the world
    orders: re.Pattern[str]  # what the product is to do, not how the person is
    asked: re.Pattern[str]
    taste: re.Pattern[str]
    empty: re.Pattern[str]
    stated: Mapping[str, re.Pattern[str]]
    topics: Mapping[str, re.Pattern[str]]
    until: Until

    @classmethod
    def read(cls, language: str) -> Self:
        file = Path(__file__).with_name(f"{language}.toml")
        data: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        return cls(
            lasting=re.compile(data["lasting"]),
            passing=re.compile(data["passing"]),
            others=re.compile(data["others"]),
            orders=re.compile(data["orders"]),
            asked=re.compile(data["asked"]),
            taste=re.compile(data["taste"]),
            empty=re.compile(data["empty"]),
            stated={topic: re.compile(each) for topic, each in data["stated"].items()},
            topics={topic: re.compile(each) for topic, each in data["topics"].items()},
            until=Until.read(data["until"], data["words"]),
        )


@cache
def _all_rules() -> tuple[Rules, ...]:
    return tuple(Rules.read(language) for language in LANGUAGES)


class Found(NamedTuple):
    fact: Fact
    asked: bool  # the person said to remember it
    clause: str  # that says so


def facts_in(text: str, today: date) -> Iterator[Found]:
    """Each fact in the person's own words, in the order in which they were said."""
    for clause in clauses(text):
        if len(clause.split()) > MOST_WORDS:
            continue
        plain = folded(clause)
        found = (_fact(clause, plain, rules, today) for rules in _all_rules())
        if first := next((each for each in found if each is not None), None):
            yield first


def topic_of(text: str) -> str | None:
    """What a sentence about a person is about, where it is one of the topics that hold one value."""
    plain = folded(text)
    for rules in _all_rules():
        if topic := _stated(plain, rules) or _topic(plain, rules):
            return topic
    return None


def topics_about(words: str) -> frozenset[str]:
    """Of words such as "seats" or "Ryanair"; none where they name no topic."""
    plain = folded(words)
    found = {_topic(plain, rules) for rules in _all_rules()}
    return frozenset(each for each in found if each is not None)


def lasts_until(text: str, today: date) -> date | None:
    """The last day on which it holds, where it says that it ends."""
    plain = folded(text)
    ends = (rules.until.last_day(plain, today) for rules in _all_rules())
    return next((end for end in ends if end is not None), None)


def _fact(clause: str, plain: str, rules: Rules, today: date) -> Found | None:
    if asked := rules.asked.match(plain):
        rest = clause[_same_place(clause, asked.end()) :].strip(" ,.:;")
        told = rest and not rules.orders.match(folded(rest))
        return Found(as_fact(rest, today), True, clause) if told else None
    stated = _stated(plain, rules)
    if rules.passing.search(plain) or (stated is None and rules.others.match(plain)):
        return None
    lasting = rules.lasting.search(plain) is not None
    if stated is None and not (lasting and (_topic(plain, rules) or _taste(plain, rules))):
        return None
    topic = stated or _topic(plain, rules) or _taste(plain, rules) or _itself(clause)
    return Found(_ending(clause, topic, today), False, clause)


def as_fact(text: str, today: date) -> Fact:
    """A sentence that is to be remembered, with its topic and its end where it has them."""
    return _ending(text, topic_of(text) or _itself(text), today)


def _itself(text: str) -> str:
    """The topic of what has no other: said twice, it is stored once."""
    return f"said:{blake2b(folded(text).encode(), digest_size=8).hexdigest()}"


def _ending(text: str, topic: str, today: date) -> Fact:
    """What holds for a while doesn't take the place of what holds for good."""
    last = lasts_until(text, today)
    topic = f"{topic} (for now)" if last else topic
    return Fact(text=text, topic=topic, expires_on=last)


def _stated(plain: str, rules: Rules) -> str | None:
    return next((topic for topic, each in rules.stated.items() if each.search(plain)), None)


def _topic(plain: str, rules: Rules) -> str | None:
    if airline := _AIRLINES.search(plain):
        return f"airline:{airline[0]}"
    return next((topic for topic, each in rules.topics.items() if each.search(plain)), None)


def _taste(plain: str, rules: Rules) -> str | None:
    found = rules.taste.search(plain)
    if found is None:
        return None
    what = next((each for each in found.groups() if each), "")
    if not what or rules.empty.match(what) or any(each.isdigit() for each in what):
        return None
    words = [each for each in re.findall(r"[a-z0-9]+", what) if each not in _ASIDES]
    return f"taste:{' '.join(words[:_TASTE_WORDS])}" if words else None


def _same_place(raw: str, in_folded: int) -> int:
    """Where in the raw text the folded one is `in_folded` letters long."""
    return next(
        (at for at in range(len(raw) + 1) if len(folded(f"{raw[:at]}|")) > in_folded), len(raw)
    )
