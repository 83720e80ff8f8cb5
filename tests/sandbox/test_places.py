"""The sandbox's sights, restaurants and day trips through their Protocol."""

from datetime import UTC, date, datetime

import pytest

from tools.places import PlacesProvider, PlacesQuery
from tools.providers.sandbox.places import SandboxPlaces, pack_of, packs
from travel.errors import ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.places import Place, distance_km
from travel.wishes import Interest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MONDAY = date(2026, 5, 11)


@pytest.fixture(scope="module")
def places(gazetteer: Gazetteer) -> PlacesProvider:
    return SandboxPlaces(gazetteer, clock=lambda: NOW, seed=0)


def find(gazetteer: Gazetteer, name: str, country: str | None = None) -> Place:
    found = gazetteer.lookup(name, country=country).place
    assert found is not None, name
    return found


def query(place: Place, *interests: Interest) -> PlacesQuery:
    return PlacesQuery(place=place, interests=interests, limit=200)


@pytest.mark.parametrize("slug", sorted(packs()))
async def test_every_pack_makes_sound_values(
    gazetteer: Gazetteer, places: PlacesProvider, slug: str
) -> None:
    pack = packs()[slug]
    place = find(gazetteer, pack.row["city"], pack.row["country"])
    assert pack_of(place) == pack
    found = await places.activities(query(place))
    sights = [each for each in found if not each.meals and not each.day_trip]
    tables = [each for each in found if each.meals]
    trips = {trip.name for trip in await places.day_trips(query(place))}
    assert len(sights) >= 12
    assert len(tables) >= 5
    assert all(each.category == "restaurant" for each in tables)
    assert len({each.id for each in found}) == len(found)
    assert all(each.id.startswith(f"sbx-p-{slug}-") for each in found)
    assert {each.day_trip for each in found if each.day_trip} == trips
    assert {each.city for each in found} == {place.sleeps_in}
    assert {each.price.currency for each in found} == {pack.row["currency"]}
    assert not any(each.placeholder for each in found)
    assert all("hours illustrative" in each.provenance.note for each in found)
    assert all(each.provenance.expires_at is None for each in found)
    assert all(distance_km(each, place) < 60 for each in sights)
    assert any(list(each.hours.on(MONDAY)) for each in sights)
    for meal in ("lunch", "dinner"):
        assert any(meal in each.meals for each in tables)


def test_there_is_a_pack_for_each_of_44_cities() -> None:
    assert len(packs()) == 44


@pytest.mark.parametrize(
    ("name", "country", "slug"),
    [
        ("Krakow", "PL", "krakow"),
        ("Kraków", "PL", "krakow"),
        ("Marrakech", "MA", "marrakesh"),
        ("New York", "US", "new-york-city"),
        ("Zürich", "CH", "zurich"),
        ("Seville", "ES", "seville"),
        ("Sevilla", "ES", "seville"),
        ("Lisboa", "PT", "lisbon"),
        ("Mexico City", "MX", "mexico-city"),
    ],
)
def test_a_pack_is_found_by_any_name_of_its_city(
    gazetteer: Gazetteer, name: str, country: str, slug: str
) -> None:
    pack = pack_of(find(gazetteer, name, country))
    assert pack is not None
    assert pack.slug == slug


@pytest.mark.parametrize(("name", "country"), [("Rome", "US"), ("Porto", "BR"), ("Leeds", "GB")])
def test_a_namesake_or_another_city_has_no_pack(
    gazetteer: Gazetteer, name: str, country: str
) -> None:
    place = gazetteer.city(name, country)
    assert place is None or pack_of(place) is None


async def test_wished_interests_come_first_and_nothing_is_left_out(
    gazetteer: Gazetteer, places: PlacesProvider
) -> None:
    lisbon = find(gazetteer, "Lisbon")
    plain = await places.activities(query(lisbon))
    wished = await places.activities(query(lisbon, "museums", "music"))
    hits = [bool({"museums", "music"} & set(each.interests)) for each in wished]
    assert hits == sorted(hits, reverse=True)
    assert any(hits)
    assert {each.id for each in wished} == {each.id for each in plain}
    assert [each.rank for each in plain] == sorted(each.rank for each in plain)


async def test_details_of_a_sight_and_of_a_restaurant_are_as_in_the_pack(
    gazetteer: Gazetteer, places: PlacesProvider
) -> None:
    found = {each.name: each for each in await places.activities(query(find(gazetteer, "Lisbon")))}
    monastery = found["Jerónimos Monastery"]
    assert monastery.id == "sbx-p-lisbon-jeronimos-monastery"
    assert str(monastery.price) == "18.00 EUR"
    assert str(monastery.price_for(2, (7,))) == "36.00 EUR"
    assert list(monastery.hours.on(MONDAY)) == []
    assert list(monastery.hours.on(date(2026, 5, 12))) == [(9 * 60 + 30, 17 * 60 + 30)]
    market = found["Time Out Market"]
    assert market.meals == ("lunch", "dinner")
    assert market.diet == ("vegetarian", "vegan", "gluten_free")
    assert found["Pastéis de Belém"].meals == ("cafe",)
    assert found["Pena Palace"].day_trip == "Sintra"


async def test_a_day_trip_says_how_to_get_there(
    gazetteer: Gazetteer, places: PlacesProvider
) -> None:
    trips = {trip.name: trip for trip in await places.day_trips(query(find(gazetteer, "Lisbon")))}
    sintra = trips["Sintra"]
    assert (sintra.city, sintra.mode, sintra.minutes_each_way) == ("Lisbon", "train", 40)
    assert str(sintra.price_each_way) == "2.45 EUR"


@pytest.mark.parametrize(
    ("name", "country", "sight"),
    [("Sintra", "PT", "Pena Palace"), ("Oxford", "GB", "Ashmolean Museum"), ("Nara", "JP", "")],
)
async def test_a_stop_that_is_a_day_trip_elsewhere_has_its_sights(
    gazetteer: Gazetteer, places: PlacesProvider, name: str, country: str, sight: str
) -> None:
    place = find(gazetteer, name, country)
    found = await places.activities(query(place))
    real = [each for each in found if not each.placeholder]
    assert len(real) >= 3
    assert not sight or sight in {each.name for each in real}
    assert {each.city for each in found} == {place.sleeps_in}
    assert all(not each.day_trip for each in found)
    assert all(each.id.startswith(f"sbx-p-{name.lower()}-") for each in found)
    assert sum(bool(each.meals) for each in found) == 4
    assert await places.day_trips(query(place)) == ()


@pytest.mark.parametrize(
    ("name", "country", "currency"),
    [("Leeds", "GB", "GBP"), ("Hanoi", "VN", "VND"), ("Bern", "CH", "CHF"), ("Cusco", "PE", "PEN")],
)
async def test_elsewhere_placeholders_say_what_they_are(
    gazetteer: Gazetteer, places: PlacesProvider, name: str, country: str, currency: str
) -> None:
    place = find(gazetteer, name, country)
    found = await places.activities(query(place))
    assert 8 <= sum(not each.meals for each in found) <= 10
    assert sum(bool(each.meals) for each in found) == 4
    assert len({each.id for each in found}) == len(found)
    assert sum(each.step_free for each in found) >= 3
    for each in found:
        assert each.placeholder
        assert each.name.endswith("(placeholder)")
        assert "placeholder" in each.about
        assert "placeholder" in each.provenance.note
        assert distance_km(each, place) <= 2.0
        assert each.price.currency == currency
    assert found == await places.activities(query(place))


async def test_test_places_fail_as_their_names_say(
    gazetteer: Gazetteer, places: PlacesProvider
) -> None:
    def rehearsal(what: str) -> PlacesQuery:
        return query(find(gazetteer, "Lisbon").model_copy(update={"id": f"test:{what}"}))

    with pytest.raises(ProviderUnavailable):
        await places.activities(rehearsal("unavailable"))
    with pytest.raises(RateLimited):
        await places.day_trips(rehearsal("rate-limited"))
    assert await places.activities(rehearsal("empty")) == ()
    assert await places.day_trips(rehearsal("empty")) == ()
