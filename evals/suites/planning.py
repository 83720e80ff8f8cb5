"""A hundred trips, made up from a seed: where, how long, who, and all kinds of wishes in words.

`python -m evals.suites.planning` prints them as YAML.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from evals.case import Case, Expect, Turn

TODAY = date(2026, 11, 21)
NUMBER = 100
REGIONS: tuple[tuple[str, ...], ...] = (
    ("Lisbon", "Porto"), ("Madrid", "Seville"), ("Rome", "Florence", "Venice"), ("Vienna", "Budapest"),
    ("Prague", "Munich"), ("London", "Edinburgh"), ("Amsterdam", "Brussels"), ("Copenhagen", "Stockholm"),
    ("Athens",), ("Istanbul",), ("Barcelona",), ("Dublin",), ("Tokyo", "Kyoto"), ("Bangkok",), ("Naples", "Rome"),
)  # fmt: skip
ORIGINS = ("Berlin", "Manchester", "Warsaw", "Lyon", "Toronto", "Oslo", "Bilbao", "Hamburg")
PARTIES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("just me", {"adults": 1, "children": []}),
    ("two adults", {"adults": 2, "children": []}),
    ("the two of us", {"adults": 2, "children": []}),
    ("four adults", {"adults": 4, "children": []}),
    ("2 adults and 2 children aged 4 and 9", {"adults": 2, "children": [4, 9]}),
    ("2 adults and a child of 6", {"adults": 2, "children": [6]}),
)
# In words; the slots they give; what the plan is looked at for.
WISHES: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("nonstop flights only", {"max_stops": 0}, "max_stops=0"),
    ("at most one stop", {"max_stops": 1}, "max_stops=1"),
    ("no flights before 9am", {"depart_after": "09:00"}, "depart_after=09:00"),
    ("one checked bag each", {"bags": 1}, "bags=1"),
    ("at least 4 stars", {"min_stars": 4}, "min_stars=4"),
    ("a 3 star hotel or better", {"min_stars": 3}, "min_stars=3"),
    ("breakfast included", {"board": "breakfast"}, "board=breakfast"),
    ("a hotel with a pool", {"amenities": ["pool"]}, "amenities=pool"),
    ("a hotel with wifi", {"amenities": ["wifi"]}, "amenities=wifi"),
    ("vegetarian food", {"diet": ["vegetarian"]}, ""),
    ("vegan food", {"diet": ["vegan"]}, ""),
    ("a relaxed pace", {"pace": "relaxed"}, ""),
    ("packed days", {"pace": "packed"}, ""),
    ("we love art and history", {"interests": ["art", "history"]}, ""),
    ("we love food", {"interests": ["food"]}, ""),
    ("nothing before 10am on sightseeing days", {"day_starts_after": "10:00"}, "day_starts_after=10:00"),
    ("step-free access", {"accessibility": ["step_free"]}, ""),
    ("business class", {"cabin": "business"}, "cabin=business"),
)  # fmt: skip


def cases() -> Sequence[Case]:
    return [_case(number, Random(f"planning {number}")) for number in range(1, NUMBER + 1)]


def _case(number: int, chance: Random) -> Case:
    region = chance.choice(REGIONS)
    cities = region[: chance.randint(1, len(region))]
    nights = [chance.randint(2, 4) for _ in cities]
    start = TODAY + timedelta(days=chance.randrange(40, 300))
    origin = chance.choice([each for each in ORIGINS if each not in cities])
    who, party = chance.choice(PARTIES)
    wishes = _wishes(chance)
    budget = chance.choice((0, 0, sum(nights) * party["adults"] * 300 + 900 * party["adults"]))
    where = " and then ".join(
        f"{n} nights in {city}" for city, n in zip(cities, nights, strict=True)
    )
    parts = [f"{where} from {origin} from {start.day} {start:%B} {start.year}", who]
    parts += [words for words, _, _ in wishes] + ([f"{budget} euros"] if budget else [])
    slots: dict[str, Any] = {
        "origin": origin,
        "destinations": [
            {"name": city, "nights": n} for city, n in zip(cities, nights, strict=True)
        ],
        "start": start,
        "party": party,
    }
    for _, gives, _ in wishes:
        slots |= gives
    wants = [f"nights={sum(nights)}", *(each for _, _, each in wishes if each)]
    wants += [f"budget={budget}"] if budget else []
    return Case(
        id=f"planning-{number:03}",
        slices=(
            f"{len(cities)} cities",
            f"{len(wishes)} wishes",
            "budget" if budget else "no budget",
        ),
        today=TODAY,
        turns=(Turn(say=", ".join(parts), expect=Expect(slots=slots, wants=tuple(wants))),),
    )


def _wishes(chance: Random) -> list[tuple[str, dict[str, Any], str]]:
    """None of them about the same as another."""
    chosen: list[tuple[str, dict[str, Any], str]] = []
    for wish in chance.sample(WISHES, chance.randint(0, 4)):
        taken = {slot for _, gives, _ in chosen for slot in gives}
        if not taken & set(wish[1]):
            chosen.append(wish)
    return chosen


if __name__ == "__main__":
    from evals.suites.printing import printed

    print(printed(cases()))
