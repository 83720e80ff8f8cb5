"""Checks that a text says nothing that the evidence doesn't.

Every number, time, code and proper name of the text must stand in the evidence, in the
person's own words, or be a rounding that says so ("about 1,480" for 1,484.20). Nothing in it may be like
an address, wherever that stands. What a model was instructed with isn't for the person: it is not repeated.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache

from graphs.events import TextDelta
from graphs.links import addresses

SENTENCE_END = re.compile(r"(?<=[.!?…])(?:[\"'”»)]*)\s+(?=[\"'“«¿¡(]*[A-ZÀ-Þ0-9])|\n+")

NUMBER = re.compile(r"\d+(?:[.,:'\u00a0\u202f]\d+)*")
CODE = re.compile(r"\b(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,8}\b")
NAME = re.compile(r"(?<=[^.!?:;\n*#\-\s(\"])[ ](\w*[A-ZÀ-Þ]\w+(?:['’]\w+)?)")
ABOUT = re.compile(
    r"(?:about|around|roughly|some|nearly|just (?:under|over)|approximately|circa|ca\.|rund|etwa|"
    r"ungefähr|knapp|unos|alrededor de|cerca de|casi|environ|à peu près|près de)\s+\S{0,2}$",
    re.IGNORECASE,
)
ROUNDING = 0.03
REPEATED = 5  # words in a row that a sentence has from the instructions
CAPITALISED_ANYWAY = frozenset(
    (  # noqa: SIM905 - a line of words reads better
        "i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday "
        "january february march april may june july august september october november december "
        "tripsage ok"
    ).split()
)
NOUNS_ARE_CAPITALISED = frozenset({"de"})


class Known:
    """What evidence says, looked through once for many sentences, when the first is there."""

    def __init__(self, evidence: Iterable[str]) -> None:
        self._text = "\n".join(evidence)

    @cached_property
    def _numbers(self) -> set[str]:
        return {_plain_number(found) for found in NUMBER.findall(self._text)}

    @cached_property
    def _words(self) -> set[str]:
        return set(re.findall(r"\w+", self._text.casefold()))

    @cached_property
    def _codes(self) -> set[str]:
        return set(CODE.findall(self._text))

    def lacks(
        self, text: str, language: str = "en", *, figures_alone: bool = False
    ) -> tuple[str, ...]:
        """What the text says that the evidence doesn't, in its order; empty when it is bound to it."""
        live = addresses(text)
        if figures_alone:
            return tuple(dict.fromkeys((*live, *_numbers(text, self._numbers))))
        found = [*live, *_numbers(text, self._numbers), *_codes(text, self._codes)]
        if language not in NOUNS_ARE_CAPITALISED:
            found += _names(text, self._words)
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=16)
def _instructed(instructions: str) -> frozenset[tuple[str, ...]]:
    """Of the few prompts that there are."""
    return _rows(instructions)


def _rows(text: str) -> frozenset[tuple[str, ...]]:
    """All `REPEATED` words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return frozenset(zip(*(words[start:] for start in range(REPEATED)), strict=False))


class Sentences:
    """Lets a model's sentences through one by one, as each is whole and bound to the facts."""

    def __init__(
        self,
        *,
        facts: str,
        instructions: str,
        language: str,
        write: Callable[[TextDelta], None],
        figures_alone: bool = False,
    ) -> None:
        self._known, self._figures_alone = Known([facts]), figures_alone
        self._instructed = _instructed(instructions)
        self._language = language
        self._write = write
        self._heard = 0
        self._passed: list[str] = []

    @property
    def text(self) -> str:
        """What was let through."""
        return " ".join(self._passed)

    def hear(self, text: str) -> None:
        """`text` is all that came so far; its last sentence may not be whole yet."""
        whole = list(SENTENCE_END.finditer(text, self._heard))
        for end in whole:
            self._judge(text[self._heard : end.end()])
            self._heard = end.end()

    def finish(self, text: str) -> None:
        """`text` is all that came."""
        self._judge(text[self._heard :])
        self._heard = len(text)
        if self._passed:
            self._write(TextDelta(text="\n\n"))

    def _judge(self, sentence: str) -> None:
        said = sentence.strip()
        if not said or not self._instructed.isdisjoint(_rows(said)):
            return
        if self._known.lacks(said, self._language, figures_alone=self._figures_alone):
            return
        self._write(TextDelta(text=f" {said}" if self._passed else said))
        self._passed.append(said)


def _numbers(text: str, known: set[str]) -> list[str]:
    wrong: list[str] = []
    for match in NUMBER.finditer(text):
        number = _plain_number(match.group())
        if number in known or (ABOUT.search(text[: match.start()]) and _near(number, known)):
            continue
        wrong.append(match.group())
    return wrong


def _codes(text: str, known: set[str]) -> list[str]:
    return [code for code in CODE.findall(text) if code not in known and not code.isdigit()]


def _names(text: str, known: set[str]) -> list[str]:
    wrong: list[str] = []
    for name in NAME.findall(text):
        parts = re.findall(r"\w+", name.casefold())
        if name.casefold() in CAPITALISED_ANYWAY or all(part in known for part in parts[:1]):
            continue
        wrong.append(name)
    return wrong


def _plain_number(written: str) -> str:
    """One spelling for "1,484.20", "1.484,20" and "1484.2"; a time such as "09:30" stays."""
    if ":" in written:
        return written.lstrip("0")
    digits = re.sub(r"['\u00a0\u202f]", "", written)
    separators = [char for char in digits if char in ".,"]
    if separators:
        last = separators[-1]
        whole, _, rest = digits.rpartition(last)
        grouped = len(rest) == 3 and (len(set(separators)) == 1)
        digits = re.sub(r"[.,]", "", digits) if grouped else f"{re.sub(r'[.,]', '', whole)}.{rest}"
    whole, _, rest = digits.partition(".")
    rest = rest.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _near(number: str, known: set[str]) -> bool:
    value = _float(number)
    return value is not None and any(
        other is not None and abs(value - other) <= ROUNDING * abs(other)
        for other in map(_float, known)
    )


def _float(number: str) -> float | None:
    try:
        return float(number)
    except ValueError:
        return None
