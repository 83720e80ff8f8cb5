"""What providers say of the sky has a word in every language."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import get_args

import pytest

from graphs.answer.days import summary
from graphs.answer.words import words
from tools.providers.sandbox.weather import SandboxWeather
from tools.weather import WeatherQuery
from travel.gazetteer import Gazetteer
from travel.turn import Language

NOW = datetime(2026, 1, 15, 9, tzinfo=UTC)
CITIES = ("Lisbon", "Oslo", "Bangkok", "Reykjavik", "Cairo", "Bergen", "Innsbruck", "Singapore")


@cache
def known_places() -> Gazetteer:
    return Gazetteer.load()


@pytest.mark.parametrize("city", CITIES)
async def test_every_sky_of_the_sandbox_has_a_word(city: str) -> None:
    gazetteer = known_places()
    place = gazetteer.city(city)
    assert place is not None
    summaries: set[str] = set()
    for month in range(12):
        now = NOW + timedelta(days=30 * month)
        provider = SandboxWeather(gazetteer, clock=lambda now=now: now)
        query = WeatherQuery(place=place, first=now.date(), last=now.date() + timedelta(days=20))
        summaries |= {day.summary for day in await provider.days(query)}
    assert len(summaries) > 1
    for language in get_args(Language):
        assert [each for each in summaries if not words(language).has(f"sky.{each}")] == []


def test_a_sky_that_nobody_knows_is_left_out() -> None:
    assert summary(words("en"), "raining frogs") == "raining frogs"
    assert summary(words("de"), "raining frogs") == ""
