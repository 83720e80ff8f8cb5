"""Houses, their rates and their bookings as Duffel writes them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tests.simulators.duffel.world import Json, instant

AMENITIES = [
    "wifi",
    "gym",
    "pool",
    "parking",
    "spa",
    "accessibility_mobility",
    "24_hour_front_desk",
]
LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True)
class House:
    id: str
    number: int
    name: str
    lat: float
    lon: float
    rating: int | None

    def shown(self, rooms: list[Json]) -> Json:
        return {
            "id": self.id,
            "name": self.name,
            "description": "Simulated.",
            "location": {
                "address": {
                    "line_one": f"{self.number + 1} Example Road",
                    "city_name": "Simulated",
                    "country_code": "XX",
                    "postal_code": "1",
                    "region": None,
                },
                "geographic_coordinates": {"latitude": self.lat, "longitude": self.lon},
            },
            "rating": self.rating,
            "ratings": [{"source": "aaa", "value": self.rating}] if self.rating else [],
            "review_score": 7 + self.number % 5 * 0.5,
            "amenities": [
                {"type": each, "description": each} for each in AMENITIES[self.number % 3 :: 2]
            ],
            "check_in_information": {
                "check_in_after_time": "14:30",
                "check_out_before_time": "11:30",
            },
            "chain": {"name": "Duffel Hotel Group"},
            "photos": [],
            "email": None,
            "phone_number": None,
            "rooms": rooms,
        }


@dataclass(frozen=True)
class Rate:
    id: str
    house: House
    board: str
    refundable: bool
    asked: Json
    made: datetime
    total: Decimal
    currency: str
    methods: tuple[str, ...]

    def shown(self) -> Json:
        check_in = date.fromisoformat(self.asked["check_in_date"])
        day = datetime.combine(check_in, time(12), tzinfo=UTC)
        line = [(day - timedelta(days=3), self.total), (day - timedelta(days=1), self.total / 2)]
        return {
            "id": self.id,
            "total_amount": str(self.total),
            "total_currency": self.currency,
            "base_amount": None,
            "base_currency": self.currency,
            "tax_amount": None,
            "fee_amount": None,
            "due_at_accommodation_amount": "6.00" if self.house.number % 3 == 0 else None,
            "due_at_accommodation_currency": self.currency,
            "board_type": self.board,
            "payment_type": "pay_now",
            "available_payment_methods": list(self.methods),
            "cancellation_timeline": [
                {
                    "before": instant(before),
                    "refund_amount": str(round(back, 2)),
                    "currency": self.currency,
                }
                for before, back in (line if self.refundable else [])
            ],
            "conditions": [],
            "supported_loyalty_programme": None,
            "source": "duffel_hotel_group",
            "expires_at": instant(self.made + LIFETIME),
        }


@dataclass
class Booking:
    id: str
    rate: Rate
    data: Json
    made: datetime
    metadata: Json | None
    cancelled: datetime | None = None

    def shown(self) -> Json:
        room: Json = {"name": "Double Room", "beds": [], "rates": [self.rate.shown()]}
        asked = self.rate.asked
        return {
            "id": self.id,
            "reference": f"REF{self.id[-4:]}",
            "status": "cancelled" if self.cancelled else "confirmed",
            "accommodation": self.rate.house.shown([room]),
            "check_in_date": asked["check_in_date"],
            "check_out_date": asked["check_out_date"],
            "rooms": asked["rooms"],
            "guests": self.data["guests"],
            "email": self.data["email"],
            "phone_number": self.data["phone_number"],
            "confirmed_at": instant(self.made),
            "cancelled_at": instant(self.cancelled) if self.cancelled else None,
            "metadata": self.metadata,
            "users": [],
        }
