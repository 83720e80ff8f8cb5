"""Numbers written in words or figures."""

import re

_ONES = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_SMALL = {word: value for value, word in enumerate(_ONES, 1)}
_GROUPS = {
    r"(?:a )?half[ -](?:a[ -])?dozen": 6,
    r"a dozen": 12,
    r"dozen": 12,
    r"(?:a |an? \w+ )?(?:couple|pair) of": 2,
}
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000}

# Few, as of people, cities or days; longer words first, so that "seven" doesn't cut "seventeen" short.
COUNT = "|".join((*_GROUPS, r"\d{1,2}", *sorted(_SMALL, key=len, reverse=True)))
_AMOUNT_WORD = "|".join((*sorted(_SMALL, key=len, reverse=True), *_TENS, *_SCALES, "and", "a"))
AMOUNT_IN_WORDS = rf"(?:(?:{_AMOUNT_WORD})[\s-]+)*(?:{'|'.join(_SCALES)})"


def count(written: str) -> int:
    """Of what COUNT matches."""
    low = written.lower().strip()
    if low.isdigit():
        return int(low)
    return _SMALL.get(low) or next(v for k, v in _GROUPS.items() if re.fullmatch(k, low))


def amount(written: str) -> int:
    """Of what AMOUNT_IN_WORDS matches: "seventeen hundred", "two thousand five hundred"."""
    total, run = 0, 0
    for word in re.findall(r"[a-z]+", written.lower()):
        scale = _SCALES.get(word)
        if scale:
            run = max(run, 1) * scale
            total, run = (total + run, 0) if scale == 1000 else (total, run)
        else:
            run += _SMALL.get(word) or _TENS.get(word) or 0
    return total + run
