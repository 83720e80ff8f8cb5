"""The trip level: which days, flights, ground offers and stays.

A `Way` covers one or more legs of a frame with one offer, a `Bed` one city. Both state cost, worth and
the wishes they miss. Dominated ones are dropped, the rest combined leg by leg and city by city under the
ceilings, and the combination of the highest utility (see `price`) wins.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from planning import price
from planning.frame import NIGHT_ENDS, CityStay, Frame, Hop
from planning.price import Purse
from travel.dates import minutes_between, utc
from travel.evidence import Evidence
from travel.itinerary import Violation
from travel.offers import FlightOffer, GroundOffer, Slice, StayOffer
from travel.places import Place, distance_km
from travel.request import TripRequest

BROKEN = 1e6  # a hard wish given up, where the search may
KEEP = 1e4  # a choice of the plan before that an edit leaves alone
MOST_LABELS = 48
CITY_AIRPORT_KM = 120.0
SHORTEST_GAP_MINUTES = 120
TICKETS_SHARE = 0.12
CENT = 0.005
Key = tuple[str, ...]


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
    offer: StayOffer
    cost: float
    worth: float


@dataclass(frozen=True, slots=True)
class Label:
    """A partial combination."""

    cost: float = 0.0
    fares: float = 0.0
    worth: float = 0.0
    minutes: int = 0
    ways: tuple[Way, ...] = ()
    beds: tuple[Bed, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What the trip level settles on."""

    frame: Frame
    rides: tuple[Ride, ...]  # one a leg
    flights: tuple[FlightOffer, ...]
    grounds: tuple[GroundOffer, ...]
    stays: tuple[StayOffer | None, ...]  # one a city
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
    keep: float = KEEP
    not_slices: frozenset[Key] = frozenset()
    not_stays: frozenset[str] = frozenset()  # names
    leaves_after: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    leaves_before: Mapping[int, datetime] = field(default_factory=dict[int, datetime])
    nearer: Mapping[str, float] = field(default_factory=dict[str, float])  # city: km
    better: Mapping[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])
    better_travel: tuple[Slice, ...] = ()  # travel shall be worth more than this
    minutes_below: int | None = None
    minute_worth: float = 0.0
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
    return (offer.name, offer.city, offer.check_in.isoformat(), offer.check_out.isoformat())


def night_of(arrive: datetime) -> date:
    return (arrive.replace(tzinfo=None) - NIGHT_ENDS).date()


class Selection:
    """The search over one request and its evidence; offers are valued once and reused."""

    def __init__(
        self, request: TripRequest, evidence: Evidence, frames: tuple[Frame, ...], *,
        now: datetime, purse: Purse,
    ) -> None:  # fmt: skip
        self.request, self.evidence, self.frames = request, evidence, frames
        self.purse = purse
        self.airports = dict(evidence.airports)
        self.flights = [o for o in evidence.flights if self._flies(o, now)]
        self.grounds = [o for o in evidence.grounds if self._sold(o, now)]
        self.stays = [o for o in evidence.stays if self._sold(o, now) and self._fits(o)]
        self._serves: dict[tuple[str, str], bool] = {}
        self._bag_of_misses: dict[tuple[str, tuple[int, ...], int], tuple[Any, ...]] = {}

    # -- what can be used at all

    def _sold(self, offer: FlightOffer | GroundOffer | StayOffer, now: datetime) -> bool:
        return offer.provenance.valid_at(now) and self.purse.knows(offer.price)

    def _flies(self, offer: FlightOffer, now: datetime) -> bool:
        party = self.request.party
        seats = offer.seats_left is None or offer.seats_left >= party.seats
        enough = offer.party_size in (party.size, party.seats)
        return seats and enough and self._sold(offer, now) and self._connects(offer)

    def _connects(self, offer: FlightOffer) -> bool:
        for each in offer.slices:
            for before, after in zip(each.segments, each.segments[1:], strict=False):
                airport = self.airports.get(before.destination)
                least = airport.connect_minutes if airport else 30
                if minutes_between(before.arrive, after.depart) < least:
                    return False
        return offer.slices[0].depart.tzinfo is not None

    def _fits(self, offer: StayOffer) -> bool:
        return offer.sleeps >= self.request.party.size

    @cached_property
    def levels(self) -> dict[str, float]:
        cities = {offer.city for offer in self.stays}
        return {
            city: price.market_level((o for o in self.stays if o.city == city), self.purse)
            for city in sorted(cities)
        }

    # -- legs

    def serves(self, place: Place, iata: str) -> bool:
        """Whether one flies to `place` through that airport."""
        key = (place.id, iata)
        if key not in self._serves:
            airport = self.airports.get(iata)
            near = airport is not None and distance_km(airport, place) <= CITY_AIRPORT_KM
            self._serves[key] = iata in place.airports or (not place.airports and near)
        return self._serves[key]

    def legs_of(self, offer: FlightOffer, hops: tuple[Hop, ...]) -> tuple[int, ...] | None:
        """The legs that the offer's slices fly, in order; None where one fits no leg."""
        legs: list[int] = []
        for each in offer.slices:
            day = each.depart.date()
            found = next(
                (
                    i
                    for i, hop in enumerate(hops)
                    if hop.day == day
                    and (not legs or i > legs[-1])
                    and self.serves(hop.origin, each.origin)
                    and self.serves(hop.destination, each.destination)
                ),
                None,
            )
            if found is None:
                return None
            legs.append(found)
        return tuple(legs)

    def ways(self, frame: Frame, steer: Steer) -> Iterator[Way]:
        hops = frame.hops
        days = {hop.day for hop in hops}
        for offer in self.flights:
            if offer.slices[0].depart.date() not in days or offer.id in steer.banned:
                continue
            legs = self.legs_of(offer, hops)
            if legs is not None:
                way = self._flight_way(frame, offer, legs, steer)
                if way is not None:
                    yield way
        for offer in self.grounds:
            if offer.id in steer.banned:
                continue
            for leg, hop in enumerate(hops):
                if _goes(offer, hop):
                    way = self._ground_way(frame, offer, leg, steer)
                    if way is not None:
                        yield way

    def _flight_way(
        self, frame: Frame, offer: FlightOffer, legs: tuple[int, ...], steer: Steer
    ) -> Way | None:
        hops = frame.hops
        keys = [slice_key(each) for each in offer.slices]
        rides = tuple(
            Ride(hops[leg], offer, each, each.depart, each.arrive, night_of(each.arrive))
            for leg, each in zip(legs, offer.slices, strict=True)
        )
        if any(key in steer.not_slices for key in keys) or not _in_time(legs, rides, frame, steer):
            return None
        lost = self._toll(self._flight_misses(frame, offer, legs), steer)
        if lost is None:
            return None
        size = self.request.party.size
        person = price.offer_worth(offer) + sum(
            self._slice_worth(frame, leg, ride) for leg, ride in zip(legs, rides, strict=True)
        )
        worth = person * size * self.purse.euro - lost
        worth += steer.keep * sum(key in steer.keep_slices for key in keys)
        worth -= steer.minute_worth * offer.minutes
        fares = self.purse.value(offer.price)
        transfers = sum(
            self._transfers(frame, leg, each) for leg, each in zip(legs, offer.slices, strict=True)
        )
        return Way(legs, rides, fares + transfers, fares, worth, offer.minutes)

    def _slice_worth(self, frame: Frame, leg: int, ride: Ride) -> float:
        assert ride.slice is not None
        worth = price.slice_worth(ride.slice) + price.flight_overhead_worth()
        return worth + _day_worth(frame, leg, ride)

    def _transfers(self, frame: Frame, leg: int, each: Slice) -> float:
        """Rides between the airports at the destinations and the beds there."""
        ends = [each.destination] if _lands_at_a_stop(frame, leg) else []
        ends += [each.origin] if _leaves_a_stop(frame, leg) else []
        known = (
            price.transfer_price(self.airports.get(iata), self.request.party, self.purse)
            for iata in ends
        )
        return sum(self.purse.value(cost) for cost in known if cost is not None)

    def _ground_way(self, frame: Frame, offer: GroundOffer, leg: int, steer: Steer) -> Way | None:
        hop = frame.hops[leg]
        ride = Ride(hop, offer, None, offer.depart, offer.arrive, night_of(offer.arrive))
        key = ground_key(offer)
        if key in steer.not_slices or not _in_time((leg,), (ride,), frame, steer):
            return None
        misses = tuple(self._mode_misses(frame, leg, offer.mode))
        lost = self._toll(misses, steer)
        if lost is None:
            return None
        person = price.ground_worth(offer) + _day_worth(frame, leg, ride)
        worth = person * self.request.party.size * self.purse.euro - lost
        worth += steer.keep * (key in steer.keep_slices)
        minutes = minutes_between(offer.depart, offer.arrive)
        worth -= steer.minute_worth * minutes
        return Way((leg,), (ride,), self.purse.value(offer.price), 0.0, worth, minutes)

    # -- wishes missed

    def _flight_misses(
        self, frame: Frame, offer: FlightOffer, legs: tuple[int, ...]
    ) -> tuple[tuple[str, float], ...]:
        key = (offer.id, legs, len(frame.hops))
        if key not in self._bag_of_misses:
            wanted = self.request.wanted
            misses: list[tuple[str, float]] = []
            if (bags := wanted("bags")) and offer.bags_included < bags:
                misses.append(("bags", bags - offer.bags_included))
            names = _airline_names(offer)
            if (liked := wanted("airline")) and not all(
                names[code] & _folded(liked) for code in names
            ):
                misses.append(("airline", 1.0))
            if (avoided := wanted("avoid_airline")) and any(
                names[code] & _folded(avoided) for code in names
            ):
                misses.append(("avoid_airline", 1.0))
            for leg, each in zip(legs, offer.slices, strict=True):
                misses += self._slice_misses(frame, leg, each)
                misses += self._mode_misses(frame, leg, "flight")
            self._bag_of_misses[key] = tuple(misses)
        return self._bag_of_misses[key]

    def _slice_misses(self, frame: Frame, leg: int, each: Slice) -> Iterator[tuple[str, float]]:
        wanted = self.request.wanted
        if (most := wanted("max_stops")) is not None and each.stops > most:
            yield "max_stops", each.stops - most
        if (cabin := wanted("cabin")) and (lack := price.cabin_lack(each, cabin)):
            yield "cabin", lack
        yield from _clock_miss("depart_after", each.depart, wanted("depart_after"), 1)
        if leg == 0 and frame.outbound is not None:
            yield from _clock_miss("depart_before", each.depart, wanted("depart_before"), -1)
            yield from _clock_miss("arrive_after", each.arrive, wanted("arrive_after"), 1)
            yield from _clock_miss("arrive_before", each.arrive, wanted("arrive_before"), -1)
        if leg == len(frame.hops) - 1 and frame.home is not None:
            yield from _clock_miss("return_after", each.depart, wanted("return_after"), 1)
            yield from _clock_miss("return_before", each.depart, wanted("return_before"), -1)

    def _mode_misses(self, frame: Frame, leg: int, mode: str) -> Iterator[tuple[str, float]]:
        wanted = self.request.wanted("ground_mode")
        between = _lands_at_a_stop(frame, leg) and _leaves_a_stop(frame, leg)
        if wanted is not None and mode != wanted and between:
            yield "ground_mode", 1.0

    def _stay_misses(self, offer: StayOffer) -> Iterator[tuple[str, float]]:
        wanted = self.request.wanted
        if (stars := wanted("min_stars")) and offer.stars < stars:
            yield "min_stars", stars - offer.stars
        if (board := wanted("board")) and (lack := price.board_lack(offer.board, board)):
            yield "board", lack
        if (rooms := wanted("rooms")) and offer.rooms != rooms:
            yield "rooms", abs(offer.rooms - rooms)
        if (km := wanted("near_centre")) and offer.centre_km > km:
            yield "near_centre", offer.centre_km - km
        for slot, has in (("amenities", offer.amenities), ("accessibility", offer.accessible)):
            if lack := set(wanted(slot, ())) - set(has):  # type: ignore[arg-type]
                yield slot, float(len(lack))

    def _toll(self, misses: Iterable[tuple[str, float]], steer: Steer) -> float | None:
        """What missed wishes take off the worth; None where a hard one may not be missed."""
        toll = 0.0
        for slot, lack in misses:
            wish = self.request.wish(slot)  # type: ignore[arg-type]
            if wish is None or not wish.hard:
                toll += price.SOFT_WISH * self.purse.euro * min(3.0, 1 + lack / 2)
            elif slot in steer.elastic:
                toll += BROKEN * (1 + lack)
            else:
                return None
        return toll

    # -- beds

    def beds(self, city: CityStay, check_in: date, steer: Steer) -> list[Bed]:
        found: list[Bed] = []
        for offer in self.stays:
            dates = offer.check_in == check_in and offer.check_out == city.check_out
            if not dates or not _same(offer.city, city.place) or offer.id in steer.banned:
                continue
            if not _pleases(offer, steer):
                continue
            lost = self._toll(self._stay_misses(offer), steer)
            if lost is None:
                continue
            level = self.levels[offer.city]
            worth = price.stay_worth(offer, self.request.party, level) * self.purse.euro - lost
            worth += steer.keep * (stay_key(offer) in steer.keep_stays)
            worth += steer.keep / 2 * any(
                offer.name == key[0] and offer.city == key[1] for key in steer.keep_stays
            )
            found.append(Bed(offer, self.purse.value(offer.price), worth))
        return found

    # -- combining

    def transports(self, frame: Frame, steer: Steer) -> dict[tuple[date, ...], list[Label]]:
        """Complete combinations by the nights with which one checks in at each stop."""
        hops = frame.hops
        ways: dict[int, dict[tuple[int, ...], list[Way]]] = {}
        for way in self.ways(frame, steer):
            ways.setdefault(way.legs[0], {}).setdefault(way.legs, []).append(way)
        states: dict[tuple[Any, ...], list[Label]] = {(frozenset[int](), ()): [Label()]}
        for leg in range(len(hops)):
            states = _extended(states, leg, ways.get(leg, {}), frame, steer)
        complete: dict[tuple[date, ...], list[Label]] = {}
        for (_, nights), labels in states.items():
            first = () if frame.outbound else (frame.start,)
            complete.setdefault((*first, *nights), []).extend(labels)
        return {nights: pareto(labels) for nights, labels in complete.items()}

    def nights_in(self, frame: Frame, nights: tuple[date, ...], steer: Steer) -> list[Label]:
        """Combinations of beds for all cities; none where one has no bed."""
        labels = [Label()]
        if self.request.intent == "flight":
            return labels
        for city, check_in in zip(frame.cities, nights, strict=False):
            if not city.check_ins:
                continue
            beds = self.beds(city, check_in, steer) if check_in < city.check_out else []
            labels = pareto(
                [
                    Label(label.cost + b.cost, 0.0, label.worth + b.worth, 0, (), (*label.beds, b))
                    for label in labels
                    for b in beds
                ]
            )
        return labels

    def combinations(self, steer: Steer) -> list[tuple[Frame, float, Label, Label]]:
        """All pairs of travelling and sleeping that are worth a look, with the frame's worth."""
        found: list[tuple[Frame, float, Label, Label]] = []
        for frame in self.frames:
            extra = price.frame_worth(frame, self.evidence, self.request)
            extra *= self.request.party.size * self.purse.euro
            for nights, labels in sorted(self.transports(frame, steer).items()):
                transports = [each for each in labels if self._edited(each, frame, steer)]
                sleeps = [
                    each
                    for each in self.nights_in(frame, nights, steer)
                    if steer.stays_below is None or each.cost < steer.stays_below - CENT
                ]
                found += [(frame, extra, t, s) for t in transports for s in sleeps]
        return found

    def _edited(self, label: Label, frame: Frame, steer: Steer) -> bool:
        """Whether travel differs from the plan before as an edit asks."""
        if steer.minutes_below is not None and label.minutes >= steer.minutes_below:
            return False
        if steer.fares_below is not None and label.fares >= steer.fares_below - CENT:
            return False
        if not steer.better_travel:
            return True
        rides = [r for way in label.ways for r in way.rides if r.slice is not None]
        mine = sum(price.slice_worth(r.slice) for r in rides if r.slice)
        return mine > sum(price.slice_worth(each) for each in steer.better_travel) + 1

    def best(self, steer: Steer) -> Choice | None:
        """The combination of the highest utility, or None."""
        pairs = self.combinations(steer)
        if not pairs:
            return None
        if steer.frugal:
            return self._pick(pairs, steer, 0.0, reserve=False)
        plain = self._pick(pairs, steer, steer.generosity, reserve=True)
        if plain is None:
            return self._pick(pairs, steer, steer.generosity, reserve=False)
        roomier = self._generosity(plain) * steer.generosity
        if roomier <= steer.generosity:
            return plain
        return self._pick(pairs, steer, roomier, reserve=True)

    def _generosity(self, plain: Choice) -> float:
        nights = (plain.frame.end - plain.frame.start).days
        limit = price.ceiling(self.request, "trip", nights, self.purse)
        if limit is None or plain.cost <= 0:
            return 1.0
        return min(2.0, max(1.0, (0.9 * limit / plain.cost) ** 0.7))

    def _pick(
        self,
        pairs: list[tuple[Frame, float, Label, Label]],
        steer: Steer,
        generosity: float,
        *,
        reserve: bool,
    ) -> Choice | None:
        best: tuple[float, Frame, Label, Label] | None = None
        limits: dict[date, _Limits] = {}
        for frame, extra, t, s in pairs:
            if frame.start not in limits:
                limits[frame.start] = self._limits(frame, steer, reserve=reserve)
            over = limits[frame.start].excess(t, s)
            if over is None:
                continue
            cost = t.cost + s.cost
            utility = generosity * (extra + t.worth + s.worth) - cost - over
            if best is None or utility > best[0] + 1e-9:
                best = (utility, frame, t, s)
        return None if best is None else self._choice(*best)

    def _limits(self, frame: Frame, steer: Steer, *, reserve: bool) -> "_Limits":
        nights = (frame.end - frame.start).days
        tickets = self._tickets(frame) if reserve else 0.0
        slack: dict[str, float] = {}
        for scope in ("trip", "flight", "stay"):
            budget = self.request.budget(scope)
            limit = price.ceiling(self.request, scope, nights, self.purse)
            if budget is None or limit is None:
                continue
            if scope == "trip":
                limit -= min(tickets, TICKETS_SHARE * limit)
            slack[scope] = limit
        hard = {
            scope: (budget.hard, f"budget.{scope}" in steer.elastic)
            for scope in slack
            if (budget := self.request.budget(scope))  # type: ignore[arg-type]
        }
        per_night = (budget := self.request.budget("stay")) and budget.basis == "per_night"
        return _Limits(slack, hard, steer.cost_below, nights if per_night else None)

    def _tickets(self, frame: Frame) -> float:
        party = self.request.party
        return sum(
            price.tickets_guess(
                (a for a in self.evidence.activities if a.city == city.city),
                party,
                (city.check_out - city.check_ins[0]).days if city.check_ins else 0,
                self.purse,
            )
            for city in frame.cities
        )

    def _choice(self, utility: float, frame: Frame, t: Label, s: Label) -> Choice:
        rides: dict[int, Ride] = {}
        for way in t.ways:
            rides.update(zip(way.legs, way.rides, strict=True))
        ordered = tuple(rides[leg] for leg in sorted(rides))
        offers = dict.fromkeys(ride.offer.id for ride in ordered)
        by_id = {ride.offer.id: ride.offer for ride in ordered}
        beds = iter(s.beds)
        sleeps = self.request.intent != "flight"
        return Choice(
            frame=frame,
            rides=ordered,
            flights=tuple(o for i in offers if isinstance(o := by_id[i], FlightOffer)),
            grounds=tuple(o for i in offers if isinstance(o := by_id[i], GroundOffer)),
            stays=tuple(
                next(beds).offer if city.check_ins and sleeps else None for city in frame.cities
            ),
            cost=t.cost + s.cost,
            utility=utility,
        )

    # -- what is missing

    def shortfalls(self) -> tuple[Violation, ...]:
        """Why nothing can be chosen whatever the wishes: hops and cities that have no offer."""
        free = Steer(elastic=EVERYTHING)
        found: list[Violation] = []
        for frame in self.frames:
            mine = tuple(self._missing(frame, free))
            if not mine:
                return ()
            found = found or list(mine)
        return tuple(found)

    def _missing(self, frame: Frame, free: Steer) -> Iterator[Violation]:
        flown = {leg for way in self.ways(frame, free) for leg in way.legs}
        for leg, hop in enumerate(frame.hops):
            if leg not in flown:
                way = f"{hop.origin.name} to {hop.destination.name}"
                detail = f"No flight or other way from {way} on {hop.day} is on offer."
                yield Violation(rule="offers.flights", subject=way, detail=detail)
        if self.request.intent == "flight":
            return
        for city in frame.cities:
            if city.check_ins and not any(self.beds(city, day, free) for day in city.check_ins):
                detail = (
                    f"No stay in {city.city} from {city.check_ins[0]} to {city.check_out}"
                    " is on offer for the party."
                )
                yield Violation(rule="offers.stays", subject=city.city, detail=detail)


EVERYTHING = frozenset(
    (
        *("cabin", "max_stops", "depart_after", "depart_before", "arrive_after", "arrive_before"),
        *("return_after", "return_before", "bags", "airline", "avoid_airline", "min_stars"),
        *("board", "rooms", "near_centre", "amenities", "accessibility", "ground_mode"),
        *("budget.trip", "budget.flight", "budget.stay"),
    )
)


@dataclass(frozen=True, slots=True)
class _Limits:
    ceilings: Mapping[str, float]
    nature: Mapping[str, tuple[bool, bool]]  # hard, may give way
    cost_below: float | None
    per_night: int | None  # the frame's nights, where the stay's ceiling is by the night

    def excess(self, t: Label, s: Label) -> float | None:
        """What going over takes off; None where that isn't allowed."""
        if self.cost_below is not None and t.cost + s.cost >= self.cost_below - CENT:
            return None
        toll = 0.0
        for scope, limit in self.ceilings.items():
            spent = s.cost if scope == "stay" else t.fares if scope == "flight" else t.cost + s.cost
            over = spent - limit
            if scope == "stay" and self.per_night:
                over = spent - limit / self.per_night * sum(bed.offer.nights for bed in s.beds)
            if over <= CENT:
                continue
            hard, gives = self.nature[scope]
            if hard and not gives:
                return None
            toll += BROKEN + 1000 * over if hard else 2 * over
        return toll


def pareto(labels: list[Label], most: int = MOST_LABELS) -> list[Label]:
    """Those that no other beats in both cost and worth, by rising cost, thinned to `most`."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda each: (each.cost, -each.worth)):
        if not kept or label.worth > kept[-1].worth + 1e-9:
            kept.append(label)
    if len(kept) <= most:
        return kept
    return [kept[round(i * (len(kept) - 1) / (most - 1))] for i in range(most)]


def _extended(
    states: dict[tuple[Any, ...], list[Label]],
    leg: int,
    ways: dict[tuple[int, ...], list[Way]],
    frame: Frame,
    steer: Steer,
) -> dict[tuple[Any, ...], list[Label]]:
    """The states after `leg` is covered, by the legs covered and the nights so far."""
    grown: dict[tuple[Any, ...], list[Label]] = {}
    for (covered, nights), labels in states.items():
        for label in labels:
            if leg in covered:
                ride = next(r for w in label.ways for i, r in _pairs(w) if i == leg)
                if _follows(label, leg, ride, frame):
                    key = (covered, _with_night(nights, leg, ride, frame))
                    grown.setdefault(key, []).append(label)
                continue
            for legs, options in ways.items():
                if covered & set(legs):
                    continue
                for way in options:
                    if not _follows(label, leg, way.rides[0], frame):
                        continue
                    key = (covered | set(legs), _with_night(nights, leg, way.rides[0], frame))
                    grown.setdefault(key, []).append(
                        Label(
                            label.cost + way.cost,
                            label.fares + way.fares,
                            label.worth + way.worth,
                            label.minutes + way.minutes,
                            (*label.ways, way),
                        )
                    )
    return {key: pareto(labels) for key, labels in grown.items()}


def _pairs(way: Way) -> Iterator[tuple[int, Ride]]:
    return zip(way.legs, way.rides, strict=True)


def _with_night(
    nights: tuple[date, ...], leg: int, ride: Ride, frame: Frame
) -> tuple[date, ...]:
    return (*nights, ride.night) if _lands_at_a_stop(frame, leg) else nights


def _follows(label: Label, leg: int, ride: Ride, frame: Frame) -> bool:
    """Whether the ride leaves a sensible while after the one before it, on the right night."""
    index = leg if frame.outbound else leg + 1
    if index < len(frame.cities) and leg > 0 and ride.night < frame.cities[index - 1].check_out:
        return False
    if index < len(frame.cities):
        city = frame.cities[index]
        if city.check_ins and ride.night >= city.check_out:
            return False
    if leg == 0:
        return True
    before = next((r for w in label.ways for i, r in _pairs(w) if i == leg - 1), None)
    if before is None:
        return True
    least = SHORTEST_GAP_MINUTES
    if before.slice is not None or ride.slice is not None:
        least *= 2
    return minutes_between(before.arrive, ride.depart) >= least


def _in_time(
    legs: tuple[int, ...], rides: tuple[Ride, ...], frame: Frame, steer: Steer
) -> bool:
    """Whether an edit's earlier or later departure is kept; leg -1 is the way home."""
    if not steer.leaves_after and not steer.leaves_before:
        return True
    for leg, ride in zip(legs, rides, strict=True):
        last = frame.home is not None and leg == len(frame.hops) - 1
        at = -1 if last else leg
        after, before = steer.leaves_after.get(at), steer.leaves_before.get(at)
        if after is not None and utc(ride.depart) <= utc(after):
            return False
        if before is not None and utc(ride.depart) >= utc(before):
            return False
    return True


def _pleases(offer: StayOffer, steer: Steer) -> bool:
    if offer.name in steer.not_stays:
        return False
    nearer = steer.nearer.get(offer.city)
    if nearer is not None and offer.centre_km >= nearer:
        return False
    if (than := steer.better.get(offer.city)) is not None:
        stars, rating = than
        mine = offer.rating or 0.0
        return offer.stars >= stars and mine >= rating - 0.2 and (offer.stars, mine) > than
    return True


def _lands_at_a_stop(frame: Frame, leg: int) -> bool:
    return not (frame.home is not None and leg == len(frame.hops) - 1)


def _leaves_a_stop(frame: Frame, leg: int) -> bool:
    return leg > 0 or frame.outbound is None


def _day_worth(frame: Frame, leg: int, ride: Ride) -> float:
    worth = price.arrival_worth(ride.arrive) if _lands_at_a_stop(frame, leg) else 0.0
    return worth + (price.leaving_worth(ride.depart) if _leaves_a_stop(frame, leg) else 0.0)


def _same(city: str, place: Place) -> bool:
    return city.casefold() in (place.sleeps_in.casefold(), place.name.casefold())


def _goes(offer: GroundOffer, hop: Hop) -> bool:
    return (
        offer.depart.date() == hop.day
        and _same(offer.origin, hop.origin)
        and _same(offer.destination, hop.destination)
    )


def _clock_miss(
    slot: str, instant: datetime, wanted: str | None, sign: int
) -> Iterator[tuple[str, float]]:
    """By how many hours the local time is too early (sign 1) or too late (-1)."""
    if wanted is None:
        return
    limit = int(wanted[:2]) * 60 + int(wanted[3:])
    off = sign * (limit - price.clock(instant))
    if off > 0:
        yield slot, off / 60


def _airline_names(offer: FlightOffer) -> dict[str, frozenset[str]]:
    return {
        segment.carrier: frozenset((segment.carrier.casefold(), segment.carrier_name.casefold()))
        for each in offer.slices
        for segment in each.segments
    }


def _folded(names: Iterable[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names)


def chosen_slices(flights: Iterable[FlightOffer], grounds: Iterable[GroundOffer]) -> Iterator[Key]:
    """Keys of all that is travelled, to be kept or avoided."""
    for offer in flights:
        for each in offer.slices:
            yield slice_key(each)
    for ground in grounds:
        yield ground_key(ground)
