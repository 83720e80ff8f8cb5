"""The fixed points of a trip: who is where on which date, rides, beds, and the free hours between."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from planning import price
from planning.days.taste import (
    DESK_MINUTES,
    NIGHT_ENDS,
    Span,
    Taste,
)
from planning.days.transfers import Transfers, desk_item, ride_items
from planning.days.visits import (
    Visit,
    Visits,
    minute_of,
    move_out_at,
    opens_at,
    overnight,
    stands_on,
)
from planning.frame import Frame
from planning.price import Purse
from planning.select import Choice
from travel.activities import at_minute
from travel.dates import utc
from travel.evidence import Evidence
from travel.itinerary import Day, Item
from travel.places import Place
from travel.request import TripRequest

SLEEP_MINUTES = 7 * 60
SHORTEST_SPAN = 60
REST_MINUTES = 60  # in the hotel, before the room is ready, for who comes out of a night in the air


@dataclass(slots=True)
class Draft:
    """A day in the making."""

    date: date
    city: str
    tz: str
    items: list[Item] = field(default_factory=list[Item])


class Calendar:
    """The dates of a choice (or of a frame without offers), with what is settled on them."""

    def __init__(
        self, frame: Frame, choice: Choice | None, request: TripRequest, evidence: Evidence, *,
        purse: Purse, taste: Taste, since: datetime | None = None,
    ) -> None:  # fmt: skip
        self.frame, self.choice = frame, choice
        self.request, self.evidence, self.purse, self.taste = request, evidence, purse, taste
        self.weather = {(w.city, w.date): w for w in evidence.weather}
        self.making = Visits(frame, choice, evidence, starts=taste.starts, since=since)
        self.visits = tuple(self.making.visits())
        self.drafts = {draft.date: draft for draft in self._days()}
        self.transfers = Transfers(self.making, request.party, purse)
        for ride in choice.rides if choice else ():
            for day, item in ride_items(ride, self.making):
                self.put(day, item)
        self.spans: dict[int, list[Span]] = {}
        for index, visit in enumerate(self.visits):
            self.spans[index] = self._settle(visit)

    # -- days

    def _days(self) -> Iterator[Draft]:
        frame = self.frame
        first, last = frame.start, frame.end
        if self.choice and self.choice.rides and frame.outbound:
            ride = self.choice.rides[0]
            first = min(ride.depart.date(), ride.arrive.date(), ride.night)
            first = max(first, min(ride.depart.date(), ride.arrive.date()))
        elif frame.cities:
            first = frame.cities[0].check_ins[0]
        left = frame.outbound.origin if frame.outbound else None
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(ordinal)
            place = self._sleeping(day)
            if place is None:
                place = left or frame.cities[0].place
            left = place
            yield Draft(day, place.sleeps_in, place.tz)

    def _sleeping(self, day: date) -> Place | None:
        """Where one sleeps that night; on the last day where one leaves; None in the air."""
        if day >= self.frame.end:
            return self.frame.cities[-1].place
        for visit in self.visits:
            check_in = visit.stay.check_in if visit.stay else None
            if check_in is None:
                night = visit.came.night if visit.came else None
                check_in = night or visit.city.check_ins[0]
            if check_in <= day < visit.city.check_out:
                return visit.city.place
        return None

    def put(self, day: date, item: Item) -> None:
        """Add an item to a day, or to the nearest there is."""
        known = min(self.drafts, key=lambda each: abs((each - day).days))
        self.drafts[known].items.append(item)

    # -- beds and spans

    def _settle(self, visit: Visit) -> list[Span]:
        """Put arrival, check-in and check-out on their days; returns the free hours."""
        arrival = self.transfers.arriving(visit)
        night = visit.ready.hour * 60 + visit.ready.minute < price.DAWN
        night |= visit.stay is not None and visit.stay.check_in < visit.ready.date()
        if arrival is not None:
            self.put(self._bucket(arrival.start, visit), arrival)
        desk: tuple[str, int] | None = None
        start = minute_of(visit.ready, visit.ready.date())
        if visit.stay is not None:
            opens = opens_at(visit.stay)
            if night or start >= opens:
                self.put(
                    self._bucket(visit.ready, visit), desk_item("check_in", visit.stay, visit.ready)
                )
                start += DESK_MINUTES
            else:
                desk = (visit.stay.id, opens)
                start += REST_MINUTES if visit.came and overnight(visit.came) else 0
        first = visit.ready.date()
        if night:
            start = start + SLEEP_MINUTES if visit.came else 0
        spans = list(self._spans(visit, first, start, desk))
        if desk is not None and not any(span.desk for span in spans):
            assert visit.stay is not None
            self.put(
                first, desk_item("check_in", visit.stay, at_minute(first, desk[1], visit.zone))
            )
        return spans

    def _bucket(self, instant: datetime, visit: Visit) -> date:
        if visit.came is None or instant.hour * 60 + instant.minute >= price.DAWN:
            return instant.date()
        return max(visit.came.night, stands_on(visit.came))

    def _spans(
        self, visit: Visit, first: date, start: int, desk: tuple[str, int] | None
    ) -> Iterator[Span]:
        last = visit.leave.date() if visit.leave else visit.city.check_out
        for rank in range((last - first).days + 1):
            day = first + timedelta(days=rank)
            begins = max(self.taste.starts, start if rank == 0 else 0)
            ends = NIGHT_ENDS
            if day == last:
                if visit.leave is not None:
                    ends = minute_of(visit.leave, day)
                begins = max(begins, self._check_out(visit, day, begins, ends))
            if day == last and visit.leave is None and self.choice is not None:
                continue  # one-way: the rest of the day is one's own
            if ends - begins >= SHORTEST_SPAN:
                pending = desk if rank == 0 and desk and desk[1] < ends else None
                yield self._span(visit, day, rank, begins, ends, pending)

    def _check_out(self, visit: Visit, day: date, begins: int, ends: int) -> int:
        """Put the check-out on the day; returns when one is done with it."""
        if visit.stay is None:
            return begins
        until = visit.stay.check_out_until.hour * 60 + visit.stay.check_out_until.minute
        latest = ends - DESK_MINUTES
        at = min(begins, until - DESK_MINUTES, latest)
        if visit.moves_on:
            at = move_out_at(visit.stay, self.taste.starts)
        if day < visit.stay.check_out:  # one leaves for a flight after midnight
            at = latest
        self.put(day, desk_item("check_out", visit.stay, at_minute(day, at, visit.zone)))
        return begins if day < visit.stay.check_out else at + DESK_MINUTES

    def _span(
        self, visit: Visit, day: date, rank: int, start: int, end: int,
        desk: tuple[str, int] | None,
    ) -> Span:  # fmt: skip
        taste = self.taste
        leaving = visit.leave is not None and visit.leave.date() == day
        full = start <= 10 * 60 + 45 and end >= 20 * 60 and not leaving and desk is None
        hours = min(end, taste.ends) - start
        most = taste.most if full else max(0, min(taste.most, round(taste.most * hours / 500)))
        dinner = start <= taste.dinner[1] - 10 and end >= taste.dinner[0] + 75
        return Span(
            date=day,
            start=start,
            end=end - DESK_MINUTES
            if leaving and visit.stay and day < visit.stay.check_out
            else end,
            base=-1,
            most=most,
            full=full,
            leaves=leaving,
            rank=rank,
            lunch=start <= 13 * 60 + 30 and end >= 13 * 60 + 15,
            dinner=dinner,
            evening=not taste.family and not leaving and start <= 19 * 60,
            weather=self.weather.get((visit.city.city, day)),
            desk=desk,
        )

    def finished(self) -> tuple[Day, ...]:
        """The days, their items in order of their instants."""
        return tuple(
            Day(
                date=draft.date,
                city=draft.city,
                tz=draft.tz,
                weather=self.weather.get((draft.city, draft.date)),
                items=tuple(sorted(draft.items, key=lambda item: utc(item.start))),
            )
            for draft in self.drafts.values()
        )
