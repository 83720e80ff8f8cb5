"""What is usual on a day: there is nothing to ask for it, so it is made from ten years of the archive."""

from collections.abc import Sequence
from datetime import date, datetime
from statistics import fmean
from typing import Annotated, NamedTuple, Protocol

from pydantic import AwareDatetime, Field

from tools.providers.open_meteo.wire import NAME, ArchiveDaily
from travel.errors import MalformedResponse
from travel.value import Value

YEARS = 10
AROUND = 3  # days before and after that count for a day
WET_MM = 1.0
DAYS = 366
FEWEST = YEARS * (2 * AROUND + 1) // 2  # days that a normal can be made of

Year = Annotated[tuple[float, ...], Field(min_length=DAYS, max_length=DAYS)]


class Kept(Protocol):
    """JSON kept for good, by key."""

    async def get(self, key: str) -> object | None: ...
    async def put(self, key: str, value: object) -> None: ...


class KeptInMemory:
    """Until the process ends."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}

    async def get(self, key: str) -> object | None:
        return self._values.get(key)

    async def put(self, key: str, value: object) -> None:
        self._values[key] = value


class Normal(NamedTuple):
    """`wet` is the share of such days with at least 1 mm."""

    high: float
    low: float
    wet: float


class Normals(Value):
    """Of one place, for each day of a leap year."""

    first_year: int
    last_year: int
    made: AwareDatetime
    high: Year
    low: Year
    wet: Year

    def on(self, day: date) -> Normal:
        slot = _slot(day)
        return Normal(self.high[slot], self.low[slot], self.wet[slot])


def normals_of(daily: ArchiveDaily, first_year: int, made: datetime) -> Normals:
    """The mean, over the years, of the seven days around a day: ten days alone say little of rain.

    Raises MalformedResponse where more than half of them are missing.
    """
    by_day: list[list[Normal]] = [[] for _ in range(DAYS)]
    columns = daily.temperature_2m_max, daily.temperature_2m_min, daily.precipitation_sum
    for day, high, low, rain in zip(daily.time, *columns, strict=True):
        if high is not None and low is not None and rain is not None:
            by_day[_slot(day)].append(Normal(high, low, float(rain >= WET_MM)))
    usual = [_mean(_around(by_day, slot)) for slot in range(DAYS)]
    return Normals(
        first_year=first_year,
        last_year=first_year + YEARS - 1,
        made=made,
        high=tuple(round(each.high, 1) for each in usual),
        low=tuple(round(each.low, 1) for each in usual),
        wet=tuple(round(each.wet, 2) for each in usual),
    )


def _slot(day: date) -> int:
    return day.replace(year=2024).timetuple().tm_yday - 1


def _around(by_day: Sequence[Sequence[Normal]], slot: int) -> list[Normal]:
    near = range(slot - AROUND, slot + AROUND + 1)
    return [each for number in near for each in by_day[number % DAYS]]


def _mean(days: Sequence[Normal]) -> Normal:
    if len(days) < FEWEST:
        raise MalformedResponse(NAME, "the archive has gaps too wide for that place")
    high, low, wet = zip(*days, strict=True)
    return Normal(fmean(high), fmean(low), fmean(wet))
