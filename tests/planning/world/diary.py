"""Writes down the days of a plan, one entry a line."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.planning.world.facts import AIRPORTS, PLACES, RATES
from travel.activities import Activity
from travel.evidence import Evidence, hotel_point
from travel.itinerary import Day, Item, Itinerary
from travel.money import Money, money
from travel.offers import FlightOffer, GroundOffer, Segment, StayOffer
from travel.party import Party
from travel.places import Airport

Offers = tuple[FlightOffer | GroundOffer | StayOffer, ...]


class Diary:
    """Reads entries such as "flight TP535", "ride LIS 14:10", "in Hotel 15:30", "sight Castle 16:00",
    "meal Tasca 19:30-21:00", "train Porto", "station 12:00", "trip Versailles 09:00", "move Hotel 11:00",
    "out Hotel 10:00",
    "free 10:00-11:00"; a "+" before a time means the next day's clock."""

    def __init__(
        self, evidence: Evidence, party: Party, *offers: FlightOffer | GroundOffer | StayOffer
    ):
        self.evidence, self.party, self.offers = evidence, party, offers
        self.known = {each.name: each for each in evidence.activities}
        self.stays = {each.name: each for each in offers if isinstance(each, StayOffer)}
        self.point = ""
        self.day, self.zone = date.min, ZoneInfo("UTC")

    def written(self, entries: dict[str, tuple[str, tuple[str, ...]]]) -> Itinerary:
        """Keys are "2026-05-18"; values the city and its entries."""
        days = tuple(self._day(day, city, lines) for day, (city, lines) in entries.items())
        plan = Itinerary(
            flights=tuple(each for each in self.offers if isinstance(each, FlightOffer)),
            grounds=tuple(each for each in self.offers if isinstance(each, GroundOffer)),
            stays=tuple(self.stays.values()),
            days=days,
            total=money(0, "EUR"),
        )
        return summed(plan)

    def _day(self, day: str, city: str, lines: Iterable[str]) -> Day:
        self.day, self.zone = date.fromisoformat(day), ZoneInfo(PLACES[city].tz)
        night = self.day - timedelta(days=1)
        self.point = next(
            (hotel_point(s) for s in self.stays.values() if s.check_in <= night < s.check_out), ""
        )
        items = tuple(self._item(*line.split(" ")) for line in lines)
        weather = self.evidence.weather_on(city, self.day)
        return Day(date=self.day, city=city, tz=PLACES[city].tz, weather=weather, items=items)

    def _item(self, kind: str, what: str, when: str = "") -> Item:
        what = what.replace("_", " ")
        if kind == "flight":
            return self._flight(what)
        if kind == "train":
            return self._train(what)
        if kind == "ride":
            return self._ride(AIRPORTS[what], when)
        if kind in ("in", "out"):
            return self._check(f"check_{kind}", self.stays[what], when)
        if kind == "trip":
            return self._trip(what, when)
        if kind == "move":
            return self._move(self.stays[what], when)
        if kind in ("station", "free"):
            return self._plain(kind, what)
        return self._activity(kind, self.known[what], when)

    def _at(self, told: str) -> datetime:
        day = self.day + timedelta(days=told.startswith("+"))
        return datetime.combine(day, time.fromisoformat(told.lstrip("+")), self.zone)

    def _flight(self, number: str) -> Item:
        offer, leg = next(
            (offer, leg) for offer, leg in _segments(self.offers) if leg.number == number
        )
        landing = AIRPORTS[leg.destination]
        self.point = ""
        return Item(
            kind="flight", name=number, start=leg.depart, end=leg.arrive, lat=landing.lat,
            lon=landing.lon, ref=offer.id, evidence=offer.provenance.id,
        )  # fmt: skip

    def _train(self, city: str) -> Item:
        offer = next(o for o in self.offers if isinstance(o, GroundOffer) and o.destination == city)
        self.point = ""
        return Item(
            kind=offer.mode, name=f"{offer.operator} {offer.number}", start=offer.depart,
            end=offer.arrive, lat=PLACES[city].lat, lon=PLACES[city].lon, ref=offer.id,
            evidence=offer.provenance.id,
        )  # fmt: skip

    def _ride(self, airport: Airport, when: str) -> Item:
        start = self._at(when)
        bed = self._bed(start)
        travel = self._way(hotel_point(bed)) if self.point else 0
        self.point = "" if self.point else hotel_point(bed)
        return Item(
            kind="transfer", name=f"Ride {airport.iata}", start=start,
            end=start + timedelta(minutes=airport.transfer_minutes), lat=bed.lat, lon=bed.lon,
            price=money(Decimal(airport.transfer_cost_eur) * self.party.seats, "EUR"),
            ref=airport.iata, travel_minutes=travel,
        )  # fmt: skip

    def _move(self, stay: StayOffer, when: str) -> Item:
        """With the bags to another hotel."""
        start = self._at(when)
        return Item(
            kind="transfer", name=f"Move to {stay.name}", start=start,
            end=start + timedelta(minutes=self._way(hotel_point(stay))), lat=stay.lat, lon=stay.lon,
            ref=stay.id, evidence=stay.provenance.id,
        )  # fmt: skip

    def _bed(self, at: datetime) -> StayOffer:
        """Of the night that this belongs to, or else of the one before."""
        night = (at - timedelta(hours=5)).date()
        nights = (night, night - timedelta(days=1))
        return next(s for n in nights for s in self.stays.values() if s.check_in <= n < s.check_out)

    def _plain(self, kind: str, when: str) -> Item:
        """A ride between a station and the bed, or time that is free."""
        start = self._at(when.split("-", maxsplit=1)[0])
        bed = self._bed(start)
        if kind == "free":
            end = self._at(when.split("-")[1])
            return Item(
                kind="free", name="Free time", start=start, end=end, lat=bed.lat, lon=bed.lon
            )
        travel = self._way(hotel_point(bed)) if self.point else 0
        self.point = "" if self.point else hotel_point(bed)
        return Item(
            kind="transfer", name="Ride station", start=start, end=start + timedelta(minutes=25),
            lat=bed.lat, lon=bed.lon, travel_minutes=travel,
        )  # fmt: skip

    def _check(self, kind: str, stay: StayOffer, when: str) -> Item:
        start = self._at(when)
        return Item.model_validate({
            "kind": kind, "name": f"{kind} {stay.name}", "start": start, "end": start,
            "lat": stay.lat, "lon": stay.lon, "ref": stay.id, "evidence": stay.provenance.id,
            "travel_minutes": self._way(hotel_point(stay)),
        })  # fmt: skip

    def _trip(self, name: str, when: str) -> Item:
        trip = next(trip for trip in self.evidence.day_trips if trip.name == name)
        start = self._at(when)
        self.point = ""
        return Item(
            kind="transfer", name=f"To or from {name}", start=start,
            end=start + timedelta(minutes=trip.minutes_each_way), lat=trip.lat, lon=trip.lon,
            price=trip.price_each_way * self.party.size, ref=f"trip:{name}",
            evidence=trip.provenance.id,
        )  # fmt: skip

    def _activity(self, kind: str, what: Activity, when: str) -> Item:
        start = self._at(when.split("-", maxsplit=1)[0])
        end = (
            self._at(when.split("-")[1]) if "-" in when else start + timedelta(minutes=what.minutes)
        )
        price = what.price_for(self.party.adults, self.party.children)
        return Item.model_validate({
            "kind": kind, "name": what.name, "start": start, "end": end, "lat": what.lat,
            "lon": what.lon, "ref": what.id, "evidence": what.provenance.id,
            "price": price if kind == "sight" and price.amount else None,
            "travel_minutes": self._way(what.id),
        })  # fmt: skip

    def _way(self, point: str) -> int:
        """Minutes from where one is, which is then the point."""
        here, self.point = self.point, point
        for matrix in self.evidence.matrices:
            route = matrix.routes.get(here, {}).get(point)
            if route is not None:
                return route.minutes
        return 0


def _segments(offers: Offers) -> Iterator[tuple[FlightOffer, Segment]]:
    for offer in offers:
        if isinstance(offer, FlightOffer):
            for each in offer.slices:
                for leg in each.segments:
                    yield offer, leg


def summed(plan: Itinerary) -> Itinerary:
    """With the total of its parts, each at the rate of the world, in euros."""
    paid = [offer.price for offer in (*plan.flights, *plan.grounds, *plan.stays)]
    tickets = [item.price for _, item in plan.items() if item.price is not None]
    return plan.model_copy(update={"total": _euros([*paid, *tickets])})


def _euros(amounts: Iterable[Money]) -> Money:
    cents = Decimal("0.01")
    parts = (
        a.amount if a.currency == "EUR" else (a.amount / RATES.per_base[a.currency]).quantize(cents)
        for a in amounts
    )
    return money(sum(parts, Decimal(0)), "EUR")
