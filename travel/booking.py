"""Bookings: what is bought, what a person agreed to, and what came of it.

No value here holds personal data except `TravellerDetails` and its parts, which show in no print and no
error. Everything else may be logged, checkpointed and shown to a model.
"""

import json
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from travel.money import Money
from travel.offers import FlightOffer, StayOffer
from travel.value import Value

BookingState = Literal[
    "offered",
    "repriced",
    "awaiting_approval",
    "approved",
    "rejected",
    "expired",  # nobody approved it in time, or it wasn't placed in time after that
    "placing",  # the intent is recorded; from here on the provider may know of it
    "confirmed",
    "failed",  # nothing was bought
    "unknown",  # the provider can't or doesn't say yet what happened; `reason` says what is known
    "cancelling",
    "cancelled",
]
Offer = FlightOffer | StayOffer
Secret = Field(repr=False)
Name = Annotated[str, Field(min_length=1, max_length=80, repr=False)]


class TravelDocument(Value):
    model_config = ConfigDict(hide_input_in_errors=True)

    type: Annotated[Literal["passport", "tax_id"], Secret] = "passport"
    number: Name
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", repr=False)]  # that issued it
    expires_on: Annotated[date | None, Secret] = None


class Traveller(Value):
    """As the travel document states it."""

    model_config = ConfigDict(hide_input_in_errors=True)

    given_name: Name
    family_name: Name
    born_on: Annotated[date, Secret]
    gender: Annotated[Literal["m", "f"], Secret]
    title: Annotated[Literal["mr", "ms", "mrs", "miss", "dr"], Secret]
    documents: Annotated[tuple[TravelDocument, ...], Secret] = ()

    def age_on(self, day: date) -> int:
        """In whole years."""
        before = (day.month, day.day) < (self.born_on.month, self.born_on.day)
        return day.year - self.born_on.year - before

    @property
    def masked(self) -> str:
        """Enough to tell travellers apart by: "A. L."."""
        return f"{self.given_name[0]}. {self.family_name[0]}."


class Contact(Value):
    model_config = ConfigDict(hide_input_in_errors=True)

    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", repr=False)]
    phone: Annotated[str, Field(pattern=r"^\+[1-9]\d{5,14}$", repr=False)]  # E.164


class TravellerDetails(Value):
    """Who travels and how to reach them: personal data, kept encrypted, sent to the provider alone."""

    model_config = ConfigDict(hide_input_in_errors=True)

    travellers: Annotated[tuple[Traveller, ...], Field(min_length=1, repr=False)]
    contact: Annotated[Contact, Secret]


class RuleStep(Value):
    """What it costs from `at` on; None where that isn't stated as an amount."""

    at: AwareDatetime
    fee: Money | None


class Rule(Value):
    """Whether what was bought may be given back or changed. `penalty` is None where none is stated."""

    allowed: bool
    penalty: Money | None = None
    until: AwareDatetime | None = None
    steps: tuple[RuleStep, ...] = ()


class Quote(Value):
    """An offer as its provider stands by it now. `carried` is the provider's own, for placing it."""

    offer: Offer
    charge: Money  # what the provider takes; `offer.price` adds what is paid at the property
    paid_there: tuple[Money, ...] = ()
    refund: Rule
    change: Rule
    carried: Annotated[str, Secret] = ""

    @property
    def provider(self) -> str:
        return self.offer.provenance.provider


class Before(Value):
    """What was shown before the provider changed it."""

    what: tuple[str, ...]
    price: Money
    charge: Money
    refund: Rule
    change: Rule


class BookingFacts(Value):
    """Exactly what will be bought. An approval holds for these facts and no others."""

    kind: Literal["flight", "stay"]
    what: tuple[str, ...]  # a line for each flight, or for the house, the room and the nights
    starts: date  # local
    ends: date
    travellers: tuple[str, ...]  # masked
    price: Money  # everything, taxes included
    charge: Money  # of it, what the provider takes on booking
    paid_there: tuple[Money, ...] = ()  # taxes and fees at the property
    refund: Rule
    change: Rule
    provider: str
    sandbox: bool
    note: str = ""
    offer_id: str
    before: Before | None = None  # set where the person is asked again

    def digest(self) -> str:
        """SHA-256 over canonical JSON, in hexadecimal."""
        dumped = self.model_dump(mode="json")
        text = json.dumps(dumped, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    def same_deal(self, other: "BookingFacts") -> bool:
        """Whether both buy the same at the same price and on the same terms."""
        plain = {"before": None, "note": ""}
        return self.model_copy(update=plain) == other.model_copy(update=plain)

    def superseded(self) -> Before:
        return Before(
            what=self.what,
            price=self.price,
            charge=self.charge,
            refund=self.refund,
            change=self.change,
        )


class Approval(Value):
    """One person's word for one booking's facts; it can be acted upon until `expires_at`."""

    booking_id: str
    thread: str
    user: str
    digest: str
    given_at: AwareDatetime
    expires_at: AwareDatetime


class Placed(Value):
    """An order that exists at the provider. `total` is None where it isn't told."""

    order_id: str
    reference: str = ""
    total: Money | None = None
    cancelled: bool = False


class Refund(Value):
    """What cancelling gives back: a quote, or what was done. None: the provider doesn't say."""

    order_id: str
    quote_id: str = ""  # the provider's own
    amount: Money | None
    fee: Money | None = None
    to: str = ""  # balance, original_form_of_payment, airline_credits, ...
    expires_at: AwareDatetime | None = None

    def digest(self) -> str:
        """Of what the person is shown."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


class TravellersAsked(Value):
    """Who travels has to be known before anything can be proposed. `problem` says why not as given."""

    type: Literal["travellers_asked"] = "travellers_asked"
    adults: int
    children: tuple[int, ...] = ()  # ages on the first day
    text: str
    problem: str = ""


class ApprovalAsked(Value):
    """What would be bought, and until when it can be approved. `text` is for a person to read."""

    type: Literal["approval_asked"] = "approval_asked"
    booking_id: str
    facts: BookingFacts
    digest: str
    expires_at: AwareDatetime
    text: str


class CancellationAsked(Value):
    """What cancelling would give back. `digest` is the refund's."""

    type: Literal["cancellation_asked"] = "cancellation_asked"
    booking_id: str
    facts: BookingFacts
    refund: Refund
    digest: str
    text: str


Asked = Annotated[TravellersAsked | ApprovalAsked | CancellationAsked, Field(discriminator="type")]


class Word(Value):
    """A person's answer to what was asked. `digest` is of what they were shown.

    To `TravellersAsked` "yes" means that the details are given beside it, outside of what is kept of a
    conversation.
    """

    says: Literal["yes", "no"]
    digest: str = ""
    reason: str = ""


class Step(Value):
    """An entry of a booking's log."""

    state: BookingState
    at: AwareDatetime
    reason: str = ""


class Booking(Value):
    """One booking as it stands. `version` counts its changes."""

    id: str  # also our name for it at the provider
    thread: str
    user: str
    state: BookingState
    version: int = 1
    reason: str = ""
    facts: BookingFacts
    quote: Quote
    expires_at: AwareDatetime  # until when it can be approved
    approval: Approval | None = None
    intent_at: AwareDatetime | None = None  # when the intent to place was recorded
    order: Placed | None = None
    refund: Refund | None = None  # quoted last; of a cancelled booking what came back
    created_at: AwareDatetime
    updated_at: AwareDatetime

    @property
    def provider(self) -> str:
        return self.quote.provider

    @property
    def holds(self) -> bool:
        """Whether it is bought, or may be."""
        return self.state in ("placing", "unknown", "confirmed", "cancelling")

    @property
    def digest(self) -> str:
        return self.facts.digest()

    @property
    def offer_mark(self) -> str:
        return offer_mark(self.quote.offer)


def offer_mark(offer: Offer) -> str:
    """A short name of the offer: some providers' ids are hundreds of characters long."""
    return sha256(f"{offer.provenance.provider}\x1f{offer.id}".encode()).hexdigest()[:32]
