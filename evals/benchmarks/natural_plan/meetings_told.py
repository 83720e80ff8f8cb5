"""A day of meetings out of a prompt, however it is worded."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from evals.benchmarks.natural_plan.attach import Value, attach
from evals.benchmarks.natural_plan.clock_marks import (
    Face,
    faces,
    minute_of_day,
    opening_hours,
    spans,
    timed,
)
from evals.benchmarks.natural_plan.names import Mention, mentions, runs
from evals.benchmarks.natural_plan.puzzles import Meeting, MeetingPuzzle, Unreadable
from evals.benchmarks.natural_plan.text import sentences
from evals.benchmarks.natural_plan.travel_told import is_travel, places, travel

_PRONOUN = re.compile(
    r"\b(?:he|she|they|him|her|his|their|them|who|there|our|this)\b", re.IGNORECASE
)
_YOU_START = re.compile(
    r"\b(?:you|i|we|my|your|our|start\w*|begin\w*)\b.*\b(?:arriv\w*|start\w*|beg[ia]n\w*|get to|land\w*|dropped"
    r"|reach\w*|set out|set off|leave|leaving|depart\w*|free|are at|am at|check\w*|find yourself|point)\b|^start\w*",
    re.IGNORECASE,
)
_GOING = re.compile(
    r"\b(?:in|visit\w*|around|explor\w*|through|into|across|to|of)(?: the)?\s$", re.IGNORECASE
)
_YOU_ARRIVE = re.compile(
    r"\b(?:you|i|we|my|your|our|arriv\w*|start\w*|begin\w*)\b(?:(?! (?:meet|see)\b)[^,;:])*$",
    re.IGNORECASE,
)
_I_ARRIVE = re.compile(
    r"\b(?:you|i|we)(?:'\w+| are| am| will| have)?(?: just| first)?"
    r" (?:arriv|get|got|land|start|begin|reach|show|come|turn|set|be\b)[^,;:]*$",
    re.IGNORECASE,
)
_AT = re.compile(
    r"\s*,?\s*\(?(?:at|by|around|from|promptly at|sharp at|is)?\s*(?:the )?", re.IGNORECASE
)
_UNTIL = re.compile(r"\s*(?:-|to|until|till|and|through)\s*\d", re.IGNORECASE)
_TRIP = re.compile(
    r"\s(?:trip|visit|day|stay|tour|adventure|itinerary|schedule|meetups?|getaway)\b"
)
_NAMED = re.compile(
    r"^(?:friend|name|person|who|contact)\w*\s*:|\b(?:meet\w*|see|friends?|catch(?:ing)? up with)\b",
    re.IGNORECASE,
)


@dataclass
class _Notes:
    start: tuple[str, int] | None = None
    place: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    hours: dict[str, list[Face]] = field(default_factory=dict[str, list[Face]])
    minutes: dict[str, set[int]] = field(default_factory=dict[str, set[int]])
    order: list[str] = field(default_factory=list[str])
    about: str = ""


def _people(parts: Sequence[str], known: Collection[str]) -> set[str]:
    """Names which aren't places, where a time, span or place is told; an opening word counts where nobody else is."""
    inside: set[str] = set()
    opening: dict[str, list[str]] = {}
    for part in parts:
        taken = mentions(part, known)
        if not (taken or any(faces(part)) or any(spans(part)) or _NAMED.search(part)):
            continue
        names = [
            run
            for run in runs(part)
            if not any(run.start < p.end and p.start < run.end for p in taken)
        ]
        inside |= {run.name for run in names if run.start}
        for run in names:
            if not run.start:
                opening.setdefault(run.name, []).append(part)
    alone = {
        name
        for name, told in opening.items()
        if name not in inside and any(_only(p, name, inside) for p in told)
    }
    every = {name for name in inside | alone if not _visited(name, parts)}
    return {name for name in every if not any(name.endswith(" " + shorter) for shorter in every)}


def _visited(name: str, parts: Sequence[str]) -> bool:
    """Whether the name is always where one goes or is: in Lisbon, your Lisbon trip."""
    told = [
        bool(_GOING.search(part[: one.start]) or _TRIP.match(part[one.end :]))
        for part in parts
        for one in mentions(part, {name})
    ]
    return bool(told) and all(told)


def _only(part: str, name: str, inside: Collection[str]) -> bool:
    return not [other for other in mentions(part, inside) if other.name != name]


def _note(part: str, known: Collection[str], people: Collection[str], notes: _Notes) -> None:
    here, there = mentions(part, people), mentions(part, known)
    times, lasting = list(faces(part)), list(spans(part))
    if not here and there and len(times) == 1 and _starts(part, notes):
        notes.start = (there[0].name, minute_of_day(times[0].value))
        return
    owners = here or ([Mention(0, 0, notes.about)] if notes.about else [])
    for owner, place in attach(part, owners, [Value(p.start, p.end, p.name) for p in there]):
        notes.place.setdefault(owner.name, set()).add(place)
    for owner, face in attach(part, owners, times):
        notes.hours.setdefault(owner.name, []).append(face)
    for owner, minutes in attach(part, owners, lasting):
        notes.minutes.setdefault(owner.name, set()).add(minutes)
    notes.order += dict.fromkeys(p.name for p in here if p.name not in notes.order)
    notes.about = here[-1].name if here else notes.about


def _arrival(part: str, known: Collection[str], people: Collection[str]) -> tuple[int, int] | None:
    """Where in a sentence of more than that stands "you arrive at the station at 9:00"."""
    times, named = list(faces(part)), mentions(part, people)
    if len(times) < 2 and not named:
        return None

    def subject(first: int, second: int) -> re.Match[str] | None:
        before = max((one.end for one in named if one.start < second), default=0)
        pattern = _I_ARRIVE if before else _YOU_ARRIVE
        return pattern.search(part, before, first) if before <= first else None

    for place, time in product(mentions(part, known), times):
        first, second = sorted((place, time), key=lambda one: one.start)
        own = subject(first.start, second.end)
        joined = first.end <= second.start and _AT.fullmatch(part[first.end : second.start])
        if own and joined and not _UNTIL.match(part[second.end :]):
            return own.start(), second.end
    return None


def _clauses(part: str, known: Collection[str], people: Collection[str]) -> list[str]:
    """The sentence, an arrival told in it apart from the rest."""
    found = _arrival(part, known, people)
    return [part[found[0] : found[1]], part[: found[0]] + part[found[1] :]] if found else [part]


def _starts(part: str, notes: _Notes) -> bool:
    return notes.start is None and (
        bool(_YOU_START.search(part)) or not (notes.about and _PRONOUN.search(part))
    )


def _one(
    person: str, what: str, said: Mapping[str, set[int]] | Mapping[str, set[str]]
) -> int | str:
    values = sorted(map(str, said.get(person, ())))
    if len(values) != 1:
        raise Unreadable(f"{person}: {f'two different {what}s' if values else f'no {what}'} given")
    return next(iter(said[person]))


def _hours(person: str, told: Sequence[Face]) -> tuple[int, int]:
    distinct = list(dict.fromkeys(told))
    if len(distinct) != 2:
        raise Unreadable(f"{person}: {len(distinct)} times given, not two")
    return opening_hours(distinct[0], distinct[1])


def _meeting(person: str, notes: _Notes) -> Meeting:
    opens, closes = _hours(person, notes.hours.get(person, []))
    place, minutes = _one(person, "place", notes.place), _one(person, "duration", notes.minutes)
    return Meeting(person, str(place), opens, closes, int(minutes))


def _noted(parts: Sequence[str], known: Collection[str], people: Collection[str]) -> _Notes:
    notes = _Notes()
    for part in parts:
        if not is_travel(part, mentions(part, known), people):
            for clause in _clauses(part, known, people):
                _note(clause, known, people, notes)
    return notes


def _understood(parts: Sequence[str], known: Collection[str], people: set[str]) -> _Notes:
    """The notes on all; a word which only opens sentences and has no hours is nobody's name."""
    notes = _noted(parts, known, people)
    idle = {
        name
        for name in people
        if len(set(notes.hours.get(name, ()))) < 2
        and not any(one.start for p in parts for one in mentions(p, {name}))
    }
    return _understood(parts, known, people - idle) if idle else notes


def read_meetings(text: str) -> MeetingPuzzle:
    """From plain text. Raises Unreadable."""
    parts = sentences(timed(text))
    known = places(parts)
    people = _people([p for p in parts if not is_travel(p, mentions(p, known), ())], known)
    notes = _understood(parts, known, people)
    if notes.start is None:
        raise Unreadable("no place and time to start from")
    told = {person for person in notes.order if person in notes.hours or person in notes.minutes}
    everyone = [person for person in notes.order if person in told]
    if not everyone:
        raise Unreadable("nobody to meet")
    return MeetingPuzzle(
        notes.start[0],
        notes.start[1],
        tuple(_meeting(person, notes) for person in everyone),
        travel([p for p in parts if not mentions(p, people)], known),
    )
