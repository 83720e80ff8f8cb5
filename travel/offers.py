"""What providers offer: flights, ground transport between cities, stays."""

from datetime import date, time
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from travel.dates import minutes_between, utc
from travel.money import Money
from travel.places import IataCode, Latitude, Longitude
from travel.provenance import Provenance
from travel.value import Value
from travel.wishes import AccessNeed, Amenity, Board, Cabin


class Segment(Value):
    """One flight number from take-off to landing; times carry the offset of their airport."""

    carrier: Annotated[str, Field(pattern=r"^[A-Z0-9]{2}$")]
    carrier_name: str
    number: str  # "TP533"
    origin: IataCode
    destination: IataCode
    depart: AwareDatetime
    arrive: AwareDatetime
    cabin: Cabin = "economy"
    aircraft: str = ""

    @model_validator(mode="after")
    def _lands_later(self) -> Self:
        if utc(self.arrive) <= utc(self.depart):
            raise ValueError(f"{self.number} lands before it takes off")
        return self

    @property
    def minutes(self) -> int:
        return minutes_between(self.depart, self.arrive)


class Slice(Value):
    """One direction: segments in order, with layovers between."""

    segments: Annotated[tuple[Segment, ...], Field(min_length=1)]

    @property
    def origin(self) -> str:
        return self.segments[0].origin

    @property
    def destination(self) -> str:
        return self.segments[-1].destination

    @property
    def depart(self) -> AwareDatetime:
        return self.segments[0].depart

    @property
    def arrive(self) -> AwareDatetime:
        return self.segments[-1].arrive

    @property
    def minutes(self) -> int:
        return minutes_between(self.depart, self.arrive)

    @property
    def stops(self) -> int:
        return len(self.segments) - 1


class FlightOffer(Value):
    """All slices at one price for the whole party, taxes included."""

    id: str
    slices: Annotated[tuple[Slice, ...], Field(min_length=1)]
    price: Money  # the whole party
    party_size: int
    bags_included: int = 0  # checked, a person
    bag_price: Money | None = None  # one more checked bag, one person, one direction
    seats_left: int | None = None
    refundable: bool = False
    changeable: bool = False
    provenance: Provenance

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.slices)

    @property
    def stops(self) -> int:
        """The most in any direction."""
        return max(each.stops for each in self.slices)

    @property
    def carriers(self) -> frozenset[str]:
        return frozenset(seg.carrier for each in self.slices for seg in each.segments)


class GroundOffer(Value):
    """A train, bus, ferry or car between two cities, for the whole party."""

    id: str
    mode: Literal["train", "bus", "ferry", "car"]
    operator: str
    number: str = ""
    origin: str  # city
    destination: str  # city
    depart: AwareDatetime
    arrive: AwareDatetime
    price: Money
    provenance: Provenance


class StayOffer(Value):
    """A stay in one property for the whole party and all nights, taxes included."""

    id: str
    name: str
    city: str
    country: str
    area: str = ""
    lat: Latitude
    lon: Longitude
    centre_km: float  # from the centre of the city
    stars: Annotated[int, Field(ge=1, le=5)]
    rating: Annotated[float, Field(ge=0, le=10)] | None = None
    check_in: date
    check_out: date
    check_in_from: time = time(15, 0)  # local
    check_out_until: time = time(11, 0)
    rooms: Annotated[int, Field(ge=1)]
    sleeps: Annotated[int, Field(ge=1)]  # in all rooms together
    board: Board = "room_only"
    amenities: tuple[Amenity, ...] = ()
    accessible: tuple[AccessNeed, ...] = ()
    price: Money  # all rooms, all nights
    refundable_until: AwareDatetime | None = None
    provenance: Provenance

    @model_validator(mode="after")
    def _at_least_a_night(self) -> Self:
        if self.check_out <= self.check_in:
            raise ValueError("a stay has at least one night")
        return self

    @property
    def nights(self) -> int:
        return (self.check_out - self.check_in).days

    @property
    def price_per_night(self) -> Money:
        return Money(
            amount=self.price.amount / Decimal(self.nights), currency=self.price.currency
        ).rounded()
