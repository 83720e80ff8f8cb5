"""One tool of several providers: all are asked, each is named, and one that is gone is named too."""

import asyncio
from datetime import date

import pytest

from tools.several import tool_of
from travel.errors import ProviderRefused, ProviderUnavailable


async def oebb(origin: str, travel_date: date) -> list[str]:
    return [f"RJX 63 from {origin} on {travel_date}", "RJX 65"]


async def empty(origin: str, travel_date: date) -> list[str]:
    return []


async def down(origin: str, travel_date: date) -> list[str]:
    raise ProviderUnavailable("down", "maintenance")


async def refusing(origin: str, travel_date: date) -> list[str]:
    raise ProviderRefused("refusing", "not to us")


async def slow(origin: str, travel_date: date) -> list[str]:
    await asyncio.sleep(60)
    return []


ASKED = {"origin": "Munich", "travel_date": "2026-05-12"}


async def test_each_provider_is_named_with_what_it_says() -> None:
    tool = tool_of("search_railways", "Trains.", oebb, empty)
    assert (tool.name, tool.description) == ("search_railways", "Trains.")
    assert set(tool.args) == {"origin", "travel_date"}
    told = await tool.ainvoke(ASKED)
    assert told == "oebb: RJX 63 from Munich on 2026-05-12; RJX 65\nempty: nothing"


async def test_one_that_is_down_or_slow_is_named_and_the_others_answer() -> None:
    tool = tool_of("search_railways", "Trains.", down, oebb, slow, patience=0.05)
    told = (await tool.ainvoke(ASKED)).splitlines()
    assert told[0].startswith("oebb: RJX 63")
    assert told[1:] == ["down is not available (maintenance)", "slow did not answer in time"]


async def test_when_nobody_answers_the_tool_fails_as_a_provider_does() -> None:
    with pytest.raises(ProviderUnavailable, match="down"):
        await tool_of("search_railways", "Trains.", down).ainvoke(ASKED)
    with pytest.raises(ProviderRefused):
        await tool_of("search_railways", "Trains.", refusing).ainvoke(ASKED)


def test_a_tool_without_providers_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="no provider"):
        tool_of("search_railways", "Trains.")
