"""Duffel Stays as it is on the wire (duffel.com/docs/api/v2): what is read of results, rates, quotes, bookings."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator

from tools.providers.duffel import wire as duffel
from tools.providers.duffel.wire import Many, Wire
from tools.providers.duffel_stays.errors import NAME
from travel.errors import MalformedResponse
from travel.money import CurrencyCode
from travel.places import Latitude, Longitude


def _or_empty(value: object) -> object:
    return {} if value is None else value


class WireRefund(Wire):
    """What comes back of a cancellation `before` then."""

    before: AwareDatetime
    refund_amount: Decimal
    currency: CurrencyCode


class WireRate(Wire):
    """Of all rooms, all nights and all guests. What is due at the accommodation comes on top."""

    id: str
    total_amount: Decimal
    total_currency: CurrencyCode
    board_type: str = ""
    available_payment_methods: Many[str] = ()
    cancellation_timeline: Many[WireRefund] = ()
    due_at_accommodation_amount: Decimal | None = None
    due_at_accommodation_currency: CurrencyCode | None = None
    expires_at: AwareDatetime | None = None


class WireRoom(Wire):
    rates: Many[object] = ()


class WirePoint(Wire):
    latitude: Latitude
    longitude: Longitude


class WireAddress(Wire):
    line_one: str | None = None


class WireLocation(Wire):
    address: WireAddress | None = None
    geographic_coordinates: WirePoint | None = None


class WireAmenity(Wire):
    type: str


class WireTimes(Wire):
    check_in_after_time: time = time(15, 0)
    check_out_before_time: time = time(11, 0)


class WireAccommodation(Wire):
    id: str = ""
    name: str
    location: WireLocation = WireLocation()
    rating: float | None = None  # stars
    review_score: float | None = None  # of 10
    amenities: Many[WireAmenity] = ()
    check_in_information: Annotated[WireTimes, BeforeValidator(_or_empty)] = WireTimes()
    rooms: Many[WireRoom] = ()

    def rates(self) -> tuple[list[WireRate], list[MalformedResponse]]:
        """Those that can be read, and what is wrong with the others."""
        return read_each(WireRate, (rate for room in self.rooms for rate in room.rates))


class WireResult(Wire):
    id: str
    accommodation: WireAccommodation
    cheapest_rate_total_amount: Decimal | None = None
    expires_at: AwareDatetime | None = None


class WireResults(Wire):
    results: Many[object] = ()


class WireQuote(Wire):
    id: str
    total_amount: Decimal
    total_currency: CurrencyCode
    due_at_accommodation_amount: Decimal | None = None
    due_at_accommodation_currency: CurrencyCode | None = None
    check_in_date: date
    check_out_date: date
    accommodation: WireAccommodation


class WireBooking(Wire):
    id: str
    status: str
    reference: str | None = None
    accommodation: WireAccommodation
    check_in_date: date
    check_out_date: date
    confirmed_at: AwareDatetime | None = None
    metadata: Annotated[Mapping[str, object], BeforeValidator(_or_empty)] = {}


Model = TypeVar("Model", bound=BaseModel)


def read(model: type[Model], value: object) -> Model:
    """Raises MalformedResponse, which says where the answer broke the contract, not with what."""
    try:
        return duffel.read(model, value)
    except MalformedResponse as error:
        detail = error.detail
    raise MalformedResponse(NAME, detail)


def read_data(model: type[Model], body: object) -> Model:
    """Of `{"data": {...}}`."""
    return read(model, read(duffel.One, body).data)


def read_each(
    model: type[Model], values: Iterable[object]
) -> tuple[list[Model], list[MalformedResponse]]:
    fine: list[Model] = []
    broken: list[MalformedResponse] = []
    for value in values:
        try:
            fine.append(read(model, value))
        except MalformedResponse as error:
            broken.append(error)
    return fine, broken
