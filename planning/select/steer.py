"""The pieces of the trip level, and how a search departs from the request."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from planning.frame import Frame
from planning.hops import Hop
from travel.dates import utc
from travel.offers import FlightOffer, GroundOffer, Slice, StayOffer

KEEP = 1e4  # a choice of the plan before that an edit leaves alone
Key = tuple[str, ...]
EVERYTHING = frozenset(
    (
        *("cabin", "max_stops", "depart_after", "depart_before", "arrive_after", "arrive_before"),
        *("return_after", "return_before", "bags", "airline", "avoid_airline", "min_stars"),
        *("named_hotel", "avoid_hotel"),
        *("board", "rooms", "near_centre", "amenities", "accessibility", "ground_mode"),
        *("hotels", "areas"),
        *("budget.trip", "budget.flight", "budget.stay", "dates"),
    )
)


@dataclass(frozen=True, slots=True)
class Ride:
    """A leg as it will be travelled."""

    hop: Hop
    offer: FlightOffer | GroundOffer
    slice: Slice | None  # None on the ground
    depart: datetime
    arrive: datetime
    night: date  # the date one may check in with


@dataclass(frozen=True, slots=True)
class Way:
    legs: tuple[int, ...]
    rides: tuple[Ride, ...]
    cost: float
    fares: float
    worth: float
    minutes: int


@dataclass(frozen=True, slots=True)
class Bed:
    """All nights of a stop: one stay, or two with a change of hotels between them."""

    offers: tuple[StayOffer, ...]
    cost: float
    worth: float
    moving: float = 0.0  # of the worth, what changing hotels takes off

    @property
    def nights(self) -> int:
        return sum(offer.nights for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Label:
    """A partial combination."""

    cost: float = 0.0
    fares: float = 0.0
    worth: float = 0.0
    minutes: int = 0
    ways: tuple[Way, ...] = ()
    beds: tuple[Bed, ...] = ()
    moving: float = 0.0


@dataclass(frozen=True)
class Choice:
    """What the trip level settles on."""

    frame: Frame
    rides: tuple[Ride, ...]  # one a leg
    flights: tuple[FlightOffer, ...]
    grounds: tuple[GroundOffer, ...]
    stays: tuple[tuple[StayOffer, ...], ...]  # of each city in order of check-in
    cost: float  # offers and transfers
    utility: float


@dataclass(frozen=True)
class Steer:
    """How a search departs from the request: what may give way, what is kept, what must differ."""

    banned: frozenset[str] = frozenset()
    elastic: frozenset[str] = frozenset()  # hard wishes and budgets that may give way
    frugal: bool = False  # the cheapest rather than the best
    keep_slices: frozenset[Key] = frozenset()
    keep_stays: frozenset[Key] = frozenset()
    keep_ids: frozenset[str] = frozenset()  # among offers that are alike
    keep: float = KEEP
    keep_bed: float = KEEP
    not_slices: frozenset[Key] = frozenset()
    not_stays: frozenset[str] = frozenset()  # names
    leaves_after: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    leaves_before: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    nearer: Mapping[str, float] = field(default_factory=dict[str, float])  # city: km
    better: Mapping[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])
    like: tuple[StayOffer, ...] = ()  # a bed of another class than this one is worth less
    better_travel: tuple[Slice, ...] = ()  # travel shall be worth more than this
    minutes_below: int | None = None
    minute_worth: float = 0.0  # what a minute from door to door costs the party
    cost_below: float | None = None
    fares_below: float | None = None
    stays_below: float | None = None
    generosity: float = 1.0


def slice_key(each: Slice) -> Key:
    """The same whatever the offer's id: flight numbers and dates."""
    return tuple(f"{s.number}@{s.depart.date()}" for s in each.segments)


def ground_key(offer: GroundOffer) -> Key:
    return (f"{offer.operator} {offer.number}@{utc(offer.depart).isoformat()}",)


def stay_key(offer: StayOffer) -> Key:
    return (
        offer.name,
        offer.city,
        offer.check_in.isoformat(),
        offer.check_out.isoformat(),
        offer.board,
    )


def chosen_slices(flights: Iterable[FlightOffer], grounds: Iterable[GroundOffer]) -> Iterator[Key]:
    """Keys of all that is travelled, to be kept or avoided."""
    for offer in flights:
        for each in offer.slices:
            yield slice_key(each)
    for ground in grounds:
        yield ground_key(ground)
