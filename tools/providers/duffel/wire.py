"""Duffel v2 as it is on the wire: what is read of an offer and of the requests around it.

Fields not read are ignored, so that new ones do no harm. Amounts are strings and stay exact.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, TypeVar, cast

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tools.providers.duffel.errors import NAME
from travel.errors import MalformedResponse
from travel.money import CurrencyCode
from travel.wishes import Cabin


class Wire(BaseModel):
    """A frozen part of an answer. Its errors never show what was received."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


def _not_null(value: object) -> object:
    return () if value is None else value


Part = TypeVar("Part")
Many = Annotated[tuple[Part, ...], BeforeValidator(_not_null)]


class WirePlace(Wire):
    iata_code: str
    time_zone: str | None = None


class WireCarrier(Wire):
    name: str
    iata_code: str | None = None


class WireAircraft(Wire):
    name: str = ""


class WireBaggage(Wire):
    type: str  # checked, carry_on
    quantity: int


class WireSeatTaker(Wire):
    passenger_id: str
    cabin_class: Cabin
    baggages: Many[WireBaggage] = ()


class WireStop(Wire):
    duration: timedelta | None = None


class WireSegment(Wire):
    id: str
    origin: WirePlace
    destination: WirePlace
    departing_at: datetime  # local, without an offset
    arriving_at: datetime
    duration: timedelta | None = None
    marketing_carrier: WireCarrier
    marketing_carrier_flight_number: str = ""
    aircraft: WireAircraft | None = None
    passengers: Many[WireSeatTaker] = ()
    stops: Many[WireStop] = ()


class WireSlice(Wire):
    id: str
    segments: Annotated[tuple[WireSegment, ...], Field(min_length=1)]


class WireCondition(Wire):
    allowed: bool = False
    penalty_amount: Decimal | None = None
    penalty_currency: CurrencyCode | None = None


class WireConditions(Wire):
    refund_before_departure: WireCondition | None = None
    change_before_departure: WireCondition | None = None


class WirePaymentRequirements(Wire):
    requires_instant_payment: bool = True
    payment_required_by: AwareDatetime | None = None
    price_guarantee_expires_at: AwareDatetime | None = None


class WirePassenger(Wire):
    id: str
    type: str | None = None  # adult, child, infant_without_seat, ...; null where an age was given
    age: int | None = None

    @property
    def on_a_lap(self) -> bool:
        return self.type == "infant_without_seat" or (self.age is not None and self.age < 2)


class WireServiceMetadata(Wire):
    type: str | None = None  # checked, carry_on
    maximum_weight_kg: Decimal | None = None


class WireService(Wire):
    """Something to buy with an offer, at one price for all its passengers and segments."""

    id: str
    type: str  # baggage, seat, cancel_for_any_reason, ...
    total_amount: Decimal
    total_currency: CurrencyCode
    maximum_quantity: int = 1
    passenger_ids: Many[str] = ()
    segment_ids: Many[str] = ()
    metadata: WireServiceMetadata | None = None


class WireOffer(Wire):
    id: str
    live_mode: bool
    owner: WireCarrier
    total_amount: Decimal
    total_currency: CurrencyCode
    expires_at: AwareDatetime
    partial: bool = False
    passenger_identity_documents_required: bool = False
    payment_requirements: WirePaymentRequirements = WirePaymentRequirements()
    conditions: WireConditions = WireConditions()
    passengers: Annotated[tuple[WirePassenger, ...], Field(min_length=1)]
    slices: Annotated[tuple[WireSlice, ...], Field(min_length=1)]
    available_services: Many[WireService] = ()


class WireOfferRequest(Wire):
    id: str


class Meta(Wire):
    after: str | None = None


class Page(Wire):
    data: tuple[object, ...]
    meta: Meta | None = None


class One(Wire):
    data: object


Model = TypeVar("Model", bound=BaseModel)


def read(model: type[Model], value: object) -> Model:
    """Raises MalformedResponse, which says where the answer broke the contract, not with what."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        wrong = [".".join(map(str, each["loc"])) for each in error.errors(include_input=False)]
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    raise MalformedResponse(NAME, f"unexpected {model.__name__}: {', '.join(wrong[:3])}{more}")


def read_data(model: type[Model], body: object) -> Model:
    """Of `{"data": {...}}`."""
    return read(model, read(One, body).data)


def wrapped(data: Mapping[str, object]) -> Mapping[str, object]:
    """Every request's body."""
    return {"data": data}


def passengers(adults: int, children: Sequence[int]) -> list[Mapping[str, object]]:
    """Adults by type, children and infants by age (on the last slice's day)."""
    grown = [{"type": "adult"} for _ in range(adults)]
    return cast(list[Mapping[str, object]], [*grown, *({"age": age} for age in children)])
