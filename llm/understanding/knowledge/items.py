"""A question as the things it says, each by the name that it has here."""

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from llm.understanding.knowledge.words import KnowledgeWords, spelt
from llm.understanding.scan import Scan
from llm.understanding.text import Token, tokens_of
from travel.gazetteer import Gazetteer, folded

_SILENT = frozenset(",.?!:;…¿¡\"'()")


class Item(NamedTuple):
    """`free`: led in by nothing, or by a word that says no more than where or when."""

    role: Literal["same", "word", "place", "when", "who", "framing"]
    text: str
    free: bool = True

    @property
    def term(self) -> str:
        return self.text if self.role == "word" else f"{self.role}:{self.text}"


class Named(NamedTuple):
    end: int  # in the raw text
    id: str


def named_places(
    message: str, words: KnowledgeWords, today: date, gazetteer: Gazetteer
) -> Mapping[int, Named]:
    """By where they begin in the raw text; a guess at a misspelling isn't one."""
    scan = Scan(message, words.language, today=today, gazetteer=gazetteer)
    found: dict[int, Named] = {}
    for mention in scan.mentions:
        match = gazetteer.lookup(mention.name)
        if not mention.known or match.place is None or not match.exact:
            continue
        tokens = scan.chart.tokens[mention.start : mention.end]
        if spelt(tokens[0]) in words.group("articles") and not tokens[0].raw.isupper():
            continue  # "la" where Los Angeles isn't meant
        kind = "of " if gazetteer.is_adjective(folded(mention.name)) else ""
        found[tokens[0].start] = Named(tokens[-1].end, f"{kind}{match.place.id}")
    return found


def items_of(message: str, words: KnowledgeWords, places: Mapping[int, Named]) -> list[Item]:
    whole = _Reader(list(tokens_of(message)), words, places)
    items = whole.items()
    [aside] = whole.asides if len(whole.asides) == 1 and len(places) == 1 else [None]
    if aside is None:
        return items
    # "is the tap water in Rome safe to drink?": the phrase goes on after the place
    tokens = list(tokens_of(message))
    rest = _Reader([*tokens[: aside.start], *tokens[aside.stop :]], words, {}).items()
    related = words.group("relational") & {each.text for each in rest if each.role == "word"}
    return items if related else [*rest, *(each for each in items if each.role == "place")]


class _Reader:
    def __init__(
        self, tokens: list[Token], words: KnowledgeWords, places: Mapping[int, Named]
    ) -> None:
        self._words, self._places = words, places
        self._tokens = tokens
        self.asides: list[slice] = []  # places that nothing but a word for where leads in
        self._said = [spelt(each) for each in self._tokens]
        self._items: list[Item] = []
        self._led_at: int | None = None
        self._led_in = True  # by a word that was left out as harmless, or by nothing

    def items(self) -> list[Item]:
        at = 0
        while at < len(self._tokens):
            at = self._next(at)
        return self._items

    def _next(self, at: int) -> int:
        """Where to go on."""
        if place := self._places.get(self._tokens[at].start):
            led_in, self._led_at = self._led_at, None
            self._add(Item("place", place.id, self._free()))
            ends = (each.start >= place.end for each in self._tokens[at:])
            end = next((at + n for n, past in enumerate(ends) if past), len(self._tokens))
            self.asides += [] if led_in is None else [slice(led_in, end)]
            return end
        if phrase := self._words.phrase(self._before_place(at), at):
            if phrase.role != "glue":
                for name in phrase.name.split() if phrase.role == "same" else [phrase.name]:
                    self._add(Item(phrase.role, name))
            return at + phrase.length
        if length := self._leads_in(at):
            self._led_in, self._led_at = True, at
            return at + length
        if (month := self._month_after(at)) is not None:
            self._add(Item("when", f"month {month}", self._free()))
            return at + 2
        if not self._harmless(at):
            number = self._words.number(self._said[at])
            self._add(Item("word", self._said[at] if number is None else str(number)))
        return at + 1

    def _add(self, item: Item) -> None:
        self._items.append(item)
        self._led_in = False

    def _free(self) -> bool:
        return self._led_in or not self._items or self._items[-1].role != "word"

    def _before_place(self, at: int) -> list[str]:
        """What was said up to the next place: no phrase goes past one."""
        starts = (n for n in range(at, len(self._tokens)) if self._tokens[n].start in self._places)
        return self._said[: next(starts, len(self._said))]

    def _leads_in(self, at: int) -> int:
        """How many words before a place say no more than that it is the place."""
        near = self._words.near(self._said, at)
        last = self._items[-1].text if self._items else ""
        if (
            not near
            and self._said[at] in self._words.group("to")
            and last in self._words.group("toward")
        ):
            near = 1
        then = at + near
        while near and then < len(self._said) and self._said[then] in self._words.group("articles"):
            then += 1
        follows = then < len(self._tokens) and self._tokens[then].start in self._places
        return near if follows else 0

    def _month_after(self, at: int) -> int | None:
        led_in = self._said[at] in self._words.group("month_before") and at + 1 < len(self._said)
        return self._words.month(self._said[at + 1]) if led_in else None

    def _harmless(self, at: int) -> bool:
        word, before = self._said[at], self._said[at - 1] if at else ","
        if word in _SILENT or word in self._words.group("articles"):
            return True
        subject = word in self._words.group("subjects")
        return subject and before in self._words.group("before_subjects")
