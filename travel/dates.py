"""When: exact days, or a window with a number of nights."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from travel.value import Value

MAX_NIGHTS = 60
FRIDAY = 4


class Window(Value):
    """A stretch in which the trip lies: leave on or after `earliest`, be home by `latest`."""

    earliest: date
    latest: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.latest < self.earliest:
            raise ValueError("a window ends after it begins")
        return self

    @property
    def nights(self) -> int:
        """At most."""
        return (self.latest - self.earliest).days


class TravelDates(Value):
    """Exact (`start`, `end`) or flexible (`window`, `nights`); any may be unknown as yet.

    Beside `nights` the `end` only follows from them, with no night on the way.

    Days are calendar days at the origin for `start` and at the last destination for `end`. A `weekend` in a
    window begins on a Friday.
    """

    start: date | None = None
    end: date | None = None  # the day of travelling home or of checking out
    window: Window | None = None
    nights: Annotated[int, Field(ge=0, le=MAX_NIGHTS)] | None = None
    weekend: bool = False

    @property
    def until(self) -> date | None:
        """The end, where it was said."""
        return self.end if self.nights is None else None

    @property
    def known(self) -> bool:
        """Whether a search can start: some start, and some length or one way."""
        return self.start is not None or self.window is not None

    def settled(self, default_nights: int) -> "TravelDates":
        """With a number of nights, and with `end` where `start` is exact."""
        nights = self.nights
        if nights is None and self.start and self.end:
            nights = (self.end - self.start).days
        if nights is None:
            nights = default_nights
        end = self.end or (self.start + timedelta(days=nights) if self.start else None)
        return self.model_copy(update={"nights": nights, "end": end})

    def candidates(self, default_nights: int, limit: int) -> Iterator[tuple[date, date]]:
        """At most `limit` (start, end) pairs that fit, spread evenly over the window."""
        settled = self.settled(default_nights)
        assert settled.nights is not None
        if settled.start is not None:
            assert settled.end is not None
            yield settled.start, settled.end
            return
        if settled.window is None:
            return
        length = timedelta(days=settled.nights)
        spare = (settled.window.latest - settled.window.earliest - length).days
        if spare < 0:
            yield settled.window.earliest, settled.window.earliest + length
            return
        starts = [settled.window.earliest + timedelta(days=each) for each in range(spare + 1)]
        fridays = [start for start in starts if start.weekday() == FRIDAY]
        if self.weekend and fridays:
            starts = fridays
        last, count = len(starts) - 1, min(limit, len(starts))
        for step in sorted({round(i * last / max(1, count - 1)) for i in range(count)}):
            yield starts[step], starts[step] + length


def utc(instant: datetime) -> datetime:
    """The instant in UTC. Raises ValueError for a naive one.

    Durations are subtracted in UTC: a same-zone subtraction ignores daylight saving.
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone")
    return instant.astimezone(UTC)


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Elapsed minutes, through UTC."""
    return round((utc(later) - utc(earlier)).total_seconds() / 60)
