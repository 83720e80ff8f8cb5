"""What was offered, held and booked."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from tests.simulators.liteapi.errors import Refused, wrong
from tests.simulators.liteapi.world import (
    BOARDS,
    Hotel,
    Json,
    Offer,
    hotels_around,
    offers_of,
)

STANDS = timedelta(minutes=30)  # an offer and a prebook; LiteAPI doesn't say
METHODS = {"ACC_CREDIT_CARD", "WALLET", "CREDIT"}


@dataclass(frozen=True)
class Change:
    """What the supplier changed when the next prebook asks it."""

    percent: int = 0
    board: str = ""
    refundable: bool | None = None


@dataclass
class Prebook:
    id: str
    offer: Offer
    before: Offer
    change: Change
    made: datetime

    def shown(self) -> Json:
        offer = self.offer
        rates = offer.rates()
        for rate in rates:
            rate["retailRate"]["initialPrice"] = None  # as in the example, against the schema
        return {
            "prebookId": self.id,
            "offerId": offer.id,
            "hotelId": offer.hotel.id,
            "checkin": offer.asked["checkin"],
            "checkout": offer.asked["checkout"],
            "currency": offer.currency,
            "termsAndConditions": "",
            "roomTypes": [{"rates": rates}],
            "suggestedSellingPrice": offer.amount(offer.total * 1.1) | {"source": "expedia.com"},
            "commission": round(offer.total * 0.04, 2),
            "price": offer.total,
            "priceType": "commission",
            "priceDifferencePercent": self.change.percent,
            "cancellationChanged": offer.refundable != self.before.refundable,
            "boardChanged": offer.board != self.before.board,
            "supplier": "nuitee",
            "supplierId": 2,
            "paymentTypes": ["NUITEE_PAY"],
        }


@dataclass
class Booking:
    id: str
    prebook: Prebook
    asked: Json
    made: datetime
    status: str = "CONFIRMED"

    @property
    def reference(self) -> str:
        return self.asked.get("clientReference") or ""

    def shown(self, *, rooms: str = "bookedRooms") -> Json:
        offer = self.prebook.offer
        return {
            "bookingId": self.id,
            "clientReference": self.reference,
            "supplierBookingId": self.id,
            "supplierBookingName": "nuitee",
            "supplier": "nuitee",
            "supplierId": 2,
            "status": self.status,
            "hotelConfirmationCode": "",
            "checkin": offer.asked["checkin"],
            "checkout": offer.asked["checkout"],
            "hotel": {"hotelId": offer.hotel.id, "name": offer.hotel.name},
            rooms: [self._room(number) for number in range(len(offer.asked["occupancies"]))],
            "holder": self.asked["holder"],
            "createdAt": self.made.isoformat(),
            "updatedAt": self.made.isoformat(),
            "cancellationPolicies": offer.terms(offer.total),
            "price": offer.total,
            "commission": round(offer.total * 0.04, 2),
            "currency": offer.currency,
            "prebookId": self.prebook.id,
            "tag": "RFN" if offer.refundable else "NRFN",
        }

    def cancel(self, now: datetime) -> Json:
        offer = self.prebook.offer
        infos = offer.terms(offer.total)["cancelPolicyInfos"]
        passed = [each["amount"] for each in infos if _at(each) <= now]
        fee = (passed[-1] if passed else 0.0) if offer.refundable else offer.total
        self.status = "CANCELLED" if fee < offer.total else "CANCELLED_WITH_CHARGES"
        return {
            "bookingId": self.id,
            "status": self.status,
            "cancellation_fee": fee,
            "refund_amount": round(offer.total - fee, 2),
            "currency": offer.currency,
        }

    def _room(self, number: int) -> Json:
        offer, occupancy = self.prebook.offer, self.prebook.offer.asked["occupancies"][number]
        return {
            "roomType": {"roomTypeId": f"RT{offer.id[-8:]}", "name": "Double Room"},
            "boardType": offer.board,
            "boardName": BOARDS[offer.board],
            "adults": occupancy["adults"],
            "children": len(occupancy.get("children") or ()),
            "firstName": self.asked["guests"][number]["firstName"],
            "lastName": self.asked["guests"][number]["lastName"],
            "occupancy_number": number + 1,
        }


@dataclass
class Desk:
    """`change` is for the next prebook; `hotels_each` is how many hotels a place has."""

    hotels_each: int = 12
    change: Change | None = None
    hotels: dict[str, Hotel] = field(default_factory=dict[str, Hotel])
    offers: dict[str, Offer] = field(default_factory=dict[str, Offer])
    prebooks: dict[str, Prebook] = field(default_factory=dict[str, Prebook])
    bookings: dict[str, Booking] = field(default_factory=dict[str, Booking])
    _ids: "count[int]" = field(default_factory=lambda: count(1))

    def rates(self, asked: Json, now: datetime) -> list[tuple[Hotel, list[Offer]]]:
        """Refuses on Null Island (nothing free) and in Antarctica (no hotels)."""
        _check(asked, now)
        lat, lon = asked["latitude"], asked["longitude"]
        if lat < -60:
            raise Refused(400, 4000, "hotel ids not found")
        if abs(lat) < 1 and abs(lon) < 1:
            raise Refused(204, 2001)
        stars = asked.get("starRating")
        around = hotels_around(lat, lon, self.hotels_each)[: asked.get("limit", 200)]
        found = [each for each in around if not stars or each.stars in stars]
        self.hotels |= {each.id: each for each in found}
        return [(hotel, self._offers(hotel, asked, now)) for hotel in found]

    def prebook(self, asked: Json, now: datetime) -> Prebook:
        before = self.offers.get(asked.get("offerId") or "")
        if before is None or not isinstance(asked.get("usePaymentSdk"), bool):
            raise wrong("invalid offerId")
        if now > before.made + STANDS:
            raise Refused(408, 4040, "outdated offerId")
        change, self.change = self.change or Change(), None
        offer = before.changed(
            percent=change.percent, board=change.board, refundable=change.refundable
        )
        made = Prebook(f"pre{next(self._ids):06}", offer, before, change, now)
        self.prebooks[made.id] = made
        return made

    def book(self, asked: Json, now: datetime) -> Booking:
        for name in ("prebookId", "holder", "guests", "payment"):
            if not asked.get(name):
                raise wrong(f"Key: 'Book.{name}' Error: {asked.get('holder')} failed on 'required'")
        prebook = self.prebooks.get(asked["prebookId"])
        if prebook is None or now > prebook.made + STANDS:
            raise wrong("invalid prebookId, rate not found")
        if asked["payment"].get("method") not in METHODS:
            raise Refused(400, 4000, "missing or not supported payment method")
        if len(asked["guests"]) != len(prebook.offer.asked["occupancies"]):
            raise Refused(400, 4010, "prebookId data validation failed")
        if asked.get("clientReference") and self.referred(asked["clientReference"]):
            raise Refused(400, 4005)
        made = Booking(f"bk{next(self._ids):06}", prebook, asked, now)
        self.bookings[made.id] = made
        return made

    def referred(self, reference: str) -> list[Booking]:
        return [each for each in self.bookings.values() if each.reference == reference]

    def _offers(self, hotel: Hotel, asked: Json, now: datetime) -> list[Offer]:
        made = list(offers_of(hotel, asked, now, next(self._ids) * 10))
        made.sort(key=lambda each: each.total)
        self.offers |= {each.id: each for each in made}
        return made[: asked.get("maxRatesPerHotel") or len(made)]


def _check(asked: Json, now: datetime) -> None:
    """As far as LiteAPI's validation is documented."""
    for name in ("occupancies", "currency", "guestNationality", "checkin", "checkout"):
        if not asked.get(name):
            raise wrong(f"{name} is required")
    if "latitude" not in asked or "longitude" not in asked or "radius" not in asked:
        raise Refused(400, 4000, "hotel ids not found")
    if any(not each.get("adults") for each in asked["occupancies"]):
        raise wrong("adults is required")
    days = date.fromisoformat(asked["checkin"]), date.fromisoformat(asked["checkout"])
    if days[0] < now.date() or days[1] <= days[0]:
        raise wrong("invalid dates")


def _at(policy: Json) -> datetime:
    return datetime.fromisoformat(f"{policy['cancelTime']}+00:00")
