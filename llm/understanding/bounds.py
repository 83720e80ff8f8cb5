"""Times of the day that a wish is bounded by: which side of them is meant, and which half of the day."""

from collections.abc import Sequence

from llm.understanding.amounts import hhmm
from llm.understanding.lexicon import Lexicon
from llm.understanding.patterns import Chart
from llm.understanding.rules import Found
from llm.understanding.text import BREAKS

_TURNED = {"before": "after", "after": "before"}
_WAYS = frozenset(("wish.depart", "wish.arrive", "wish.return"))
_BESIDE = 7  # tokens on either side of the phrase in which it may be refused
_EARLIEST_SAID, _EARLIEST_REFUSED, _HOME_BY = 7 * 60, 5 * 60, 10 * 60


def turned(chart: Chart, found: Sequence[Found], lexicon: Lexicon) -> list[Found]:
    """ "Not before 9" asks for what is after it: a bound that is refused is one on the other side.

    A bare hour is one that people fly at: "back after 6" is in the evening.
    """
    read = {
        at
        for each in found
        if each.rule.name != "ask"  # as "don't" alone may be
        for at in range(each.start, each.end)
    }
    result: list[Found] = []
    for each in found:
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


def _refused(chart: Chart, each: Found, read: set[int], lexicon: Lexicon) -> bool:
    """Whether a word such as "not" stands in the phrase or beside it, in its clause and in no other phrase."""
    tokens, ends = chart.tokens, BREAKS | lexicon.joiners
    start = each.start
    while start > max(0, each.start - _BESIDE) and tokens[start - 1].text not in ends:
        start -= 1
    end = each.end
    while end < min(len(tokens), each.end + _BESIDE) and tokens[end].text not in ends:
        end += 1
    words = [
        "" if at in read and not each.start <= at < each.end else tokens[at].text
        for at in range(start, end)
    ]
    return any(
        tuple(words[at : at + len(phrase)]) == phrase
        for phrase in lexicon.phrases("refused")
        for at in range(len(words))
    )


def _likely(minutes: int, slot: str, *, refused: bool) -> str | None:
    """A bare hour as HH:MM; None for one that no clock has."""
    if not 0 <= minutes < 24 * 60:
        return None
    home = slot == "return_before" and minutes < _HOME_BY
    early = minutes < (_EARLIEST_REFUSED if refused and slot.endswith("_after") else _EARLIEST_SAID)
    return hhmm(minutes + 12 * 60 if 0 < minutes < 12 * 60 and (home or early) else minutes)
