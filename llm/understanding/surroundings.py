"""A place as named in a message, and what stands around a word that may be one."""

from typing import NamedTuple

from llm.understanding.lexicon import Lexicon, codes, telltales
from llm.understanding.patterns import Chart
from llm.understanding.text import Token
from travel.gazetteer import Gazetteer, folded


class Mention(NamedTuple):
    """A place as named; `name` is what the gazetteer is asked for."""

    name: str
    start: int
    end: int
    known: bool = True


LISTS = frozenset({",", "&", "+", "/", "-", "–"})  # between names, beside the words for "and"


class Surroundings:
    """The words of a message, and what can be asked of the place of one among them."""

    listed = False  # whether the word looked at follows a place in a list

    def __init__(self, chart: Chart, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.chart, self.lexicon, self.gazetteer = chart, lexicon, gazetteer
        self.tokens = chart.tokens
        words = [token for token in self.tokens if token.is_word]
        self.shouting = len(words) > 3 and all(token.raw.isupper() for token in words)
        self.before = lexicon.group("place_before")
        self.surely_before = lexicon.group("surely_before")
        self.joints = (*lexicon.group("to_from"), *lexicon.group("to"), "-", "→")

    def telltale(self, token: Token) -> bool:
        return any(token.text in telltales(code) for code in codes())

    def after_preposition(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text in self.before

    def after_article(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text in self.lexicon.group("articles")

    def beside_dash(self, at: int, end: int) -> bool:
        joined = ("-", "→", "/", ">")
        before = self.tokens[at].hyphened or (at > 0 and self.tokens[at - 1].text in joined)
        after = end < len(self.tokens) and (
            self.tokens[end].hyphened or self.tokens[end].text in joined
        )
        return before or after

    def joined(self, at: int, end: int) -> bool:
        """Only words, or "St." inside a name; a dash between two towns parts them."""
        span = self.tokens[at:end]
        if not span[-1].is_word or not all(t.is_word or t.text == "." for t in span):
            return False
        if any(t.text == "." and len(span[i - 1].text) > 2 for i, t in enumerate(span) if i):
            return False
        return not self._dashed_pair(at, end)

    def _dashed_pair(self, at: int, end: int) -> bool:
        """ "Rome-Palermo": each side alone is a known name."""
        for cut in range(at + 1, end):
            if self.tokens[cut].hyphened:
                sides = (self.tokens[at:cut], self.tokens[cut:end])
                keys = [folded(" ".join(t.raw for t in side)) for side in sides]
                whole = " ".join(keys)
                if all(self.gazetteer.knows(k, well=True) for k in keys) and (
                    not self.gazetteer.knows(whole, well=True)
                ):
                    return True
        return False
