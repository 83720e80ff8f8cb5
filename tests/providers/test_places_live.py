"""Places providers through the real client, each against a server that speaks its format."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from tests.simulators.google import KEY
from tests.simulators.google_places import GooglePlacesSimulator
from tests.simulators.overpass import OverpassSimulator, element
from tests.simulators.serving import Fault, serving
from tests.simulators.small import Small
from tests.simulators.wikivoyage import WikiSimulator
from tools.http import VendorClient, VendorPolicy
from tools.places import PlacesProvider, PlacesQuery
from tools.providers.google_place import FIELDS, Period, WireHours, hours_of
from tools.providers.google_places import (
    GooglePlaces,
    google_places_error,
    google_places_policy,
)
from tools.providers.osm_tags import diets_of, kind_of, price_of
from tools.providers.overpass import Overpass, overpass_error, overpass_policy, question
from tools.providers.sight_kinds import ALWAYS, NO_PRICE, OPEN_GROUND
from tools.providers.wikivoyage import Wikivoyage, wiki_error, wiki_policy
from travel.activities import Activity
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.money import money
from travel.places import Place
from travel.wishes import Interest

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
LISBON = Place(
    id="geonames:2267057",
    name="Lisbon",
    kind="city",
    country="PT",
    lat=38.7167,
    lon=-9.1333,
    tz="Europe/Lisbon",
    population=517_802,
)
NOWHERE = LISBON.model_copy(update={"id": "geonames:1", "name": "Nowhere", "lat": 10.0})


def clock() -> datetime:
    return NOW


def quick(policy: VendorPolicy) -> VendorPolicy:
    """Without the waits that are meant for a real vendor."""
    changed = {"rate": 1000.0, "period": 1.0, "retry_pause": 0.001, "breaker_failures": 1000}
    return policy.model_copy(update=changed)


class World:
    """All simulators, served, and the providers that ask them."""

    def __init__(self) -> None:
        self.osm, self.google = OverpassSimulator(), GooglePlacesSimulator()
        self.voyage, self.data = WikiSimulator(), WikiSimulator()
        self.simulators: dict[str, Small] = {"overpass": self.osm, "google-places": self.google}
        self.providers: dict[str, PlacesProvider] = {}
        self.clients: dict[str, VendorClient] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        async def client(
            name: str, simulator: Small, policy: Callable[[str], VendorPolicy], errors: Any
        ) -> VendorClient:
            url = await stack.enter_async_context(serving(simulator))
            made = VendorClient(quick(policy(url)), errors=errors, clock=clock)
            self.clients[name] = await stack.enter_async_context(made)
            return made

        voyage = await client("voyage", self.voyage, wiki_policy, wiki_error)
        data = await client("data", self.data, wiki_policy, wiki_error)
        osm = await client("osm", self.osm, overpass_policy, overpass_error)
        google = await client("google", self.google, _google_policy, google_places_error)
        self.providers = {
            "overpass": Overpass(osm, clock=clock, summaries=Wikivoyage(voyage, data)),
            "google-places": GooglePlaces(google, clock=clock),
        }

    def fresh(self) -> None:
        for each in (self.osm, self.google, self.voyage, self.data):
            each.fresh()
            each.per_minute = 10_000
        self.osm.slow, self.data.lagging, self.voyage.lagging = False, False, False


def _google_policy(url: str) -> VendorPolicy:
    return google_places_policy(SecretStr(KEY), url)


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


NAMES = "overpass", "google-places"
each_vendor = pytest.mark.parametrize("name", NAMES)


def query(*interests: Interest, place: Place = LISBON, limit: int = 40) -> PlacesQuery:
    return PlacesQuery(place=place, interests=interests, limit=limit)


async def found(world: World, name: str, *interests: Interest) -> dict[str, Activity]:
    activities = await world.providers[name].activities(query(*interests))
    return {each.name: each for each in activities}


async def failure(call: Any) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        await call
    return caught.value


# Both -------------------------------------------------------------------------------------------


@each_vendor
async def test_a_city_has_sights_and_tables(world: World, name: str) -> None:
    activities = await world.providers[name].activities(query())
    assert len({each.id for each in activities}) == len(activities)
    assert {each.city for each in activities} == {"Lisbon"}
    assert any(each.meals for each in activities)
    assert all(each.category == "restaurant" for each in activities if each.meals)
    assert not any(each.placeholder or each.provenance.sandbox for each in activities)
    assert {each.provenance.provider for each in activities} == {name}
    assert not any("Porto" in each.name for each in activities)


@each_vendor
async def test_nothing_is_found_where_nothing_is(world: World, name: str) -> None:
    assert await world.providers[name].activities(query(place=NOWHERE)) == ()
    assert await world.providers[name].day_trips(query()) == ()


@each_vendor
async def test_the_wished_come_first_and_then_the_best(world: World, name: str) -> None:
    plain = list((await found(world, name)).values())
    assert [each.rank for each in plain] == sorted(each.rank for each in plain)
    wished = list((await found(world, name, "nightlife")).values())
    assert wished[0].category == "bar"
    assert len(wished) >= len(plain)


@each_vendor
@pytest.mark.parametrize("limit", [1, 3, 6])
async def test_no_more_than_asked_for_and_a_third_are_tables(
    world: World, name: str, limit: int
) -> None:
    activities = await world.providers[name].activities(query(limit=limit))
    assert len(activities) == limit
    assert sum(each.category == "restaurant" for each in activities) == limit // 3


@each_vendor
async def test_an_unknown_ticket_price_is_said_and_never_made_up(world: World, name: str) -> None:
    for each in (await found(world, name)).values():
        unknown = NO_PRICE in each.about
        assert unknown == ("ticket price not stated" in each.provenance.note)
        if unknown:
            assert each.price == money(0, "EUR")
            assert each.category != "restaurant"


@each_vendor
async def test_places_with_the_same_credits_share_a_source(world: World, name: str) -> None:
    activities = await world.providers[name].activities(query())
    notes = {each.provenance.note for each in activities}
    assert len({each.provenance.id for each in activities}) == len(notes) < len(activities)
    credit = "Google Maps" if name == "google-places" else "© OpenStreetMap contributors, ODbL"
    assert all(credit in note for note in notes)


@each_vendor
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=503), ProviderUnavailable),
        (Fault(status=504), ProviderUnavailable),
        (Fault(status=429), RateLimited),
        (Fault(status=400), ProviderRefused),
        (Fault(raw=b"<html>maintenance</html>"), MalformedResponse),
        (Fault(raw=b"[]"), MalformedResponse),
        (Fault(raw=b'{"elements": 3, "places": 3}'), MalformedResponse),
        (
            Fault(raw=b'{"elements": [{"type": "node"}], "places": [{"id": "x"}]}'),
            MalformedResponse,
        ),
        (Fault(cut=30), ProviderUnavailable),
        (Fault(cut=0), ProviderUnavailable),
    ],
)
async def test_what_goes_wrong_has_its_error(
    world: World, name: str, fault: Fault, kind: type[ProviderError]
) -> None:
    for method in ("GET", "POST"):
        world.simulators[name].faults.plan(method, ".*", fault, times=50)
    error = await failure(world.providers[name].activities(query()))
    assert type(error) is kind
    assert error.provider == name


@each_vendor
async def test_a_fault_that_passes_is_not_noticed(world: World, name: str) -> None:
    for method in ("GET", "POST"):
        world.simulators[name].faults.plan(method, ".*", Fault(status=503))
    assert await found(world, name)


@each_vendor
async def test_a_used_up_minute_is_a_rate_limit(world: World, name: str) -> None:
    world.simulators[name].per_minute = 0
    assert type(await failure(world.providers[name].activities(query()))) is RateLimited


# Overpass ---------------------------------------------------------------------------------------


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


# Wikivoyage -------------------------------------------------------------------------------------


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


# Google -----------------------------------------------------------------------------------------


async def test_a_sight_of_google_has_its_details(world: World) -> None:
    monastery = (await found(world, "google-places"))["Jerónimos Monastery"]
    assert monastery.id == "google:P1"
    assert (monastery.rank, monastery.step_free) == (1, True)
    assert list(monastery.hours.on(MONDAY)) == []
    assert list(monastery.hours.on(TUESDAY)) == [(9 * 60, 18 * 60)]
    assert monastery.about == f"Ornate monastery. {NO_PRICE}"
    assert monastery.provenance.expires_at == NOW + timedelta(days=1)


async def test_google_without_hours_only_open_ground_is_kept(world: World) -> None:
    names = await found(world, "google-places")
    assert not names.keys() & {"Elevador", "Closed Museum", "Dentist"}
    assert names["Praça do Comércio"].hours == ALWAYS
    assert OPEN_GROUND in names["Praça do Comércio"].about
    assert names["Always Gallery"].hours == ALWAYS
    assert OPEN_GROUND not in names["Always Gallery"].about
    assert NO_PRICE not in names["Free Museum"].about


async def test_google_ranks_by_ratings(world: World) -> None:
    names = await found(world, "google-places")
    assert names["MAAT"].rank == 1
    assert names["Free Museum"].rank == 3


async def test_restaurants_of_google_have_prices_diets_and_meals(world: World) -> None:
    names = await found(world, "google-places")
    vegan = names["Ao 26"]
    assert vegan.diet == ("vegan", "vegetarian")
    assert vegan.meals == ("dinner",)  # it says it serves no lunch
    assert vegan.price == money(10, "EUR")
    assert "10.00 EUR to 20.00 EUR a person." in vegan.about
    assert not vegan.step_free  # a parking place is no entrance
    assert names["Tasca"].diet == ("vegetarian",)
    assert list(names["Tasca"].hours.on(FRIDAY)) == [(19 * 60, 26 * 60)]
    assert names["A Brasileira"].meals == ("cafe",)


async def test_a_wish_without_a_type_is_searched_for_in_words(world: World) -> None:
    names = await found(world, "google-places", "wine")
    assert names["Wine Cellar"].interests == ("wine", "food")
    assert "POST /v1/places:searchText" in world.google.faults.requests


def period(opens: tuple[int, int], closes: tuple[int, int] | None) -> Period:
    """Of (day, hour), Sunday being 0."""
    point = {"open": {"day": opens[0], "hour": opens[1]}}
    end = {} if closes is None else {"close": {"day": closes[0], "hour": closes[1]}}
    return Period.model_validate(point | end)


@pytest.mark.parametrize(
    ("periods", "on_friday", "on_saturday", "on_sunday"),
    [
        ([period((5, 18), (6, 2))], [(1080, 1560)], [], []),
        ([period((6, 18), (0, 2))], [], [(1080, 1560)], []),  # over the end of Google's week
        ([period((0, 22), (1, 3))], [], [], [(1320, 1620)]),  # over the end of ours
        ([period((5, 20), (6, 9))], [(1200, 1440)], [(0, 540)], []),
        ([period((5, 12), (0, 12))], [(720, 1440)], [(0, 1440)], [(0, 720)]),
        ([period((0, 0), None)], [(0, 1440)], [(0, 1440)], [(0, 1440)]),
        ([period((5, 9), (5, 12)), period((5, 14), (5, 18))], [(540, 720), (840, 1080)], [], []),
    ],
)
def test_periods_become_windows(
    periods: list[Period],
    on_friday: list[tuple[int, int]],
    on_saturday: list[tuple[int, int]],
    on_sunday: list[tuple[int, int]],
) -> None:
    hours = hours_of(WireHours(periods=tuple(periods)))
    assert hours is not None
    assert list(hours.on(FRIDAY)) == on_friday
    assert list(hours.on(FRIDAY + timedelta(days=1))) == on_saturday
    assert list(hours.on(FRIDAY + timedelta(days=2))) == on_sunday


def test_no_periods_are_no_hours() -> None:
    assert hours_of(None) is None
    assert hours_of(WireHours()) is None


@pytest.mark.parametrize(
    ("key", "mask", "reason"),
    [
        ("wrong", FIELDS, "API_KEY_INVALID"),
        ("", FIELDS, "PERMISSION_DENIED"),
        (KEY, "", "INVALID_ARGUMENT"),
    ],
)
async def test_google_refuses_without_repeating_the_key(
    world: World, key: str, mask: str, reason: str
) -> None:
    policy = quick(google_places_policy(SecretStr(key), world.clients["google"].policy.base_url))
    headers = {**policy.headers, "X-Goog-FieldMask": mask}
    policy = policy.model_copy(update={"headers": headers})
    async with VendorClient(policy, errors=google_places_error) as client:
        error = await failure(GooglePlaces(client, clock=clock).activities(query()))
    assert type(error) is ProviderRefused
    assert reason in str(error)
    assert "wrong" not in str(error)
