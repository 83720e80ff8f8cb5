"""Checked bags: what a fare has, and the services to buy for more."""

from decimal import Decimal

from tools.providers.duffel.wire import WireOffer, WireService
from travel.money import Money
from travel.value import Value

Place = tuple[str, str]  # a passenger on a segment


class ServiceChoice(Value):
    """So many of a service of the offer, as an order asks for it."""

    id: str
    quantity: int


class ExtraBags(Value):
    services: tuple[ServiceChoice, ...] = ()
    cost: Money | None = None


def bags_included(wire: WireOffer) -> int:
    """Checked bags that everybody with a seat has on every flight."""
    lap = _lap(wire)
    counts = [
        sum(bag.quantity for bag in each.baggages if bag.type == "checked")
        for flight in wire.slices
        for segment in flight.segments
        for each in segment.passengers
        if each.passenger_id not in lap
    ]
    return min(counts, default=0)


def extra_bags(wire: WireOffer, number: int) -> ExtraBags | None:
    """The cheapest services that give everybody with a seat `number` more bags; None: not sold."""
    if number == 0:
        return ExtraBags()
    sold = [each for each in _bag_services(wire) if each.maximum_quantity >= number]
    missing = _places(wire)
    chosen: list[WireService] = []
    while missing:
        place = min(missing)
        fitting = [each for each in sold if place in _covers(each) and _covers(each) <= missing]
        if not fitting:
            return None
        chosen.append(min(fitting, key=lambda each: each.total_amount / len(_covers(each))))
        missing -= _covers(chosen[-1])
    if any(each.total_currency != wire.total_currency for each in chosen):
        return None
    total = sum((each.total_amount * number for each in chosen), Decimal(0))
    return ExtraBags(
        services=tuple(ServiceChoice(id=each.id, quantity=number) for each in chosen),
        cost=Money(amount=total, currency=wire.total_currency),
    )


def bag_price(wire: WireOffer) -> Money | None:
    """Of one more bag for one person in one direction; None where it isn't sold just so."""
    directions = [{segment.id for segment in each.segments} for each in wire.slices]
    single = [
        each
        for each in _bag_services(wire)
        if len(each.passenger_ids) == 1 and set(each.segment_ids) in directions
    ]
    if not single:
        return None
    dearest = max(single, key=lambda each: each.total_amount)
    return Money(amount=dearest.total_amount, currency=dearest.total_currency)


def _bag_services(wire: WireOffer) -> list[WireService]:
    """Where the kind isn't told it is taken for a checked bag."""
    return [
        each
        for each in wire.available_services
        if each.type == "baggage"
        and (each.metadata is None or each.metadata.type in {None, "checked"})
    ]


def _places(wire: WireOffer) -> set[Place]:
    lap = _lap(wire)
    return {
        (passenger.id, segment.id)
        for passenger in wire.passengers
        if passenger.id not in lap
        for flight in wire.slices
        for segment in flight.segments
    }


def _covers(service: WireService) -> set[Place]:
    return {
        (passenger, segment)
        for passenger in service.passenger_ids
        for segment in service.segment_ids
    }


def _lap(wire: WireOffer) -> frozenset[str]:
    return frozenset(each.id for each in wire.passengers if each.on_a_lap)
