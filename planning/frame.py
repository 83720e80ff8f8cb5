"""The shapes a trip could take, before anything is known of offers.

A frame is one choice of dates with its cities, nights and hops. Agents search for what frames need;
the solver fills a frame with offers.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise, permutations

from travel.activities import at_minute
from travel.dates import TravelDates, utc
from travel.itinerary import Itinerary
from travel.passports import latest_end
from travel.places import Place, distance_km
from travel.request import DEFAULT_NIGHTS, Stop, TripRequest
from travel.value import Value

CRUISE_KMH = 800.0
LONGEST_CONNECTION_MINUTES = 14 * 60
FIRST_DEPARTURE, LAST_DEPARTURE = 6 * 60, 23 * 60 + 30
NIGHT_ENDS = timedelta(hours=5)  # an arrival before 05:00 belongs to the night before
SMALLEST_CITY = 50_000
MOST_ORDERS = 4
MOST_PERMUTED = 7  # stops; of more, the nearest comes next
LONGEST = 1.35  # times the shortest way round

Stops = tuple[Stop, ...]


class Hop(Value):
    """Going from one place to another on a day (local at the origin of the hop)."""

    origin: Place
    destination: Place
    day: date


class CityStay(Value):
    """A stop: `check_ins` are the days one may check in, the likeliest first."""

    place: Place
    check_ins: tuple[date, ...]
    check_out: date

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
    ordered = orders(request)
    most = limit if len(ordered) == 1 else limit // 2
    spans = list(_in_time(request).candidates(_default_nights(request), most))
    ordered = ordered[: max(1, limit // max(1, len(spans)))]
    found = [
        _laid(each, start, end, by_size=by_size)
        for by_size in (False, True)
        for start, end in spans
        for each in ordered
    ]
    return tuple({_days_of(frame): frame for frame in reversed(found)}.values())[::-1][:limit]


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
    return _laid(orders(request)[0], start, end)


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


def _laid(request: TripRequest, start: date, end: date, *, by_size: bool = False) -> Frame:
    flies = request.intent in ("trip", "flight") and request.origin is not None
    home = _home(request, end) if flies else None
    stops = request.stops
    outbound = (
        Hop(origin=request.origin, destination=stops[0].place, day=start)
        if flies and request.origin and stops
        else None
    )
    shared = _nights(request, outbound, start, end, by_size=by_size)
    nights = _fitted(shared, (end - start).days)
    cities: list[CityStay] = []
    hops: list[Hop] = []
    came: Hop | None = outbound
    day = start
    for index, stop in enumerate(stops):
        leaves = end if index == len(stops) - 1 else day + timedelta(days=nights[index])
        arrivals = arrival_days(came) if came else (day,)
        nights_here = tuple(each for each in arrivals if each < leaves)
        # Who lands at an airport on the day of going on needs no bed there.
        passing = stop.place.kind == "airport" and stop.nights is not None
        usual = nights_here or ((leaves,) if passing else (min(day, leaves),))
        cities.append(CityStay(place=stop.place, check_ins=usual, check_out=leaves))
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
    request: TripRequest, outbound: Hop | None, start: date, end: date, *, by_size: bool
) -> tuple[int, ...]:
    """A night in the air is on top of the first stop's share, where that is open."""
    total = (end - start).days
    if outbound is None or request.stops[0].nights is not None:
        return nights_per_stop(request, total, by_size=by_size)
    lost = min(total, max(0, (arrival_days(outbound)[0] - start).days))
    first, *others = nights_per_stop(request, total - lost, by_size=by_size)
    return (first + lost, *others)


def arrival_days(hop: Hop) -> tuple[date, ...]:
    """Days with which one may check in when leaving on `hop.day`, likeliest first.

    Local at the destination; a landing before 05:00 belongs to the night before.
    """
    fastest = round(distance_km(hop.origin, hop.destination) / CRUISE_KMH * 60) + 45
    slowest = fastest + (LONGEST_CONNECTION_MINUTES if fastest > 6 * 60 else 4 * 60)
    first = _night(hop, FIRST_DEPARTURE, fastest)
    last = _night(hop, LAST_DEPARTURE if fastest > 6 * 60 else 21 * 60, slowest)
    middle = _night(hop, 13 * 60, (fastest + slowest) // 2)
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    return tuple(sorted(days, key=lambda day: (abs((day - middle).days), day)))


def _night(hop: Hop, departure_minute: int, minutes: int) -> date:
    departure = at_minute(hop.day, departure_minute, hop.origin.zone)
    landing = (utc(departure) + timedelta(minutes=minutes)).astimezone(hop.destination.zone)
    return (landing.replace(tzinfo=None) - NIGHT_ENDS).date()


def _fitted(nights: tuple[int, ...], total: int) -> tuple[int, ...]:
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


def orders(request: TripRequest) -> tuple[TripRequest, ...]:
    """The request with its stops in each promising order, the shortest way first; as told unless free.

    Before anything is searched only distances are known. Which order is taken is for fares, trains, beds and
    the weather of each city on its days to say.
    """
    if not request.free_order or len(request.stops) < 2:
        return (request,)
    lengths = {each: _length(request, each) for each in _candidates(request)}
    ranked = sorted(lengths, key=lambda each: lengths[each])
    shortest = lengths[ranked[0]]
    near = [each for each in ranked if lengths[each] <= LONGEST * shortest]
    return tuple(request.model_copy(update={"stops": each}) for each in near[:MOST_ORDERS])


def _candidates(request: TripRequest) -> Iterable[Stops]:
    if len(request.stops) <= MOST_PERMUTED:
        return permutations(request.stops)
    greedy = tuple(_nearest_next(request))
    return (greedy, tuple(reversed(greedy)))


def _nearest_next(request: TripRequest) -> Iterator[Stop]:
    left = list(request.stops)
    here: Place = request.origin or left[0].place
    while left:
        stop = min(left, key=lambda each: distance_km(here, each.place))
        left.remove(stop)
        here = stop.place
        yield stop


def _length(request: TripRequest, stops: Stops) -> float:
    """Kilometres from home through the stops and home again, as far as there is such a way."""
    way = [stop.place for stop in stops]
    if request.origin is not None and request.intent in ("trip", "flight"):
        back = [request.return_from, request.return_to or request.origin]
        way = [request.origin, *way, *(each for each in back if each and not request.one_way)]
    return sum(distance_km(a, b) for a, b in pairwise(way))
