"""A trip planned with two vendors of stays: both up, one slow, one down, both down."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import SecretStr

from graphs.result import TurnResult
from tests.conftest import TODAY, say
from tests.simulators.duffel import TOKEN, DuffelSimulator
from tests.simulators.frankfurter import FrankfurterSimulator
from tests.simulators.google import KEY as GOOGLE_KEY
from tests.simulators.google_places import GooglePlacesSimulator
from tests.simulators.gov_uk import GovUkSimulator
from tests.simulators.liteapi import KEY, LiteApiSimulator
from tests.simulators.open_meteo import OpenMeteoSimulator
from tests.simulators.overpass import OverpassSimulator
from tests.simulators.serving import Fault, serving
from tests.simulators.us_state import UsStateSimulator
from tests.simulators.wikivoyage import WikiSimulator
from tools.several import members_of
from travel.errors import ConfigurationError
from travel.gazetteer import Gazetteer
from wiring.open import open_tripsage
from wiring.providers import open_providers
from wiring.settings import Settings, read_settings

TRIP = "three nights in Lisbon from London in four weeks, two of us, 2500 pounds"
HANGS = Fault(delay=30)
DOWN = Fault(status=503)
RATES, SEARCH = "/hotels/rates", "/stays/search"


@dataclass
class World:
    duffel: DuffelSimulator = field(default_factory=DuffelSimulator)
    liteapi: LiteApiSimulator = field(default_factory=LiteApiSimulator)
    google: GooglePlacesSimulator = field(default_factory=GooglePlacesSimulator)
    settings: Settings = field(init=False)

    async def plan(self, thread: str) -> TurnResult:
        async with open_tripsage(self.settings) as tripsage:
            return await say(tripsage, thread, TRIP)


@pytest.fixture
async def world(settings: Settings) -> AsyncGenerator[World]:
    made = World()
    async with AsyncExitStack() as stack:

        async def url(app: Any) -> str:
            return await stack.enter_async_context(serving(app))

        wikis = await url(WikiSimulator())
        made.settings = settings.model_copy(
            update={
                "duffel_token": SecretStr(TOKEN),
                "duffel_url": await url(made.duffel),
                "duffel_stays": True,
                "liteapi_key": SecretStr(KEY),
                "liteapi_url": await url(made.liteapi),
                "open_meteo_url": await url(OpenMeteoSimulator()),
                "frankfurter_url": await url(FrankfurterSimulator()),
                "overpass_url": await url(OverpassSimulator()),
                "wikivoyage_url": wikis,
                "wikidata_url": wikis,
                "gov_uk_url": await url(GovUkSimulator()),
                "us_state_url": await url(UsStateSimulator()),
                "patience": 8.0,
            }
        )
        yield made


def sellers(result: TurnResult) -> set[str]:
    assert result.itinerary is not None, result.answer
    return {each.provenance.provider for each in result.itinerary.stays}


async def test_both_are_asked_and_the_bed_says_who_offers_it(world: World) -> None:
    world.duffel.stays.currency = "USD"
    result = await world.plan("both up")
    assert result.failures == ()
    (seller,) = sellers(result)
    names = {"liteapi": "LiteAPI", "duffel-stays": "Duffel Stays"}
    assert f"offered by {names[seller]}" in result.answer
    assert "POST /hotels/rates" in world.liteapi.faults.requests
    assert "POST /stays/search" in world.duffel.faults.requests


async def test_a_slow_one_is_named_and_the_beds_are_the_others(world: World) -> None:
    world.liteapi.faults.plan("POST", RATES, HANGS, times=20)
    world.settings = world.settings.model_copy(update={"patience": 5.0})
    result = await world.plan("one slow")
    assert sellers(result) == {"duffel-stays"}
    told = "LiteAPI did not answer in time: these beds come from Duffel Stays alone."
    assert told in result.failures
    assert told in result.answer


async def test_one_that_is_down_is_named_and_the_beds_are_the_others(world: World) -> None:
    world.duffel.faults.plan("POST", SEARCH, DOWN, times=50)
    result = await world.plan("one down")
    assert sellers(result) == {"liteapi"}
    assert "Duffel Stays is not available: these beds come from LiteAPI alone." in result.answer
    assert "Duffel Stays is not available (answered HTTP 503)" in result.failures[0]


async def test_one_whose_key_is_rejected_is_named(world: World) -> None:
    world.settings = world.settings.model_copy(update={"liteapi_key": SecretStr("sand_wrong")})
    result = await world.plan("rejected key")
    assert sellers(result) == {"duffel-stays"}
    assert "LiteAPI refused: these beds come from Duffel Stays alone." in result.answer
    assert "LiteAPI refused (didn't accept the API key" in result.failures[0]
    assert "sand_wrong" not in result.answer


async def test_when_all_are_down_all_are_named_and_no_bed_is_made_up(world: World) -> None:
    world.duffel.faults.plan("POST", SEARCH, DOWN, times=50)
    world.liteapi.faults.plan("POST", RATES, DOWN, times=50)
    result = await world.plan("all down")
    assert result.itinerary is None or not result.itinerary.stays
    told = [each for each in result.failures if "LiteAPI" in each]
    assert all(each.startswith("LiteAPI and Duffel Stays: ") for each in told)
    assert any("HTTP 503" in each for each in told)
    assert result.answer.count("LiteAPI and Duffel Stays: not available right now") == 1
    assert not any(source.provider.startswith("sandbox:stays") for source in result.sources)


async def test_test_data_is_not_mixed_into_real_offers_and_that_is_said(world: World) -> None:
    world.liteapi.sandbox = False
    result = await world.plan("mixed")
    assert result.itinerary is not None
    assert all(not each.provenance.sandbox for each in result.itinerary.stays)
    assert "Duffel Stays answered with test data: its beds are left out." in result.answer


async def test_sights_are_asked_of_both_and_one_may_be_missing(
    world: World, gazetteer: Gazetteer
) -> None:
    async with serving(world.google) as url:
        google = {"google_maps_key": SecretStr(GOOGLE_KEY), "google_places_url": url}
        world.settings = world.settings.model_copy(update=google)
        async with open_providers(world.settings, gazetteer, lambda: TODAY, seed=0) as opened:
            names = [each.name for each in members_of(opened.toolbox.places)]
            assert names == ["google-places", "overpass"]
        world.google.faults.plan("POST", ".*", DOWN, times=200)
        result = await world.plan("sights")
    assert "Google Places is not available" in result.answer
    assert "these sights come from OpenStreetMap alone" in result.answer
    assert {"overpass"} <= {source.provider for source in result.sources}


def test_stays_of_duffel_without_its_token_are_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUFFEL_TOKEN", raising=False)
    monkeypatch.setenv("DUFFEL_STAYS", "1")
    with pytest.raises(ConfigurationError, match="DUFFEL_STAYS needs DUFFEL_TOKEN"):
        read_settings()
