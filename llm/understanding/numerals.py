"""Numbers written out: "twelve hundred", "dos mil cuatrocientos", "quatre-vingt-dix", "zweitausendvierhundert"."""

from collections.abc import Iterator, Sequence

from llm.understanding.lexicon import Lexicon
from llm.understanding.text import Token

_HUNDRED, _THOUSAND = 100, 1000
_SCORE = 20  # "quatre-vingts": four score
_HALVES = {"einhalb": 1.5, "anderthalb": 1.5}


def spelt(tokens: Sequence[Token], at: int, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """(end, number) for each number that begins here and could end there, the shortest first."""
    total, group, end = 0, 0, at
    while end < len(tokens):
        joined = end > at and tokens[end].text in lexicon.group("number_and")
        step = 1 + joined  # "one hundred and twenty", "treinta y cinco"
        word = tokens[end + step - 1].text if end + step <= len(tokens) else ""
        value = _word(word, lexicon)
        if value is None:
            return
        if value > _THOUSAND and end == at:
            total = value
        elif value == _THOUSAND and total == 0:
            total, group = max(1, group) * _THOUSAND, 0
        elif value == _HUNDRED and 0 < group < _HUNDRED and group % 10:
            group *= _HUNDRED
        elif lexicon.scores and value == _SCORE and group % _HUNDRED == 4:
            group += 4 * (_SCORE - 1)
        elif _fits(value, group, total, end > at, lexicon):
            group += value
        else:
            return
        end += step
        yield end, total + group


def _fits(value: int, group: int, total: int, follows: bool, lexicon: Lexicon) -> bool:
    """Whether a value may stand after what has been said of the group below a thousand."""
    if not follows:
        return value < _THOUSAND
    if group == 0:
        return bool(total) and value < _THOUSAND
    if group % _HUNDRED == 0:
        return value < _HUNDRED
    tens = group % _HUNDRED
    if lexicon.scores and tens == 10:
        return 7 <= value <= 9  # "dix-sept"
    most = 19 if lexicon.scores and tens in (60, 80) else 9
    return tens >= _SCORE and tens % 10 == 0 and 0 < value <= most


def _word(word: str, lexicon: Lexicon) -> int | None:
    number = lexicon.numbers.get(word)
    return number if number is not None else compound(word, lexicon)


def compound(word: str, lexicon: Lexicon) -> int | None:
    """The number a single word is made of; None in languages that don't join them, or for no number."""
    joint = lexicon.number_joint
    if not joint or len(word) < 6:
        return None
    value = _joined(word, lexicon, joint)
    return int(value) if value is not None else None


def _joined(word: str, lexicon: Lexicon, joint: str) -> float | None:
    if word in lexicon.numbers:
        return lexicon.numbers[word]
    for name, scale in lexicon.number_scales:
        head, found, tail = word.partition(name)
        if not found:
            continue
        times = _joined(head, lexicon, joint) if head else 1
        if times is None and head.endswith("einhalb"):
            times = _HALVES.get(head) or _and_a_half(head, lexicon)
        rest = _joined(tail.removeprefix(joint), lexicon, joint) if tail else 0
        return None if times is None or rest is None else times * scale + rest
    unit, found, tens = word.partition(joint)
    small, big = lexicon.numbers.get(unit), lexicon.numbers.get(tens)
    if found and small in range(1, 10) and big in range(20, 100, 10):
        return (small or 0) + (big or 0)
    return _HALVES.get(word)


def _and_a_half(head: str, lexicon: Lexicon) -> float | None:
    whole = lexicon.numbers.get(head.removesuffix("einhalb"))
    return None if whole is None else whole + 0.5
