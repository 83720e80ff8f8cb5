"""Sixty bookings: every word a person may give, every fault a seller may have.

`python -m evals.suites.bookings` prints them as YAML.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice, product
from typing import NamedTuple

from evals.case import Case, DeskFault, End, Expect, Kind, Turn, WordOn, World

TODAY = date(2026, 3, 10)
TRIPS = (
    "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros",
    "5 nights in Rome from Hamburg from 12 June, 2 adults",
    "3 nights in Vienna from London from 2 September, just me",
)
BOOK: dict[Kind, str] = {"flight": "book the flight", "stay": "book the hotel"}
CANCEL: dict[Kind, str] = {
    "flight": "cancel the flight booking",
    "stay": "cancel the hotel booking",
}
OTHER: dict[Kind, Kind] = {"flight": "stay", "stay": "flight"}
NUMBER = 60


class Scene(NamedTuple):
    """What happens after the plan, and what is left of it."""

    name: str
    turns: tuple[Turn, ...]
    end: End
    desk: Mapping[Kind, DeskFault] = {}


def cases() -> Sequence[Case]:
    """Two of each scene side by side: one for each half."""
    return list(islice(_all(), NUMBER))


def _all() -> Iterator[Case]:
    kinds: tuple[Kind, Kind] = ("flight", "stay")
    pairs = list(zip(*(list(_scenes(kind)) for kind in kinds), strict=True))
    for round_, (number, pair) in product(range(3), enumerate(pairs)):
        both = list(zip(kinds, pair, strict=True))
        for kind, scene in both if number % 2 == round_ % 2 else reversed(both):
            trip = TRIPS[(round_ + number) % len(TRIPS)]
            first = Turn(say=trip, expect=Expect(plan="holds"))
            yield Case(
                id=f"bookings-{scene.name}-{kind}-{round_ + 1}".replace(" ", "-"),
                slices=(scene.name, kind),
                today=TODAY,
                world=World(desk=scene.desk),
                turns=(first, *scene.turns),
                end=scene.end,
            )


def _scenes(kind: Kind) -> Iterator[Scene]:
    yield from _words(kind)
    yield from _faults(kind)
    yield from _cancelling(kind)


def _book(kind: Kind) -> tuple[Turn, Turn]:
    """Up to where the approval is asked for."""
    return (
        Turn(say=BOOK[kind], expect=Expect(asked=("travellers",))),
        Turn(words=(WordOn(to="travellers"),), expect=Expect(asked=(kind,))),
    )


def _word(kind: Kind, expect: Expect = Expect(), after: int = 0, **given: str) -> Turn:  # noqa: B008
    word = WordOn.model_validate({"to": kind, **given})
    return Turn(words=(word,), after=after, expect=expect)


def _words(kind: Kind) -> Iterator[Scene]:
    asked, done = _book(kind), Expect(asked=(), refused=())
    bought = End(bookings={kind: "confirmed"}, orders=1)
    yield Scene("yes", (*asked, _word(kind, done)), bought)
    yield Scene("no", (*asked, _word(kind, done, says="no")), End(bookings={kind: "rejected"}))
    late = Expect(refused=("expired",))
    yield Scene("late", (*asked, _word(kind, late, after=60)), End(bookings={kind: "expired"}))
    other = Expect(refused=("other_facts",), asked=(kind,))
    waits = End(bookings={kind: "awaiting_approval"})
    yield Scene("other facts", (*asked, _word(kind, other, facts="other")), waits)
    yield Scene(
        "other facts then shown",
        (*asked, _word(kind, other, facts="other"), _word(kind, done)),
        bought,
    )
    yield Scene("another user", (*asked, Turn(words=(WordOn(to=kind, user="mallory"),))), waits)
    yield Scene("no travellers", (asked[0], _word("travellers", says="no")), End())  # type: ignore[arg-type]
    yield Scene("talk meanwhile", (*asked, Turn(say="what does it cost?")), waits)
    again = Turn(say=BOOK[kind], expect=Expect(asked=(kind,)))
    yield Scene("asked again", (*asked, Turn(say="thanks"), again, _word(kind, done)), bought)
    once = Turn(say=BOOK[kind], expect=Expect(asked=()))
    yield Scene("twice", (*asked, _word(kind, done), once), bought)
    both = (
        Turn(say="book the flight and the hotel"),
        Turn(words=(WordOn(to="travellers"),), expect=Expect(asked=("flight", "stay"))),
        Turn(words=(WordOn(to=kind, says="yes"),)),
        Turn(words=(WordOn(to=OTHER[kind], says="no"),)),
    )
    ends: dict[Kind, str] = {kind: "confirmed", OTHER[kind]: "rejected"}
    yield Scene("one of two", both, End(bookings=ends, orders=1))


def _faults(kind: Kind) -> Iterator[Scene]:
    asked, yes = _book(kind), _word(kind)
    dearer = Turn(words=(WordOn(to=kind),), expect=Expect(asked=()))
    ends: tuple[tuple[str, DeskFault, str, int], ...] = (
        ("refused by the seller", "refuses", "failed", 0),
        ("answer lost, order there", "lost", "confirmed", 1),
        ("answer lost, no order", "vanishes", "unknown", 0),
        ("order shows up late", "late", "confirmed", 1),
    )
    for name, fault, state, orders in ends:
        end = End(bookings={kind: state}, orders=orders)
        yield Scene(name, (*asked, yes), end, {kind: fault})
    shown = Expect(asked=(kind,), says=("before | was | instead | now",))
    dear = (asked[0], asked[1].model_copy(update={"expect": shown}), dearer)
    yield Scene("dearer now", dear, End(bookings={kind: "confirmed"}, orders=1), {kind: "dearer"})
    cheap = (*asked, dearer)
    yield Scene(
        "cheaper now", cheap, End(bookings={kind: "confirmed"}, orders=1), {kind: "cheaper"}
    )
    gone = (asked[0], Turn(words=(WordOn(to="travellers"),), expect=Expect(asked=())))
    yield Scene("sold out", gone, End(), {kind: "gone"})


def _cancelling(kind: Kind) -> Iterator[Scene]:
    bought = (*_book(kind), _word(kind))
    cancel = Turn(say=CANCEL[kind], expect=Expect(asked=(kind,)))
    yield Scene(
        "cancelled", (*bought, cancel, _word(kind)), End(bookings={kind: "cancelled"}, orders=0)
    )
    kept = End(bookings={kind: "confirmed"}, orders=1)
    yield Scene("cancel, then no", (*bought, cancel, _word(kind, says="no")), kept)
    yield Scene("cancel, other refund", (*bought, cancel, _word(kind, facts="other")), kept)


if __name__ == "__main__":
    from evals.suites.printing import printed

    print(printed(cases()))
