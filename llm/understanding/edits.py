"""What of the plan is to change, and what went wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import get_args

from llm.understanding import disruptions
from llm.understanding.calendar import When
from llm.understanding.reading import EditSaid
from llm.understanding.rules import Found
from llm.understanding.scan import Scan
from llm.understanding.text import words_between
from travel.turn import EditKind, EditTarget

_KINDS: Mapping[str, EditKind] = {kind: kind for kind in get_args(EditKind)}
_TARGETS: Mapping[str, EditTarget] = {target: target for target in get_args(EditTarget)}


def edits_said(scan: Scan, first: date) -> Iterator[EditSaid]:
    """`first` is the first day that one may speak of."""
    if scan.number is not None:
        yield EditSaid(kind="choose", value=str(scan.number), words=scan.chart.raw.strip())
    for found in scan.found:
        if found.rule.name != "edit":
            continue
        kind_name, _, target_name = found.rule.value.partition("/")
        kind = _KINDS.get(kind_name)
        target = _TARGETS.get(target_name, "trip")
        if kind is not None:
            when: When | None = found.captured.get("date")
            yield EditSaid(
                kind=kind,
                target=target,
                value=_value(scan, found),
                words=scan.words(found),
                on=when.on(first - timedelta(days=1)) if when and kind == "place" else None,
                day=found.captured.get("day"),
                disruption=disruptions.said(found, first) if kind == "disrupted" else None,
            )


def _value(scan: Scan, found: Found) -> str:
    """What was named; a kind of sight by its name in the vocabulary, of one sight without "s"."""
    got = found.captured
    kind, _, one = found.rule.value.partition("/")
    if kind == "choose":
        return one or str(got["n"])
    if "a" in got and "b" in got:
        return f"{got['a']},{got['b']}"
    value = str(got.get("value", ""))
    for at in range(found.start, found.end):
        for end, kind in scan.chart.marked("kind", at):
            said = words_between(scan.chart.raw, scan.chart.tokens, at, end)
            if said == value:
                many = value.casefold().endswith(scan.lexicon.plural_endings)
                return str(kind) if many else str(kind).removesuffix("s")
    return value[:80]
