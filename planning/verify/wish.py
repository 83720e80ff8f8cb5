"""What wish rules share: the value of a hard wish, local times of day, and names said freely."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unicodedata import combining, normalize

from planning.verify.case import Case
from planning.verify.clock import DAWN
from planning.verify.rule import ALWAYS, Findings, Rule
from travel.request import Intent
from travel.wishes import WishSlot

Judge = Callable[[Case, Any], Findings]


def wish_rule(
    slot: WishSlot, sentence: str, judge: Judge, intents: frozenset[Intent] = ALWAYS
) -> Rule:
    """The rule `wish.<slot>`: binds where the wish is hard; the judge gets its value."""

    def check(case: Case) -> Findings:
        wish = case.request.wish(slot)
        if wish is not None and wish.hard:
            yield from judge(case, wish.value)

    return Rule(f"wish.{slot}", sentence, check, intents, slot)


def minute(told: str) -> int:
    """Of the day, of a "09:30"."""
    hours, minutes = told.split(":")
    return int(hours) * 60 + int(minutes)


def clock_minute(instant: datetime) -> int:
    return instant.hour * 60 + instant.minute


def evening_minute(instant: datetime) -> int:
    """As `clock_minute`, but before 05:00 it is still the evening before: 01:00 is 25:00."""
    return clock_minute(instant) + (24 * 60 if instant.hour < DAWN else 0)


def names(said: str, name: str) -> bool:
    """Whether all words of what was said are in the name, whatever the case, accent or plural."""
    words = _words(said)
    return bool(words) and words <= _words(name)


def alike(said: str, name: str) -> bool:
    """Whether one names the other: "Belém" the "Belém Tower", or the other way round."""
    return names(said, name) or names(name, said)


def _words(text: str) -> frozenset[str]:
    plain = "".join(c for c in normalize("NFKD", text.casefold()) if not combining(c))
    found = re.findall(r"\w+", plain)
    return frozenset(word.rstrip("s") or word for word in found)
