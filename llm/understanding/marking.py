"""Marks what single words say before any phrase is looked for: numbers, days, months, hours, names."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from llm.understanding.lexicon import Lexicon
from llm.understanding.numerals import spelt
from llm.understanding.patterns import Chart
from llm.understanding.text import BREAKS, Token, tokens_of

_PARTS = re.compile(r"\d+")
_RIDE = re.compile(r"\b(?:[A-Z]{2,3} ?\d{1,5}|[A-Z]\d ?\d{2,4}|\d[A-Z] ?\d{2,4}|[a-z]{2}\d{3,4})\b")
_FREE_LONGEST = 4
_ENDS = frozenset(".!?;")
MOST_AGES = 8
_DAY_TO_MONTH = 6  # tokens
_SHORTEST_DAY, _SHORT_DAY = 2, 4  # letters of a weekday cut short: "Fr", "sept"


def mark_words(chart: Chart, lexicon: Lexicon) -> None:
    """Numbers, days, months, weekdays, hours, ages."""
    month_first = _month_first(chart, lexicon)
    for at, token in enumerate(chart.tokens):
        if token.is_number:
            _mark_digits(chart, at, token, month_first)
        for end, number in _numbers(chart, lexicon, at):
            chart.mark("n", at, end, number)
            if number <= 24:
                chart.mark("clock", at, end, number * 60)
        _mark_day(chart, lexicon, at)
        _mark_calendar(chart, lexicon, at)
        if token.text in "([":
            chart.mark("open", at, at + 1, token.text)
        if token.text in lexicon.group("long"):
            chart.mark("long", at, at + 1, token.text)
        if token.text in ")]":
            chart.mark("close", at, at + 1, token.text)
    _mark_ride_numbers(chart)
    _mark_ages(chart, lexicon)


def _mark_digits(chart: Chart, at: int, token: Token, month_first: bool) -> None:
    parts = [int(part) for part in _PARTS.findall(token.text)]
    text = token.text
    if text.count(":") == 1 and parts[0] <= 24 and parts[1] < 60:
        chart.mark("colon", at, at + 1, parts[0] * 60 + parts[1])
        chart.mark("clock", at, at + 1, parts[0] * 60 + parts[1])
    elif re.fullmatch(r"\d{1,2}[.,]\d{2}", text) and parts[0] <= 24 and parts[1] < 60:
        chart.mark("clock", at, at + 1, parts[0] * 60 + parts[1])
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text):
        chart.mark("numdate", at, at + 1, (parts[2], parts[1], parts[0]))
    elif re.fullmatch(r"\d{1,2}([./-])\d{1,2}(\1\d{2,4}|\.)?", text) and (
        "/" in text or text.count(".") == 2 or text.count("-") == 2
    ):
        day, month = (parts[1], parts[0]) if month_first and "/" in text else parts[:2]
        if month > 12 >= day:
            day, month = month, day
        year = parts[2] if len(parts) == 3 else None
        year = year + 2000 if year is not None and year < 100 else year
        chart.mark("numdate", at, at + 1, (day, month, year))


def _numbers(chart: Chart, lexicon: Lexicon, at: int) -> Iterator[tuple[int, int]]:
    token = chart.tokens[at]
    if token.is_number and token.text.isdecimal() and len(token.text) <= 4:
        yield at + 1, int(token.text)
    yield from spelt(chart.tokens, at, lexicon)
    if end := _pair(chart.tokens, at, lexicon):
        yield end, 2


def _pair(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> int:
    """Where "a couple of" ends that begins here; 0 for none."""
    for words in lexicon.phrases("pair_of"):
        if tuple(token.text for token in tokens[at : at + len(words)]) == words:
            return at + len(words)
    return 0


def _mark_day(chart: Chart, lexicon: Lexicon, at: int) -> None:
    token = chart.tokens[at]
    ordinal = lexicon.ordinals.get(token.text)
    if ordinal is not None:
        chart.mark("ord", at, at + 1, ordinal)
        if at and lexicon.numbers.get(chart.tokens[at - 1].text) in (20, 30) and ordinal < 10:
            tens = lexicon.numbers[chart.tokens[at - 1].text]
            chart.mark("ord", at - 1, at + 1, tens + ordinal)
            _mark_spelt_day(chart, lexicon, at - 1)
        _mark_spelt_day(chart, lexicon, at)
        return
    if token.is_word:
        _mark_spelt_day(chart, lexicon, at)
        return
    if not (token.text.isdecimal() and token.text.isascii() and len(token.text) <= 3):
        return
    day = int(token.text)
    kinds = ("ord", "day", "ordday") if 1 <= day <= 31 else ("ord",)
    if "day" in kinds:
        chart.mark("day", at, at + 1, day)
    after = chart.tokens[at + 1] if at + 1 < len(chart.tokens) else None
    if after is not None and after.text in lexicon.day_suffixes and after.glued:
        for kind in kinds:
            chart.mark(kind, at, at + 2, day)


def _mark_spelt_day(chart: Chart, lexicon: Lexicon, at: int) -> None:
    """ "le vingt-trois novembre", "del tres al siete de mayo": numbers on the way to a month."""
    ordinals = [(mark.end, mark.value) for mark in chart.marked("ord", at)]
    for end, number in (*spelt(chart.tokens, at, lexicon), *ordinals):
        if 1 <= number <= 31 and _leads_to_month(chart.tokens, end, lexicon):
            chart.mark("day", at, end, number)


def _leads_to_month(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    between = lexicon.group("to") | lexicon.articles_and_of | lexicon.group("number_and")
    for token in tokens[at : at + _DAY_TO_MONTH]:
        if token.text in lexicon.months:
            return True
        named = token.text in lexicon.numbers or token.text in lexicon.ordinals
        if not (named or token.text in between):
            return False
    return False


def _mark_calendar(chart: Chart, lexicon: Lexicon, at: int) -> None:
    token = chart.tokens[at]
    shy = token.text in lexicon.shy_months and not (token.capital and not starts(chart.tokens, at))
    if month := lexicon.months.get(token.text):
        chart.mark("month", at, at + 1, month)
        if not shy:
            chart.mark("sure_month", at, at + 1, month)
    weekday = lexicon.weekdays.get(token.text)
    near = near_number(chart.tokens, at) or _near_weekday(chart.tokens, at, lexicon)
    shy = shy or (token.text in lexicon.shy_months and len(token.text) == _SHORTEST_DAY)
    if weekday is not None and not (shy and not near):
        chart.mark("weekday", at, at + 1, weekday)
        after = chart.tokens[at + 1 : at + 2]
        if after and after[0].text == "." and after[0].glued and len(token.text) <= _SHORT_DAY:
            chart.mark("weekday", at, at + 2, weekday)
    if token.text.isdecimal() and len(token.text) == 4 and 2000 <= int(token.text) <= 2100:
        chart.mark("year", at, at + 1, int(token.text))


def starts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a sentence begins here, so that a capital says nothing."""
    return at == 0 or tokens[at - 1].text in (".", "!", "?", ":", "…", "...", "..", '"', ")")


def near_number(tokens: Sequence[Token], at: int) -> bool:
    return any(0 <= index < len(tokens) and tokens[index].is_number for index in (at - 1, at + 1))


def _near_weekday(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> bool:
    """ "fri to sun", "sat and sun"."""
    near = (*tokens[max(0, at - 2) : at], *tokens[at + 1 : at + 3])
    return any(token.text in lexicon.weekdays for token in near)


def _mark_ride_numbers(chart: Chart) -> None:
    """ "FR5017", "FR 5017", "U2 8123", "ICE 597"."""
    starts_at = {token.start: at for at, token in enumerate(chart.tokens)}
    ends_at = {token.end: at + 1 for at, token in enumerate(chart.tokens)}
    for found in _RIDE.finditer(chart.raw):
        start, end = starts_at.get(found.start()), ends_at.get(found.end())
        if start is not None and end is not None:
            chart.mark("ride", start, end, found[0].replace(" ", "").upper())


def _mark_ages(chart: Chart, lexicon: Lexicon) -> None:
    """Runs of numbers up to 17: "4, 7 and 9"."""
    between = {",", "&", "/", "+", ";"} | lexicon.joiners
    units = lexicon.group("night") | lexicon.group("day") | lexicon.group("week")
    for at in range(len(chart.tokens)):
        if pair := re.fullmatch(r"(\d{1,2}),(\d{1,2})", chart.tokens[at].text):
            chart.mark("ages", at, at + 1, (int(pair[1]), int(pair[2])))
        ages: list[int] = []
        end = at
        while end < len(chart.tokens) and len(ages) < MOST_AGES:
            number = next(iter(chart.marked("n", end)), None)
            if number is None or number.value > 17:
                break
            after = chart.tokens[number.end : number.end + 1]
            if (ages and number.value == 1 and chart.tokens[end].is_word) or (
                after and after[0].text in units
            ):
                break  # "ein Kind von 7, eine Woche in Rom"
            ages.append(number.value)
            chart.mark("ages", at, number.end, tuple(ages))
            end = number.end
            while end < len(chart.tokens) and chart.tokens[end].text in between:
                end += 1
            if end == number.end:
                break


def mark_names(
    chart: Chart, lexicon: Lexicon, names: Sequence[str], places: Collection[int]
) -> None:
    """Names of persons, sights and airlines, free text of a few words, and the rest of a sentence.

    `names` are those of the plan under discussion, `places` where places were found.
    """
    tokens = chart.tokens
    for at, token in enumerate(tokens):
        if not token.is_word:
            continue
        if token.capital and at not in places and token.text not in lexicon.filler:
            chart.mark("person", at, at + 1, token.raw)
            _mark_proper(chart, at)
        for end in range(at + 1, min(at + 1 + _FREE_LONGEST, len(tokens) + 1)):
            if tokens[end - 1].text in BREAKS or tokens[end - 1].text in lexicon.joiners:
                break
            chart.mark("free", at, end, chart.raw[token.start : tokens[end - 1].end])
        end = next((to for to in range(at, len(tokens)) if tokens[to].text in _ENDS), len(tokens))
        chart.mark("rest", at, end, chart.raw[token.start : tokens[end - 1].end])
    for name in names:
        _mark_sight(chart, name)
    for at, token in enumerate(tokens):
        for spoken, name in _airlines().get(token.text, ()):
            if _is_spoken(chart, at, spoken):
                chart.mark("airline", at, at + len(spoken), name)


def _mark_proper(chart: Chart, at: int) -> None:
    end = at
    while end < min(len(chart.tokens), at + 5):
        token = chart.tokens[end]
        if not token.is_word or not token.capital:
            break
        end += 1
        chart.mark("proper", at, end, chart.raw[chart.tokens[at].start : token.end])


def _mark_sight(chart: Chart, name: str) -> None:
    """The whole name, or any of its words that carry meaning, in the name's order."""
    words = [token.text for token in tokens_of(name) if token.is_word]
    telling = {word for word in words if len(word) > 3}
    if not words:
        return
    at = 0
    while at < len(chart.tokens):
        end = at
        while end < len(chart.tokens) and chart.tokens[end].text in words:
            end += 1
        said = {token.text for token in chart.tokens[at:end]}
        if said & telling:
            chart.mark("sight", at, end, name)
        at = max(end, at + 1)


def _is_spoken(chart: Chart, at: int, spoken: tuple[str, ...]) -> bool:
    """Whether the name stands here as a name: in capitals where it's short, with one where it isn't."""
    token = chart.tokens[at]
    known = token.raw.isupper() if len(token.text) < 3 else token.capital or len(token.text) > 5
    said = tuple(each.text for each in chart.tokens[at : at + len(spoken)])
    return known and said == spoken


@cache
def _airlines() -> Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]:
    """By their first word: the words of the name, and what the airline is called."""
    text = files("llm.understanding").joinpath("airlines.txt").read_text(encoding="utf-8")
    by_word = defaultdict[str, list[tuple[tuple[str, ...], str]]](list)
    for line in text.splitlines():
        for name in line.split("|"):
            words = tuple(token.text for token in tokens_of(name))
            by_word[words[0]].append((words, line.split("|")[0]))
    return {word: tuple(names) for word, names in by_word.items()}


def _month_first(chart: Chart, lexicon: Lexicon) -> bool:
    """Whether 4/12 is the twelfth of April: the message is American."""
    words = {token.text for token in chart.tokens}
    if "$" in words or words & lexicon.month_first_words:
        return True
    slashed = [t.text.split("/") for t in chart.tokens if re.fullmatch(r"\d+/\d+(/\d+)?", t.text)]
    return any(int(parts[1]) > 12 for parts in slashed)
