"""The sandbox's ways through their Protocol."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tools.providers.sandbox.routing import SandboxRouting
from tools.routing import GroundQuery, MatrixQuery, RoutingProvider
from travel.errors import ProviderUnavailable, RateLimited
from travel.gazetteer import Gazetteer
from travel.places import Place, distance_km
from travel.routes import Point, RouteMatrix

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
ROSSIO = Point(id="rossio", lat=38.7139, lon=-9.1394)
CASTLE = Point(id="castle", lat=38.7139, lon=-9.1335)
BELEM = Point(id="belem", lat=38.6979, lon=-9.2068)
PENA = Point(id="pena", lat=38.7876, lon=-9.3906)


@pytest.fixture(scope="module")
def routing(gazetteer: Gazetteer) -> RoutingProvider:
    return SandboxRouting(gazetteer, clock=lambda: NOW, seed=0)


def find(gazetteer: Gazetteer, name: str) -> Place:
    found = gazetteer.lookup(name).place
    assert found is not None, name
    return found


async def test_near_is_walked_and_far_is_ridden(routing: RoutingProvider) -> None:
    matrix = await routing.matrix(MatrixQuery(city="Lisbon", points=(ROSSIO, CASTLE, BELEM, PENA)))
    walk = matrix.between("rossio", "castle")
    assert (walk.mode, walk.km, walk.minutes) == ("walk", 0.7, 9)
    ride = matrix.between("rossio", "belem")
    assert ride.mode == "transit"
    assert 30 <= ride.minutes <= 45
    trip = matrix.between("rossio", "pena")
    assert 50 <= trip.minutes <= 75
    assert matrix.between("belem", "belem").minutes == 0
    assert matrix.provenance.sandbox
    assert "straight lines" in matrix.provenance.note


points = st.lists(
    st.tuples(st.floats(38.5, 39.0), st.floats(-9.5, -9.0)), min_size=1, max_size=30
).map(
    lambda spots: tuple(
        Point(id=f"p{number}", lat=lat, lon=lon) for number, (lat, lon) in enumerate(spots)
    )
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(points=points)
async def test_every_ordered_pair_has_its_way(
    routing: RoutingProvider, points: tuple[Point, ...]
) -> None:
    matrix = await routing.matrix(MatrixQuery(city="Lisbon", points=points))
    assert matrix.points == points
    assert set(matrix.routes) == {point.id for point in points}
    for here in points:
        for there in points:
            way = matrix.between(here.id, there.id)
            assert way == matrix.between(there.id, here.id)
            straight = distance_km(here, there)
            assert way.km == pytest.approx(1.3 * straight, abs=0.06)
            if here.id == there.id:
                assert way.minutes == 0
            elif way.mode == "walk":
                assert 1 <= way.minutes <= 25
            else:
                assert way.minutes >= 12 + straight  # never faster than 60 km/h


async def test_a_matrix_survives_being_stored(routing: RoutingProvider) -> None:
    matrix = await routing.matrix(MatrixQuery(city="Lisbon", points=(ROSSIO, CASTLE, BELEM)))
    assert RouteMatrix.model_validate_json(matrix.model_dump_json()) == matrix


async def test_between_cities_there_are_offers_on_the_ground(
    gazetteer: Gazetteer, routing: RoutingProvider
) -> None:
    query = GroundQuery(
        origin=find(gazetteer, "Berlin"),
        destination=find(gazetteer, "Hamburg"),
        day=date(2026, 5, 12),
    )
    offers = await routing.ground(query)
    assert offers
    assert all((offer.origin, offer.destination) == ("Berlin", "Hamburg") for offer in offers)


async def test_test_places_fail_as_their_names_say(
    gazetteer: Gazetteer, routing: RoutingProvider
) -> None:
    def matrix(what: str) -> MatrixQuery:
        return MatrixQuery(city=f"test:{what}", points=(ROSSIO,))

    with pytest.raises(ProviderUnavailable):
        await routing.matrix(matrix("unavailable"))
    with pytest.raises(RateLimited):
        await routing.matrix(matrix("rate-limited"))
    assert (await routing.matrix(matrix("empty"))).points == ()
    lisbon, porto = find(gazetteer, "Lisbon"), find(gazetteer, "Porto")
    down = lisbon.model_copy(update={"id": "test:unavailable"})
    for origin, destination in ((down, porto), (porto, down)):
        with pytest.raises(ProviderUnavailable):
            await routing.ground(
                GroundQuery(origin=origin, destination=destination, day=date(2026, 5, 12))
            )
