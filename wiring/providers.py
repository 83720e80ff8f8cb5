"""Which provider stands behind each capability: the sandbox's, or live ones by the environment."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tools.bookings import BookingProvider
from tools.cache import Use, cached_toolbox, open_cache
from tools.providers.sandbox import open_sandbox, sandbox_desks
from tools.providers.sandbox.booking import Ledger
from tools.several import stays_of
from tools.toolbox import Toolbox
from travel.gazetteer import Gazetteer
from wiring.caching import cache_settings, terms
from wiring.settings import Settings

if TYPE_CHECKING:
    from tools.http import VendorUse

Clock = Callable[[], datetime]


class Providers(NamedTuple):
    """`notices` are sentences for the answer: what of it is simulated in an otherwise live world.

    `desks` are where the toolbox's offers are booked, given where the sandbox keeps its orders.
    `uses` tells what was asked of providers since they were opened, `traffic` what of it went out over HTTP.
    """

    toolbox: Toolbox
    notices: tuple[str, ...] = ()
    desks: Callable[[Ledger], tuple[BookingProvider, ...]] = lambda _: ()
    uses: "Callable[[], tuple[Use, ...]]" = tuple
    traffic: "Callable[[], tuple[VendorUse, ...]]" = tuple


@asynccontextmanager
async def open_providers(
    settings: Settings, gazetteer: Gazetteer, clock: Clock, *, seed: int
) -> AsyncGenerator[Providers]:
    """The providers the environment gives, behind the cache; all is closed on leaving."""
    sandbox = open_sandbox(gazetteer, clock=clock, seed=seed)
    async with AsyncExitStack() as stack:
        chosen = Providers(sandbox, desks=partial(sandbox_desks, sandbox, clock=clock))
        if settings.live:
            chosen = await _live(settings, sandbox, gazetteer, clock, stack)
        cache = await stack.enter_async_context(open_cache(cache_settings(settings), clock))
        toolbox = cached_toolbox(chosen.toolbox, cache, terms(settings, seed=seed))
        yield chosen._replace(toolbox=toolbox, uses=lambda: cache.uses)


async def _live(
    settings: Settings,
    sandbox: Toolbox,
    gazetteer: Gazetteer,
    clock: Clock,
    stack: AsyncExitStack,
) -> Providers:
    from wiring.live import Live, RoutesAndTrains

    live = Live(settings, gazetteer, clock, stack)
    currency = await live.currency(behind=sandbox.currency)
    several = currency, lambda: clock().date(), settings.patience
    sellers = [each for each in (await live.stays(), await live.duffel_stays()) if each]
    flights, routes = await live.flights(), await live.routes()
    stays = stays_of(tuple(sellers), *several)
    toolbox = replace(
        sandbox,
        flights=flights or sandbox.flights,
        stays=stays or sandbox.stays,
        weather=await live.weather(climates=sandbox.weather),
        places=await live.places(),
        routing=RoutesAndTrains(routes, sandbox.routing) if routes else sandbox.routing,
        currency=currency,
        advisories=await live.advisories(),
    )
    simulated = {
        "Flights are sandbox data: set DUFFEL_TOKEN for live ones.": flights,
        "Stays are sandbox data: set LITEAPI_KEY or DUFFEL_STAYS=1 for live ones.": stays,
        "Ways within a city are estimated: set OSRM_FOOT_URL, VALHALLA_URL, GOOGLE_MAPS_KEY or "
        "OPENROUTESERVICE_KEY for measured ones.": routes,
        "Trains, buses and ferries between cities are sandbox data.": None,
    }
    notices = tuple(notice for notice, provider in simulated.items() if provider is None)

    def desks(ledger: Ledger) -> tuple[BookingProvider, ...]:
        return (*live.desks, *sandbox_desks(sandbox, ledger, clock=clock))

    return Providers(toolbox, notices, desks, traffic=live.traffic.read)
