"""Live providers are chosen by the environment alone; what stays simulated is said."""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tests.conftest import TODAY, say
from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.open_meteo import OpenMeteoSimulator
from tests.simulators.osrm import OsrmSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import serving
from tests.simulators.us_state import UsStateSimulator
from tests.simulators.wikivoyage import WikiSimulator
from travel.gazetteer import Gazetteer
from wiring.open import open_tripsage
from wiring.providers import open_providers
from wiring.settings import Settings

TRIP = "three nights in Lisbon from London in four weeks, two of us, 2500 pounds"  # vendors refuse the past


async def live(
    settings: Settings, stack: AsyncExitStack, air: DuffelSimulator | None = None
) -> Settings:
    """Everything that has a simulator, pointed at it."""
    duffel = await stack.enter_async_context(serving(air or DuffelSimulator()))
    liteapi = await stack.enter_async_context(serving(LiteApiSimulator()))
    weather = await stack.enter_async_context(serving(OpenMeteoSimulator()))
    rates = await stack.enter_async_context(serving(FrankfurterSimulator()))
    places = await stack.enter_async_context(serving(OverpassSimulator()))
    wikis = await stack.enter_async_context(serving(WikiSimulator()))
    roads = await stack.enter_async_context(serving(OsrmSimulator()))
    uk = await stack.enter_async_context(serving(GovUkSimulator()))
    us = await stack.enter_async_context(serving(UsStateSimulator()))
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
            "gov_uk_url": uk,
            "us_state_url": us,
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


async def test_a_question_reaches_the_issuers_that_the_environment_names(
    settings: Settings,
) -> None:
    async with AsyncExitStack() as stack:
        configured = await live(settings, stack)
        tripsage = await stack.enter_async_context(open_tripsage(configured))
        result = await say(tripsage, "live advice", "is it safe to travel to Myanmar?")
    assert {each.provenance.provider: each.level for each in result.advisories} == {
        "gov-uk": 1,
        "us-state": 4,
    }


async def test_a_tool_tells_the_advisories_by_country_code(home: Path) -> None:
    async with (
        serving(GovUkSimulator()) as uk,
        serving(UsStateSimulator()) as us,
    ):
        rows = await called({"TRIPSAGE_LIVE": "1", "GOV_UK_URL": uk, "US_STATE_URL": us}, home)
        down = await called(
            {"TRIPSAGE_LIVE": "1", "GOV_UK_URL": uk, "US_STATE_URL": "http://127.0.0.1:9"}, home
        )
    assert [(row["country"], row["level"], row.get("parts_level")) for row in rows] == [
        ("EG", 2, 3),
        ("EG", 1, None),
    ]
    assert [row.get("failed") for row in down] == [None, "us-state: can't be reached"]


async def called(environment: dict[str, str], home: Path) -> list[dict[str, Any]]:
    call = "tools", "call", "get_travel_advisories", "--arg", "country=EG"
    return await tripsage_says(environment, home, *call)


async def tripsage_says(environment: dict[str, str], home: Path, *arguments: str) -> Any:
    """The JSON that the command prints, in a process of its own."""
    running = await asyncio.create_subprocess_exec(
        *(str(Path(sys.executable).parent / "tripsage"), *arguments),
        env={**os.environ, "TRIPSAGE_HOME": str(home), **environment},
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await running.communicate()
    assert running.returncode == 0
    return json.loads(printed)


async def test_what_was_asked_of_vendors_is_told_without_a_word_of_the_person(
    settings: Settings,
) -> None:
    async with AsyncExitStack() as stack:
        configured = await live(settings, stack)
        tripsage = await stack.enter_async_context(open_tripsage(configured))
        await say(tripsage, "live traffic", TRIP)
        first = {each.vendor: each for each in tripsage.providers.traffic()}
        calls = sum(each.calls for each in tripsage.providers.uses())
        await say(tripsage, "live traffic again", TRIP)
        uses = {(each.provider, each.operation): each for each in tripsage.providers.uses()}
        again = {each.vendor: each for each in tripsage.providers.traffic()}
    assert {"duffel", "liteapi", "gov-uk", "us-state", "open-meteo"} <= first.keys()
    assert first["duffel"].outcomes == {"ok": first["duffel"].requests}
    assert again["duffel"].requests == first["duffel"].requests
    assert uses["duffel", "flights.search"].hits >= uses["duffel", "flights.search"].calls >= 1
    assert sum(each.calls for each in uses.values()) == calls
    assert "Lisbon" not in repr(again)


async def test_the_json_of_a_turn_says_what_was_asked(home: Path) -> None:
    async with serving(GovUkSimulator()) as uk, serving(UsStateSimulator()) as us:
        done = await tripsage_says(
            {"TRIPSAGE_LIVE": "1", "GOV_UK_URL": uk, "US_STATE_URL": us},
            home,
            *("plan", "is it safe to travel to Egypt?", "--json"),
        )
    asked = {each["provider"]: each["calls"] for each in done["providers"]["asked"]}
    assert asked == {"gov-uk": 1, "us-state": 1}
    assert [(each["operation"], each["statuses"]) for each in done["providers"]["requests"]] == [
        ("GET /api/content/foreign-travel-advice", {"200": 1}),
        ("GET /api/content/foreign-travel-advice/{slug}", {"200": 1}),
        ("GET /api/TravelAdvisories", {"200": 1}),
    ]
