"""The capabilities an agent can be given, each behind its Protocol."""

from dataclasses import dataclass

from tools.advisories import AdvisoryProvider
from tools.currency import CurrencyProvider
from tools.flights import FlightProvider
from tools.places import PlacesProvider
from tools.routing import RoutingProvider
from tools.stays import StayProvider
from tools.weather import WeatherProvider


@dataclass(frozen=True)
class Toolbox:
    """One provider a capability; `wiring` chooses them. Advisories are of each issuer there is: none in
    the sandbox, which makes no warnings up."""

    flights: FlightProvider
    stays: StayProvider
    weather: WeatherProvider
    places: PlacesProvider
    routing: RoutingProvider
    currency: CurrencyProvider
    advisories: tuple[AdvisoryProvider, ...] = ()
