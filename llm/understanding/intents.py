"""What a message wants, from the kinds of phrases in it."""

from collections.abc import Sequence
from typing import NamedTuple

from llm.understanding.rules import Found
from travel.request import Intent
from travel.turn import Question

# Of several questions in a message the first of these counts.
_ASKS: tuple[Question, ...] = (
    "injection", "forget_everything", "forget_about", "memories", "off_topic",
    "cancel_flight", "cancel_stay", "book_flight", "book_stay", "booking",
    "recap", "why_price", "why_hotel", "why_flight", "show_budget",
    "show_weather", "show_flight", "show_stay", "show_days", "alternatives", "help", "forget_that", "no", "yes",
    "thanks", "goodbye", "greeting",
)  # fmt: skip
_EMPTY_ASKS = frozenset(
    {"no", "yes", "thanks", "goodbye", "greeting", "help", "off_topic", "forget_that"}
)
ABOUT_MEMORY: frozenset[Question] = frozenset({"memories", "forget_about", "forget_everything"})


class Signs(NamedTuple):
    """What else the message was found to say."""

    origin: bool
    stops: bool
    coded: bool  # a pair of airport codes
    length: bool  # nights or days
    tour: bool  # nights at each of several places
    dates: bool
    people: bool
    budget: bool
    wishes: bool
    climate: bool
    edits: bool
    aboard: bool  # a cabin, bags or stops are wished for
    interests: bool
    question: bool  # there is a question mark


def asked(found: Sequence[Found], signs: Signs) -> Question | None:
    """A question or small talk; small talk beside a request doesn't count."""
    said = {each.rule.value for each in found if each.rule.name == "ask"}
    for question in _ASKS:
        if question in said and not (question in _EMPTY_ASKS and _says_something(signs)):
            return question
    return None


def _says_something(signs: Signs) -> bool:
    return (
        signs.origin
        or signs.stops
        or signs.length
        or signs.people
        or signs.budget
        or (signs.wishes or signs.edits or signs.climate)
    )


def wanted(
    found: Sequence[Found],
    hints: Sequence[Found],
    signs: Signs,
    asks: Question | None,
    *,
    follows: bool,
) -> Intent | None:
    """None where nothing is said of it; a place alone, in answer to a question, says nothing."""
    words = _Words(found, hints)
    if asks in ABOUT_MEMORY:
        return None if follows else "other"
    if asks in ("injection", "off_topic", "help") and not signs.stops:
        return "other"
    if words.has("facts") and not (_counted(signs) or signs.dates):
        return "other"
    if decided := _said_plainly(words, signs):
        return decided
    if words.has("activities") and not (signs.origin or words.has("trip_only")):
        return "activities"
    if words.has("weather") and not (_paid(signs) or words.has("trip_only")):
        return "weather"
    plain = signs.question and signs.stops and not _trip_like(signs)
    if plain and signs.interests:
        return "activities"
    if signs.question and signs.stops and signs.climate and not _counted(signs):
        return "weather"
    if words.has("activities_weak") and not _counted(signs) and signs.stops:
        return "activities"
    alone = not (signs.length or signs.budget or words.has("trip") or words.has("stay"))
    if signs.coded or (signs.aboard and signs.origin and signs.stops and alone):
        return "flight"
    if follows:
        return "trip" if words.has("trip_only") else None
    if signs.origin or signs.stops or signs.climate or words.has("trip"):
        return "trip"
    return None


def there(hints: Sequence[Found]) -> bool:
    """Whether "I'm in Vienna" names the place asked about, not an origin."""
    return any(h.rule.name in ("activities", "activities_weak", "weather", "stay") for h in hints)


def _said_plainly(words: "_Words", signs: Signs) -> Intent | None:
    flight, stay = words.flight(signs), words.stay()
    if words.has("flight_only"):
        return "flight"
    if words.has("stay_only") and not (flight and not words.has("have_flight")):
        return "stay"
    if words.has("both") and not words.has("have_flight") and not words.has("have_stay"):
        return "trip"
    if words.has("one_way") and not (stay or signs.length or words.has("trip_only")):
        return "flight"
    if words.has("fly") and not (stay or signs.length or words.has("trip_only") or signs.budget):
        return "flight"
    if words.has("have_stay"):
        return "flight" if flight else None
    if words.has("have_flight"):
        return "stay" if stay else None
    if flight and (stay or signs.tour or words.has("trip_only")):
        return "trip"
    if flight:
        return "flight"
    if stay:
        return "stay" if words.stay_leads() and not signs.origin else "trip"
    return None


def _paid(signs: Signs) -> bool:
    """What only somebody who is going says: where from, how many, for how much."""
    return signs.origin or signs.people or signs.budget


def _counted(signs: Signs) -> bool:
    return signs.origin or signs.length or signs.people or signs.budget


def _trip_like(signs: Signs) -> bool:
    return _counted(signs) or signs.dates


class _Words:
    """The hints that are not inside a phrase which means something else."""

    def __init__(self, found: Sequence[Found], hints: Sequence[Found]) -> None:
        self.found = found
        self.hints = hints
        self._names = {each.rule.name for each in (*found, *hints)}

    def has(self, name: str) -> bool:
        if name == "trip_only":
            return any(self._free(hint, ()) for hint in self._of("trip_noun"))
        if name == "flight_only":  # but not of "nonstop flights only"
            return any(not self._wished(hint) for hint in self._of(name))
        return name in self._names

    def _wished(self, hint: Found) -> bool:
        """Whether it is of a wish for how one flies."""
        return any(
            each.rule.name == "wish.max_stops" and each.start < hint.end and hint.start < each.end
            for each in self.found
        )

    def _of(self, name: str) -> list[Found]:
        return [hint for hint in self.hints if hint.rule.name == name]

    def flight(self, signs: Signs) -> bool:
        """The noun; inside a wish ("a morning flight") it counts where nothing else is wanted."""
        nouns = self._of("flight")
        if any(self._free(hint, ("wish.airline", "round_trip")) for hint in nouns):
            return True
        inside = [
            each
            for each in self.found
            if each.rule.name.startswith("wish.")
            and any(each.start <= hint.start < each.end for hint in nouns)
        ]
        negated = any(hint.start == each.start for each in inside for hint in self._of("negation"))
        plain = not (signs.length or self.stay() or self.has("trip"))
        return bool(inside) and plain and not negated

    def stay(self) -> bool:
        """A word for it; "two rooms" only where the message begins with them."""
        nouns = self._of("stay")
        rooms = min((f.start for f in self.found if f.rule.name == "wish.rooms"), default=None)
        if rooms is not None and any(hint.start <= rooms + 2 for hint in nouns) and not rooms:
            return True
        return any(self._free(hint, ("wish.", "ask"), ("wish.rooms",)) for hint in nouns)

    def stay_leads(self) -> bool:
        """Before any word such as "holiday"."""
        first = min(hint.start for hint in self._of("stay"))
        return all(hint.start > first for hint in self._of("trip_noun") if self._free(hint, ()))

    def _free(self, hint: Found, inside: tuple[str, ...], never: tuple[str, ...] = ()) -> bool:
        """Not within another phrase, unless one whose name begins with one of `inside`."""
        for each in self.found:
            if each.start <= hint.start and hint.end <= each.end:
                name = each.rule.name
                if name.startswith(never) and never:
                    return False
                if name.startswith(("have_", "forget", "edit", "ask", "round_trip", "wish.")) and (
                    not (inside and name.startswith(inside))
                ):
                    return False
        return True
