"""Whether each amount, time, code, number and name of an answer is in the evidence.

The evidence is what providers answered, as the case's own recording has it, and the person's words. What
follows from it by one step of arithmetic (a price a night or a person, what is left of a budget, the
difference to the plan before, the length of a flight) is worked out here anew. The fixed phrases of the
product and the gazetteer's names count as known; a day of the plan has its date and weekday.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any, cast

from babel.dates import format_date

from evals.case import Case
from evals.scorers import Check
from evals.transcript import Told, Transcript
from graphs.events import RunInterrupted
from graphs.result import TurnResult
from planning.plan.sacrifices import figures
from travel.alternatives import Alternative
from travel.booking import Asked
from travel.gazetteer import folded
from travel.itinerary import Itinerary
from travel.offers import FlightOffer

PHRASES = Path(__file__).parent.parent.parent / "graphs/answer/phrases"
NUMBER = re.compile(r"(?<![\w.,:])\d+(?:[.,'\u00a0\u202f\u2009]\d+)*(?![\w:])")
CLOCK = re.compile(r"(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?!\d)")
FLIGHT = re.compile(r"\b(?=\w*[A-Z])[A-Z0-9]{2}\d{2,4}\b")
AIRPORT = re.compile(r"\(([A-Z]{3})\)")
NAME = re.compile(r"\*\*([^*\n]+)\*\*|(?<=: )([A-Z][\w'’]+(?: [A-Z][\w'’]+)+)")
WORD = re.compile(r"[^\W\d_]{3,}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?[+-]\d\d:\d\d")
LISTED = re.compile(r"^(\d+)\. ", re.MULTILINE)
LANGUAGES = ("en", "de", "es", "fr")
DAYS = [date(2026, month, day) for month in range(1, 13) for day in range(1, 8)]
LINK = re.compile(r"https?://[^\s*|)>\]]*[^\s*|)>\].,;:!?]")


def grounded(case: Case, done: Transcript) -> Iterator[Check]:
    said: list[str] = []
    earlier: list[TurnResult] = []
    for number, told in enumerate(done.turns, 1):
        said.append(told.said)
        if told.result is not None:
            known = _known(told, [*earlier, told.result], said)
            wrong = [*_unfounded(_without_examples(told.answer), known, done)]
            yield Check("grounded", number, not wrong, ", ".join(wrong[:8]))
            earlier.append(told.result)


class Known:
    """What may be said: `texts` as they are, and numbers."""

    def __init__(self, texts: Iterable[str], numbers: Iterable[Decimal]) -> None:
        self.text = "\n".join(texts)
        self.words = set(WORD.findall(folded(self.text)))
        self.clocks = {_clock(each) for each in CLOCK.finditer(self.text)}
        self.clocks |= {_in_utc(each) for each in set(INSTANT.findall(self.text))}
        stated = (_decimal(each) for each in re.findall(r"\d+(?:\.\d+)?", self.text))
        self.numbers = {each.normalize() for each in (*stated, *numbers)}
        self.numbers |= {each.normalize() for each in list(map(_to_unit, self.numbers))}

    def has(self, number: Decimal) -> bool:
        """As it stands, or as the rounding of what stands to as many places."""
        if number.normalize() in self.numbers:
            return True
        places = -int(number.as_tuple().exponent)
        step = Decimal(1).scaleb(-places)
        return any(abs(each - number) * 2 <= step for each in self.numbers)


def _unfounded(answer: str, known: Known, done: Transcript) -> Iterator[str]:
    text = CLOCK.sub(" ", FLIGHT.sub(" ", answer))
    yield from (f"link {each}" for each in LINK.findall(answer) if each not in known.text)
    yield from (each[0] for each in CLOCK.finditer(answer) if _clock(each) not in known.clocks)
    yield from (each for each in FLIGHT.findall(answer) if each not in known.text)
    yield from (each for each in AIRPORT.findall(answer) if f'"{each}"' not in known.text)
    yield from (each for each in NUMBER.findall(text) if not any(map(known.has, _spelled(each))))
    yield from (name for name in _names(answer) if not _is_known(name, known, done))


def _names(answer: str) -> Iterator[str]:
    for bold, listed in NAME.findall(answer):
        if name := (bold or listed).strip():
            yield name


def _is_known(name: str, known: Known, done: Transcript) -> bool:
    words = WORD.findall(folded(name))
    fixed = _phrases()
    loose = [word for word in words if word not in known.words and word not in fixed]
    return not loose or done.gazetteer.lookup(name).place is not None


@cache
def _phrases() -> frozenset[str]:
    """The words of all that the product says of its own accord, and of the calendar."""
    texts = [file.read_text(encoding="utf-8") for file in sorted(PHRASES.glob("*.toml"))]
    texts += [
        format_date(day, "MMM MMMM EEE EEEE", locale=each) for day in DAYS for each in LANGUAGES
    ]
    return frozenset(word for text in texts for word in WORD.findall(folded(text)))


def _spelled(written: str) -> Iterator[Decimal]:
    """What a number may mean: "1.234,50", "1,234.50", "1 234,50", and "1.234" both ways."""
    bare = re.sub(r"['\u00a0\u202f\u2009]", "", written)
    yield _decimal(bare.replace(",", ""))
    yield _decimal(bare.replace(".", "").replace(",", "."))


def _decimal(text: str) -> Decimal:
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else Decimal(-1)


def _to_unit(number: Decimal) -> Decimal:
    """A share of 1 as a percentage."""
    return number * 100 if number < 1 else number


def _in_utc(instant: str) -> tuple[int, int]:
    """The cards of bookings state deadlines so."""
    at = datetime.fromisoformat(instant).astimezone(UTC)
    return at.hour, at.minute


def _clock(found: re.Match[str]) -> tuple[int, int]:
    return int(found[1]) % 24, int(found[2])


def _known(told: Told, results: list[TurnResult], said: list[str]) -> Known:
    """`results` are of this turn and those before; the last is this one."""
    last = results[-1]
    bare = [each.model_copy(update={"answer": "", "question": None}) for each in results]
    cards = [
        f"{each.facts.model_dump_json()} {each.expires_at.isoformat()} {each.order}"
        for each in last.bookings
    ]
    waiting = [each.model_dump_json(exclude={"text"}) for each in _asked(told)]
    texts = [*told.evidence, *(each.model_dump_json() for each in bare), *said, *cards, *waiting]
    return Known(texts, [*_numbers(results), *_counted(told.answer)])


def _without_examples(answer: str) -> str:
    """Without what the product says of itself, whose figures are of no trip: "from 3 to 6 June"."""
    for example in _examples():
        answer = answer.replace(example, " ")
    return answer


@cache
def _examples() -> tuple[str, ...]:
    """Fixed phrases with figures in them, the longest first."""
    files = (tomllib.loads(each.read_text("utf-8")) for each in sorted(PHRASES.glob("*.toml")))
    fixed = {text for file in files for text in _texts(file) if "{" not in text}
    return tuple(sorted((each for each in fixed if re.search(r"\d", each)), key=len, reverse=True))


def _texts(phrases: Mapping[str, Any]) -> Iterator[str]:
    for each in phrases.values():
        if isinstance(each, str):
            yield each.strip()
        elif isinstance(each, dict):
            yield from _texts(cast("Mapping[str, Any]", each))


def _numbers(results: Sequence[TurnResult]) -> Iterator[Decimal]:
    return (each for result in results for each in _derived(result))


def _counted(answer: str) -> Iterator[Decimal]:
    """The numbers of a list, where it counts from 1 on by one."""
    for number, found in enumerate(LISTED.findall(answer), 1):
        if int(found) != number:
            return
        yield Decimal(number)


def _asked(told: Told) -> list[Asked]:
    last = told.events[-1]
    return list(last.waiting.values()) if isinstance(last, RunInterrupted) else []


def _derived(result: TurnResult) -> Iterator[Decimal]:
    """By one step of arithmetic from the request, the plans and the offers."""
    outcome = result.outcome
    plans = [result.itinerary, result.before, outcome.nearest if outcome else None]
    plans += [each.itinerary for each in _side_by_side(result)]
    yield from _between(_side_by_side(result))
    offers = [*result.flights, *(each for plan in plans if plan for each in plan.flights)]
    for plan in plans:
        if plan is not None:
            yield from _of_plan(plan, result)
    for offer in offers:
        yield from _of_flight(offer)
    stays = [*result.stays, *(each for plan in plans if plan for each in plan.stays)]
    for stay in stays:
        yield from (stay.price_per_night.amount, Decimal(stay.nights))
    yield from _differences(result, plans)
    yield from _of_proposals(result)


def _of_proposals(result: TurnResult) -> Iterator[Decimal]:
    """What going to each place that was compared costs at least: the cheapest flight and bed together."""
    for each in result.proposals:
        yield each.flights_from.amount + each.stay_from.amount


def _side_by_side(result: TurnResult) -> tuple[Alternative, ...]:
    return result.alternatives.plans if result.alternatives else ()


def _between(plans: Sequence[Alternative]) -> Iterator[Decimal]:
    """Of plans side by side: the time on the way, and by how much any two differ in what is compared."""
    for one in plans:
        yield from _hours(one.travel_minutes)
        yield from (Decimal(len(plans)), *(Decimal(n) for n in range(1, len(plans) + 1)))
    for one, other in permutations(plans, 2):
        yield from _hours(abs(one.travel_minutes - other.travel_minutes))
        mine, theirs = (figures(each.itinerary, each.unmet, {}).measures for each in (one, other))
        yield from (abs(mine[each] - theirs[each]) for each in mine.keys() & theirs.keys())


def _hours(minutes: int) -> tuple[Decimal, Decimal]:
    return Decimal(minutes // 60), Decimal(minutes % 60)


def _of_plan(plan: Itinerary, result: TurnResult) -> Iterator[Decimal]:
    size = max(1, result.request.party.size)
    yield from (Decimal(size), Decimal(result.request.party.adults), Decimal(len(plan.days)))
    yield from (Decimal(max(0, len(plan.days) - 1)), plan.total.amount / size)
    for parts in (plan.flights, plan.grounds, plan.stays):
        amounts = [each.price.amount for each in parts]
        yield from (sum(amounts, Decimal(0)), *(each / size for each in amounts))
    spent = [item.price.amount for _, item in plan.items() if item.price is not None]
    by_kind: dict[tuple[str, str], Decimal] = {}
    for _, item in plan.items():
        if item.price is not None:
            kind = item.kind, item.price.currency
            by_kind[kind] = by_kind.get(kind, Decimal(0)) + item.price.amount
    own = [amount for (_, currency), amount in by_kind.items() if currency == plan.total.currency]
    abroad = _abroad(plan)
    yield from (sum(spent, Decimal(0)), *by_kind.values(), abroad, *(each + abroad for each in own))
    for day in plan.days:
        yield Decimal(sum(item.kind == "sight" for item in day.items))
        yield from (Decimal(day.date.day), Decimal(day.date.year))


def _abroad(plan: Itinerary) -> Decimal:
    """What of the total was paid in another currency, converted."""
    own = plan.total.currency
    prices = [each.price for part in (plan.flights, plan.grounds, plan.stays) for each in part]
    prices += [item.price for _, item in plan.items() if item.price is not None]
    return plan.total.amount - sum((p.amount for p in prices if p.currency == own), Decimal(0))


def _of_flight(offer: FlightOffer) -> Iterator[Decimal]:
    """Hours and minutes of each flight, of each direction and of each wait."""
    for one in offer.slices:
        lengths = [one.minutes, *(segment.minutes for segment in one.segments)]
        for here, there in zip(one.segments, one.segments[1:], strict=False):
            lengths.append(int((there.depart - here.arrive) / timedelta(minutes=1)))
        for minutes in lengths:
            yield from (Decimal(minutes // 60), Decimal(minutes % 60))
        yield Decimal(one.stops)


def _differences(result: TurnResult, plans: list[Itinerary | None]) -> Iterator[Decimal]:
    """Between totals, between what is paid for the same part, and to the budget."""
    party, nights = result.request.party, result.request.settled_dates.nights or 1
    ceilings = [each.ceiling(party, nights).amount for each in result.request.budgets]
    outcome = result.outcome
    totals = [plan.total.amount for plan in plans if plan is not None]
    totals += [each.cost.amount for each in outcome.relaxations if each.cost] if outcome else []
    for kind in ("flights", "grounds", "stays"):
        paid = [
            sum((each.price.amount for each in getattr(plan, kind)), Decimal(0))
            for plan in plans
            if plan
        ]
        yield from (abs(one - other) for one, other in permutations(paid, 2))
        yield from (abs(one - other) for one in paid for other in ceilings)
    yield from ceilings
    yield from (abs(one - other) for one, other in permutations([*totals, *ceilings], 2))
