"""LiteAPI v3.0 as it is on the wire: what is read of rates, hotels, prebooks and bookings.

Source: its OpenAPI files (search, booking, static data). Fields not read are ignored. Where the schema
has a list and its examples one object (`offerRetailRate`), or the other way round, both are read.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, TypeVar, cast

from pydantic import (
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic.alias_generators import to_camel

from tools.providers.liteapi.errors import NAME
from travel.errors import MalformedResponse
from travel.money import CurrencyCode


class Wire(BaseModel):
    """A frozen part of an answer. Its errors never show what was received."""

    model_config = ConfigDict(
        frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=to_camel
    )


def _listed(value: object) -> object:
    if value is None:
        return ()
    return (cast(object, value),) if isinstance(value, dict) else value


def _first(value: object) -> object:
    if not isinstance(value, list):
        return value
    values = cast(Sequence[object], value)
    return values[0] if values else None


def _or_empty(value: object) -> object:
    return "" if value is None else value


def _or_false(value: object) -> object:
    return False if value is None else value


def _or_none(value: object) -> object:
    return None if value in ("", 0) else value


Part = TypeVar("Part")
Many = Annotated[tuple[Part, ...], BeforeValidator(_listed)]
Text = Annotated[str, BeforeValidator(_or_empty)]
Flag = Annotated[bool, BeforeValidator(_or_false)]


class WireAmount(Wire):
    amount: Decimal
    currency: CurrencyCode


class WireTax(WireAmount):
    included: Flag = False  # in the price; else it is paid at the property


class WireRetail(Wire):
    total: Many[WireAmount] = ()
    taxes_and_fees: Many[WireTax] = ()


class WirePolicy(Wire):
    """What is charged from `cancel_time` on."""

    cancel_time: datetime
    amount: Decimal
    currency: Text = ""
    type: Text = "amount"
    timezone: Text = ""  # "always GMT, even if not listed"


class WireTerms(Wire):
    cancel_policy_infos: Many[WirePolicy] = ()
    refundable_tag: Text = ""  # RFN, NRFN or nothing


class WireRate(Wire):
    """One room; an offer has one for each occupancy asked for."""

    max_occupancy: int | None = None
    board_type: Text = ""
    board_name: Text = ""
    retail_rate: WireRetail
    cancellation_policies: WireTerms | None = None


class WireRoomType(Wire):
    """An offer: what the documentation calls a room type is all rooms of one offer."""

    offer_id: Annotated[str, Field(min_length=1)]
    rates: Annotated[Many[WireRate], Field(min_length=1)]
    offer_retail_rate: Annotated[WireAmount | None, BeforeValidator(_first)] = None
    rate_type: Text = "standard"
    loyalty_membership_id_required: Flag = False


class WireHotelRates(Wire):
    hotel_id: str
    room_types: Many[object] = ()


class WireHotel(Wire):
    """As POST /hotels/rates (`hotels`) and GET /data/hotels state it, under their two namings."""

    id: str
    name: Text = ""
    address: Text = ""
    city: Annotated[Text, Field(validation_alias=AliasChoices("city_name", "city"))] = ""
    country: Annotated[Text, Field(validation_alias=AliasChoices("country_code", "country"))] = ""
    latitude: float | None = None
    longitude: float | None = None
    stars: float | None = None  # none at all are 0
    rating: Annotated[float | None, BeforeValidator(_or_none)] = None  # out of ten
    facility_ids: Many[int] = ()  # of GET /data/hotels only


class WireRates(Wire):
    data: Many[object] = ()
    hotels: Many[object] = ()
    sandbox: Flag = False


class WireFacility(Wire):
    model_config = ConfigDict(alias_generator=None)

    facility_id: int
    facility: str


class WireList(Wire):
    data: Many[object] = ()


class WirePrebookRooms(Wire):
    rates: Many[WireRate] = ()


class WirePrebook(Wire):
    prebook_id: Annotated[str, Field(min_length=1)]
    hotel_id: str
    checkin: date
    checkout: date
    currency: CurrencyCode
    price: Decimal
    room_types: Annotated[Many[WirePrebookRooms], Field(min_length=1)]
    terms_and_conditions: Text = ""
    price_difference_percent: Decimal | None = None
    cancellation_changed: Flag = False
    board_changed: Flag = False


class WireBookedHotel(Wire):
    name: Text = ""


class WireBooking(Wire):
    """Of the answers to booking, to reading one and (without some fields) to listing them.

    Terms that can't be read don't make it unreadable: that it exists matters more.
    """

    booking_id: Annotated[str, Field(min_length=1)]
    status: str
    checkin: date
    checkout: date
    currency: CurrencyCode
    price: Decimal | None = None
    client_reference: Text = ""
    prebook_id: Text = ""
    hotel_confirmation_code: Text = ""
    hotel: WireBookedHotel | None = None
    tag: Text = ""  # as `refundable_tag`
    cancellation_policies: object = None
    sandbox: bool | None = None  # beside `data` in the answer to booking


class WireCancelled(Wire):
    model_config = ConfigDict(alias_generator=None)

    booking_id: Annotated[str, Field(validation_alias="bookingId")]
    status: str
    currency: CurrencyCode
    cancellation_fee: Decimal | None = None
    refund_amount: Decimal | None = None


class One(Wire):
    data: object
    sandbox: bool | None = None


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


def read_each(
    model: type[Model], values: Sequence[object]
) -> tuple[list[Model], list[MalformedResponse]]:
    """Those that can be read, and what is wrong with the others."""
    found: list[Model] = []
    broken: list[MalformedResponse] = []
    for value in values:
        try:
            found.append(read(model, value))
        except MalformedResponse as error:
            broken.append(error)
    return found, broken
