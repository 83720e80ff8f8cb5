"""Live providers are chosen by the environment alone; what stays simulated is said."""

from contextlib import AsyncExitStack

from pydantic import SecretStr

from tests.conftest import TODAY, say
from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.open_meteo import OpenMeteoSimulator
from tests.simulators.osrm import OsrmSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import serving
from tests.simulators.wikivoyage import WikiSimulator
from travel.gazetteer import Gazetteer
from wiring.open import open_tripsage
from wiring.providers import open_providers
from wiring.settings import Settings

TRIP = "three nights in Lisbon from London in four weeks, two of us, 2500 pounds"  # vendors refuse the past


async def live(settings: Settings, stack: AsyncExitStack) -> Settings:
    """Everything that has a simulator, pointed at it."""
    duffel = await stack.enter_async_context(serving(DuffelSimulator()))
    liteapi = await stack.enter_async_context(serving(LiteApiSimulator()))
    weather = await stack.enter_async_context(serving(OpenMeteoSimulator()))
    rates = await stack.enter_async_context(serving(FrankfurterSimulator()))
    places = await stack.enter_async_context(serving(OverpassSimulator()))
    wikis = await stack.enter_async_context(serving(WikiSimulator()))
    roads = await stack.enter_async_context(serving(OsrmSimulator()))
    return settings.model_copy(
        update={
            "duffel_token": SecretStr(TOKEN),
            "duffel_url": duffel,
            "liteapi_key": SecretStr(KEY),
            "liteapi_url": liteapi,
            "open_meteo_url": weather,
            "frankfurter_url": rates,
            "overpass_url": places,
            "wikivoyage_url": wikis,
            "wikidata_url": wikis,
            "osrm_car_url": roads,
        }
    )


async def test_with_keys_a_trip_is_planned_from_what_the_vendors_answer(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        configured = await live(settings, stack)
        tripsage = await stack.enter_async_context(open_tripsage(configured))
        result = await say(tripsage, "live", TRIP)
    assert result.itinerary is not None, result.answer
    asked = {source.provider for source in result.sources}
    assert {"duffel", "liteapi"} <= asked
    assert any(provider.startswith("open-meteo") for provider in asked)
    assert {each.provenance.provider for each in result.itinerary.flights} == {"duffel"}
    assert {each.provenance.provider for each in result.itinerary.stays} == {"liteapi"}
    assert "overpass" in asked
    assert "Trains, buses and ferries between cities are sandbox data" in result.answer


async def test_a_vendor_that_is_down_is_named_and_the_rest_goes_on(settings: Settings) -> None:
    async with AsyncExitStack() as stack:
        configured = await live(settings, stack)
        down = configured.model_copy(update={"open_meteo_url": "http://127.0.0.1:9"})
        tripsage = await stack.enter_async_context(open_tripsage(down))
        result = await say(tripsage, "weather down", TRIP)
    assert result.itinerary is not None
    assert any("open-meteo" in failure for failure in result.failures)
    assert all(day.weather is None for day in result.itinerary.days)


async def test_without_keys_nothing_is_asked_outside(
    settings: Settings, gazetteer: Gazetteer
) -> None:
    async with open_providers(settings, gazetteer, lambda: TODAY, seed=0) as providers:
        tools = providers.toolbox
        assert {tools.flights.name, tools.stays.name, tools.weather.name} == {
            "sandbox:flights",
            "sandbox:stays",
            "sandbox:weather",
        }
        assert not providers.notices


async def test_in_a_live_world_what_is_simulated_is_named(
    settings: Settings, gazetteer: Gazetteer
) -> None:
    configured = settings.model_copy(update={"duffel_token": SecretStr(TOKEN)})
    async with open_providers(configured, gazetteer, lambda: TODAY, seed=0) as providers:
        assert providers.toolbox.flights.name == "duffel"
        assert any("LITEAPI_KEY" in notice for notice in providers.notices)
        assert not any("DUFFEL_TOKEN" in notice for notice in providers.notices)
