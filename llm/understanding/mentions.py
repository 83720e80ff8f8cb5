"""Finding names of places in a message."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from llm.understanding.beside import is_person, qualified
from llm.understanding.lexicon import Lexicon
from llm.understanding.marking import starts
from llm.understanding.misspelt import misspelt
from llm.understanding.patterns import Chart
from llm.understanding.surroundings import LISTS, Mention, Surroundings
from llm.understanding.text import BREAKS
from travel.gazetteer import Gazetteer, folded

_LONGEST = 5  # words of a name
_FAMOUS = 0.12  # below this fame a name in small letters needs a preposition before it
_CODE = 3
_SHORTEST_NICKNAME = 3  # letters: below it, small letters need a word such as "to" before them


def mark_places(chart: Chart, lexicon: Lexicon, gazetteer: Gazetteer) -> list[Mention]:
    """`place` marks for those found; the list also holds names that exist nowhere."""
    finder = _Finder(chart, lexicon, gazetteer)
    mentions = list(finder.all())
    for mention in mentions:
        if mention.known:
            chart.mark("place", mention.start, mention.end, mention)
    return mentions


class _Finder(Surroundings):
    def all(self) -> Iterator[Mention]:
        at, person, ended = 0, False, -1
        while at < len(self.tokens):
            if not self.tokens[at].is_word:
                at += 1
                continue
            self.listed = 0 < at == ended + 1 and self._lists(at - 1)
            person = not self.listed and is_person(self, at, person)
            found = None if person else self._found(at)
            if found is None:
                at += 1
                continue
            found = qualified(self, found)
            yield found
            at = ended = found.end

    def _lists(self, at: int) -> bool:
        """ "Rome and Florence", "Paris, Nice and Marseille": the word between them."""
        return self.tokens[at].text in LISTS | self.lexicon.joiners

    def _found(self, at: int) -> Mention | None:
        return self._known(at) or self._named_with_country(at) or misspelt(self, at)

    # Known names ----------------------------------------------------------------------------

    def _known(self, at: int) -> Mention | None:
        for end in range(min(at + _LONGEST, len(self.tokens)), at, -1):
            if not self.joined(at, end):
                continue
            if end == at + 1 and self._is_code(at):
                return Mention(self.tokens[at].raw.upper(), at, end)
            key = folded(" ".join(token.raw for token in self.tokens[at:end] if token.is_word))
            if (meant := nicknames().get(key)) and self._means_nickname(at, end):
                return Mention(meant, at, end)
            if self.gazetteer.knows(key) and self._means_place(key, at, end):
                return Mention(key, at, end)
        return None

    def _means_nickname(self, at: int, end: int) -> bool:
        """ "LA", and "la" between towns where the language has no such word."""
        token = self.tokens[at]
        if token.capital and not (self.shouting and end == at + 1):
            return True
        if len(token.text) > _SHORTEST_NICKNAME:
            return token.text not in self.lexicon.vocabulary or end > at + 1
        joined = at > 0 and self.tokens[at - 1].text in self.joints
        return joined and token.text not in self.lexicon.vocabulary

    def _named_with_country(self, at: int) -> Mention | None:
        """ "Side, Turkey": a name that is one only with the country or state after it."""
        after = self.tokens[at + 1 : at + 2]
        if not (self.tokens[at].capital and after and after[0].text == ","):
            return None
        for length in (3, 2, 1):
            span = self.tokens[at + 2 : at + 2 + length]
            said = " ".join(token.raw for token in span)
            told = len(span) == length and len(said) > _CODE and span[0].capital
            if told and self.gazetteer.holds(self.tokens[at].raw, said):
                return Mention(f"{self.tokens[at].raw}, {said}", at, at + 2 + length)
        return None

    def _is_code(self, at: int) -> bool:
        token = self.tokens[at]
        if len(token.raw) != _CODE or not token.raw.isascii():
            return False
        after = [each.text for each in self.tokens[at + 1 : at + 3]]
        before = self.tokens[at - 1].text if at else ""
        paired = (
            token.hyphened
            or (at + 1 < len(self.tokens) and self.tokens[at + 1].hyphened)
            or (len(after) == 2 and after[0] in self.joints and len(after[1]) == _CODE)
            or (before in self.joints and at > 1 and len(self.tokens[at - 2].text) == _CODE)
        )
        if not token.raw.isupper() and not (paired and token.raw.islower()):
            return False
        code = token.raw.upper()
        plain = self.shouting or not token.raw.isupper()
        if plain and token.text in self.lexicon.vocabulary:
            return False
        if (code in self.gazetteer.currencies and not paired) or token.text in (
            "usa",
            "uae",
            "nyc",
            "vip",
            "pax",
        ):
            return False
        airport = self.gazetteer.airport(code)
        likely = airport is not None and airport.passengers_m > (0 if plain else 1)
        return likely or (airport is not None and not plain and self._placed(at, paired))

    def _placed(self, at: int, paired: bool) -> bool:
        return paired or self.after_preposition(at)

    def _means_place(self, key: str, at: int, end: int) -> bool:
        token, single = self.tokens[at], end == at + 1
        after = self.after_preposition(at)
        fame = self.gazetteer.fame(key)
        if single and (token.text in self.lexicon.months or token.text in self.lexicon.weekdays):
            return False
        if self.after_article(at) and self.gazetteer.is_city(key):
            return False
        everyday = single and (token.text in self.lexicon.vocabulary or self.telltale(token))
        if everyday or (single and token.text in self.lexicon.not_places):
            return self._everyday_word_means_place(at, end, fame)
        capital = token.capital and not self.shouting
        span = self.tokens[at:end]
        if not single and all(each.text in self.lexicon.vocabulary for each in span):
            return after or (all(each.capital for each in span) and not self.shouting)
        if self.gazetteer.is_airport_name(key):
            return capital or (after and len(key) > 5)
        if not self.gazetteer.knows(key, well=True):
            return (capital or after) and fame > _FAMOUS and len(key) > 4
        return capital or after or fame > _FAMOUS

    def _everyday_word_means_place(self, at: int, end: int, fame: float) -> bool:
        token = self.tokens[at]
        if len(token.text) == 2 and token.raw.isupper() and not self.shouting:
            return self.after_preposition(at) or self.beside_dash(at, end)
        if fame <= 0.05 or len(token.text) < 3:
            return False
        capital = token.capital and not self.shouting
        if capital and self.listed and fame > _FAMOUS:
            return token.text not in self.lexicon.not_places_ever
        if capital and (self.after_preposition(at) or self.beside_dash(at, end)):
            return True
        if token.text in self.lexicon.numbers or token.text in self.lexicon.not_places_ever:
            return False
        leads = end < len(self.tokens) and self.tokens[end].text in self.lexicon.group(
            "origin_before"
        )
        if capital and at > 0 and self.tokens[at - 1].text in BREAKS and leads and fame > _FAMOUS:
            return True
        if capital and not starts(self.tokens, at):
            counted = self.tokens[at - 1].text in self.lexicon.group("night")
            return counted or token.text not in self.lexicon.vocabulary
        if capital and starts(self.tokens, at) and end < len(self.tokens):
            return self.tokens[end].text in (*self.surely_before, ",", "→") and fame > 0.3
        leaves = token.text not in self.lexicon.vocabulary and (
            at > 0 and self.tokens[at - 1].text in self.lexicon.group("origin_before")
        )
        closes = (
            leaves
            or end == len(self.tokens)
            or not self.tokens[end].is_word
            or (
                self.tokens[end].text in self.before
                or self.tokens[end].text in self.lexicon.months
                or bool(self.chart.marked("n", end))
            )
        )
        return at > 0 and self.tokens[at - 1].text in self.surely_before and closes


@cache
def nicknames() -> Mapping[str, str]:
    """Short names of towns, and stations, to the town."""
    text = files("llm.understanding").joinpath("nicknames.txt").read_text(encoding="utf-8")
    return dict(line.split("|") for line in text.splitlines())
