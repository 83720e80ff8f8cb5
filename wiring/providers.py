"""Which provider stands behind each capability: the sandbox's, or live ones by the environment."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from tools.providers.sandbox import open_sandbox
from tools.toolbox import Toolbox
from travel.gazetteer import Gazetteer
from wiring.settings import Settings

Clock = Callable[[], datetime]


class Providers(NamedTuple):
    """`notices` are sentences for the answer: what of it is simulated in an otherwise live world."""

    toolbox: Toolbox
    notices: tuple[str, ...] = ()


@asynccontextmanager
async def open_providers(
    settings: Settings, gazetteer: Gazetteer, clock: Clock, *, seed: int
) -> AsyncGenerator[Providers]:
    """The providers the environment gives; their connections are closed on leaving."""
    toolbox = open_sandbox(gazetteer, clock=clock, seed=seed)
    async with AsyncExitStack() as stack:
        if settings.live:
            toolbox = await _live_weather_and_rates(settings, toolbox, clock, stack)
        if settings.duffel_token is not None:
            toolbox = await _duffel(settings, toolbox, gazetteer, clock, stack)
        if settings.liteapi_key is not None:
            toolbox = await _liteapi(settings, toolbox, gazetteer, clock, stack)
        yield Providers(toolbox, _notices(settings))


def _notices(settings: Settings) -> tuple[str, ...]:
    """Nothing simulated goes unsaid where something is real."""
    if not settings.live:
        return ()
    missing = {
        "Flights (set DUFFEL_TOKEN for live ones)": settings.duffel_token,
        "Stays (set LITEAPI_KEY for live ones)": settings.liteapi_key,
        "Sights and local routes": None,
    }
    return tuple(f"{what} are sandbox data." for what, key in missing.items() if key is None)


async def _live_weather_and_rates(
    settings: Settings, toolbox: Toolbox, clock: Clock, stack: AsyncExitStack
) -> Toolbox:
    from tools.http import VendorClient
    from tools.providers import open_meteo
    from tools.providers.frankfurter import URL, Frankfurter, frankfurter_error, frankfurter_policy

    url, key = settings.open_meteo_url, settings.open_meteo_key
    errors = open_meteo.open_meteo_errors(clock)
    forecast = open_meteo.forecast_policy(key, url or open_meteo.FORECAST_URL)
    archive = open_meteo.archive_policy(key, url or open_meteo.ARCHIVE_URL)
    rates = frankfurter_policy(settings.frankfurter_url or URL)
    return replace(
        toolbox,
        weather=open_meteo.OpenMeteo(
            await stack.enter_async_context(VendorClient(forecast, errors=errors)),
            await stack.enter_async_context(VendorClient(archive, errors=errors)),
            climates=toolbox.weather,
            clock=clock,
        ),
        currency=Frankfurter(
            await stack.enter_async_context(VendorClient(rates, errors=frankfurter_error)),
            behind=toolbox.currency,
            clock=clock,
        ),
    )


async def _duffel(
    settings: Settings,
    toolbox: Toolbox,
    gazetteer: Gazetteer,
    clock: Clock,
    stack: AsyncExitStack,
) -> Toolbox:
    from tools.http import VendorClient
    from tools.providers import duffel

    assert settings.duffel_token is not None
    policy = duffel.duffel_policy(settings.duffel_token, settings.duffel_url or duffel.URL)
    client = await stack.enter_async_context(VendorClient(policy, errors=duffel.duffel_error))

    def zone(iata: str) -> str | None:
        airport = gazetteer.airport(iata)
        return airport.tz if airport else None

    return replace(toolbox, flights=duffel.Duffel(client, zone=zone, clock=clock))


async def _liteapi(
    settings: Settings,
    toolbox: Toolbox,
    gazetteer: Gazetteer,
    clock: Clock,
    stack: AsyncExitStack,
) -> Toolbox:
    from tools.http import VendorClient
    from tools.providers import liteapi

    assert settings.liteapi_key is not None
    key, url = settings.liteapi_key, settings.liteapi_url
    booking = settings.liteapi_booking_url or url or liteapi.BOOKING_URL
    policies = (
        liteapi.search_policy(key, url or liteapi.SEARCH_URL),
        liteapi.booking_policy(key, booking),
    )
    search, book = [
        await stack.enter_async_context(VendorClient(policy, errors=liteapi.liteapi_error))
        for policy in policies
    ]
    stays = liteapi.LiteApi(
        search, book, gazetteer, nationality=settings.guest_nationality, clock=clock
    )
    return replace(toolbox, stays=stays)
