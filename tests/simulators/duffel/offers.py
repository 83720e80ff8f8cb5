"""Offer requests and offers, as they are on the wire."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.simulators.duffel.world import (
    Flight,
    Json,
    airline,
    duration,
    instant,
    kilometres,
    local,
    place,
)

LIFETIME = timedelta(minutes=30)
BAG = Decimal("20.00")
PENALTY = "40.00"
Route = tuple[str, str]


@dataclass
class Search:
    id: str
    data: Json
    created: datetime
    passengers: list[Json]
    offers: list["Offer"] = field(default_factory=list["Offer"])
    booked: bool = False

    @property
    def route(self) -> Route:
        first = self.data["slices"][0]
        return first["origin"], first["destination"]

    @property
    def last_day(self) -> date:
        return date.fromisoformat(self.data["slices"][-1]["departure_date"])

    @property
    def lap(self) -> list[str]:
        """The ids of the infants."""
        return [each["id"] for each in self.passengers if each["type"] == "infant_without_seat"]

    def shown(self, *, offers: bool) -> Json:
        slices = [
            {
                **each,
                "origin": place(each["origin"]),
                "destination": place(each["destination"]),
                "origin_type": place(each["origin"])["type"],
                "destination_type": place(each["destination"])["type"],
            }
            for each in self.data["slices"]
        ]
        shown = {
            "id": self.id,
            "slices": slices,
            "passengers": self.passengers,
            "cabin_class": self.data.get("cabin_class"),
            "created_at": instant(self.created),
            "live_mode": False,
        }
        return shown | ({"offers": [each.shown() for each in self.offers]} if offers else {})


@dataclass
class Offer:
    id: str
    search: Search
    journeys: list[list[Flight]]
    owner: str
    price: Decimal  # the whole party
    gone: bool = False
    rises: bool = False

    @property
    def expires(self) -> datetime:
        return self.search.created + LIFETIME

    @property
    def holdable(self) -> bool:
        return self.owner == "ZZ"

    @property
    def route(self) -> Route:
        return self.search.route

    def shown(self, *, services: bool = False) -> Json:
        allowed = {"allowed": True, "penalty_amount": PENALTY, "penalty_currency": "EUR"}
        refused = {"allowed": False, "penalty_amount": None, "penalty_currency": None}
        number = int(self.id[-4:])
        return {
            "id": self.id,
            "live_mode": False,
            "partial": False,
            "owner": airline(self.owner),
            "total_amount": str(self.price),
            "total_currency": "EUR",
            "base_amount": str((self.price * Decimal("0.8")).quantize(Decimal("0.01"))),
            "base_currency": "EUR",
            "tax_amount": None,
            "tax_currency": None,
            "total_emissions_kg": "120",
            "created_at": instant(self.search.created),
            "updated_at": instant(self.search.created),
            "expires_at": instant(self.expires),
            "passengers": self.search.passengers,
            "passenger_identity_documents_required": False,
            "supported_passenger_identity_document_types": ["passport"],
            "supported_loyalty_programmes": [],
            "private_fares": [],
            "payment_requirements": self._payment(),
            "conditions": {
                "refund_before_departure": None if number % 3 == 2 else refused,
                "change_before_departure": allowed if number % 2 else refused,
            }
            | ({"refund_before_departure": allowed} if number % 3 == 0 else {}),
            "available_services": self.services() if services else None,
            "slices": [self._slice(number) for number in range(len(self.journeys))],
        }

    def services(self) -> list[Json]:
        """A bag of 23 kg for each seated passenger on each slice, all its flights together."""
        if self.route in {("BTS", "MRU"), ("BTS", "ABV")}:
            return []
        return [
            {
                "id": f"ase_{self.id[4:]}_{person['id'][4:]}_{number}",
                "type": "baggage",
                "total_amount": str(BAG),
                "total_currency": "EUR",
                "maximum_quantity": 1,
                "passenger_ids": [person["id"]],
                "segment_ids": [self._segment_id(number, leg) for leg in range(len(flights))],
                "metadata": {"type": "checked", "maximum_weight_kg": 23},
            }
            for person in self.search.passengers
            if person["id"] not in self.search.lap
            for number, flights in enumerate(self.journeys)
        ]

    def _payment(self) -> Json:
        if not self.holdable:
            return {
                "requires_instant_payment": True,
                "payment_required_by": None,
                "price_guarantee_expires_at": None,
            }
        return {
            "requires_instant_payment": False,
            "payment_required_by": instant(self.search.created + timedelta(hours=72)),
            "price_guarantee_expires_at": instant(self.search.created + timedelta(hours=48)),
        }

    def _slice(self, number: int) -> Json:
        flights = self.journeys[number]
        length = flights[-1].arrive - flights[0].depart
        return {
            "id": f"sli_{self.id[4:]}_{number}",
            "origin": place(flights[0].origin),
            "destination": place(flights[-1].destination),
            "origin_type": "airport",
            "destination_type": "airport",
            "duration": duration(length),
            "fare_brand_name": "Basic",
            "ngs_shelf": 1,
            "comparison_key": f"key{number}",
            "conditions": {"change_before_departure": None},
            "segments": [
                self._segment(flight, self._segment_id(number, leg))
                for leg, flight in enumerate(flights)
            ],
        }

    def _segment_id(self, number: int, leg: int) -> str:
        return f"seg_{self.id[4:]}_{number}_{leg}"

    def _segment(self, flight: Flight, segment_id: str) -> Json:
        cabin = self.search.data.get("cabin_class") or "economy"
        bags = [{"type": "checked", "quantity": 1}, {"type": "carry_on", "quantity": 1}]
        return {
            "id": segment_id,
            "origin": place(flight.origin),
            "destination": place(flight.destination),
            "origin_terminal": None,
            "destination_terminal": "1",
            "departing_at": local(flight.depart),
            "arriving_at": local(flight.arrive),
            "duration": duration(flight.lasts),
            "distance": str(round(kilometres(flight.origin, flight.destination), 1)),
            "aircraft": {"id": "arc_1", "iata_code": "320", "name": "Airbus A320"},
            "marketing_carrier": airline(self.owner),
            "marketing_carrier_flight_number": flight.number,
            "operating_carrier": airline(self.owner),
            "operating_carrier_flight_number": flight.number,
            "stops": [_landing(flight.stop)] if flight.stop else [],
            "passengers": [
                {
                    "passenger_id": person["id"],
                    "cabin_class": cabin,
                    "cabin_class_marketing_name": cabin.replace("_", " ").title(),
                    "fare_basis_code": "ZZBASIC",
                    "baggages": [] if self.route == ("BTS", "MRU") else bags,
                }
                for person in self.search.passengers
            ],
        }


def _landing(code: str) -> Json:
    return {"id": "sto_1", "airport": place(code), "duration": "PT1H"}
