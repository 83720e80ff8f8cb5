"""The sandbox's weather through its Protocol."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tools.providers.sandbox.weather import Normals, SandboxWeather, nearest, normals_on_file
from tools.weather import ClimateQuery, WeatherProvider, WeatherQuery
from travel.errors import ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.places import Place
from travel.weather import WeatherDay

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def weather(gazetteer: Gazetteer) -> WeatherProvider:
    return SandboxWeather(gazetteer, clock=lambda: NOW, seed=0)


def find(gazetteer: Gazetteer, name: str) -> Place:
    found = gazetteer.lookup(name).place
    assert found is not None, name
    return found


async def day(weather: WeatherProvider, place: Place, on: date) -> WeatherDay:
    (found,) = await weather.days(WeatherQuery(place=place, first=on, last=on))
    return found


@pytest.mark.parametrize("row", normals_on_file(), ids=lambda row: f"{row.city}-{row.country}")
def test_every_row_of_the_climate_makes_sense(row: Normals) -> None:
    assert row.tags
    assert all(low < high for low, high in zip(row.low, row.high, strict=True))
    assert all(-50 <= low <= high <= 50 for low, high in zip(row.low, row.high, strict=True))
    assert all(0 <= wet <= 31 for wet in row.wet)
    assert -90 <= row.lat <= 90
    assert -180 <= row.lon <= 180


async def test_every_row_is_given_in_every_month(weather: WeatherProvider) -> None:
    for month in range(1, 13):
        found = await weather.climate(ClimateQuery(month=month, limit=200))
        assert len(found) == min(200, len(normals_on_file()))
        assert {each.month for each in found} == {month}


async def test_climate_finds_the_places_where_it_is_so(weather: WeatherProvider) -> None:
    wish = ClimateQuery(month=2, min_high_c=22, max_wet_days=8, tags=("beach",))
    found = await weather.climate(wish)
    assert len(found) >= 5
    for each in found:
        assert each.high_c >= 22
        assert each.wet_days <= 8
        assert "beach" in each.tags
    assert [each.high_c for each in found] == sorted((e.high_c for e in found), reverse=True)
    cold = await weather.climate(
        ClimateQuery(month=2, max_high_c=6, tags=("ski",), warmest_first=False, limit=5)
    )
    assert 1 <= len(cold) <= 5
    assert [each.high_c for each in cold] == sorted(each.high_c for each in cold)


def test_nearly_all_cities_of_the_climate_are_found_in_the_gazetteer(
    gazetteer: Gazetteer,
) -> None:
    lost = [
        f"{row.city}, {row.country}"
        for row in normals_on_file()
        if gazetteer.city(row.city, row.country) is None
    ]
    assert len(lost) <= 3, lost


async def test_the_next_ten_days_are_a_forecast_and_the_rest_is_climate(
    gazetteer: Gazetteer, weather: WeatherProvider
) -> None:
    first, last = TODAY - timedelta(days=3), TODAY + timedelta(days=20)
    found = await weather.days(
        WeatherQuery(place=find(gazetteer, "Lisbon"), first=first, last=last)
    )
    assert [each.date for each in found] == [first + timedelta(days=n) for n in range(24)]
    kinds = {each.date: each.kind for each in found}
    assert all((kinds[d] == "forecast") is (0 <= (d - TODAY).days <= 10) for d in kinds)
    for each in found:
        forecast = each.kind == "forecast"
        assert ("forecast, made up" in each.provenance.note) is forecast
        assert ("climate normals, not a forecast" in each.provenance.note) is not forecast
        assert each.provenance.sandbox
        assert each.low_c < each.high_c
        assert each.summary


async def test_climate_days_are_normals_between_the_middles_of_months(
    gazetteer: Gazetteer, weather: WeatherProvider
) -> None:
    berlin = find(gazetteer, "Berlin")
    normals, _ = nearest(berlin)
    july = await day(weather, berlin, date(2026, 7, 16))
    assert july.high_c == pytest.approx(normals.high[6], abs=0.5)
    assert july.low_c == pytest.approx(normals.low[6], abs=0.5)
    assert july.rain_chance == pytest.approx(normals.wet[6] / 31, abs=0.02)
    between = await day(weather, berlin, date(2026, 5, 1))
    assert normals.high[3] < between.high_c < normals.high[4]


async def test_as_many_forecasts_are_wet_as_is_usual(gazetteer: Gazetteer) -> None:
    for city in ("London", "Lisbon", "Dubai"):
        place = find(gazetteer, city)
        wet = 0
        for seed in range(60):
            provider = SandboxWeather(gazetteer, clock=lambda: NOW, seed=seed)
            ahead = WeatherQuery(place=place, first=TODAY, last=TODAY + timedelta(days=9))
            for each in await provider.days(ahead):
                assert 0.7 <= each.rain_chance <= 0.95 or 0.05 <= each.rain_chance <= 0.3
                wet += each.wet
        normals, _ = nearest(place)
        assert wet / 600 == pytest.approx(normals.wet[2] / 31, abs=0.07)


async def test_a_forecast_does_not_change_from_one_day_to_the_next(gazetteer: Gazetteer) -> None:
    rome, on = find(gazetteer, "Rome"), TODAY + timedelta(days=6)
    seen: list[tuple[float, float, str]] = []
    for later in range(5):
        now = NOW + timedelta(days=later)
        found = await day(SandboxWeather(gazetteer, clock=lambda n=now: n, seed=1), rome, on)
        assert found.kind == "forecast"
        seen.append((found.high_c, found.rain_chance, found.summary))
    assert len(set(seen)) == 1


async def test_cold_and_wet_is_snow(gazetteer: Gazetteer) -> None:
    place = find(gazetteer, "Rovaniemi")
    january = datetime(2026, 1, 10, 9, 0, tzinfo=UTC)
    summaries: set[str] = set()
    for seed in range(20):
        provider = SandboxWeather(gazetteer, clock=lambda: january, seed=seed)
        summaries.add((await day(provider, place, january.date())).summary)
    assert "snow" in summaries
    assert not any("rain" in each for each in summaries)


async def test_elsewhere_the_nearest_city_is_named_and_corrected(
    gazetteer: Gazetteer, weather: WeatherProvider
) -> None:
    leeds = await day(weather, find(gazetteer, "Leeds"), date(2026, 7, 16))
    assert "km away" in leeds.provenance.note
    assert leeds.city == "Leeds"
    resort, valley = find(gazetteer, "Davos"), find(gazetteer, "Zurich")
    high, low = [await day(weather, each, date(2026, 7, 16)) for each in (resort, valley)]
    assert low.high_c - high.high_c >= 4


async def test_test_places_fail_as_their_names_say(
    gazetteer: Gazetteer, weather: WeatherProvider
) -> None:
    def rehearsal(what: str) -> WeatherQuery:
        place = find(gazetteer, "Lisbon").model_copy(update={"id": f"test:{what}"})
        return WeatherQuery(place=place, first=TODAY, last=TODAY)

    with pytest.raises(ProviderUnavailable):
        await weather.days(rehearsal("unavailable"))
    with pytest.raises(RateLimited):
        await weather.days(rehearsal("rate-limited"))
    assert await weather.days(rehearsal("empty")) == ()
