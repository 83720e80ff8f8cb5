"""Wishes that offers miss."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from planning import price
from planning.frame import Frame
from planning.price import means
from planning.select.legs import lands_at_a_stop, leaves_a_stop
from planning.select.steer import Steer
from travel.offers import FlightOffer, Segment, Slice, StayOffer
from travel.request import TripRequest

BROKEN = 1e6  # a hard wish given up, where the search may
MORNING_HOUR = 5
Miss = tuple[str, float]  # the wish, and by how much
UNWANTED = frozenset(("avoid_airline", "avoid_hotel"))


class Wishes:
    """Which wishes an offer misses and by how much, and what that takes off its worth."""

    def __init__(self, request: TripRequest, euro: float) -> None:
        self.request, self.euro = request, euro
        self._known: dict[tuple[str, tuple[int, ...], int], tuple[Miss, ...]] = {}

    def flight_misses(
        self, frame: Frame, offer: FlightOffer, legs: tuple[int, ...]
    ) -> tuple[Miss, ...]:
        key = (offer.id, legs, len(frame.hops))
        if key not in self._known:
            wanted = self.request.wanted
            misses: list[Miss] = []
            if (bags := wanted("bags")) and offer.bags_included < bags:
                misses.append(("bags", bags - offer.bags_included))
            misses += _airline_misses(offer, wanted("airline"), wanted("avoid_airline", ()))
            for leg, each in zip(legs, offer.slices, strict=True):
                misses += self.slice_misses(frame, leg, each)
                misses += self.mode_misses(frame, leg, "flight")
            self._known[key] = tuple(misses)
        return self._known[key]

    def slice_misses(self, frame: Frame, leg: int, each: Slice) -> Iterator[Miss]:
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
        yield from self.late_home(frame, leg, each.arrive)

    def late_home(self, frame: Frame, leg: int, arrive: datetime) -> Iterator[Miss]:
        window = self.request.dates.window
        goes_home = leg == len(frame.hops) - 1 and frame.home is not None
        if goes_home and window is not None and arrive.date() > window.latest:
            yield "dates", (arrive.date() - window.latest).days

    def mode_misses(self, frame: Frame, leg: int, mode: str) -> Iterator[Miss]:
        wanted = self.request.wanted("ground_mode")
        between = lands_at_a_stop(frame, leg) and leaves_a_stop(frame, leg)
        if wanted is not None and mode != wanted and (between or not frame.between):
            yield "ground_mode", 1.0

    def stay_misses(self, offer: StayOffer) -> Iterator[Miss]:
        wanted = self.request.wanted
        if (liked := wanted("named_hotel")) and not _named(offer, liked):
            yield "named_hotel", 1.0
        if _named(offer, wanted("avoid_hotel", ())):
            yield "avoid_hotel", 1.0
        if (stars := wanted("min_stars")) and offer.stars < stars:
            yield "min_stars", stars - offer.stars
        if (board := wanted("board")) and (lack := price.board_lack(offer.board, board)):
            yield "board", lack
        if (rooms := wanted("rooms")) and offer.rooms < rooms:
            yield "rooms", rooms - offer.rooms
        if (km := wanted("near_centre")) and offer.centre_km > km:
            yield "near_centre", offer.centre_km - km
        for slot, has in (("amenities", offer.amenities), ("accessibility", offer.accessible)):
            if lack := set(wanted(slot, ())) - set(has):  # type: ignore[arg-type]
                yield slot, float(len(lack))

    def toll(self, misses: Iterable[Miss], steer: Steer) -> float | None:
        """What missed wishes take off the worth; None where a hard one may not be missed."""
        toll = 0.0
        for slot, lack in misses:
            wish = self.request.wish(slot) if slot != "dates" else None  # type: ignore[arg-type]
            if slot != "dates" and (wish is None or not wish.hard):
                toll += self._soft_toll(slot, lack)
            elif slot in steer.elastic:
                toll += BROKEN * (1 + lack)
            else:
                return None
        return toll

    def _soft_toll(self, slot: str, lack: float) -> float:
        if slot in UNWANTED:
            return price.UNWANTED * self.euro * self.request.party.size
        return price.SOFT_WISH * self.euro * min(3.0, 1 + lack / 2)


def _named(offer: StayOffer, names: Iterable[str]) -> bool:
    return any(means(name, offer.name) for name in names)


def _clock_miss(slot: str, instant: datetime, wanted: str | None, sign: int) -> Iterator[Miss]:
    """By how many hours the local time is too early (sign 1) or too late (-1)."""
    if wanted is None:
        return
    limit = int(wanted[:2]) * 60 + int(wanted[3:])
    late = slot.startswith("arrive") and instant.hour < MORNING_HOUR  # 01:00 is still that night
    off = sign * (limit - price.clock(instant) - 1440 * late)
    if off > 0:
        yield slot, off / 60


def _airline_misses(
    offer: FlightOffer, liked: Iterable[str] | None, avoided: Iterable[str]
) -> Iterator[Miss]:
    segments = [segment for each in offer.slices for segment in each.segments]

    def flown(segment: Segment, names: Iterable[str]) -> bool:
        return any(
            name.strip().upper() == segment.carrier or means(name, segment.carrier_name)
            for name in names
        )

    if liked is not None and not all(flown(segment, tuple(liked)) for segment in segments):
        yield "airline", 1.0
    if any(flown(segment, avoided) for segment in segments):
        yield "avoid_airline", 1.0
