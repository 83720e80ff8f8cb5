"""Routing providers through the real client, each against a server that speaks its format."""

import math
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack
from datetime import date, datetime

import pytest
from pydantic import SecretStr

from tests.providers.routing_world import (
    BELEM,
    CASTLE,
    FAR,
    ISLAND,
    LISBON,
    NOW,
    POINTS,
    ROSSIO,
    World,
    clock,
    failure,
    measured,
    quick,
)
from tests.simulators.roads import Spot
from tests.simulators.serving import Fault
from tools.http import VendorClient
from tools.providers.google_errors import STATUSES, google_error
from tools.providers.google_routes import (
    GoogleRoutes,
    google_routes_error,
    google_routes_policy,
)
from tools.providers.openrouteservice import (
    CODES,
    Openrouteservice,
    openrouteservice_error,
    openrouteservice_policy,
)
from tools.providers.osrm import Osrm, osrm_error
from tools.providers.valhalla import valhalla_error
from tools.providers.ways import tiles
from tools.routing import GroundQuery, MatrixQuery
from travel.errors import (
    ConfigurationError,
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.routes import Point, Route, RouteMatrix


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


NAMES = "osrm", "openrouteservice", "valhalla", "google-routes"
each_vendor = pytest.mark.parametrize("name", NAMES)


@each_vendor
async def test_near_is_walked_and_far_is_ridden(world: World, name: str) -> None:
    matrix = await measured(world, name, *POINTS)
    walk = matrix.between("rossio", "castle")
    assert (walk.mode, walk.minutes, walk.km) == ("walk", 9, 0.7)
    ride = matrix.between("rossio", "belem")
    assert ride.mode == ("transit" if name == "google-routes" else "taxi")
    assert 20 <= ride.minutes <= 40
    assert ride.km == pytest.approx(7.9, abs=0.3)
    assert matrix.between("belem", "belem") == Route(mode="walk", minutes=0, km=0.0)
    assert matrix.points == POINTS
    assert RouteMatrix.model_validate_json(matrix.model_dump_json()) == matrix


@each_vendor
async def test_an_answer_says_where_it_comes_from(world: World, name: str) -> None:
    source = (await measured(world, name, *POINTS)).provenance
    assert (source.provider, source.retrieved_at, source.sandbox) == (name, NOW, False)
    credit = "Google Maps" if name == "google-routes" else "© OpenStreetMap contributors, ODbL"
    assert credit in source.note
    assert ("to be picked up" in source.note) == (name != "google-routes")


@each_vendor
async def test_a_pair_without_a_way_is_left_out_and_the_others_stay(
    world: World, name: str
) -> None:
    for each in (world.cars, world.feet, world.ors, world.valhalla, world.google):
        each.roads.islands = [Spot(ISLAND.lat, ISLAND.lon)]
    matrix = await measured(world, name, ROSSIO, CASTLE, ISLAND)
    assert set(matrix.routes["rossio"]) == {"rossio", "castle"}
    assert set(matrix.routes["island"]) == {"island"}
    with pytest.raises(KeyError):
        matrix.between("rossio", "island")


def grid(count: int) -> tuple[Point, ...]:
    side = math.ceil(math.sqrt(count))
    return tuple(
        Point(id=f"p{n}", lat=38.70 + n // side * 0.004, lon=-9.2 + n % side * 0.005)
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("name", "requests"), [("osrm", 9), ("openrouteservice", 10), ("valhalla", 18)]
)
async def test_120_points_are_asked_for_in_parts_that_the_vendor_allows(
    world: World, name: str, requests: int
) -> None:
    points = grid(120)
    matrix = await measured(world, name, *points)
    assert len(world.simulators[name].faults.requests) == requests
    assert all(len(row) == 120 for row in matrix.routes.values())
    whole = await measured(world, name, points[3], points[77], points[119])
    for a in ("p3", "p77", "p119"):
        for b in ("p3", "p77", "p119"):
            assert matrix.between(a, b) == whole.between(a, b)


def test_tiles_cover_every_pair_once() -> None:
    for points in (0, 1, 7, 50, 101):
        found = [(a, b) for rows, columns in tiles(points, 13, 29) for a in rows for b in columns]
        assert sorted(found) == [(a, b) for a in range(points) for b in range(points)]


@each_vendor
async def test_a_city_without_points_needs_no_request(world: World, name: str) -> None:
    assert (await measured(world, name)).routes == {}
    assert world.simulators[name].faults.requests == []


@each_vendor
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault(status=503), ProviderUnavailable),
        (Fault(status=500), ProviderUnavailable),
        (Fault(status=429), RateLimited),
        (Fault(status=401), ProviderRefused),
        (Fault(raw=b"<html>maintenance</html>"), MalformedResponse),
        (Fault(raw=b'{"code": "Ok"}'), MalformedResponse),
        (Fault(raw=b'{"durations": [[-1]], "distances": [[1]]}'), MalformedResponse),
        (Fault(raw=b'[{"duration": "soon", "condition": "ROUTE_EXISTS"}]'), MalformedResponse),
        (Fault(raw=b'[{"originIndex": 7}]'), MalformedResponse),
        (Fault(raw=b'{"sources_to_targets": [[{"time": 1}]]}'), MalformedResponse),
        (Fault(cut=20), ProviderUnavailable),
        (Fault(cut=0), ProviderUnavailable),
    ],
)
async def test_what_goes_wrong_has_its_error(
    world: World, name: str, fault: Fault, kind: type[ProviderError]
) -> None:
    world.simulators[name].faults.plan("GET", ".*", fault, times=50)
    world.simulators[name].faults.plan("POST", ".*", fault, times=50)
    error = await failure(measured(world, name, *POINTS))
    assert type(error) is kind
    assert error.provider == name


@each_vendor
async def test_a_fault_that_passes_is_not_noticed(world: World, name: str) -> None:
    for method in ("GET", "POST"):
        world.simulators[name].faults.plan(method, ".*", Fault(status=503))
    assert (await measured(world, name, *POINTS)).between("rossio", "castle").minutes == 9


@each_vendor
async def test_there_are_no_offers_between_cities(world: World, name: str) -> None:
    query = GroundQuery(origin=LISBON, destination=LISBON, day=date(2026, 5, 12))
    assert await world.providers[name].ground(query) == ()


@each_vendor
async def test_a_used_up_minute_is_a_rate_limit(world: World, name: str) -> None:
    world.simulators[name].per_minute = 0
    try:
        assert type(await failure(measured(world, name, *POINTS))) is RateLimited
    finally:
        world.simulators[name].per_minute = 10_000


# OSRM -------------------------------------------------------------------------------------------


async def test_cars_only_means_walks_estimated_from_their_distances(world: World) -> None:
    osrm = Osrm(car=world.clients["cars"], clock=clock)
    matrix = await osrm.matrix(MatrixQuery(city="Lisbon", points=POINTS))
    assert matrix.between("rossio", "castle") == Route(mode="walk", minutes=8, km=0.7)
    assert matrix.between("rossio", "belem").mode == "taxi"
    assert "walks estimated" in matrix.provenance.note


async def test_feet_only_means_long_walks(world: World) -> None:
    osrm = Osrm(foot=world.clients["feet"], clock=clock)
    matrix = await osrm.matrix(MatrixQuery(city="Lisbon", points=POINTS))
    long = matrix.between("rossio", "belem")
    assert (long.mode, long.minutes > 90) == ("walk", True)
    assert "picked up" not in matrix.provenance.note


def test_osrm_without_a_server_is_a_mistake_in_the_settings() -> None:
    with pytest.raises(ConfigurationError):
        Osrm(clock=clock)


@pytest.mark.parametrize(
    "code",
    [
        *("InvalidUrl", "InvalidService", "InvalidVersion", "InvalidOptions", "InvalidQuery"),
        *("InvalidValue", "NoSegment", "TooBig", "NoRoute", "NoTable", "NotImplemented"),
    ],
)
def test_every_code_of_osrm_is_final(code: str) -> None:
    error = osrm_error(400, {"code": code, "message": "38.7,-9.1 secret"})
    assert type(error) is ProviderRefused
    assert code in str(error)
    assert "secret" not in str(error)


async def test_osrm_says_what_it_refused(world: World) -> None:
    world.feet.faults.plan("GET", ".*", Fault(status=400, raw=b'{"code": "TooBig"}'))
    assert "TooBig" in str(await failure(measured(world, "osrm", *POINTS)))


# openrouteservice -------------------------------------------------------------------------------


async def test_zeros_beyond_the_limits_are_no_ways(world: World) -> None:
    matrix = await measured(world, "openrouteservice", ROSSIO, CASTLE, FAR)
    assert set(matrix.routes["rossio"]) == {"rossio", "castle"}


async def test_a_used_up_day_is_a_rate_limit_and_a_bad_key_a_refusal(world: World) -> None:
    world.ors.left = 0
    assert type(await failure(measured(world, "openrouteservice", *POINTS))) is RateLimited
    url = world.clients["ors"].policy.base_url
    policy = quick(openrouteservice_policy(SecretStr("wrong-key"), url))
    async with VendorClient(policy, errors=openrouteservice_error) as client:
        call = Openrouteservice(client, clock=clock).matrix(
            MatrixQuery(city="Lisbon", points=POINTS)
        )
        error = await failure(call)
    assert type(error) is ProviderRefused
    assert "wrong-key" not in str(error)


@pytest.mark.parametrize(
    "code", [6000, 6001, 6002, 6003, 6004, 6006, 6007, 6008, 6010, 6011, 6020, 6099]
)
def test_every_code_of_openrouteservice_has_its_error(code: int) -> None:
    assert code in CODES
    error = openrouteservice_error(400, {"error": {"code": code, "message": "x"}})
    assert type(error) is CODES[code]


# Valhalla ---------------------------------------------------------------------------------------


async def test_a_point_at_sea_fails_valhallas_whole_matrix_for_good(world: World) -> None:
    at_sea = Point(id="sea", lat=0, lon=-30)
    error = await failure(measured(world, "valhalla", ROSSIO, at_sea))
    assert type(error) is ProviderRefused
    assert "171" in str(error)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *((code, ProviderRefused) for code in (107, 150, 154, 171, 199, 442)),
        *((code, ProviderUnavailable) for code in (299, 503)),
    ],
)
def test_codes_of_valhalla_have_their_errors(code: int, kind: type[ProviderError]) -> None:
    assert type(valhalla_error(400, {"error_code": code, "error": "x"})) is kind


# Google -----------------------------------------------------------------------------------------


async def test_google_is_asked_for_each_pair_once_and_for_no_more_than_is_paid(
    world: World,
) -> None:
    points = grid(30)
    matrix = await measured(world, "google-routes", *points)
    pairs = 30 * 29 // 2
    assert sum(world.google.asked.values()) >= pairs
    assert all(len(row) == 30 for row in matrix.routes.values())
    assert matrix.between("p1", "p29") == matrix.between("p29", "p1")
    world.google.asked = dict.fromkeys(world.google.asked, 0)
    cheap = GoogleRoutes(world.clients["google"], clock=clock, most=100)
    partial = await cheap.matrix(MatrixQuery(city="Lisbon", points=points))
    assert 0 < sum(world.google.asked.values()) <= 100
    assert "not asked for" in partial.provenance.note
    assert partial.between("p0", "p1").mode == "walk"  # the nearest are


async def test_public_transport_is_asked_for_on_a_tuesday_to_come(world: World) -> None:
    await measured(world, "google-routes", *POINTS)
    (departure,) = world.google.departures
    when = datetime.fromisoformat(departure)
    assert when > NOW
    assert when.weekday() == 1
    assert when.isoformat() == "2026-03-17T11:00:00+00:00"


async def test_one_way_that_failed_is_left_out(world: World) -> None:
    world.google.failing = {Spot(BELEM.lat, BELEM.lon)}
    matrix = await measured(world, "google-routes", *POINTS)
    assert set(matrix.routes["rossio"]) == {"rossio", "castle"}


@pytest.mark.parametrize(
    ("key", "reason"), [("wrong", "API_KEY_INVALID"), ("", "PERMISSION_DENIED")]
)
async def test_a_bad_key_is_refused_without_repeating_it(
    world: World, key: str, reason: str
) -> None:
    url = world.clients["google"].policy.base_url
    policy = quick(google_routes_policy(SecretStr(key), url))
    async with VendorClient(policy, errors=google_routes_error) as client:
        error = await failure(
            GoogleRoutes(client, clock=clock).matrix(MatrixQuery(city="L", points=POINTS))
        )
    assert type(error) is ProviderRefused
    assert reason in str(error)
    assert "wrong" not in str(error)


RPC = (  # google/rpc/code.proto, without OK
    *("CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND"),
    *("ALREADY_EXISTS", "PERMISSION_DENIED", "UNAUTHENTICATED", "RESOURCE_EXHAUSTED"),
    *("FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL"),
    *("UNAVAILABLE", "DATA_LOSS"),
)


@pytest.mark.parametrize("status", RPC)
def test_every_status_of_google_has_its_error(status: str) -> None:
    body = {"error": {"code": 400, "status": status, "message": "key=secret"}}
    for sent in (body, [body]):
        error = google_error("google-x")(400, sent)
        assert type(error) is STATUSES[status]
        assert "secret" not in str(error)
