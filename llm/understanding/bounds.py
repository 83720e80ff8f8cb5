"""What bounds a wish: which side of a time of day is meant, and which half of the day; no stars at most."""

from collections.abc import Sequence

from llm.understanding.amounts import hhmm
from llm.understanding.lexicon import Lexicon
from llm.understanding.patterns import Chart
from llm.understanding.rules import Found
from llm.understanding.text import BREAKS, ends_with

_TURNED = {"before": "after", "after": "before"}
_WAYS = frozenset(("wish.depart", "wish.arrive", "wish.return"))
_BESIDE = 7  # tokens on either side of the phrase in which it may be refused
_EARLIEST_SAID, _EARLIEST_REFUSED, _HOME_BY = 7 * 60, 5 * 60, 10 * 60


def turned(chart: Chart, found: Sequence[Found], lexicon: Lexicon) -> list[Found]:
    """ "Not before 9" asks for what is after it: a bound that is refused is one on the other side.

    What can't be held to isn't read. A bare hour is one that people fly at: "back after 6" is in the evening.
    """
    found = _about_some_flights(chart, found, lexicon)
    read = {
        at
        for each in found
        if each.rule.name != "ask"  # as "don't" alone may be
        for at in range(each.start, each.end)
    }
    result: list[Found] = []
    for each in found:
        if each.rule.name == "wish.min_stars" and _at_most(chart, each, lexicon):
            continue  # there is no such wish: not read
        slot, _, side = each.rule.name.rpartition("_")
        if slot not in _WAYS or each.rule.value != "{time}":
            result.append(each)
            continue
        refused = _refused(chart, each, read, lexicon)
        side = _TURNED[side] if refused else side
        time = each.captured.get("time")
        if isinstance(time, int):
            time = _likely(time, f"{slot.removeprefix('wish.')}_{side}", refused=refused)
        if time is None:  # on no clock: not read
            continue
        rule = each.rule._replace(name=f"{slot}_{side}")
        result.append(each._replace(rule=rule, captured={**each.captured, "time": time}))
    return result


def _about_some_flights(chart: Chart, found: Sequence[Found], lexicon: Lexicon) -> list[Found]:
    """ "Vor 9 Uhr will ich nicht fliegen", "mit Ryanair nicht fliegen": who won't fly so may fly otherwise."""
    result = list(found)
    for each in found:
        own = [token.text for token in chart.tokens[each.start : each.end]]
        if each.rule.name != "wish.ground_mode" or not _holds(own, lexicon):
            continue
        start, end = _clause(chart, each, lexicon)
        mates = [
            mate
            for mate in result
            if start <= mate.start < end
            and (mate.rule.name == "wish.airline" or mate.rule.value == "{time}")
        ]
        if mates:
            result.remove(each)
        for mate in mates:
            if mate.rule.name == "wish.airline":
                rule = mate.rule._replace(name="wish.avoid_airline")
                result[result.index(mate)] = mate._replace(rule=rule)
    return result


def _refused(chart: Chart, each: Found, read: set[int], lexicon: Lexicon) -> bool:
    """Whether a word such as "not" stands in the phrase or beside it, in its clause and in no other phrase."""
    words = [
        "" if at in read and not each.start <= at < each.end else chart.tokens[at].text
        for at in range(*_clause(chart, each, lexicon))
    ]
    return _holds(words, lexicon)


def _holds(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether a refusal is among them."""
    return any(ends_with(words[: end + 1], lexicon.phrases("refused")) for end in range(len(words)))


def _clause(chart: Chart, each: Found, lexicon: Lexicon) -> tuple[int, int]:
    """The phrase with what stands beside it."""
    tokens, ends = chart.tokens, BREAKS | lexicon.joiners
    start, end = each.start, each.end
    while start > max(0, each.start - _BESIDE) and tokens[start - 1].text not in ends:
        start -= 1
    while end < min(len(tokens), each.end + _BESIDE) and tokens[end].text not in ends:
        end += 1
    return start, end


def _at_most(chart: Chart, each: Found, lexicon: Lexicon) -> bool:
    """Whether "at most" stands right before it, or "max" after."""
    words = [token.text for token in chart.tokens]
    return any(
        ends_with(words[:end], (phrase,))
        for phrase in lexicon.phrases("at_most")
        for end in (each.start, each.start + 1, each.end, each.end + len(phrase))
    )


def _likely(minutes: int, slot: str, *, refused: bool) -> str | None:
    """A bare hour as HH:MM; None for one that no clock has."""
    if not 0 <= minutes < 24 * 60:
        return None
    home = slot == "return_before" and minutes < _HOME_BY
    early = minutes < (_EARLIEST_REFUSED if refused and slot.endswith("_after") else _EARLIEST_SAID)
    return hhmm(minutes + 12 * 60 if 0 < minutes < 12 * 60 and (home or early) else minutes)
