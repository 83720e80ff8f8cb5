"""A message as tokens: folded for comparing, with their place in the raw text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from travel.gazetteer import folded

_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("–—−‐‑‒", "-"),
        **dict.fromkeys("‘’´`ʼ", "'"),
        **dict.fromkeys("“”„«»", '"'),
        **dict.fromkeys("\u00a0\u202f\u2009\ufe0f\t", " "),
        "➔": "→",
        "➡": "→",
        "⇒": "→",
    }
)
_TOKEN = re.compile(
    r"""
      \d{4}-\d{1,2}-\d{1,2}(?!\d)
    | \d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})(?!\d)
    | \d{1,2}:\d{2}(?!\d)
    | (?<!/)\d{1,2}/\d{1,2}(?![\d/])
    | \d{1,2}\.\d{1,2}\.(?!\d)
    | \d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?(?!\d)
    | \d+(?:[.,]\d+)?
    | [^\W\d_]+
    | ->|=>|\.\.+|…
    | \S
    """,
    re.VERBOSE,
)
_ARROWS = frozenset({"->", "=>"})
BREAKS = frozenset('.,;:!?()[]\n"') | {"..", "...", "…"}


@dataclass(frozen=True, slots=True)
class Token:
    text: str  # folded, and respelled where the lexicon says so
    raw: str
    start: int  # in the raw text
    end: int
    glued: bool  # no blank before it
    hyphened: bool  # a hyphen joins it to the word before

    @property
    def is_word(self) -> bool:
        return self.raw[:1].isalpha()

    @property
    def is_number(self) -> bool:
        return self.raw[:1].isdigit()

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


def ends_with(words: Sequence[str], phrases: Iterable[tuple[str, ...]]) -> bool:
    """Whether the last words are one of the phrases."""
    return any(tuple(words[-len(phrase) :]) == phrase for phrase in phrases)


def tokens_of(raw: str) -> tuple[Token, ...]:
    """In order; hyphens and apostrophes between letters part words and leave no token."""
    text = raw.translate(_SAME_LENGTH)
    found: list[Token] = []
    parts = list(_TOKEN.finditer(text))
    hyphened = False
    for index, part in enumerate(parts):
        word = part.group()
        if word in "-'" and _between_letters(text, part.start(), part.end()):
            hyphened = word == "-"
            continue
        glued = index > 0 and parts[index - 1].end() == part.start()
        key = "→" if word in _ARROWS else word if not word[0].isalpha() else folded(word)
        found.append(
            Token(key or word, raw[part.start() : part.end()], part.start(), part.end(), glued,
                  hyphened)
        )  # fmt: skip
        hyphened = False
    return tuple(found)


def _between_letters(text: str, start: int, end: int) -> bool:
    """Also "5-day": a hyphen before a letter joins whatever is before it."""
    if start == 0 or end >= len(text):
        return False
    before, after = text[start - 1], text[end]
    return (before.isalpha() and after.isalnum()) or (before.isdigit() and after.isalpha())


def words_between(raw: str, tokens: Sequence[Token], start: int, end: int) -> str:
    """The raw words of tokens start..end-1."""
    if start >= end or start >= len(tokens):
        return ""
    return raw[tokens[start].start : tokens[min(end, len(tokens)) - 1].end]
