"""Rides, the ways between them and the bed, and the hotel's desk: the items that offers settle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planning import price
from planning.days.taste import DESK_MINUTES
from planning.days.visits import Visit, Visits, drives, minute_of, moved, opens_at
from planning.price import Purse
from planning.select import Ride
from travel.itinerary import Item, ItemKind
from travel.offers import FlightOffer, StayOffer
from travel.party import Party


def ride_items(ride: Ride, making: Visits) -> Iterator[tuple[date, Item]]:
    """With the day that each belongs to."""
    if ride.slice is None:
        assert not isinstance(ride.offer, FlightOffer)
        goal = ride.hop.destination
        yield (
            ride.depart.date(),
            Item(
                kind=ride.offer.mode,
                name=f"{ride.offer.operator} {ride.offer.number}".strip(),
                start=ride.depart,
                end=ride.arrive,
                lat=goal.lat,
                lon=goal.lon,
                ref=ride.offer.id,
                evidence=ride.offer.provenance.id,
                note=f"{ride.offer.origin} to {ride.offer.destination}",
            ),
        )
        return
    for segment in ride.slice.segments:
        airport = making.airport(segment.destination)
        goal = airport or ride.hop.destination
        left, landed = segment.depart.date(), segment.arrive.date()
        yield (
            left if ride.hop is making.frame.home else min(left, landed),
            Item(
                kind="flight",
                name=segment.number,
                start=segment.depart,
                end=segment.arrive,
                lat=goal.lat,
                lon=goal.lon,
                ref=ride.offer.id,
                evidence=ride.offer.provenance.id,
                note=f"{segment.origin} to {segment.destination}",
            ),
        )


@dataclass(frozen=True, slots=True)
class Transfers:
    """Between the bed and the airport or station, or another hotel."""

    making: Visits
    party: Party
    purse: Purse

    def arriving(self, visit: Visit) -> Item | None:
        """From the airport or station, or another hotel, to the bed."""
        if visit.before is not None and visit.stay is not None:
            return self._move(visit, visit.before, visit.stay)
        if visit.came is None or visit.stay is None or drives(visit.came):
            return None
        way = self.making.transfer_minutes(visit.city.place, visit.came, -1)
        length = timedelta(minutes=way)
        return self._transfer(visit, visit.came, visit.ready - length, visit.ready, arriving=True)

    def leaving(self, visit: Visit, travel: int, mode: str) -> Item | None:
        """From the bed to the airport or station."""
        if visit.goes is None or visit.leave is None or visit.stay is None or drives(visit.goes):
            return None
        length = self.making.transfer_minutes(visit.city.place, visit.goes, 0)
        end = moved(visit.leave, length, visit.zone)
        item = self._transfer(visit, visit.goes, visit.leave, end, arriving=False)
        return item.model_copy(update={"travel_minutes": travel, "travel_mode": mode})

    def _move(self, visit: Visit, before: StayOffer, stay: StayOffer) -> Item:
        """With the bags, which wait at the hotel until one may check in."""
        end = visit.ready
        early = minute_of(end, end.date()) < opens_at(stay)
        return Item(
            kind="transfer",
            name=f"{before.name} to {stay.name}",
            start=moved(end, -visit.moving, visit.zone),
            end=end,
            lat=stay.lat,
            lon=stay.lon,
            ref=stay.id,
            evidence=stay.provenance.id,
            note=_bags_wait(stay) if early else "",
        )

    def _transfer(
        self, visit: Visit, ride: Ride, start: datetime, end: datetime, *, arriving: bool
    ) -> Item:
        iata, cost, where = "", None, "the station"
        lat, lon = visit.city.place.lat, visit.city.place.lon
        if ride.slice is not None:
            iata = ride.slice.destination if arriving else ride.slice.origin
            airport = self.making.airport(iata)
            cost = price.transfer_price(airport, self.party, self.purse)
            where = airport.name if airport else iata
            lat, lon = (airport.lat, airport.lon) if airport else (lat, lon)
        if arriving:
            lat, lon = visit.base.lat, visit.base.lon
        bed = visit.stay.name if visit.stay else "the centre"
        early = (
            arriving
            and visit.stay is not None
            and price.DAWN < minute_of(end, end.date()) < opens_at(visit.stay)
        )
        return Item(
            kind="transfer",
            name=f"{where} to {bed}" if arriving else f"{bed} to {where}",
            start=start,
            end=end,
            lat=lat,
            lon=lon,
            price=cost,
            ref=iata or ride.offer.id,
            evidence="" if iata else ride.offer.provenance.id,
            note=_bags_wait(visit.stay) if early and visit.stay else "",
        )


def desk_item(
    kind: ItemKind, stay: StayOffer, at: datetime, travel: int = 0, mode: str = ""
) -> Item:
    return Item.model_validate(
        {
            "kind": kind,
            "name": stay.name,
            "start": at,
            "end": moved(at, DESK_MINUTES, at.tzinfo),  # type: ignore[arg-type]
            "lat": stay.lat,
            "lon": stay.lon,
            "ref": stay.id,
            "evidence": stay.provenance.id,
            "travel_minutes": travel,
            "travel_mode": mode,
        }
    )


def _bags_wait(stay: StayOffer) -> str:
    return f"Bags can wait at the hotel; check-in from {stay.check_in_from:%H:%M}."
