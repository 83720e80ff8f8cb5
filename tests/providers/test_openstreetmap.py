"""Sights of OpenStreetMap, described by Wikivoyage and Wikidata, through their simulators."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest

from tests.providers.places_world import (
    FRIDAY,
    LISBON,
    MONDAY,
    NOWHERE,
    TUESDAY,
    World,
    failure,
    found,
    query,
)
from tests.simulators.overpass import element
from tools.providers.osm_tags import diets_of, kind_of, price_of
from tools.providers.overpass import question
from tools.providers.sight_kinds import ALWAYS, NO_PRICE, OPEN_GROUND
from tools.providers.wikivoyage import Wikivoyage, wiki_error
from travel.errors import (
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.money import money
from travel.wishes import Interest


@pytest.fixture(scope="module")
async def served() -> AsyncGenerator[World]:
    world = World()
    async with AsyncExitStack() as stack:
        await world.open(stack)
        yield world


@pytest.fixture
def world(served: World) -> World:
    served.fresh()
    return served


async def test_a_sight_of_the_map_has_its_details(world: World) -> None:
    monastery = (await found(world, "overpass"))["Jerónimos Monastery"]
    assert monastery.id == "osm:relation/1"
    assert (monastery.category, monastery.setting, monastery.rank) == ("church", "indoor", 1)
    assert monastery.price == money("18", "EUR")
    assert list(monastery.hours.on(MONDAY)) == []
    assert list(monastery.hours.on(TUESDAY)) == [(9 * 60 + 30, 18 * 60)]
    assert "Hours as stated: Tu-Su 09:30-18:00; Jan 1,May 1 off." in monastery.about
    assert not monastery.step_free  # "limited" isn't


async def test_one_place_is_not_answered_twice(world: World) -> None:
    items = [each for each in await found(world, "overpass") if "nimos" in each]
    assert items == ["Jerónimos Monastery"]


async def test_without_readable_hours_only_open_ground_is_kept(world: World) -> None:
    names = await found(world, "overpass")
    assert not names.keys() & {"Museu sem horas", "Museu ilegível", "Restaurante sem horas"}
    assert not names.keys() & {"Museu fechado", "Muro antigo"}
    square = names["Praça do Comércio"]
    assert square.hours == ALWAYS
    assert OPEN_GROUND in square.about
    assert square.price == money(0, "EUR")


async def test_prices_of_the_map(world: World) -> None:
    names = await found(world, "overpass")
    assert names["Museu do Aljube"].price == money("3.50", "EUR")
    assert names["Museu do Aljube"].step_free
    assert NO_PRICE not in names["Galeria Livre"].about
    assert NO_PRICE in names["São Jorge Castle"].about


async def test_restaurants_of_the_map_have_diets_and_meals(world: World) -> None:
    names = await found(world, "overpass")
    assert names["Ao 26"].diet == ("vegan", "vegetarian")
    assert names["Ao 26"].meals == ("lunch", "dinner")
    assert names["Tasca"].meals == ("dinner",)
    assert list(names["Tasca"].hours.on(FRIDAY)) == [(19 * 60, 26 * 60)]
    assert names["Café A Brasileira"].meals == ("cafe",)
    assert names["Ao 26"].price == money(0, "EUR")


async def test_descriptions_come_from_wikivoyage_and_else_from_wikidata(world: World) -> None:
    names = await found(world, "overpass")
    castle = names["São Jorge Castle"]
    assert castle.about.startswith(
        "A Moorish castle on the highest hill. The walls give the best view & the peacocks are free."
    )
    assert "Wikivoyage, CC BY-SA 4.0" in castle.provenance.note
    assert len(castle.about.partition("Hours")[0]) <= 245
    monastery = names["Jerónimos Monastery"]
    assert monastery.about.startswith("The finest Manueline building in the country.")
    view = names["Miradouro da Graça"]
    assert view.about.startswith("Viewpoint in Lisbon.")
    assert "Wikidata, CC0" in view.provenance.note
    assert "Wiki" not in names["Museu do Aljube"].provenance.note


@pytest.mark.parametrize("site", ["voyage", "data"])
async def test_without_descriptions_there_are_still_places(world: World, site: str) -> None:
    simulator = world.voyage if site == "voyage" else world.data
    simulator.lagging = True
    names = await found(world, "overpass")
    assert "São Jorge Castle" in names
    assert "Wiki" not in names["São Jorge Castle"].provenance.note


async def test_a_query_out_of_time_is_no_empty_city(world: World) -> None:
    world.osm.slow = True
    error = await failure(world.providers["overpass"].activities(query()))
    assert type(error) is ProviderUnavailable


async def test_overpass_is_told_who_asks(world: World) -> None:
    await found(world, "overpass")
    assert {each.partition("/")[0] for each in world.osm.agents} == {"TripSage"}


def test_a_question_is_short_enough_for_an_address() -> None:
    interests: tuple[Interest, ...] = ("nightlife", "wine")
    assert len(question(LISBON, interests)) < 2000


@pytest.mark.parametrize(
    ("tags", "price"),
    [
        ({"charge": "12 EUR"}, money("12", "EUR")),
        ({"charge": "£7.50"}, money("7.50", "GBP")),
        ({"charge": "250 CZK", "fee": "yes"}, money("250", "CZK")),
        ({"charge": "12 EUR; 6 EUR reduced", "fee": "no"}, None),
        ({"charge": "$10"}, None),  # whose dollars?
        ({"charge": "3 EUR/hour"}, None),
        ({"fee": "no"}, "free"),
        ({"fee": "yes"}, None),
        ({"fee": "donation"}, None),
        ({}, None),
    ],
)
def test_a_price_is_read_only_where_there_is_exactly_one(
    tags: dict[str, str], price: object
) -> None:
    assert price_of(tags) == price


@pytest.mark.parametrize(
    ("tags", "category"),
    [
        ({"historic": "castle", "tourism": "museum"}, "castle"),
        ({"historic": "castle", "castle_type": "palace"}, "palace"),
        ({"amenity": "place_of_worship", "tourism": "attraction"}, "church"),
        ({"tourism": "gallery"}, "gallery"),
        ({"leisure": "park"}, "park"),
        ({"tourism": "hotel"}, None),
        ({"historic": "wayside_cross"}, None),
        ({"tourism": "museum", "access": "no"}, None),
    ],
)
def test_tags_name_a_kind(tags: dict[str, str], category: str | None) -> None:
    kind = kind_of(tags)
    assert (kind.category if kind else None) == category


def test_a_park_with_a_fee_has_a_gate() -> None:
    kind = kind_of({"leisure": "park", "fee": "yes"})
    assert kind is not None
    assert not kind.open_ground


def test_diets_are_those_stated() -> None:
    assert diets_of({"diet:vegan": "only", "diet:halal": "no"}) == ("vegan", "vegetarian")
    assert diets_of({"diet:gluten_free": "limited"}) == ()


async def test_a_thousand_places_are_ranked_by_what_is_written_of_them(world: World) -> None:
    many = [
        element(
            "node", 100 + n, 38.7167, -9.1333, name=f"Museum {n}", tourism="museum",
            opening_hours="24/7", wikidata=f"Q{1000 + n}", wikipedia=f"en:Museum {n}",
            **{f"name__l{k}": "x" for k in range(n % 50)},
        )
        for n in range(1000)
    ]  # fmt: skip
    before = world.osm.world
    world.osm.world = many
    try:
        activities = await world.providers["overpass"].activities(query())
    finally:
        world.osm.world = before
    assert len(activities) == 40
    assert sum(each.rank == 1 for each in activities) == 12
    assert {int(each.name.split()[1]) % 50 for each in activities} <= {47, 48, 49}


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("maxlag", ProviderUnavailable),
        ("readonly", ProviderUnavailable),
        ("internal_api_error_DBQueryError", ProviderUnavailable),
        ("ratelimited", RateLimited),
        ("badvalue", ProviderRefused),
        ("no-such-entity", ProviderRefused),
        ("toomanyvalues", ProviderRefused),
    ],
)
def test_errors_of_the_wikis_come_with_200(code: str, kind: type[ProviderError]) -> None:
    error = wiki_error(200, {"error": {"code": code, "info": "secret"}})
    assert type(error) is kind
    assert "secret" not in str(error)
    assert wiki_error(200, {"query": {}}) is None


async def test_items_are_asked_for_fifty_at_once(world: World) -> None:
    summaries = Wikivoyage(world.clients["voyage"], world.clients["data"])
    ids = [f"Q{number}" for number in range(1, 121)] + ["not an id", "Q272781"]
    abouts = await summaries.abouts(LISBON, ids)
    assert abouts.keys() == {"Q272781"}
    assert len(world.data.faults.requests) == 2 + 3  # the city, its page; the items


async def test_a_place_without_a_page_still_has_descriptions(world: World) -> None:
    summaries = Wikivoyage(world.clients["voyage"], world.clients["data"])
    for place in (NOWHERE, LISBON.model_copy(update={"id": "extra:lisbon"})):
        abouts = await summaries.abouts(place, ["Q658437"])
        assert abouts["Q658437"].text == "Castle in Lisbon, Portugal."
    assert world.voyage.faults.requests == []
