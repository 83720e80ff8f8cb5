"""From Duffel's words to ours: offers, slices, and the instants that its local times mean."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, ValidationError

from tools.providers.duffel.bags import ServiceChoice, bag_price, bags_included, extra_bags
from tools.providers.duffel.errors import NAME
from tools.providers.duffel.wire import WireCondition, WireOffer, WirePlace, WireSegment, WireSlice
from travel.dates import utc
from travel.errors import MalformedResponse, OfferGone
from travel.money import Money
from travel.offers import FlightOffer, Segment, Slice
from travel.provenance import Provenance
from travel.value import Value

Zone = Callable[[str], str | None]  # of an airport, by its IATA code: an IANA name

TEST_MODE = "Duffel test mode: not a real fare, nothing of it flies"


class OfferPassenger(Value):
    """Whom an offer is for; the order names each by `id`. Of a child only the age may be known."""

    id: str
    type: str | None = None
    age: int | None = None


class Buyable(Value):
    """An offer as it stands, with what an order of it needs."""

    offer: FlightOffer
    passengers: Annotated[tuple[OfferPassenger, ...], Field(min_length=1)]
    services: tuple[ServiceChoice, ...] = ()  # the bags in the price
    holdable: bool = False
    pay_by: AwareDatetime | None = None  # of a hold
    price_held_until: AwareDatetime | None = None  # of a hold; None: no guarantee
    documents_required: bool = False
    refund_penalty: Money | None = None  # before departure, where a refund is allowed
    change_penalty: Money | None = None


def buyable(wire: WireOffer, *, zone: Zone, now: datetime, party: int, bags: int) -> Buyable:
    """With `bags` checked bags for each, bought where the fare has fewer.

    Raises OfferGone for one that has expired or can't have the bags, MalformedResponse.
    """
    if wire.expires_at <= now:
        raise OfferGone(NAME, "the offer has expired")
    included = bags_included(wire)
    extra = extra_bags(wire, max(0, bags - included))
    if extra is None:
        raise OfferGone(NAME, f"the offer can't be had with {bags} checked bags each")
    price = Money(amount=wire.total_amount, currency=wire.total_currency)
    terms = wire.payment_requirements
    return Buyable(
        offer=FlightOffer(
            id=wire.id,
            slices=tuple(slice_of(each, zone) for each in wire.slices),
            price=price if extra.cost is None else price + extra.cost,
            party_size=party,
            bags_included=max(included, bags) if extra.services else included,
            bag_price=bag_price(wire),
            refundable=_allowed(wire.conditions.refund_before_departure),
            changeable=_allowed(wire.conditions.change_before_departure),
            provenance=_provenance(wire, now),
        ),
        passengers=tuple(
            OfferPassenger(id=each.id, type=each.type, age=each.age) for each in wire.passengers
        ),
        services=extra.services,
        holdable=not terms.requires_instant_payment,
        pay_by=terms.payment_required_by,
        price_held_until=terms.price_guarantee_expires_at,
        documents_required=wire.passenger_identity_documents_required,
        refund_penalty=_penalty(wire.conditions.refund_before_departure),
        change_penalty=_penalty(wire.conditions.change_before_departure),
    )


def slice_of(wire: WireSlice, zone: Zone) -> Slice:
    """Raises MalformedResponse where it isn't a journey: no carrier code, landing before take-off."""
    try:
        return Slice(segments=tuple(_segment(each, zone) for each in wire.segments))
    except ValidationError as error:
        wrong = {str(each["loc"][-1]) if each["loc"] else "times" for each in error.errors()}
    raise MalformedResponse(NAME, f"a flight with impossible {', '.join(sorted(wrong))}")


def touchdowns(wire: WireSlice) -> int:
    """Stops on the way: changes of plane and landings in between without one."""
    return len(wire.segments) - 1 + sum(len(each.stops) for each in wire.segments)


def _segment(wire: WireSegment, zone: Zone) -> Segment:
    depart, arrive = _instants(wire, zone)
    carrier = wire.marketing_carrier.iata_code or ""
    return Segment(
        carrier=carrier,
        carrier_name=wire.marketing_carrier.name,
        number=f"{carrier}{wire.marketing_carrier_flight_number}",
        origin=wire.origin.iata_code,
        destination=wire.destination.iata_code,
        depart=depart,
        arrive=arrive,
        cabin=wire.passengers[0].cabin_class if wire.passengers else "economy",
        aircraft=wire.aircraft.name if wire.aircraft else "",
    )


def _instants(wire: WireSegment, zone: Zone) -> tuple[datetime, datetime]:
    """Local times in their airports' zones; an hour that occurs twice is the one that fits `duration`."""
    departs = _readings(wire.departing_at, wire.origin, zone)
    arrives = _readings(wire.arriving_at, wire.destination, zone)
    pairs = [(depart, arrive) for depart in departs for arrive in arrives]
    if wire.duration is None:
        return pairs[0]
    lasts = wire.duration
    return min(pairs, key=lambda pair: abs(utc(pair[1]) - utc(pair[0]) - lasts))


def _readings(local: datetime, place: WirePlace, zone: Zone) -> list[datetime]:
    if local.tzinfo is not None:
        return [local]
    name = zone(place.iata_code) or place.time_zone
    try:
        tz = ZoneInfo(name or "")
    except (KeyError, ValueError):  # ZoneInfoNotFoundError is a KeyError
        raise MalformedResponse(NAME, f"no time zone for {place.iata_code}") from None
    return [local.replace(tzinfo=tz, fold=fold) for fold in (0, 1)]


def _provenance(wire: WireOffer, now: datetime) -> Provenance:
    return Provenance(
        id=f"{NAME}:{wire.id}:{now.isoformat()}",
        provider=NAME,
        retrieved_at=now,
        expires_at=wire.expires_at,
        sandbox=not wire.live_mode,
        note="" if wire.live_mode else TEST_MODE,
    )


def _allowed(condition: WireCondition | None) -> bool:
    """Null means that the airline doesn't say: nothing is promised."""
    return condition is not None and condition.allowed


def _penalty(condition: WireCondition | None) -> Money | None:
    if condition is None or not condition.allowed:
        return None
    if condition.penalty_amount is None or condition.penalty_currency is None:
        return None
    return Money(amount=condition.penalty_amount, currency=condition.penalty_currency)
