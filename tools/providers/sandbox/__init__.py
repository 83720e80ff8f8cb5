"""A world without keys: deterministic providers on real geography, for trying things out.

Everything they state is marked as sandbox: prices and offers are simulated, opening hours
illustrative, weather beyond ten days the climate. What is booked of it is written down and not real.
"""

from collections.abc import Callable
from datetime import datetime

from tools.bookings import BookingProvider
from tools.providers.sandbox.booking import Ledger, SandboxBookings
from tools.providers.sandbox.currency import SandboxCurrency
from tools.providers.sandbox.flights import SandboxFlights
from tools.providers.sandbox.places import SandboxPlaces
from tools.providers.sandbox.routing import SandboxRouting
from tools.providers.sandbox.stays import SandboxStays
from tools.providers.sandbox.weather import SandboxWeather
from tools.toolbox import Toolbox
from travel.gazetteer import Gazetteer
from travel.offers import FlightOffer, StayOffer


def sandbox_desks(
    sandbox: Toolbox, ledger: Ledger, *, clock: Callable[[], datetime]
) -> tuple[BookingProvider, ...]:
    """Where the sandbox's flights and stays are booked."""
    flights, stays = sandbox.flights, sandbox.stays
    return (
        SandboxBookings(flights.name, FlightOffer, flights.reprice, ledger, clock=clock),
        SandboxBookings(stays.name, StayOffer, stays.reprice, ledger, clock=clock),
    )


def open_sandbox(gazetteer: Gazetteer, *, clock: Callable[[], datetime], seed: int = 0) -> Toolbox:
    """One world a seed; the same question gets the same answer while the clock stands."""
    return Toolbox(
        flights=SandboxFlights(gazetteer, clock=clock, seed=seed),
        stays=SandboxStays(gazetteer, clock=clock, seed=seed),
        weather=SandboxWeather(gazetteer, clock=clock, seed=seed),
        places=SandboxPlaces(gazetteer, clock=clock, seed=seed),
        routing=SandboxRouting(gazetteer, clock=clock, seed=seed),
        currency=SandboxCurrency(),
    )
