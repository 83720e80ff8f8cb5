"""The arguments of each tool, as an agent sees them and as they are checked before a call."""

from typing import Literal

from pydantic import BaseModel

Cabin = Literal["basic_economy", "economy", "business"]


class Leg(BaseModel):
    flight_number: str
    date: str  # YYYY-MM-DD


class Passenger(BaseModel):
    first_name: str
    last_name: str
    dob: str  # YYYY-MM-DD


class Payment(BaseModel):
    payment_id: str
    amount: int  # dollars


class BookReservation(BaseModel):
    """Book a reservation."""

    user_id: str
    origin: str
    destination: str
    flight_type: Literal["one_way", "round_trip"]
    cabin: Cabin
    flights: list[Leg]
    passengers: list[Passenger]
    payment_methods: list[Payment]
    total_baggages: int
    nonfree_baggages: int
    insurance: Literal["yes", "no"]


class CancelReservation(BaseModel):
    """Cancel the whole reservation."""

    reservation_id: str


class UpdateFlights(BaseModel):
    """Change a reservation's flights or cabin. Name every flight of the new reservation, kept ones too."""

    reservation_id: str
    cabin: Cabin
    flights: list[Leg]
    payment_id: str


class UpdateBaggages(BaseModel):
    """Set a reservation's number of bags, and how many of them are paid for."""

    reservation_id: str
    total_baggages: int
    nonfree_baggages: int
    payment_id: str


class UpdatePassengers(BaseModel):
    """Change who travels on a reservation."""

    reservation_id: str
    passengers: list[Passenger]


class SendCertificate(BaseModel):
    """Send a certificate of an amount in dollars to a user."""

    user_id: str
    amount: int


class UserDetails(BaseModel):
    """A user's profile with payment methods, membership and reservation numbers."""

    user_id: str


class ReservationDetails(BaseModel):
    """A reservation's flights, passengers, payments and bags."""

    reservation_id: str


class FlightSearch(BaseModel):
    """Flights that can be booked between two airports on a date (YYYY-MM-DD)."""

    origin: str
    destination: str
    date: str


class FlightStatus(BaseModel):
    """The status of a flight on a date (YYYY-MM-DD)."""

    flight_number: str
    date: str


class Nothing(BaseModel):
    """All airports with their cities."""


class Calculate(BaseModel):
    """The value of an expression of numbers with + - * / and parentheses."""

    expression: str


class Transfer(BaseModel):
    """Hand the person over to a human agent, with a summary. Only for what the other tools can't do."""

    summary: str
