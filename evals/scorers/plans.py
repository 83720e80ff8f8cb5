"""Plans: that they hold, keep what was wished and change only what was asked."""

from collections.abc import Iterator

from evals.case import Case, Expect
from evals.scorers import Check
from evals.scorers.wishes import WISHES, outline
from evals.transcript import Told, Transcript
from travel.itinerary import Day, Itinerary


def verified(case: Case, done: Transcript) -> Iterator[Check]:
    """Every plan handed out passes the verifier again."""
    for number, told in enumerate(done.turns, 1):
        if told.planned is not None:
            broken = "; ".join(f"{each.rule}: {each.detail}" for each in told.broken)
            yield Check("verified", number, not told.broken, broken)


def outcome(case: Case, done: Transcript) -> Iterator[Check]:
    for number, (turn, told) in enumerate(zip(case.turns, done.turns, strict=True), 1):
        if turn.expect.plan is not None:
            got = _came_to(told, done.before(number - 1))
            yield Check(
                "plan", number, got == turn.expect.plan, f"wanted {turn.expect.plan}, got {got}"
            )
        yield from _refusal(number, turn.expect, told)


def _came_to(told: Told, before: Itinerary | None) -> str:
    result = told.result
    if told.planned is not None:
        return "unchanged" if told.planned == before else "holds"
    if result is not None and result.outcome is not None:
        return "refused"
    return "none"


def _refusal(number: int, expect: Expect, told: Told) -> Iterator[Check]:
    result = told.result
    found = result.outcome if result else None
    if expect.blames:
        rules = [each.rule for each in found.violations] if found else []
        blamed = any(rule.startswith(want) for rule in rules for want in expect.blames)
        yield Check("refusal", number, blamed, f"wanted {expect.blames}, got {rules}")
    if expect.offers_a_way:
        ways = [each.change for each in found.relaxations] if found else []
        yield Check("refusal", number, bool(ways), f"ways out: {ways}")


def local(case: Case, done: Transcript) -> Iterator[Check]:
    """An edit leaves the rest as it was."""
    for number, (turn, told) in enumerate(zip(case.turns, done.turns, strict=True), 1):
        expect, before = turn.expect, done.before(number - 1)
        asked = expect.same or expect.changed or expect.other_days is not None or expect.cheaper
        if not asked:
            continue
        if before is None or told.planned is None:
            yield Check("edit", number, False, "there is no plan before or after")
            continue
        after = told.planned
        for part in expect.same:
            yield Check("edit", number, _part(before, part) == _part(after, part), f"{part} kept")
        for part in expect.changed:
            yield Check(
                "edit", number, _part(before, part) != _part(after, part), f"{part} changed"
            )
        if expect.other_days is not None:
            days = _differing(before, after)
            yield Check("edit", number, len(days) <= expect.other_days, f"days that differ: {days}")
        if expect.cheaper:
            costs = f"{before.total} to {after.total}"
            yield Check("edit", number, after.total.amount < before.total.amount, costs)


def _part(plan: Itinerary, part: str) -> object:
    match part:
        case "flights":
            return [
                seg.number for each in plan.flights for one in each.slices for seg in one.segments
            ]
        case "stays":
            return [(each.name, each.check_in, each.check_out) for each in plan.stays]
        case "dates":
            return [day.date for day in plan.days]
        case _:
            return [_seen(day) for day in plan.days]


def _seen(day: Day) -> frozenset[str]:
    return frozenset(item.name for item in day.items if item.kind == "sight")


def _differing(before: Itinerary, after: Itinerary) -> list[str]:
    """Dates of both whose sights aren't the same."""
    old = {day.date: _seen(day) for day in before.days}
    return [str(day.date) for day in after.days if day.date in old and _seen(day) != old[day.date]]


def wished(case: Case, done: Transcript) -> Iterator[Check]:
    """The plan is looked at for each wish that the case names, by its own reading of the wish."""
    for number, (turn, told) in enumerate(zip(case.turns, done.turns, strict=True), 1):
        for wish in turn.expect.wants:
            name, _, value = wish.partition("=")
            if told.planned is None:
                continue
            kept = WISHES[name](told.planned, value)
            told_off = (
                told.result is not None
                and told.result.outcome is not None
                and any(each.wish == name for each in told.result.outcome.unmet)
            )
            yield Check(
                "wishes",
                number,
                kept or told_off,
                f"{wish} is neither kept nor said to be unmet; the plan: {outline(told.planned)}",
            )
