"""What bears on the days: the request's taste, what the plan before had, and the pieces of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from rapidfuzz import fuzz

from planning.price import means
from travel.activities import Activity
from travel.request import TripRequest
from travel.weather import WeatherDay

MOST_SIGHTS = {"relaxed": 3, "balanced": 4, "packed": 6}
DAY_STARTS = {"relaxed": 10 * 60, "balanced": 9 * 60 + 15, "packed": 9 * 60}
DAY_ENDS = {"relaxed": 18 * 60, "balanced": 18 * 60 + 30, "packed": 19 * 60 + 15}
BREATHER = {"relaxed": 25, "balanced": 15, "packed": 5}  # minutes between two sights
LUNCH_MINUTES, DINNER_MINUTES, DESK_MINUTES = 60, 75, 15
LUNCH_FROM, LUNCH_DONE, LUNCH_LATEST = 12 * 60 + 10, 13 * 60 + 15, 14 * 60 + 15
DINNER_FROM, DINNER_LATEST = 19 * 60, 21 * 60
FAMILY_DINNER_FROM, FAMILY_DINNER_LATEST = 18 * 60, 19 * 60 + 15
NIGHT_FROM, NIGHT_ENDS = 19 * 60, 23 * 60 + 30
SMALL_CHILD, CHILD = 6, 13
LONGEST_WAY_TO_A_MEAL = 25
LONGEST_WAY_TO_DINNER = 60  # to a table near the bed, on the way back
LEAST_FREE = 120
CHECK_IN = -1

RANK_SCORE = {1: 100.0, 2: 60.0, 3: 34.0}
MUST_SEE = 1000.0
PLACEHOLDER = 8.0
LONG_WAY, LONG_WAY_MORE = 15, 0.5  # minutes, and how much more each further one is felt
HOMEWARD = 0.4  # of the way back to the bed, which one doesn't have to take at once
A_MINUTE_ON_THE_WAY, A_MINUTE_WAITING, A_MEAL_MISSED = 1.0, 0.35, 45.0
CROWDED = 28.0  # a sight beyond an even share of the days
FULLER = 1.2  # times the square of a day's sights: two quiet days beat a full and an empty one
IDLE_DAY = {0: 70.0, 1: 20.0}
NIGHT_OUT, NIGHT_LIFE = 0.6, 0.25  # of the score, for who didn't ask for it
A_MINUTE_IN_THE_DARK = 0.5  # between dinner and what is seen by night
SAME_NAME = 85
NIGHT_INTERESTS = frozenset(("nightlife", "music", "theatre", "wine", "food"))
NIGHT_CATEGORIES = frozenset(
    ("viewpoint", "square", "theatre", "nightlife", "bar", "bridge", "neighbourhood", "concert")
)


@dataclass(frozen=True, slots=True)
class Taste:
    """What bears on the choice of sights, read once from the request."""

    pace: str
    most: int
    starts: int
    ends: int
    breather: int
    interests: frozenset[str]
    must_see: tuple[str, ...]
    avoid: tuple[str, ...]
    shun: bool  # even what must be seen, where it is to be avoided
    diet: frozenset[str]
    step_free: bool | None  # None: no matter; False: preferred; True: needed
    small: bool
    family: bool
    dinner: tuple[int, int]
    adults: int
    children: tuple[int, ...]


Seen = tuple[str, bool]  # an activity's id ("" for the check-in), and whether it was after dinner


@dataclass(frozen=True)
class Wanted:
    """What an edit or the plan before asks of the days."""

    before: Mapping[date, tuple[Seen, ...]] = field(default_factory=dict[date, tuple[Seen, ...]])
    tables: Mapping[tuple[date, str], str] = field(default_factory=dict[tuple[date, str], str])
    trips: Mapping[date, str] = field(default_factory=dict[date, str])
    trip_names: tuple[str, ...] = ()  # asked for by an edit
    hours: Mapping[date, frozenset[str]] = field(default_factory=dict[date, frozenset[str]])
    settled: bool = False  # days with the same `hours` as before gain nothing new
    banned: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()  # seen in the plan before; something else is wanted
    allowance: float | None = None  # the most that tickets may come to
    later: int = 0  # minutes by which days start later
    seed: int = 0
    since: datetime | None = None  # one is free to go on from where a journey broke off


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of the city; `id` as in the matrix."""

    id: str
    lat: float
    lon: float


@dataclass(slots=True)
class Span:
    """Free hours in a city on a date; minutes are of its local clock."""

    date: date
    start: int
    end: int
    base: int  # index of the spot one starts from
    most: int
    full: bool
    leaves: bool  # back at the base by `end`
    rank: int  # 0 for the first span in the city
    lunch: bool
    dinner: bool
    evening: bool
    weather: WeatherDay | None
    desk: tuple[str, int] | None = None  # check-in still to come: offer id, from when
    order: list[int] = field(default_factory=list[int])
    night: int | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a span."""

    kind: str
    index: int
    start: int
    end: int
    travel: int
    mode: str


@dataclass(frozen=True, slots=True)
class Walk:
    """A span walked through."""

    entries: tuple[Entry, ...]
    toil: float
    waiting: int
    missed: int
    at: int


def toil(minutes: int) -> float:
    """What a way of so many minutes is felt like: a long one is more than two short ones."""
    return minutes + LONG_WAY_MORE * max(0, minutes - LONG_WAY)


def taste_of(request: TripRequest, *, later: int = 0) -> Taste:
    """Read from the request; days start `later` minutes later than they would."""
    pace = request.wanted("pace", "balanced")
    children = request.party.children
    small = any(age < SMALL_CHILD for age in children)
    family = any(age < CHILD for age in children)
    needs = request.wish("accessibility")
    stepless = needs is not None and bool({"wheelchair", "step_free"} & set(_names(needs.value)))
    said = request.wanted("day_starts_after")
    starts = int(said[:2]) * 60 + int(said[3:]) if said else DAY_STARTS[pace]
    return Taste(
        pace=pace,
        most=min(MOST_SIGHTS[pace], 3) if small else MOST_SIGHTS[pace],
        starts=starts + later,
        ends=min(DAY_ENDS[pace], 18 * 60) if family else DAY_ENDS[pace],
        breather=BREATHER[pace] + 10 * small,
        interests=frozenset(request.wanted("interests", ())),
        must_see=tuple(request.wanted("must_see", ())),
        avoid=tuple(request.wanted("avoid", ())),
        shun=(avoided := request.wish("avoid")) is not None and avoided.hard,
        diet=frozenset(request.wanted("diet", ())),
        step_free=bool(needs.hard) if needs is not None and stepless else None,
        small=small,
        family=family,
        dinner=(FAMILY_DINNER_FROM, FAMILY_DINNER_LATEST)
        if family
        else (DINNER_FROM, DINNER_LATEST),
        adults=request.party.adults,
        children=children,
    )


def _names(value: Any) -> tuple[str, ...]:
    return tuple(str(each) for each in cast("tuple[object, ...]", value))


def best_named(said: str, activities: Sequence[Activity]) -> Activity | None:
    """The activity that is meant by what was said."""
    alike = [a for a in activities if means(said, a.name) or means(a.name, said)]
    alike = alike or [a for a in activities if same_name(said, a.name)]
    return min(alike, key=lambda a: (a.rank, len(a.name), a.id), default=None)


def same_name(a: str, b: str) -> bool:
    """Whether two names are close enough to mean the same sight or place."""
    a, b = a.casefold().strip(), b.casefold().strip()
    if a == b or (len(a) >= 4 and a in b) or (len(b) >= 4 and b in a):
        return True
    return fuzz.token_set_ratio(a, b) >= SAME_NAME
