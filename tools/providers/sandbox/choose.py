"""Which of all combinations to show: cheap, fast, well timed and various ones, not forty alike."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple, TypeVar

from tools.providers.sandbox.fares import Fare
from tools.providers.sandbox.network import Network

T = TypeVar("T")

HOUR_EUR = 22.0  # what an hour on the way is worth in comparing
KEPT = 34  # fares of one direction that go into combinations
SAME_HOUSE = 0.95  # the same full-service carrier or alliance there and back
MIXED = 14.0  # what two tickets are worse by, in euros, in comparing


class Combination(NamedTuple):
    """A fare for each direction; `price` is for one adult, in euros."""

    fares: tuple[Fare, ...]
    price: float
    minutes: int
    together: bool  # one carrier or alliance


def combined(network: Network, directions: Sequence[Sequence[Fare]]) -> list[Combination]:
    """Every combination of the fares worth combining."""
    found = [Combination((), 0.0, 0, True)]
    for fares in directions:
        kept = shortlist(fares)
        found = [_joined(network, before, fare) for before in found for fare in kept]
        if len(found) > 1200 and len(directions) > 2:
            found = sorted(found, key=_worth)[:60]
    return [_discounted(network, each) for each in found]


def shortlist(fares: Sequence[Fare]) -> list[Fare]:
    """Of one direction: the best by each of several measures, nonstop ones first."""
    nonstop = [fare for fare in fares if len(fare.journey.flights) == 1]
    connecting = [fare for fare in fares if len(fare.journey.flights) > 1]
    lists = [
        sorted(nonstop, key=lambda fare: fare.price),
        *_by_band(nonstop),
        sorted(connecting, key=lambda fare: fare.price + fare.journey.minutes / 60 * HOUR_EUR),
        sorted(connecting, key=lambda fare: fare.price),
        *_by_band(connecting),
        sorted(fares, key=lambda fare: fare.journey.minutes),
    ]
    return _dealt(lists, KEPT, _fare_key)


def chosen(combinations: Sequence[Combination], limit: int) -> list[Combination]:
    """At most `limit`, dealt from several orders in turn so that each is represented."""
    nonstop = [c for c in combinations if all(len(f.journey.flights) == 1 for f in c.fares)]
    connecting = [c for c in combinations if any(len(f.journey.flights) > 1 for f in c.fares)]
    best = sorted(combinations, key=_worth)
    lists = [
        _varied(sorted(combinations, key=lambda c: c.price)),
        _varied(sorted(nonstop, key=_worth)),
        _first_of(sorted(nonstop, key=_worth), _bands),
        _varied(sorted(connecting, key=_worth)),
        _varied(sorted(combinations, key=lambda c: (c.minutes, c.price))),
        _first_of(best, _house),
        _first_of(best, _bands),
        best,
    ]
    return _dealt(lists, limit, _combination_key)


def _joined(network: Network, before: Combination, fare: Fare) -> Combination:
    together = before.together and (not before.fares or _partners(network, before.fares[-1], fare))
    minutes = before.minutes + fare.journey.minutes
    return Combination((*before.fares, fare), before.price + fare.price, minutes, together)


def _partners(network: Network, a: Fare, b: Fare) -> bool:
    one = network.carriers[a.journey.flights[0].carrier]
    other = network.carriers[b.journey.flights[0].carrier]
    return one.code == other.code or one.alliance == other.alliance != "none"


def _discounted(network: Network, each: Combination) -> Combination:
    """Full-service carriers sell a return for a little less than two single tickets."""
    first = network.carriers[each.fares[0].journey.flights[0].carrier]
    if len(each.fares) < 2 or not each.together or first.kind != "full":
        return each
    return each._replace(price=each.price * SAME_HOUSE)


def _worth(each: Combination) -> float:
    """Lower is better: euros, with the hours and inconveniences turned into them."""
    early = sum(_early(fare.journey.flights[0].clock) for fare in each.fares)
    return each.price + each.minutes / 60 * HOUR_EUR + early + (0 if each.together else MIXED)


def _early(clock: int) -> float:
    return 18.0 if clock < 7 * 60 or clock > 21 * 60 + 30 else 0.0


def _band(fare: Fare) -> int:
    """Of the departure: before 09:00, by 13:00, by 17:00, later."""
    clock = fare.journey.flights[0].clock
    return 0 if clock < 540 else 1 if clock < 780 else 2 if clock < 1020 else 3


def _by_band(fares: Sequence[Fare]) -> list[list[Fare]]:
    bands: list[list[Fare]] = [[], [], [], []]
    for fare in sorted(fares, key=lambda each: each.price + each.journey.minutes / 60 * HOUR_EUR):
        bands[_band(fare)].append(fare)
    return bands


def _bands(each: Combination) -> object:
    return tuple(map(_band, each.fares))


def _house(each: Combination) -> object:
    return tuple(fare.journey.flights[0].carrier for fare in each.fares)


def _varied(ordered: Iterable[Combination]) -> Iterator[Combination]:
    """Without more than three of one first flight."""
    seen: dict[str, int] = {}
    for each in ordered:
        key = each.fares[0].journey.flights[0].number
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= 3:
            yield each


def _first_of(
    ordered: Iterable[Combination], key: Callable[[Combination], object]
) -> list[Combination]:
    """The first of each kind."""
    found: dict[object, Combination] = {}
    for each in ordered:
        found.setdefault(key(each), each)
    return list(found.values())


def _fare_key(fare: Fare) -> object:
    return tuple((flight.number, flight.depart) for flight in fare.journey.flights)


def _combination_key(each: Combination) -> object:
    return tuple(map(_fare_key, each.fares))


def _dealt(lists: Sequence[Iterable[T]], limit: int, key: Callable[[T], object]) -> list[T]:
    """One of each list in turn, none twice, until there are `limit`."""
    found: dict[object, T] = {}
    for row in zip_longest(*lists):
        for each in row:
            if each is not None:
                found.setdefault(key(each), each)
            if len(found) >= limit:
                return list(found.values())
    return list(found.values())
