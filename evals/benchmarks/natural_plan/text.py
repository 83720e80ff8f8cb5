"""A prompt in plain form: digits for number words, minutes for spans of time, one sign per kind of arrow."""

import re
from collections.abc import Mapping
from re import Match

from evals.benchmarks.natural_plan.laid_out import untabled

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = (
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
)  # fmt: skip
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth",
)  # fmt: skip
_VALUES: Mapping[str, int] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, 2)},
}
_RANKS: Mapping[str, int] = {
    **{word: value for value, word in enumerate(_ORDINALS, 1)},
    **{word.removesuffix("y") + "ieth": 10 * value for value, word in enumerate(_TENS, 2)},
}
_TEN = "|".join(_TENS)
_UNIT = "|".join(_UNITS[1:10])
_CARDINAL = re.compile(
    rf"\b(?:({_TEN})[\s-]({_UNIT})|({'|'.join(_VALUES)}))\b(?!-?\s?(?:way|direction|another))",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    rf"\b(?:({_TEN})[\s-]({'|'.join(_ORDINALS[:9])})|({'|'.join(_RANKS)}))\b", re.IGNORECASE
)
_SIGNS = (
    (r"[\u2018\u2019\u02bc]", "'"),
    (r"[\u00a0\u2009\u202f]", " "),
    (r"\*\*|__|`", ""),
    (r"[ \t]*(?:<\s*[-=]+\s*>|<>|[\u2194\u21c4\u21c6\u27f7\u21d4\u2b0c])\s*", " <-> "),
    (
        r"[ \t]*(?:(?<![<=-])[-=\u2013\u2014]+>|[\u2192\u21d2\u27f6\u2794\u279c\u279d\u27a1]\ufe0f?)\s*",
        " -> ",
    ),
    (r"[ \t]*[\u2013\u2014\u2212][ \t]*", " - "),
    (r"(?<![.:;!?\n])\n[ \t]*(?=[a-z])(?![a-z ]{2,20}:)", " "),
    (r"(?m)^[ \t]*(?:[-*\u2022\u00b7]|\d{1,2}[.)])[ \t]+", ""),
    (r"\b([apAP])\.\s?[mM]\b\.?(?=\s+[A-Z][a-z]|\s*(?:\n|$))", r"\1m."),
    (r"(?i)\b([ap])\.\s?m\b\.?", r"\1m"),
    (r"[(\[]([A-Z][^()\[\],|]*), ?([A-Z][^()\[\],|]*)[)\]]", r"\1 and \2"),
    (r"(?<=[:;,.] )\(\d{1,2}\)\s+", ""),
    (r"\b(\d{1,2})d\b", r"\1 days"),
    (r"\?(?=\s+(?:about |around )?\d+ ?min)", ":"),
    (
        r"(?i)\b(?:just |a little |slightly |a bit )(?:under|over|less than|more than) \w+ weeks?,?",
        "",
    ),
    (r"\b(min|mins|hr|hrs|approx|St|no)\.(?=\s+[^A-Z\s]|[,;)])", r"\1"),
)
_SPANS = (
    (r"\b(?:(?:1|an?|the) )?half (?:an |a )?hour\b|\bhalf-hour\b", "30 minutes"),
    (r"\b(?:3|three)[ -]quarters of an hour\b", "45 minutes"),
    (r"\b(?:(?:1|an?) )?quarter[ -](?:of an )?hour\b", "15 minutes"),
    (r"\b(?:an|1|one) hour and a half\b", "90 minutes"),
    (r"\b(?:an|1|one) hour and a quarter\b", "75 minutes"),
    (r"\b(\d+) and a half hours\b", r"\1.5 hours"),
    (r"\b(\d+) hours and a half\b", r"\1.5 hours"),
    (r"\ban hour\b", "1 hour"),
    (r"\ba (?:single |whole |full )?day\b(?= (?:in|at|for)\b)", "1 day"),
    (r"\ba couple of (?=days|hours|minutes|weeks|nights)", "2 "),
    (r"\ba fortnight\b", "14 days"),
    (r"\ba (?:full |whole )?week\b", "7 days"),
)
_HOURS = re.compile(
    r"\b(\d+(?:\.\d+)?)\s*-?\s*(?:hours?|hrs?|h)\b(?:(?:\s*,?\s*and)?\s*(\d+)\s*-?\s*(?:minutes?|mins?|m)\b)?|"
    r"\b(\d+)h(\d\d)\b",
    re.IGNORECASE,
)
_WEEKS = re.compile(r"\b(\d+)[\s-]weeks?\b(?:\s+and\s+(\d+)\s+days?)?", re.IGNORECASE)
_NIGHTS = re.compile(r"(\bdays?\s*(?:,|/|and|\()\s*)?\b(\d+)[\s-]nights?\b", re.IGNORECASE)


def _cardinal(found: Match[str]) -> str:
    ten, unit, alone = (str(word or "").lower() for word in found.groups())
    return str(_VALUES[alone] if alone else _VALUES[ten] + _VALUES[unit])


def _ordinal(found: Match[str]) -> str:
    ten, unit, alone = (str(word or "").lower() for word in found.groups())
    rank = _RANKS[alone] if alone else _VALUES[ten] + _RANKS[unit]
    return f"{rank}th"


def _minutes(found: Match[str]) -> str:
    hours, minutes, h, m = found.groups()
    if h:
        return f"{60 * int(h) + int(m)} minutes"
    return f"{round(60 * float(hours)) + int(minutes or 0)} minutes"


def _days(found: Match[str]) -> str:
    return f"{7 * int(found[1]) + int(found[2] or 0)} days"


def _nights(found: Match[str]) -> str:
    """A stay of n nights touches n + 1 days; beside a count of days the nights add nothing."""
    return found[1] if found[1] else f"{int(found[2]) + 1} days"


def plain(text: str) -> str:
    """The same text, easier to read by rule; ordinals all end in th."""
    text = untabled(text)
    for pattern, sign in _SIGNS:
        text = re.sub(pattern, sign, text)
    text = _ORDINAL.sub(_ordinal, _CARDINAL.sub(_cardinal, text))
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", r"\1th", text)
    for pattern, span in _SPANS:
        text = re.sub(pattern, span, text, flags=re.IGNORECASE)
    return _NIGHTS.sub(_nights, _WEEKS.sub(_days, _HOURS.sub(_minutes, text)))


def sentences(text: str) -> list[str]:
    """Sentences of plain text; a line break and a semicolon end one too."""
    parts = re.split(r"[.!?](?=\s|$|[\"')])[\"')]*\s*|\s*;\s*|\s*\n\s*", text)
    return [part.strip() for part in parts if part.strip()]
