"""Which nights belong to which stop: beside a name without the word ("Florence 2"), or said apart from it."""

from collections.abc import Mapping, Sequence

from llm.understanding.lexicon import Lexicon
from llm.understanding.parts import Roles, StopRole
from llm.understanding.patterns import Chart
from llm.understanding.rules import Found
from llm.understanding.surroundings import LISTS, Mention

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


def share_lists(roles: Roles, counted: Sequence[Found], chart: Chart, lexicon: Lexicon) -> None:
    """ "Ten days in Rome and Florence", "Rome and Florence for ten days": of both together."""
    for found in counted:
        mention = found.captured["place"]
        listed = _list_with(mention, roles, chart, lexicon, ahead=found.start < mention.start)
        stops = [stop for stop in roles.stops if stop.mention in listed]
        with_nights = [stop for stop in stops if stop.nights is not None]
        if len(stops) < 2 or len(with_nights) != 1 or with_nights[0].mention != mention:
            continue
        nights = with_nights[0].nights or 0
        if len(stops) == len(roles.stops):
            roles.total_nights, with_nights[0].nights = nights, None
            continue
        for order, stop in enumerate(stops):
            stop.nights = nights // len(stops) + (order < nights % len(stops))


def _list_with(
    mention: Mention, roles: Roles, chart: Chart, lexicon: Lexicon, *, ahead: bool
) -> list[Mention]:
    """The names listed after one (`ahead`), or before it, with nothing but "and" and commas between."""
    onwards = lexicon.group("onwards")
    linking = LISTS | lexicon.joiners | onwards
    ordered = sorted((stop.mention for stop in roles.stops), key=lambda m: m.start)
    if mention not in ordered:
        return [mention]
    at = ordered.index(mention)
    listed = [mention]
    for each in (ordered[at:] if ahead else ordered[at::-1])[1:]:
        before, after = (listed[-1], each) if ahead else (each, listed[-1])
        between = [token.text for token in chart.tokens[before.end : after.start]]
        if ahead and any(text in onwards for text in between):
            break  # "6 nights in Tokyo, then Kyoto": Tokyo's own
        if not between or any(text not in linking for text in between):
            break
        listed.append(each)
    return listed


def share(roles: Roles, found: Sequence[Found], listed: Sequence[int]) -> None:
    """Nights said apart from a place go to the stops, in order, where the numbers agree."""
    roles.spread(listed)
    stops = roles.stops
    said = [
        (each.start, int(each.rule.value or each.captured.get("n", 0)))
        for each in found
        if each.rule.name == "nights"
    ]
    if _follow(roles, found):
        return
    each_city = roles.nights_each
    if each_city is not None:
        for stop in stops:
            stop.nights = stop.nights if stop.nights is not None else each_city
    _stay_before_home(roles, said)
    without = [stop for stop in stops if stop.nights is None]
    if len(stops) < 2:
        return
    if len(said) == len(without) + 1 and said[0][1] == sum(n for _, n in said[1:]):
        roles.total_nights = said.pop(0)[1]
    if len(said) == len(without) and len(said) + len(stops) - len(without) > 1:
        for stop, (_, nights) in zip(without, said, strict=True):
            stop.nights = nights
    elif len(said) > 1 or (said and len(without) == 1 and len(stops) > 1):
        for start, nights in said:
            before = [s for s in without if s.mention.start < start and s.nights is None]
            if before:
                before[-1].nights = nights


def _follow(roles: Roles, found: Sequence[Found]) -> bool:
    """ "Lisbon, Porto, Madrid: 4, 3 and 3 nights": the numbers follow all the names."""
    stops = roles.stops
    said = [
        int(each.rule.value or each.captured["n"])
        for each in found
        if each.rule.name in ("nights", "nights_at")
        and each.start >= stops[-1].mention.start
    ] if len(stops) > 1 else []  # fmt: skip
    if len(said) != len(stops) or any(s.nights is not None for s in stops[:-1]):
        return False
    for stop, nights in zip(stops, said, strict=True):
        stop.nights = nights
    return True


def _stay_before_home(roles: Roles, said: list[tuple[int, int]]) -> None:
    """ "... home from Porto, where we stay the other 4 nights": Porto is a stop too."""
    last, stops = roles.return_from, roles.stops
    if last is None or not stops or any(stop.nights is None for stop in stops):
        return
    if last.name in roles.names():
        return
    after = [nights for start, nights in said if start >= last.end]
    if after:
        stops.append(StopRole(last, after[0]))
        said[:] = []
