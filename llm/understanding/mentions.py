"""Finding names of places in a message: known ones, misspelt ones, and names that exist nowhere."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from llm.understanding.lexicon import Lexicon, codes, telltales
from llm.understanding.marking import starts
from llm.understanding.patterns import Chart
from llm.understanding.text import BREAKS, Token
from travel.gazetteer import Gazetteer, folded

_LONGEST = 5  # words of a name
_FAMOUS = 0.12  # below this fame a name in small letters needs a preposition before it
_GUESSABLE = 1.5
_CODE = 3
_LONG = 8  # letters: such a word, one slip away from a known name, is that name
_SHORTEST_NICKNAME = 3  # letters: below it, small letters need a word such as "to" before them
_LETTER = 15  # tokens from which a message may be signed


class Mention(NamedTuple):
    """A place as named; `name` is what the gazetteer is asked for."""

    name: str
    start: int
    end: int
    known: bool = True


def mark_places(chart: Chart, lexicon: Lexicon, gazetteer: Gazetteer) -> list[Mention]:
    """`place` marks for those found; the list also holds names that exist nowhere."""
    finder = _Finder(chart, lexicon, gazetteer)
    mentions = list(finder.all())
    for mention in mentions:
        if mention.known:
            chart.mark("place", mention.start, mention.end, mention)
    return mentions


class _Finder:
    def __init__(self, chart: Chart, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self.chart, self.lexicon, self.gazetteer = chart, lexicon, gazetteer
        self.tokens = chart.tokens
        words = [token for token in self.tokens if token.is_word]
        self.shouting = len(words) > 3 and all(token.raw.isupper() for token in words)
        self.before = lexicon.group("place_before")
        self.surely_before = lexicon.group("surely_before")
        self.person_before = lexicon.group("person_before")
        self.joints = (*lexicon.group("to_from"), *lexicon.group("to"), "-", "→")
        self.articles = lexicon.group("articles")

    def all(self) -> Iterator[Mention]:
        at, person = 0, False
        while at < len(self.tokens):
            if not self.tokens[at].is_word:
                at += 1
                continue
            person = self._is_person(at, person)
            found = None if person else self._found(at)
            if found is None:
                at += 1
                continue
            found = self._qualified(found)
            yield found
            at = found.end

    def _found(self, at: int) -> Mention | None:
        return self._known(at) or self._named_with_country(at) or self._misspelt(at)

    # Known names ----------------------------------------------------------------------------

    def _known(self, at: int) -> Mention | None:
        for end in range(min(at + _LONGEST, len(self.tokens)), at, -1):
            if not self._joined(at, end):
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

    def _joined(self, at: int, end: int) -> bool:
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
        return paired or self._after_preposition(at)

    def _means_place(self, key: str, at: int, end: int) -> bool:
        token, single = self.tokens[at], end == at + 1
        after = self._after_preposition(at)
        fame = self.gazetteer.fame(key)
        if single and (token.text in self.lexicon.months or token.text in self.lexicon.weekdays):
            return False
        if self._after_article(at) and self.gazetteer.is_city(key):
            return False
        everyday = single and (token.text in self.lexicon.vocabulary or self._telltale(token))
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
            return self._after_preposition(at) or self._beside_dash(at, end)
        if fame <= 0.05 or len(token.text) < 3:
            return False
        capital = token.capital and not self.shouting
        if capital and (self._after_preposition(at) or self._beside_dash(at, end)):
            return True
        if token.text in self.lexicon.numbers or token.text in self.lexicon.not_places_ever:
            return False
        leads = end < len(self.tokens) and self.tokens[end].text in self.lexicon.group(
            "origin_before"
        )
        if capital and at > 0 and self.tokens[at - 1].text in BREAKS and leads and fame > _FAMOUS:
            return True
        if capital and not starts(self.chart, at):
            counted = self.tokens[at - 1].text in self.lexicon.group("night")
            return counted or token.text not in self.lexicon.vocabulary
        if capital and starts(self.chart, at) and end < len(self.tokens):
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

    def _telltale(self, token: Token) -> bool:
        return any(token.text in telltales(code) for code in codes())

    def _after_preposition(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text in self.before

    def _after_article(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].text in self.articles

    def _beside_dash(self, at: int, end: int) -> bool:
        joined = ("-", "→", "/", ">")
        before = self.tokens[at].hyphened or (at > 0 and self.tokens[at - 1].text in joined)
        after = end < len(self.tokens) and (
            self.tokens[end].hyphened or self.tokens[end].text in joined
        )
        return before or after

    def _is_person(self, at: int, before: bool) -> bool:
        """ "my wife Florence", "with friends Nancy and Sofia", "Nancy and I"."""
        token = self.tokens[at]
        if not token.capital:
            return before and token.text in self.lexicon.joiners
        if before and self.tokens[at - 1].text in (*self.lexicon.joiners, ","):
            return token.text in self.lexicon.person_names
        if at > 0 and self.tokens[at - 1].text in self.person_before:
            return True
        if at > 0 and self.tokens[at - 1].text in self.lexicon.group("maybe_person_before"):
            swaps = self.lexicon.group("swap_before")  # "replace Rome with Milan"
            swapped = any(each.text in swaps for each in self.tokens[max(0, at - 5) : at])
            return token.text in self.lexicon.person_names and not swapped
        if at > 1 and self.tokens[at - 1].text == "," and len(self.tokens) - at <= 3:
            return self.tokens[at - 2].text in self.lexicon.group("signoffs")
        follow = [t.text for t in self.tokens[at + 1 : at + 3]]
        joined = len(follow) == 2 and follow[0] in self.lexicon.joiners
        if at > 0 and self.tokens[at - 1].text in self.surely_before:
            return False
        return joined and follow[1] in self.lexicon.group("self")

    # Others ---------------------------------------------------------------------------------

    def _misspelt(self, at: int) -> Mention | None:
        """A word that is no word of the language: a place spelt wrongly, or one nobody knows."""
        token = self.tokens[at]
        if not self._odd(token) or self._after_article(at) or self._signs(at):
            return None
        after = at > 0 and self.tokens[at - 1].text in self.surely_before
        for end in (at + 2, at + 1):
            if end <= len(self.tokens) and self._joined(at, end):
                if (
                    end == at + 2
                    and not self._odd(self.tokens[at + 1])
                    and not (self.tokens[at + 1].capital)
                ):
                    continue
                name = " ".join(t.raw for t in self.tokens[at:end])
                like = self.gazetteer.likeness(name)
                plain = len(name) >= _LONG and _one_slip(folded(name), like or "")
                famous = like is not None and self.gazetteer.fame(like) > _GUESSABLE
                if like and (after or token.capital or plain or famous):
                    return Mention(like, at, end)
        if after and not (self._has_digits_near(at)):
            return self._unknown(at)
        return None

    def _signs(self, at: int) -> bool:
        """ "..., Brenda" at the end of a longer message."""
        return at == len(self.tokens) - 1 and at > _LETTER and self.tokens[at - 1].text == ","

    def _odd(self, token: Token) -> bool:
        return (
            len(token.text) >= 4
            and not self.gazetteer.is_adjective(token.text)
            and token.text not in self.lexicon.vocabulary
            and token.text not in self.lexicon.not_places
            and not self._telltale(token)
            and not self.lexicon.stemmed(token.text)
        )

    def _has_digits_near(self, at: int) -> bool:
        return at + 1 < len(self.tokens) and self.tokens[at + 1].text in ("%", "°")

    def _unknown(self, at: int) -> Mention | None:
        token = self.tokens[at]
        if not token.capital and self.tokens[at - 1].text not in self.lexicon.group("to_from"):
            return None
        end = at + 1
        while end < len(self.tokens) and self.tokens[end].capital and self.tokens[end].is_word:
            if self.tokens[end].text in self.lexicon.vocabulary:
                break
            end += 1
        return Mention(" ".join(t.raw for t in self.tokens[at:end]), at, end, known=False)

    def _qualified(self, mention: Mention) -> Mention:
        """With the country or state said after it, or the airport code in brackets."""
        if not mention.known:
            return mention
        at = mention.end
        for skip in (2, 1, 0):
            head = [t.text for t in self.tokens[at : at + skip]]
            if head not in ([], [","], ["("], [",", "in"]):
                continue
            for length in (3, 2, 1):
                span = self.tokens[at + skip : at + skip + length]
                if len(span) < length or not all(t.is_word for t in span):
                    continue
                name = self._with_region(mention, span, parted=bool(head))
                if name:
                    end = at + skip + length
                    closed = head == ["("] and end < len(self.tokens)
                    return Mention(name, mention.start, end + int(closed))
        return mention

    def _with_region(
        self, mention: Mention, span: tuple[Token, ...], *, parted: bool
    ) -> str | None:
        said = " ".join(token.raw for token in span)
        if len(span) == 1 and len(said) == _CODE and said.isupper():
            airport = self.gazetteer.airport(said)
            if airport and folded(airport.city) in mention.name:
                return said
        short = len(said) <= _CODE
        if short and (not said.isupper() or (self.shouting and not parted)):
            return None  # "LONDON ON FRIDAY" is not in Ontario
        if any(token.text in BREAKS for token in span) or not self.gazetteer.regions(said):
            return None
        match = self.gazetteer.lookup(f"{mention.name}, {said}")
        inside = {country for country, _ in self.gazetteer.regions(said)}
        if match.place is None or match.place.country not in inside:
            alone = self.gazetteer.lookup(mention.name).place
            on_the_island = alone is not None and folded(said) in folded(alone.admin).split()
            return alone.name if alone and parted and on_the_island else None  # "Belfast, Ireland"
        return f"{mention.name}, {said}" if folded(said) != mention.name else None


@cache
def nicknames() -> Mapping[str, str]:
    """Short names of towns, and stations, to the town."""
    text = files("llm.understanding").joinpath("nicknames.txt").read_text(encoding="utf-8")
    return dict(line.split("|") for line in text.splitlines())


def _one_slip(name: str, like: str) -> bool:
    from rapidfuzz.distance import OSA

    return OSA.distance(name, like, score_cutoff=1) <= 1
