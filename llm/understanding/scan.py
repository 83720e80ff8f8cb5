"""A message with everything marked in it, and the phrases that cover it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from llm.understanding import amounts, days
from llm.understanding.bounds import turned
from llm.understanding.lexicon import Lexicon, lexicon
from llm.understanding.marking import mark_names, mark_words, near_number, starts
from llm.understanding.mentions import mark_places
from llm.understanding.patterns import Chart
from llm.understanding.repairs import repaired
from llm.understanding.rules import Found
from llm.understanding.surroundings import Mention
from llm.understanding.text import Token, tokens_of, words_between
from travel.gazetteer import Gazetteer
from travel.turn import Language

LONGEST = 4000  # characters read
_SHORTEST_TYPO = 5
_MOST_REPAIRS = 4
ENDS = frozenset({".", "!", "?", ";"})


class Scan:
    """A message with everything marked, and the phrases that cover it."""

    def __init__(
        self,
        message: str,
        language: Language,
        *,
        today: date,
        gazetteer: Gazetteer,
        names: Sequence[str] = (),
        has_plan: bool = False,
        has_options: bool = False,
    ) -> None:
        self.lexicon = lexicon(language)
        message = message[:LONGEST]
        tokens = _respelled(tokens_of(message), self.lexicon, gazetteer)
        self._mark(message, tokens, today, gazetteer)
        for _ in range(_MOST_REPAIRS):
            right = repaired(self.chart, self.lexicon, gazetteer.knows)
            if right is None:
                break
            self._mark(message, right, today, gazetteer)
        mark_names(self.chart, self.lexicon, names, [m.start for m in self.mentions if m.known])
        plain = "rules_and_edits" if has_plan else "rules"
        rules = self.lexicon.rules("rules_and_choices" if has_options else plain)
        self.found = rules.best(self.chart)
        if has_plan:
            taken = {at for each in self.found for at in range(each.start, each.end)}
            self.found += self.lexicon.rules("last").best(self.chart, taken)
            self.found.sort(key=lambda each: each.start)
        self.found = turned(self.chart, list(self._parted(self.found, has_plan)), self.lexicon)
        self.number = self._number() if has_options else None
        self.hints = self.lexicon.rules("hints").all(self.chart)

    def _number(self) -> int | None:
        """Where the message is a number and nothing else, what may stand in a numbered list."""
        if len([token for token in self.chart.tokens if token.text not in ENDS]) != 1:
            return None
        return next((mark.value for mark in self.chart.marked("n", 0)), None)

    def _mark(
        self, message: str, tokens: tuple[Token, ...], today: date, gazetteer: Gazetteer
    ) -> None:
        self.chart = Chart(message, tokens)
        mark_words(self.chart, self.lexicon)
        amounts.mark_times(self.chart, self.lexicon)
        amounts.mark_money(self.chart, self.lexicon, gazetteer.currencies)
        days.mark_dates(self.chart, self.lexicon, today)
        for found in self.lexicon.rules("stretch").all(self.chart):
            self.chart.mark("stretch", found.start, found.end, found)
        for found in self.lexicon.rules("interest").all(self.chart):
            words = words_between(message, tokens, found.start, found.end)
            self.chart.mark("interest", found.start, found.end, words)
            self.chart.mark("kind", found.start, found.end, found.rule.value)
        self.mentions = mark_places(self.chart, self.lexicon, gazetteer)

    def _parted(self, found: Sequence[Found], has_plan: bool) -> Iterator[Found]:
        """ "from London for two" is an origin and a number of people; "we are 2 adults" no total."""
        before = self.lexicon.group("origin_before")
        for each in found:
            if not has_plan and self._sets_out(each, found):
                yield each._replace(rule=each.rule._replace(name="origin"))
                yield each._replace(rule=each.rule._replace(name="round_trip"), captured={})
                continue
            if self._begins_at_a_stop(each, found):
                yield each._replace(rule=each.rule._replace(name="dest"))
                continue
            if self._leaves_later(each, found):
                yield each._replace(rule=each.rule._replace(name="return_from"))
                continue
            if self._comes_home(each):
                yield each._replace(rule=each.rule._replace(name="return_to"))
                continue
            if self._counts_adults(each):
                yield each._replace(rule=each.rule._replace(name="adults"))
                continue
            place: Mention | None = each.captured.get("place")
            counted = each.rule.name == "count_in" and place is not None and place.start > 0
            if counted and place and self.chart.tokens[place.start - 1].text in before:
                yield each._replace(rule=each.rule._replace(name="origin"), end=place.end)
                yield each._replace(rule=each.rule._replace(name="people"), start=place.end)
            else:
                yield each

    def _sets_out(self, back: Found, found: Sequence[Found]) -> bool:
        """ "A return flight from Milan to Tunis": nowhere was named that one could come back from."""
        named = [mention.start for mention in self.mentions if mention.start < back.start]
        origin = any(each.rule.name in ("origin", "origin_or", "out_of", "pair") for each in found)
        return back.rule.name == "return_from" and not named and not origin

    def _begins_at_a_stop(self, start: Found, found: Sequence[Found]) -> bool:
        """ "Start in Hanoi 3n, Hue 2n; from Paris": where "from" says the origin, it is a stop."""
        before = self.lexicon.group("origin_before")
        if start.rule.name != "origin" or self.chart.tokens[start.start].text in before:
            return False
        counted = bool(self.chart.marked("n", start.end)) and not self.chart.marked(
            "date", start.end
        )
        return counted and any(
            each.rule.name == "origin" and self.chart.tokens[each.start].text in before
            for each in found
        )

    def _leaves_later(self, leaving: Found, found: Sequence[Found]) -> bool:
        """ "Arrive in Athens 5 June, leave from Santorini 14 June, from Paris": home from there."""
        if leaving.rule.name != "origin" or "date" not in leaving.captured:
            return False
        others = [each for each in found if each.rule.name == "origin" and each is not leaving]
        return bool(others) and any(mention.start < leaving.start for mention in self.mentions
                                    if mention is not others[0].captured["place"])  # fmt: skip

    def _comes_home(self, to: Found) -> bool:
        """ "Coming back on the 19th into Manchester", where another place was named before."""
        if to.rule.name != "dest" or self.chart.tokens[to.start].text not in (
            self.lexicon.group("homewards")
        ):
            return False
        place: Mention = to.captured["place"]
        begin = max((at for at in range(place.start) if self._ends(at)), default=0)
        backs = [
            back for back in self.lexicon.rules("back").all(self.chart)
            if begin <= back.start and back.end <= place.start
        ]  # fmt: skip
        if not backs:
            return False
        back = max(backs, key=lambda each: each.end)
        named = [m for m in self.mentions if m.start < back.start]
        between = [m for m in self.mentions if back.end <= m.start < place.start]
        last = self.chart.tokens[back.end : place.start]
        goes_on = any(token.text in self.lexicon.group("onwards") for token in last)
        stops = [m for m in named if self.chart.tokens[m.start - 1].text not in (
            self.lexicon.group("origin_before")) or m.start == 0]  # fmt: skip
        return bool(stops) and len(between) <= 1 and not goes_on and all(
            m.name != place.name for m in named if m in stops)  # fmt: skip

    def _ends(self, at: int) -> bool:
        """Whether a sentence ends here: not with the point of "am 9. nach Bonn"."""
        tokens = self.chart.tokens
        return tokens[at].text in ENDS and not (at and tokens[at - 1].is_number)

    def _counts_adults(self, found: Found) -> bool:
        """ "we are 2 adults" counts grown-ups, not everyone."""
        if found.rule.name != "people" or "n" not in found.captured:
            return False
        last = self.chart.tokens[found.start : found.end + 1][-2:]
        return any(token.text in self.lexicon.group("adult") for token in last)

    def words(self, found: Found) -> str:
        return words_between(self.chart.raw, self.chart.tokens, found.start, found.end)

    def values(self, name: str) -> list[str]:
        return [each.rule.value for each in self.found if each.rule.name == name]

    def unread(self) -> Iterator[str]:
        """Content words no phrase accounts for."""
        read = {at for each in (*self.found, *self.hints) for at in range(each.start, each.end)}
        for mention in self.mentions:
            read.update(range(mention.start, mention.end))
        for at, token in enumerate(self.chart.tokens):
            if at in read or not (token.is_word or token.is_number):
                continue
            if token.text in self.lexicon.filler or len(token.text) == 1:
                continue
            if self.chart.marked("money", at) or _name_of_person(self.chart, self.lexicon, at):
                continue
            yield token.raw


def _name_of_person(chart: Chart, lexicon: Lexicon, at: int) -> bool:
    token = chart.tokens[at]
    before = chart.tokens[at - 1].text if at else ""
    signed = (
        at > 1
        and len(chart.tokens) - at <= 4
        and any(each.text in lexicon.group("signoffs") for each in chart.tokens[at - 4 : at])
    )
    named = before in lexicon.group("person_before") or token.text in lexicon.person_names
    return token.capital and (signed or named)


def _respelled(
    tokens: tuple[Token, ...], words: Lexicon, gazetteer: Gazetteer
) -> tuple[Token, ...]:
    """With chat spellings written out, and slips in words of the language put right."""
    result: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        length, said = _spelt_out(tokens, at, words)
        if said:
            end = tokens[at + length - 1].end
            for text in said:
                raw = token.raw if token.is_word else text
                result.append(replace(token, text=text, raw=raw, end=end, glued=False))
        else:
            right = _put_right(tokens, at, words, gazetteer)
            result.append(replace(token, text=right) if right else token)
        at += length
    return tuple(result)


def _spelt_out(tokens: tuple[Token, ...], at: int, words: Lexicon) -> tuple[int, tuple[str, ...]]:
    """(tokens used, what they stand for); of several tokens all after the first are glued to it."""
    if month := _month_in(tokens[at].text, words):
        return 1, (month, tokens[at].text.removeprefix(month))
    for length in (3, 2, 1):
        span = tokens[at : at + length]
        if len(span) < length or not all(each.glued for each in span[1:]):
            continue
        said = words.respell.get(tuple(each.text for each in span), ())
        unit = len(span[0].text) == 1 and at > 0 and tokens[at - 1].is_number  # "3 n": nights
        if said and (length > 1 or (span[0].is_word and not unit)):
            return length, said
    return 1, ()


def _month_in(word: str, words: Lexicon) -> str:
    """ "junihälfte", "maiwochenende": the month; empty for any other word."""
    heads = (word.removesuffix(tail) for tail in words.month_tails if word.endswith(tail))
    return next((head for head in heads if head in words.months), "")


def _put_right(
    tokens: tuple[Token, ...], at: int, words: Lexicon, gazetteer: Gazetteer
) -> str | None:
    token = tokens[at]
    if not token.is_word:
        return None
    if near_number(tokens, at) and (month := _slip(token.text, words.calendar_near(token.text), 4)):
        return month
    if token.text in words.vocabulary or words.stemmed(token.text):
        return None
    if gazetteer.knows(token.text) or token.text in words.not_places:
        return None
    if (plain := _drawn_out(token.text)) in words.vocabulary:
        return plain
    if not _SHORTEST_TYPO <= len(token.text) <= 20:
        return None
    right = _slip(token.text, words.spellings_near(token.text), _SHORTEST_TYPO)
    named = token.capital and not starts(tokens, at)
    return right if right in words.calendar_words or not named else None


def _drawn_out(word: str) -> str:
    """ "heyyy", "pleaseee", "soooo" with each run of a letter at the end written once."""
    return re.sub(r"([a-z])\1+$", r"\1", word) if len(word) > 3 else word


def _slip(word: str, right: Sequence[str], shortest: int) -> str | None:
    """The word of `right`, which have its first letter, that is one slip away, or two in a long word."""
    if len(word) < shortest or not right or word in right:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    slips = 1 if len(word) < 8 else 2
    found = process.extractOne(word, right, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found is not None else None
