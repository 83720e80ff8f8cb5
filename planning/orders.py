"""The orders in which stops could be travelled, before anything is known of offers."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, permutations

from travel.places import Place, distance_km
from travel.request import Stop, TripRequest

MOST_ORDERS = 4
MOST_PERMUTED = 7  # stops; of more, the nearest comes next
LONGEST = 1.35  # times the shortest way round

Stops = tuple[Stop, ...]


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
