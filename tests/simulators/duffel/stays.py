"""Stays: houses around any point, their rates, quotes and bookings. They outlive a request.

Formats: duffel.com/docs/guides/getting-started-with-stays, its JavaScript SDK's types, and its pages on test
hotels and on bookings. Every other house is one that the simulated LiteAPI sells too, called a little otherwise.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.simulators.duffel.errors import Refused, missing, wrong_state
from tests.simulators.duffel.houses import LIFETIME, Booking, House, Rate
from tests.simulators.duffel.world import Json, instant
from tests.simulators.liteapi.world import hotels_around

OWN = ["Moon", "Nest", "Oak", "Pearl", "Quay", "Rose", "Star", "Tower"]
KINDS = (("room_only", False), ("room_only", True), ("breakfast", True))
EXTRA = {"room_only": Decimal(1), "breakfast": Decimal("1.2")}


@dataclass
class Stays:
    """`gone` are rates that sell out; `keeps_metadata` whether bookings show what was sent as such.

    `factor` is on every price, `currency` theirs, `enabled` whether the account may sell stays at all.
    """

    enabled: bool = True
    houses: int = 16
    currency: str = "EUR"
    factor: Decimal = Decimal("0.97")
    methods: tuple[str, ...] = ("balance", "card")
    keeps_metadata: bool = True
    gone: set[str] = field(default_factory=set[str])
    searched: list[Json] = field(default_factory=list[Json])
    results: dict[str, tuple[House, Json, datetime]] = field(
        default_factory=dict[str, tuple[House, Json, datetime]]
    )
    rates: dict[str, Rate] = field(default_factory=dict[str, Rate])
    quotes: dict[str, Rate] = field(default_factory=dict[str, Rate])
    bookings: dict[str, Booking] = field(default_factory=dict[str, Booking])
    _ids: Any = field(default_factory=lambda: count(1))

    def search(self, data: Json, now: datetime) -> Json:
        self._admit()
        for name in ("rooms", "guests", "check_in_date", "check_out_date", "location"):
            if not data.get(name):
                raise missing(name)
        if any((each["type"] == "child") != ("age" in each) for each in data["guests"]):
            raise Refused(422, "invalid_field_sets")
        self.searched.append(data)
        return {"results": [self._result(each, data, now) for each in self._around(data)]}

    def all_rates(self, result_id: str, now: datetime) -> Json:
        self._admit()
        if result_id not in self.results:
            raise Refused(404, "not_found")
        house, data, _ = self.results[result_id]
        made = [self._rate(house, data, now, *kind) for kind in KINDS]
        rooms: list[Json] = [
            {"name": "Double Room", "beds": [], "photos": [], "rates": [r.shown() for r in made]}
        ]
        return self._shown(result_id, house, data, rooms, now)

    def quote(self, data: Json, now: datetime) -> Json:
        self._admit()
        rate = self.rates.get(data.get("rate_id") or "")
        if rate is None:
            raise Refused(404, "not_found")
        if rate.id in self.gone or rate.made + LIFETIME <= now:
            raise wrong_state("rate_unavailable")
        quote_id = self._id("quo")
        self.quotes[quote_id] = rate
        room: Json = {"name": "Double Room", "beds": [], "rates": [rate.shown()]}
        shown = rate.shown()
        copied = ("total_amount", "total_currency", "base_amount", "base_currency", "tax_amount")
        due = ("due_at_accommodation_amount", "due_at_accommodation_currency")
        return {name: shown[name] for name in (*copied, *due)} | {
            "id": quote_id,
            "accommodation": rate.house.shown([room]),
            "check_in_date": rate.asked["check_in_date"],
            "check_out_date": rate.asked["check_out_date"],
            "rooms": rate.asked["rooms"],
            "guests": rate.asked["guests"],
        }

    def dearer(self, rate_id: str) -> None:
        """From now on."""
        rate = self.rates[rate_id]
        self.rates[rate_id] = replace(rate, total=rate.total + 10)

    def book(self, data: Json, now: datetime) -> Json:
        self._admit()
        for name in ("quote_id", "guests", "email", "phone_number"):
            if not data.get(name):
                raise missing(name)
        rate = self.quotes.get(data["quote_id"])
        if rate is None:
            raise Refused(404, "not_found")
        if rate.id in self.gone:
            raise wrong_state("rate_unavailable")
        kept = data.get("metadata") if self.keeps_metadata else None
        booking = Booking(self._id("bok"), rate, data, now, kept)
        self.bookings[booking.id] = booking
        return booking.shown()

    def get(self, booking_id: str) -> Booking:
        self._admit()
        if booking_id not in self.bookings:
            raise Refused(404, "not_found")
        return self.bookings[booking_id]

    def cancel(self, booking_id: str, now: datetime) -> Json:
        booking = self.get(booking_id)
        if booking.cancelled:
            raise wrong_state("already_cancelled")
        booking.cancelled = now
        return booking.shown()

    def _admit(self) -> None:
        if not self.enabled:
            raise Refused(403, "unavailable_feature")

    def _around(self, data: Json) -> list[House]:
        at = data["location"]["geographic_coordinates"]
        lat, lon = at["latitude"], at["longitude"]
        shared = [
            House(
                f"acc_{each.id}",
                each.number,
                f"The {each.name.removesuffix(' Hotel')}",
                each.lat + 0.0005,
                each.lon,
                int(each.stars) or None,
            )
            for each in hotels_around(lat, lon, self.houses)[::2]
        ]
        own = [
            House(
                f"acc_own{number}_{lat:.3f}_{lon:.3f}",
                number,
                f"{OWN[number % len(OWN)]} House",
                lat + 0.004 * (number % 5 - 2),
                lon + 0.005 * (number % 3 - 1),
                2 + number % 4,
            )
            for number in range(self.houses // 2)
        ]
        return [*shared, *own]

    def _result(self, house: House, data: Json, now: datetime) -> Json:
        result_id = self._id("srr")
        self.results[result_id] = house, data, now
        return self._shown(result_id, house, data, [], now)

    def _shown(
        self, result_id: str, house: House, data: Json, rooms: list[Json], now: datetime
    ) -> Json:
        return {
            "id": result_id,
            "accommodation": house.shown(rooms),
            "check_in_date": data["check_in_date"],
            "check_out_date": data["check_out_date"],
            "rooms": data["rooms"],
            "guests": data["guests"],
            "cheapest_rate_total_amount": str(self._total(house, data, *KINDS[0])),
            "cheapest_rate_currency": self.currency,
            "expires_at": instant(now + LIFETIME),
        }

    def _rate(self, house: House, data: Json, now: datetime, board: str, refundable: bool) -> Rate:
        total = self._total(house, data, board, refundable)
        rate = Rate(
            self._id("rat"),
            house,
            board,
            refundable,
            data,
            now,
            total,
            self.currency,
            self.methods,
        )
        self.rates[rate.id] = rate
        return rate

    def _total(self, house: House, data: Json, board: str, refundable: bool) -> Decimal:
        """About what the simulated LiteAPI asks for the same."""
        first, last = (date.fromisoformat(data[f"check_{end}_date"]) for end in ("in", "out"))
        night = (30 + 22 * max(1, house.rating or 0)) * Decimal("0.6") * data["rooms"]
        people = (30 + 22 * max(1, house.rating or 0)) * Decimal("0.2") * len(data["guests"])
        kind = EXTRA[board] * (Decimal("1.1") if refundable else 1)
        return round((night + people) * (last - first).days * kind * self.factor, 2)

    def _id(self, prefix: str) -> str:
        return f"{prefix}_0000Simulated{next(self._ids):06}"
