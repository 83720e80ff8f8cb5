"""Times of day and spans of minutes in a sentence of plain text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evals.benchmarks.natural_plan.attach import Value

_DAY_PARTS = {"morning": "am", "afternoon": "pm", "evening": "pm", "night": "pm"}
_SAID = (
    (r"\b(?:12 )?noon\b|\bmidday\b", "12:00pm"),
    (r"\bmidnight\b", "12:00am"),
    (r"\b(\d{1,2})\s*o'clock\b", r"\1:00"),
    (r"\bhalf[ -]past (\d{1,2})\b", r"\1:30"),
    (r"\b(?:a )?quarter past (\d{1,2})\b", r"\1:15"),
    (r"\b(\d{1,2}) (?:minutes )?past (\d{1,2})\b", r"\2:\1"),
    (r"\b(\d{1,2})[:.](\d\d)\s*([ap])m\b", r"\1:\2\3m"),
    (r"(?<![\d:.])(\d{1,2})\s*([ap])m\b", r"\1:00\2m"),
    (r"(?<![\d.])(\d{1,2})\.(\d\d)\b(?!\s*(?:min|hour|km|\d))", r"\1:\2"),
    (r"\b(\d{1,2}:\d\d)\s*(?:hrs|hours|h)\b", r"\1"),
)
_TO = re.compile(r"\b(?:a )?quarter to (\d{1,2})\b", re.IGNORECASE)
_PART = re.compile(
    r"\b(\d{1,2}(?::\d\d)?)\s+(?:in the (morning|afternoon|evening)|at (night))\b", re.IGNORECASE
)
_BARE_THEN_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(\s*(?:-|to|and|until|till|through)\s*\d{1,2}:\d\d(?:[ap]m)?)",
    re.IGNORECASE,
)
_TIME_THEN_BARE = re.compile(
    r"(\d{1,2}:\d\d(?:[ap]m)?\s*(?:-|to|and|until|till|through)\s*)(\d{1,2})(?![\d:.]|\s*(?:min|hour|h\b|m\b))",
    re.IGNORECASE,
)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d\d)([ap]m)?(?![\d:])", re.IGNORECASE)
_SPAN = re.compile(r"(?<![\d:.])(\d+)\s*\+?\s*-?\s*(?:minutes?|mins?)\b(?!\s*past)", re.IGNORECASE)


@dataclass(frozen=True)
class Face:
    """A time as written: minutes on its clock face, and whether am or pm was said."""

    minute: int
    half: str


def timed(sentence: str) -> str:
    """The sentence with every time of day as 9:30 or 9:30am."""
    for pattern, sign in _SAID:
        sentence = re.sub(pattern, sign, sentence, flags=re.IGNORECASE)
    sentence = _TO.sub(lambda found: f"{(int(found[1]) - 2) % 12 + 1}:45", sentence)
    sentence = _PART.sub(_with_half, sentence)
    sentence = _BARE_THEN_TIME.sub(r"\1:00\2", sentence)
    return _TIME_THEN_BARE.sub(r"\1\2:00", sentence)


def _with_half(found: re.Match[str]) -> str:
    face = found[1] if ":" in found[1] else f"{found[1]}:00"
    return face + _DAY_PARTS[(found[2] or found[3]).lower()]


def faces(sentence: str) -> Iterator[Value[Face]]:
    for found in _TIME.finditer(sentence):
        hour, minute = int(found[1]), int(found[2])
        if hour <= 24 and minute < 60:
            yield Value(
                found.start(), found.end(), Face(60 * hour + minute, (found[3] or "").lower())
            )


def spans(sentence: str) -> Iterator[Value[int]]:
    for found in _SPAN.finditer(sentence):
        yield Value(found.start(), found.end(), int(found[1]))


def minute_of_day(face: Face) -> int:
    """24-hour where neither am nor pm is said."""
    if not face.half:
        return face.minute
    return face.minute % 720 + (720 if face.half == "pm" else 0)


def opening_hours(first: Face, last: Face) -> tuple[int, int]:
    """Minutes of a window told as two times: "1 to 3pm" is all afternoon, "10 to 1pm" begins in the morning."""
    closes = minute_of_day(last)
    opens = minute_of_day(first)
    if not first.half and last.half and first.minute < 780:
        later = first.minute % 720 + 720
        opens = later if last.half == "pm" and later < closes else first.minute % 720
    if first.half and not last.half and last.minute < 780:
        closes = last.minute % 720 + (
            720 if first.half == "pm" or last.minute % 720 <= opens else 0
        )
    if closes == 0 or (closes < opens and last.half == "am" and closes < 360):
        closes += 1440
    elif closes < opens and not (first.half or last.half) and closes < 720:
        closes += 720
    return min(opens, closes), max(opens, closes)
