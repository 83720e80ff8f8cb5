"""Hotels around any point, and what they ask for rooms: always the same for the same question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from typing import Any

Json = dict[str, Any]

STARS = (0, 1, 2, 2.5, 3, 3, 3.5, 4, 4, 4, 4.5, 5)
NAMES = [
    "Anchor",
    "Beech",
    "Crown",
    "Dove",
    "Elm",
    "Fox",
    "Garden",
    "Harbour",
    "Ivy",
    "Jade",
    "Kestrel",
    "Lark",
]
BOARDS = {
    "RO": "Room Only",
    "BB": "Bed & Breakfast",
    "HB": "Half Board",
    "FB": "Full Board",
    "AI": "All Inclusive",
}
KINDS = (("RO", False), ("RO", True), ("BB", True), ("HB", True), ("AI", True))
EXTRA = {"RO": 1.0, "BB": 1.2, "HB": 1.5, "FB": 1.7, "AI": 2.1}
FACILITIES = {
    107: "Free WiFi",
    433: "Outdoor swimming pool",
    2: "Parking (surcharge)",
    11: "Fitness facilities",
    2263: "Farming classes",
    900: "No parking",
}
ELSEWHERE = 5  # every so many hotels state the city tax in another currency


@dataclass(frozen=True)
class Hotel:
    id: str
    number: int
    lat: float
    lon: float

    @property
    def stars(self) -> float:
        return STARS[self.number % len(STARS)]

    @property
    def name(self) -> str:
        return f"{NAMES[self.number % len(NAMES)]} Hotel"

    def beside_rates(self, full: bool) -> Json:
        """As in `hotels` of the rates; LiteAPI's example has neither place nor stars."""
        brief: Json = {
            "id": self.id,
            "name": self.name,
            "main_photo": f"https://example.invalid/{self.id}.jpg",
            "address": f"{self.number + 1} Example Street",
            "rating": round(6 + self.number % 8 * 0.4, 1),
        }
        place = {"latitude": self.lat, "longitude": self.lon, "stars": self.stars}
        return brief | (place if full else {})

    def in_data(self) -> Json:
        """As GET /data/hotels lists it."""
        return {
            "id": self.id,
            "name": self.name,
            "hotelDescription": "Simulated.",
            "currency": "EUR",
            "country": "xx",
            "city": "Simulated",
            "latitude": self.lat,
            "longitude": self.lon,
            "address": f"{self.number + 1} Example Street",
            "zip": "",
            "main_photo": f"https://example.invalid/{self.id}.jpg",
            "stars": self.stars,
            "rating": round(6 + self.number % 8 * 0.4, 1),
            "facilityIds": [next(iter(FACILITIES)), list(FACILITIES)[1 + self.number % 5]],
        }


def hotels_around(lat: float, lon: float, count: int) -> list[Hotel]:
    return [
        Hotel(_hotel_id(lat, lon, number), number, *_moved(lat, lon, number))
        for number in range(count)
    ]


@dataclass(frozen=True)
class Offer:
    """All rooms of one kind in one hotel."""

    id: str
    hotel: Hotel
    board: str
    refundable: bool
    asked: Json
    made: datetime
    factor: float = 1.0  # on the price

    def changed(
        self, *, percent: int = 0, board: str = "", refundable: bool | None = None
    ) -> "Offer":
        return replace(
            self,
            factor=self.factor * (1 + percent / 100),
            board=board or self.board,
            refundable=self.refundable if refundable is None else refundable,
        )

    @property
    def currency(self) -> str:
        return self.asked["currency"]

    @property
    def check_in(self) -> date:
        return date.fromisoformat(self.asked["checkin"])

    @property
    def nights(self) -> int:
        return (date.fromisoformat(self.asked["checkout"]) - self.check_in).days

    @property
    def total(self) -> float:
        return round(sum(self._room(each) for each in self.asked["occupancies"]), 2)

    def amount(self, value: float) -> Json:
        return {"amount": round(value, 2), "currency": self.currency}

    def rates(self) -> list[Json]:
        return [
            self._rate(number, each)
            for number, each in enumerate(self.asked["occupancies"], start=1)
        ]

    def room_type(self) -> Json:
        """One object for `offerRetailRate`, as in every example, not the list of the schema."""
        return {
            "roomTypeId": f"RT{self.id[-8:]}",
            "offerId": self.id,
            "supplier": "nuitee",
            "supplierId": 2,
            "rates": self.rates(),
            "offerRetailRate": self.amount(self.total),
            "suggestedSellingPrice": self.amount(self.total * 1.1) | {"source": "booking.com"},
            "offerInitialPrice": self.amount(self.total),
            "priceType": "commission",
            "rateType": "standard",
        }

    def terms(self, total: float) -> Json:
        """Free until noon three days before, then a night's price, on the day all of it. In GMT."""
        day = datetime.combine(self.check_in, time(), tzinfo=UTC)
        steps = [(day - timedelta(days=2, hours=12), total / self.nights), (day, total)]
        infos = [
            {
                "cancelTime": at.strftime("%Y-%m-%d %H:%M:%S"),
                "amount": round(fee, 2),
                "currency": self.currency,
                "type": "amount",
                "timezone": "GMT",
            }
            for at, fee in (steps if self.refundable else [(self.made, total)])
        ]
        tag = "RFN" if self.refundable else "NRFN"
        return {"cancelPolicyInfos": infos, "hotelRemarks": [], "refundableTag": tag}

    def _room(self, occupancy: Json) -> float:
        people = occupancy["adults"] + 0.5 * len(occupancy.get("children") or ())
        night = (30 + 22 * max(1.0, self.hotel.stars)) * (0.6 + 0.2 * people)
        kind = EXTRA[self.board] * (1.1 if self.refundable else 1.0)
        return round(night * self.nights * kind * self.factor, 2)

    def _rate(self, number: int, occupancy: Json) -> Json:
        total, ages = self._room(occupancy), list(occupancy.get("children") or ())
        return {
            "rateId": f"{self.id}-{number}",
            "occupancyNumber": number,
            "name": "Double Room",
            "maxOccupancy": max(2, occupancy["adults"] + len(ages)),
            "adultCount": occupancy["adults"],
            "childCount": len(ages),
            "childrenAges": ages,
            "boardType": self.board,
            "boardName": BOARDS[self.board],
            "remarks": "",
            "priceType": "commission",
            "commission": [self.amount(total * 0.04)],
            "retailRate": {
                "total": [self.amount(total)],
                "suggestedSellingPrice": [self.amount(total * 1.1) | {"source": "booking.com"}],
                "initialPrice": [self.amount(total)],
                "taxesAndFees": list(self._taxes(total, occupancy["adults"])),
            },
            "cancellationPolicies": self.terms(total),
            "paymentTypes": ["NUITEE_PAY"],
            "perks": [],
        }

    def _taxes(self, total: float, adults: int) -> Iterator[Json]:
        yield {"included": True, "description": "VAT"} | self.amount(total * 0.09)
        city = {"included": False, "description": "City tax", "amount": 2.5 * adults * self.nights}
        away = self.hotel.number % ELSEWHERE == ELSEWHERE - 1
        yield city | {"currency": "CZK" if away else self.currency}


def offers_of(hotel: Hotel, asked: Json, made: datetime, first: int) -> Sequence[Offer]:
    """The cheapest first. Ids are long, as LiteAPI's are."""
    kinds = KINDS[: 5 if hotel.stars >= 4 else 3]
    return [
        Offer(_offer_id(hotel, first + place), hotel, board, refundable, asked, made)
        for place, (board, refundable) in enumerate(kinds)
    ]


def _hotel_id(lat: float, lon: float, number: int) -> str:
    return "lp" + blake2b(f"{lat:.3f}/{lon:.3f}/{number}".encode(), digest_size=4).hexdigest()


def _offer_id(hotel: Hotel, number: int) -> str:
    return "GE5ESNBSIZKVMQ2Q" * 20 + f"{hotel.id.upper()}{number:08}"


def _moved(lat: float, lon: float, number: int) -> tuple[float, float]:
    return round(lat + (number % 5 - 2) * 0.008, 5), round(lon + (number % 7 - 3) * 0.006, 5)
