"""Wishes: from their phrases to slots and values, and how firmly each is meant."""

from collections.abc import Iterator, Sequence

from llm.understanding.patterns import Chart
from llm.understanding.reading import WishSaid
from llm.understanding.rules import Found
from llm.understanding.surroundings import Mention
from llm.understanding.text import BREAKS, words_between
from travel.wishes import WISH_TYPES, WishSlot

# Slots that a plan may go without unless the person insists.
SOFT = frozenset(
    {"interests", "pace", "near_centre", "day_trips", "must_see", "climate", "day_starts_after"}
)
LISTS = frozenset(
    {"amenities", "areas", "diet", "accessibility", "interests", "must_see", "avoid", "day_trips",
     "airline", "avoid_airline"}
)  # fmt: skip


def wishes(
    chart: Chart, found: Sequence[Found], hints: Sequence[Found], party: int | None
) -> list[WishSaid]:
    """In the order of the text; of slots with one value the last one said."""
    said: dict[tuple[str, str], WishSaid] = {}
    for each in _refused_alike(chart, found):
        slot = _slot(each)
        value = None if slot is None else _value(slot, each, party)
        if slot is None or value is None:
            continue
        key = (slot, value if slot in LISTS else "")
        if key in said and slot.endswith(("_before", "_after")):
            value = (min if slot.endswith("_before") else max)(value, said[key].value)
        if slot == "areas":
            said |= {("areas", more.value): more for more in _both_areas(chart, each)}
            continue
        if slot == "must_see":
            said |= {("must_see", more.value): more for more in _more_sights(chart, each)}
        said[key] = WishSaid(
            slot=slot,
            value=value,
            hard=_firmness(chart, each, hints),
            words=words_between(chart.raw, chart.tokens, each.start, each.end),
        )
    if ("accessibility", "wheelchair") in said:  # which says it all
        said.pop(("accessibility", "step_free"), None)
    return list(said.values())


def _refused_alike(chart: Chart, found: Sequence[Found]) -> Iterator[Found]:
    """ "Not with Ryanair or Vueling": what refuses the one airline refuses the next."""
    end = -1
    for each in found:
        name = each.rule.name
        joined = each.start == end + 1 and chart.tokens[end].text in _OR
        if name == "wish.airline" and end > 0 and (joined or each.start == end):
            name = "wish.avoid_airline"
        if name == "wish.avoid_airline":
            end = each.end
        yield each._replace(rule=each.rule._replace(name=name))


_OR = frozenset(
    {",", "or", "and", "nor", "oder", "und", "noch", "y", "o", "ni", "et", "ou", "&", "/"}
)


def _more_sights(chart: Chart, first: Found) -> Iterator[WishSaid]:
    """ "See the Sagrada Familia and Park Güell": names that follow on."""
    at = first.end
    while at + 1 < len(chart.tokens) and not chart.tokens[at].capital:
        if not (chart.tokens[at].text in _AND or chart.tokens[at - 1].text in _AND):
            return
        at += 1
        proper = max(chart.marked("proper", at), default=None, key=lambda mark: mark.end)
        if proper is not None and not chart.marked("place", at):
            yield WishSaid(slot="must_see", value=proper.value, words=proper.value)
            at = proper.end


def _both_areas(chart: Chart, found: Found) -> Iterator[WishSaid]:
    """ "Split the stay between Alfama and Belém", of which one may be a town elsewhere."""
    for said in (found.captured["a"], found.captured["b"]):
        name = str(said)
        if isinstance(said, Mention):
            name = words_between(chart.raw, chart.tokens, said.start, said.end)
        yield WishSaid(slot="areas", value=name, words=name)


_AND = frozenset({",", "and", "und", "y", "e", "et", "&", "+"})


def _slot(found: Found) -> WishSlot | None:
    name = found.rule.name.removeprefix("wish.")
    if not found.rule.name.startswith("wish.") and name != "must_see":
        return None
    return next((slot for slot in WISH_TYPES if slot == name), None)


def _value(slot: WishSlot, found: Found, party: int | None) -> str | None:
    """Constant, or captured where the rule's value is "{name}"."""
    value = found.rule.value or "{value}"
    if value == "{party}":
        return str(min(10, party)) if party else None
    if not value.startswith("{"):
        return value
    captured = found.captured.get(value[1:-1])
    if captured is None:
        return None
    if slot == "min_stars" and captured not in range(1, 6):
        return None
    if slot in ("rooms", "bags") and not 0 <= int(captured) <= (10 if slot == "rooms" else 5):
        return None
    return str(captured)[:80] or None


def _firmness(chart: Chart, wish: Found, hints: Sequence[Found]) -> bool | None:
    """What words such as "ideally" and "must" in the same clause say of it."""
    start, end = _clause(chart, wish)
    for kind, hard in (("soft", False), ("hard", True)):
        if any(h.rule.name == kind and start <= h.start < end for h in hints):
            return hard
    return None


def _clause(chart: Chart, wish: Found) -> tuple[int, int]:
    start, end = wish.start, wish.end
    while start > 0 and chart.tokens[start - 1].text not in BREAKS:
        start -= 1
    while end < len(chart.tokens) and chart.tokens[end].text not in BREAKS:
        end += 1
    return start, end
