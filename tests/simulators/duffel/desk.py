"""What is sold for a search, at what price, until when; Duffel's fixed test routes among it."""

from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from tests.simulators.duffel.errors import Refused, missing
from tests.simulators.duffel.offers import Offer, Search
from tests.simulators.duffel.world import (
    Flight,
    Json,
    airports_of,
    journey,
    kilometres,
    known,
)

CABINS = {"economy": "1", "premium_economy": "1.6", "business": "3.5", "first": "6"}


class Desk:
    """Takes searches and sells offers; ids count up."""

    def __init__(self) -> None:
        self.searches: dict[str, Search] = {}
        self.offers: dict[str, Offer] = {}
        self.offers_per_search = 12
        self.others = 0  # of them by other airlines
        self._ids = count(1)

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_0000Simulated{next(self._ids):06}"

    def search(self, data: Json, now: datetime) -> Search:
        _check(data)
        people = [self._passenger(each) for each in data["passengers"]]
        search = Search(self.new_id("orq"), data, now, people)
        self.searches[search.id] = search
        if search.route == ("STN", "LHR"):
            raise Refused(504, "gateway_timeout_error")
        if search.route != ("PVD", "RAI"):
            for number in range(self.offers_per_search):
                self._offer(search, number)
        return search

    def read(self, offer_id: str, now: datetime) -> Offer:
        """The offer as it is now: on some routes it has gone, or costs more each time."""
        offer = self.offers.get(offer_id)
        if offer is None:
            raise Refused(404, "not_found")
        if offer.gone or offer.expires <= now or offer.route == ("LGW", "LHR"):
            raise Refused(
                422, "offer_no_longer_available", kind="airline_error", source=offer.owner
            )
        if offer.rises or offer.route == ("LHR", "STN"):
            offer.price += 10
        return offer

    def _passenger(self, given: Json) -> Json:
        age: int | None = given.get("age")
        kind = "adult" if age is None or age >= 18 else "child"
        if age is not None and age < 2:
            kind = "infant_without_seat"
        return {"id": self.new_id("pas"), "type": kind, "age": age, "given_name": None}

    def _offer(self, search: Search, number: int) -> None:
        """The numbers share out the airports of a city."""
        most = search.data.get("max_connections", 1)
        journeys: list[list[Flight]] = []
        for each in search.data["slices"]:
            starts, ends = airports_of(each["origin"]), airports_of(each["destination"])
            start, end = starts[number % len(starts)], ends[number // len(starts) % len(ends)]
            route = (start, end)
            stops = 1 if route == ("LHR", "DXB") else min(most, number % 3)
            day = date.fromisoformat(each["departure_date"])
            lands = "BRU" if route == ("DXB", "AMS") else ""
            stops = 0 if lands else stops
            journeys.append(journey(start, end, day, number, stops=stops, lands=lands))
        owner = "BA" if number < self.others else "ZZ"
        offer = Offer(
            self.new_id("off"), search, journeys, owner, self._price(search, journeys, number)
        )
        self.offers[offer.id] = offer
        search.offers.append(offer)

    @staticmethod
    def _price(search: Search, journeys: list[list[Flight]], number: int) -> Decimal:
        far = sum(kilometres(each[0].origin, each[-1].destination) for each in journeys)
        cabin = Decimal(CABINS[search.data.get("cabin_class") or "economy"])
        fare = (Decimal(25 + round(far * 0.07)) + Decimal("3.35") * number) * cabin
        party = sum(
            Decimal("0.1") if each["id"] in search.lap else Decimal(1) for each in search.passengers
        )
        return (fare * party).quantize(Decimal("0.01"))


def _check(data: Json) -> None:
    """As far as Duffel's own validation is documented."""
    for name in ("slices", "passengers"):
        if not data.get(name):
            raise missing(name)
    for each in data["slices"]:
        for name in ("origin", "destination", "departure_date"):
            if not each.get(name):
                raise missing(name)
        if not known(each["origin"]) or not known(each["destination"]):
            raise Refused(422, "validation_format", message=f"{each} is no place")
    if data.get("cabin_class") not in {None, *CABINS}:
        raise Refused(422, "validation_inclusion")
    if data.get("max_connections", 1) not in {0, 1, 2}:
        raise Refused(422, "validation_inclusion")
    people: list[dict[str, Any]] = data["passengers"]
    if len(people) > 9 or any(("type" in each) == ("age" in each) for each in people):
        raise Refused(422, "invalid_field_sets")
