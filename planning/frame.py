"""The shapes a trip could take, before anything is known of offers.

A frame is one choice of dates with its cities, nights and hops. Agents search for what frames need;
the solver fills a frame with offers.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, cast

from planning.hops import Hop, arrival_days
from planning.orders import orders
from travel.dates import TravelDates
from travel.itinerary import Itinerary
from travel.passports import latest_end
from travel.places import Place
from travel.request import DEFAULT_NIGHTS, Stop, TripRequest
from travel.value import Value

SMALLEST_CITY = 50_000


class CityStay(Value):
    """A stop: `check_ins` are the days one may check in, the likeliest first."""

    place: Place
    check_ins: tuple[date, ...]
    check_out: date
    exact: bool = False  # the nights that were asked for begin with the one check-in

    @property
    def city(self) -> str:
        return self.place.sleeps_in

    @property
    def overnight(self) -> bool:
        """Whether one sleeps there: a stop may be without a night."""
        return self.check_ins[0] < self.check_out


class Frame(Value):
    """One way to lay the request on the calendar. A one-way or a stay alone has no way home."""

    start: date
    end: date
    outbound: Hop | None
    cities: tuple[CityStay, ...]
    between: tuple[Hop, ...]  # from each city to the next
    home: Hop | None

    @property
    def hops(self) -> tuple[Hop, ...]:
        """All of them, in the order of travel."""
        ends = (self.outbound, *self.between, self.home)
        return tuple(hop for hop in ends if hop is not None)


def frames(request: TripRequest, *, limit: int = 6) -> tuple[Frame, ...]:
    """The frames of a request whose needed slots are known; at most `limit`.

    Where the order of the stops is free, each of the promising ones has its frame; where the nights of
    several are open, so has a share by the size of the cities beside the even one.
    """
    return _frames(cast("Any", request), limit)


@lru_cache(maxsize=128)  # each step of a turn asks
def _frames(request: Any, limit: int) -> tuple[Frame, ...]:
    ordered = orders(request)
    most = limit if len(ordered) == 1 else limit // 2
    spans = list(_spans(request, ordered[0], most))
    ordered = ordered[: max(1, limit // max(1, len(spans)))]
    open_stops = sum(stop.nights is None for stop in request.stops)
    found = [
        _laid(each, start, end, lost, by_size=by_size)
        for by_size in ((False, True) if open_stops > 1 else (False,))
        for start, end, lost in spans
        for each in ordered
    ]
    return tuple({_days_of(frame): frame for frame in reversed(found)}.values())[::-1][:limit]


def _spans(
    request: TripRequest, ordered: TripRequest, most: int
) -> Iterator[tuple[date, date, int | None]]:
    """Days to begin and to end, with how many of these are gone before the first night there.

    Nights that were asked for are nights there: what is lost on the way comes on top, unless the days leave
    no room for it (None).
    """
    told, dates = request.dates, _in_time(request)
    assert dates.nights is not None
    first = dates.start or (dates.window.earliest if dates.window else None)
    longer: list[tuple[date, date, int | None]] = []
    if first and request.intent == "trip" and not told.until and not told.weekend:
        options, between = _lost_going(ordered, first), sum(_lost_between(ordered, first))
        for lost in options[:2] if dates.start else options[:1]:
            nights = dates.nights + lost + between
            whole = dates.model_copy(update={"nights": nights, "end": None})
            if nights >= 0 and (dates.window is None or nights <= dates.window.nights):
                longer += [(*each, lost) for each in whole.candidates(nights, most)]
    if longer:
        yield from longer
        return
    for start, end in dates.candidates(_default_nights(request), most):
        yield start, end, _lost_within(ordered, start, end)


def _lost_within(request: TripRequest, start: date, end: date) -> int | None:
    """What is left of the days beside the nights that were asked for, where that is a while one may be going."""
    if request.intent != "trip" or any(stop.nights is None for stop in request.stops):
        return None
    asked = sum(stop.nights or 0 for stop in request.stops) + sum(_lost_between(request, start))
    left = (end - start).days - asked
    return left if left and left in _lost_going(request, start) else None


def _lost_going(request: TripRequest, start: date) -> tuple[int, ...]:
    """How many days later the first night may be than that of setting out, the likeliest first."""
    if request.origin is None or not request.stops:
        return (0,)
    hop = Hop(origin=request.origin, destination=request.stops[0].place, day=start)
    return tuple((day - start).days for day in arrival_days(hop))


def _lost_between(request: TripRequest, start: date) -> Iterator[int]:
    """The same between stops, where all have their nights."""
    if all(stop.nights is not None for stop in request.stops):
        for before, after in pairwise(request.stops):
            yield _lost(Hop(origin=before.place, destination=after.place, day=start))


def _lost(hop: Hop) -> int:
    return (arrival_days(hop)[0] - hop.day).days


def latest_by_passport(request: TripRequest) -> date | None:
    """The last day on which one can leave the last stop with the passports that are stated."""
    free = request.moves_freely
    ends = (latest_end(each.expires_on, free=free) for each in request.passports)
    return min(ends, default=None)


def back_in_time(request: TripRequest) -> TripRequest | None:
    """The same request with an end for which the passports last; None where it isn't for the end to give way."""
    latest, dates = latest_by_passport(request), request.settled_dates
    if latest is None or dates.start is None or dates.end is None:
        return None
    if not dates.start < latest < dates.end:
        return None
    told = TravelDates(start=dates.start, end=latest)
    stops = tuple(stop.model_copy(update={"nights": None}) for stop in request.stops)
    return request.model_copy(update={"dates": told, "stops": stops})


def _in_time(request: TripRequest) -> TravelDates:
    """The dates; of a window that part from which one is back before a passport says so, if there is one."""
    dates, latest = request.settled_dates, latest_by_passport(request)
    if latest is None or dates.window is None or dates.nights is None:
        return dates
    if latest >= dates.window.latest:
        return dates
    if (latest - dates.window.earliest).days < dates.nights:
        return dates
    return dates.model_copy(update={"window": dates.window.model_copy(update={"latest": latest})})


def _days_of(frame: Frame) -> tuple[object, ...]:
    return (frame.start, frame.end, *((each.city, each.check_out) for each in frame.cities))


def frame_of(request: TripRequest, start: date, end: date) -> Frame:
    """The frame of a request for given days, its stops in the most promising order."""
    ordered = orders(request)[0]
    return _laid(ordered, start, end, _lost_within(ordered, start, end))


def as_planned(request: TripRequest, previous: Itinerary) -> TripRequest:
    """With the order and the nights that were open settled as a plan has them."""
    reached = {city: n for n, city in reversed(list(enumerate(day.city for day in previous.days)))}
    if len(request.stops) < 2 or any(s.place.sleeps_in not in reached for s in request.stops):
        return request
    if request.free_order:
        stops = tuple(sorted(request.stops, key=lambda stop: reached[stop.place.sleeps_in]))
        request = request.model_copy(update={"stops": stops, "free_order": False})
    if all(stop.nights is not None for stop in request.stops):
        return request
    days = [day.city for day in previous.days[:-1]]
    told = tuple(
        stop.model_copy(update={"nights": days.count(stop.place.sleeps_in)})
        for stop in request.stops
    )
    first = told[0].model_copy(update={"nights": None})  # with the nights on the way there
    return request.model_copy(update={"stops": (first, *told[1:])})


def _laid(
    request: TripRequest, start: date, end: date, lost: int | None, *, by_size: bool = False
) -> Frame:
    """`lost` are the days before the first night; None where nights on the way are the stops' own."""
    flies = request.intent in ("trip", "flight") and request.origin is not None
    home = _home(request, end) if flies else None
    stops = request.stops
    outbound = (
        Hop(origin=request.origin, destination=stops[0].place, day=start)
        if flies and request.origin and stops
        else None
    )
    nights = _nights(request, outbound, start, end, lost, by_size=by_size)
    cities: list[CityStay] = []
    hops: list[Hop] = []
    came: Hop | None = outbound
    day = start
    for index, stop in enumerate(stops):
        leaves = end if index == len(stops) - 1 else day + timedelta(days=nights[index])
        settled = lost is not None and (index == 0 or stop.nights is not None)
        gone = lost if index == 0 or came is None else _lost(came)
        cities.append(_city(stop, came, day, leaves, gone if settled else None))
        came = None
        if index < len(stops) - 1 and request.intent in ("trip", "flight"):
            came = Hop(origin=stop.place, destination=stops[index + 1].place, day=leaves)
            hops.append(came)
        day = leaves
    return Frame(
        start=start,
        end=end,
        outbound=outbound,
        cities=tuple(cities),
        between=tuple(hops),
        home=home,
    )


def _city(stop: Stop, came: Hop | None, day: date, leaves: date, gone: int | None) -> CityStay:
    """A stop from leaving the one before; `gone` are the days before its first night where that is settled."""
    first = day + timedelta(days=gone or 0)
    if gone is not None and first < leaves:
        return CityStay(place=stop.place, check_ins=(first,), check_out=leaves, exact=True)
    arrivals = arrival_days(came) if came else (day,)
    nights_here = tuple(each for each in arrivals if each < leaves)
    # Who lands at an airport on the day of going on needs no bed there.
    passing = stop.place.kind == "airport" and stop.nights is not None
    usual = nights_here or ((leaves,) if passing else (min(day, leaves),))
    return CityStay(place=stop.place, check_ins=usual, check_out=leaves)


def nights_per_stop(request: TripRequest, total: int, *, by_size: bool = False) -> tuple[int, ...]:
    """Nights for each stop, summing to `total` where that is possible.

    Stated nights are kept; the rest is shared evenly, earlier stops first, or with more for larger cities.
    """
    stated = [stop.nights for stop in request.stops]
    open_stops = [i for i, nights in enumerate(stated) if nights is None]
    left = max(0, total - sum(nights or 0 for nights in stated))
    result = [nights or 0 for nights in stated]
    sizes = [_size(request.stops[i].place) if by_size else 1.0 for i in open_stops]
    for index, nights in zip(open_stops, _shares(left, sizes), strict=True):
        result[index] = nights
    return tuple(result)


def _shares(total: int, sizes: Sequence[float]) -> list[int]:
    """Whole shares in proportion, by the largest remainders; each has one at least where that is possible."""
    least = 1 if total >= len(sizes) else 0
    spare = total - least * len(sizes)
    exact = [spare * size / sum(sizes) for size in sizes]
    shares = [int(each + 1e-9) for each in exact]
    by_rest = sorted(range(len(sizes)), key=lambda i: (round(shares[i] - exact[i], 6), i))
    for i in by_rest[: spare - sum(shares)]:
        shares[i] += 1
    return [least + share for share in shares]


def _size(place: Place) -> float:
    """What a city's population says of how long one stays: sixteen times the people, twice the nights."""
    return max(SMALLEST_CITY, place.population) ** 0.25


def _nights(
    request: TripRequest,
    outbound: Hop | None,
    start: date,
    end: date,
    lost: int | None,
    *,
    by_size: bool,
) -> tuple[int, ...]:
    """From leaving one stop to leaving the next; those on the way are on top where there is room."""
    total = (end - start).days
    between = tuple(_lost_between(request, start)) if lost is not None else ()
    on_top = [lost or 0, *between, *[0] * (len(request.stops) - 1 - len(between))]
    if outbound is not None and lost is None and request.stops[0].nights is None:
        on_top[0] = min(total, max(0, _lost(outbound)))
    there = nights_per_stop(request, total - sum(on_top), by_size=by_size)
    return _fitted([n + more for n, more in zip(there, on_top, strict=False)], total)


def _fitted(nights: Sequence[int], total: int) -> tuple[int, ...]:
    """Cut from the end where stated nights are more than there are."""
    result: list[int] = []
    for count in nights:
        result.append(min(count, total - sum(result)))
    return tuple(result)


def _home(request: TripRequest, end: date) -> Hop | None:
    if request.one_way or not request.stops or request.origin is None:
        return None
    return Hop(
        origin=request.return_from or request.stops[-1].place,
        destination=request.return_to or request.origin,
        day=end,
    )


def _default_nights(request: TripRequest) -> int:
    return max(DEFAULT_NIGHTS[request.intent], len(request.stops))
