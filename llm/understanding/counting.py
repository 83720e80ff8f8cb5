"""Nights that stand beside a place without the word: "Rome 3 nights, Florence 2, Venice 4"."""

from collections.abc import Mapping, Sequence

from llm.understanding.lexicon import Lexicon
from llm.understanding.mentions import Mention
from llm.understanding.patterns import Chart, Found

MOST_NIGHTS = 30
_SPOKEN = ("nights", "nights_at", "nights_each")
_OF_PLACES = ("origin", "dest", "nights_at", "count_in", "pair", "via")
_BETWEEN = ("/", "-", "+", "|")


def bare_nights(
    chart: Chart, found: Sequence[Found], mentions: Sequence[Mention], lexicon: Lexicon
) -> Mapping[int, int]:
    """Nights by the start of a mention. One number alone is none, unless nights were spoken of."""
    taken = {
        at for each in found if each.rule.name not in _OF_PLACES
        for at in range(each.start, each.end)
    }  # fmt: skip
    counts = {
        mention.start: number
        for mention in mentions
        if (number := _beside(chart, mention, taken, lexicon)) is not None
    }
    spoken = any(each.rule.name in _SPOKEN for each in found)
    return counts if spoken or len(counts) > 1 else {}


def _beside(chart: Chart, mention: Mention, taken: set[int], lexicon: Lexicon) -> int | None:
    """The number right after a name, where a new part of the sentence begins after it."""
    at = mention.end
    if at < len(chart.tokens) and chart.tokens[at].text in (":", "=", "x"):
        at += 1
    number = next(iter(chart.marked("n", at)), None)
    if number is None or at in taken or not 0 < number.value <= MOST_NIGHTS:
        return None
    after = chart.tokens[number.end] if number.end < len(chart.tokens) else None
    short = after is not None and after.glued and len(after.text) == 1  # "3n"
    after = None if short and after is not None and after.is_word else after
    ends = after is None or not (after.is_word or after.is_number or after.text in (":", "%"))
    follows = bool(chart.marked("place", number.end)) or (
        after is not None and after.text in lexicon.group("place_before") | lexicon.joiners
    )
    return int(number.value) if ends or follows else None


def number_run(chart: Chart, found: Sequence[Found], length: int) -> tuple[int, ...]:
    """The first run of exactly `length` numbers such as "3/2/2" or "3+2+2"; empty for none."""
    taken = {at for each in found for at in range(each.start, each.end)}
    at = 0
    while at < len(chart.tokens):
        end, numbers = at, list[int]()
        while mark := next(iter(chart.marked("n", end)), None):
            numbers.append(int(mark.value))
            end = mark.end
            if end + 1 >= len(chart.tokens) or chart.tokens[end].text not in _BETWEEN:
                break
            end += 1
        free = taken.isdisjoint(range(at, end))
        if free and len(numbers) == length and all(0 < each <= MOST_NIGHTS for each in numbers):
            return tuple(numbers)
        at = max(end, at + 1)
    return ()
