"""Scores against the published answers, counted as the benchmark's evaluation scripts count.

Source: github.com/google-deepmind/natural-plan, evaluate_trip_planning.py and evaluate_meeting_planning.py.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

_FLIGHT = re.compile(r".*Day (\d+).*from (\w+) to (\w+)")
_DAYS = re.compile(r"\d+-(\d+)")


def trip_parsed(answer: str) -> list[tuple[str, int]]:
    """City and days of each stay, in the official parser's eyes: flights give the order, flight days the lengths."""
    lines = answer.split("\n")
    flights = [found for found in map(_FLIGHT.match, lines) if found]
    ends = [int(found[1]) for found in map(_DAYS.search, lines) if found]
    if not flights or not ends:
        return []
    cities = [flights[0][2], *(flight[3] for flight in flights)]
    days = [1, *(int(flight[1]) for flight in flights), ends[-1]]
    return [(city, b - a + 1) for city, (a, b) in zip(cities, pairwise(days), strict=True)]


def trip_exact(item: Mapping[str, Any], answer: str) -> bool:
    cities = [city for city in str(item["cities"]).split("**") if city]
    days = [int(day) for day in str(item["durations"]).split("**") if day]
    wanted = list(zip(cities, days, strict=True))
    return trip_parsed(answer)[: len(wanted)] == wanted


def _time(text: str) -> datetime:
    return datetime.strptime(text.strip(), "%I:%M%p")  # noqa: DTZ007


def _met(item: Mapping[str, Any], plan: Sequence[str]) -> Iterator[str]:
    """Each person met, until a step breaks a rule."""
    (place, begins), *people = item["constraints"]
    hours = {
        who: (where, *map(_time, when.split("to")), length) for who, where, when, length in people
    }
    now = _time(begins)
    for step in plan:
        if step.startswith("You travel"):
            to = step.split("travel to ")[1].split(" in")[0].strip()
            now += timedelta(minutes=item["dist_matrix"][place][to])
            place = to
        elif step.startswith("You wait"):
            until = _time(step.split("wait until ")[1].split(".")[0])
            if until <= now:
                return
            now = until
        elif step.startswith("You meet"):
            person = step.split("meet ")[1].split(" for")[0].strip()
            where, opens, closes, length = hours.pop(person)
            now += timedelta(minutes=length)
            if where != place or now - timedelta(minutes=length) < opens or now > closes:
                return
            yield person
        elif not step.startswith("You start"):
            return


def people_met(item: Mapping[str, Any], plan: Sequence[str]) -> int:
    """Meetings held before the first step which breaks a rule; a place or person unknown breaks one too."""
    met: set[str] = set()
    with suppress(KeyError, IndexError, ValueError):
        met.update(_met(item, plan))
    return len(met)


def steps(answer: str) -> list[str]:
    """The official way to cut a text into steps: at every full stop."""
    body = answer.partition("SOLUTION:")[2] if "SOLUTION:" in answer else answer
    return [step.strip() for step in body.split(".") if step.strip()]
