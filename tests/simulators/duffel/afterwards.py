"""What happens to an order afterwards: cancellations, changes, and changes the airline makes."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from tests.simulators.duffel.desk import Desk
from tests.simulators.duffel.errors import Refused, missing, wrong_state
from tests.simulators.duffel.orders import Order, Orders, check_amount
from tests.simulators.duffel.world import Json, instant, local, zone_of

QUOTE = timedelta(hours=1)
COST, PENALTY = Decimal("125.00"), Decimal("25.00")
CABINS = ("economy", "premium_economy", "first")  # business is never offered
HOURS = (6, 12, 18)


class Afterwards:
    def __init__(self, desk: Desk, orders: Orders, clock: Callable[[], datetime]) -> None:
        self._desk = desk
        self._orders = orders
        self._clock = clock
        self.cancellations: dict[str, Json] = {}
        self.change_offers: dict[str, Json] = {}
        self.changes: dict[str, Json] = {}

    def quote(self, data: Json) -> Json:
        order, now = self._orders.get(data.get("order_id") or ""), self._clock()
        if order.cancelled_at:
            raise wrong_state("already_cancelled")
        credits = order.offer.route == ("LTN", "SYD")
        paid = order.total if order.paid_at else Decimal("0.00")
        to = "airline_credits" if credits else "balance" if order.paid_at else "awaiting_payment"
        quote: Json = {
            "id": self._desk.new_id("ore"),
            "order_id": order.id,
            "refund_amount": str(paid),
            "refund_currency": "EUR",
            "refund_to": to,
            "expires_at": instant(now + QUOTE),
            "confirmed_at": None,
            "created_at": instant(now),
            "airline_credits": [{"credit_amount": str(paid), "credit_currency": "EUR"}]
            if credits
            else [],
            "live_mode": False,
        }
        self.cancellations[quote["id"]] = quote
        return quote

    def cancellation(self, quote_id: str) -> Json:
        return _known(self.cancellations, quote_id)

    def cancel(self, quote_id: str) -> Json:
        quote, now = self.cancellation(quote_id), self._clock()
        order = self._orders.get(quote["order_id"])
        if order.cancelled_at:
            raise wrong_state("already_cancelled")
        if datetime.fromisoformat(quote["expires_at"]) <= now:
            raise wrong_state("order_not_cancellable")
        order.cancelled_at = now
        quote["confirmed_at"] = instant(now)
        if self._orders.balance is not None and quote["refund_to"] == "balance":
            self._orders.balance += Decimal(quote["refund_amount"])
        return quote

    def change_request(self, data: Json) -> Json:
        order = self._orders.get(data.get("order_id") or "")
        if "change" not in order.actions:
            raise wrong_state("order_not_changeable")
        slices: Json = data.get("slices") or {}
        if not slices.get("remove") or not slices.get("add"):
            raise missing("slices")
        removed = slices["remove"][0]["slice_id"]
        old = next((each for each in order.slices if each["id"] == removed), None)
        if old is None:
            raise Refused(422, "not_found")
        offers = [
            self._change_offer(order, old, slices["add"][0], cabin, hour)
            for cabin in CABINS
            if cabin == slices["add"][0].get("cabin_class", "economy")
            for hour in HOURS
        ]
        return {
            "id": self._desk.new_id("ocr"),
            "order_id": order.id,
            "slices": slices,
            "order_change_offers": offers,
            "live_mode": False,
        }

    def choose(self, data: Json) -> Json:
        offer = _known(self.change_offers, data.get("selected_order_change_offer") or "")
        if "change" not in self._orders.get(offer["order_id"]).actions:
            raise wrong_state("order_not_changeable")
        change: Json = offer | {
            "id": offer["order_change_id"],
            "confirmed_at": None,
            "available_payment_types": ["balance"],
        }
        self.changes[change["id"]] = change
        return change

    def confirm(self, change_id: str, data: Json) -> Json:
        change, now = _known(self.changes, change_id), self._clock()
        order = self._orders.get(change["order_id"])
        if change["confirmed_at"]:
            raise wrong_state("order_change_already_actioned")
        if order.cancelled_at:
            raise wrong_state("already_cancelled")
        check_amount(data.get("payment") or {}, Decimal(change["change_total_amount"]))
        change["confirmed_at"] = instant(now)
        old, new = change["slices"]["remove"][0], change["slices"]["add"][0]
        order.slices = [new if each["id"] == old["id"] else each for each in order.slices]
        order.total += Decimal(change["change_total_amount"])
        gone = {segment["id"] for segment in old["segments"]}
        order.services = [each for each in order.services if not gone & set(each["segment_ids"])]
        order.changes.append({name: change[name] for name in ("id", "confirmed_at")})
        return change

    def airline_changes(self, order_id: str) -> list[Json]:
        """On one test route each reading moves the flight by another hour."""
        order = self._orders.get(order_id)
        if order.offer.route == ("LHR", "LTN") and not order.cancelled_at:
            for segment in order.slices[0]["segments"]:
                for name in ("departing_at", "arriving_at"):
                    segment[name] = local(
                        datetime.fromisoformat(segment[name]) + timedelta(hours=1)
                    )
            order.airline_changes.append(
                {
                    "id": self._desk.new_id("aic"),
                    "order_id": order.id,
                    "action_taken": None,
                    "available_actions": ["accept", "cancel", "change"],
                    "created_at": instant(self._clock()),
                }
            )
        return order.airline_changes

    def accept(self, change_id: str) -> Json:
        for order in self._orders.all.values():
            for each in order.airline_changes:
                if each["id"] == change_id:
                    if each is not order.airline_changes[-1]:
                        raise wrong_state("stale_airline_initiated_change_accept")
                    each["action_taken"] = "accepted"
                    return each
        raise Refused(404, "not_found")

    def _change_offer(self, order: Order, old: Json, to: Json, cabin: str, hour: int) -> Json:
        segment = old["segments"][0]
        zone = zone_of(segment["origin"]["iata_code"])
        day = date.fromisoformat(to["departure_date"])
        moved = datetime.combine(day, time(hour), tzinfo=zone)
        shift = moved.replace(tzinfo=None) - datetime.fromisoformat(segment["departing_at"])
        people = [each | {"cabin_class": cabin, "baggages": []} for each in segment["passengers"]]
        segments = [
            each
            | {
                "id": self._desk.new_id("seg"),
                "departing_at": local(datetime.fromisoformat(each["departing_at"]) + shift),
                "arriving_at": local(datetime.fromisoformat(each["arriving_at"]) + shift),
                "passengers": people,
            }
            for each in old["segments"]
        ]
        new = old | {"id": self._desk.new_id("sli"), "segments": segments}
        offer: Json = {
            "id": self._desk.new_id("oco"),
            "order_id": order.id,
            "order_change_id": self._desk.new_id("oce"),
            "change_total_amount": str(COST),
            "change_total_currency": "EUR",
            "new_total_amount": str(order.total + COST - PENALTY),
            "new_total_currency": "EUR",
            "penalty_total_amount": str(PENALTY),
            "penalty_total_currency": "EUR",
            "refund_to": "balance",
            "expires_at": instant(self._clock() + QUOTE),
            "slices": {"add": [new], "remove": [old]},
            "live_mode": False,
        }
        self.change_offers[offer["id"]] = offer
        return offer


def _known(things: dict[str, Json], thing_id: str) -> Json:
    if thing_id not in things:
        raise Refused(404, "not_found")
    return things[thing_id]
