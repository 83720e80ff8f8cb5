"""A world without keys: deterministic providers on real geography, for trying things out.

Everything they state is marked as sandbox: prices and offers are simulated, opening hours
illustrative, weather beyond ten days the climate. Nothing of it can be booked.
"""

from collections.abc import Callable
from datetime import datetime

from tools.providers.sandbox.currency import SandboxCurrency
from tools.providers.sandbox.flights import SandboxFlights
from tools.providers.sandbox.places import SandboxPlaces
from tools.providers.sandbox.routing import SandboxRouting
from tools.providers.sandbox.stays import SandboxStays
from tools.providers.sandbox.weather import SandboxWeather
from tools.toolbox import Toolbox
from travel.gazetteer import Gazetteer


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
