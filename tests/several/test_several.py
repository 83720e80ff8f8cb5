"""Several providers asked together: nobody waits for the slow one, and who is missing is named."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

import pytest

from tests.several.offers import NOW, RATES, flight, sight, source, stay
from tools.asking import as_json
from tools.cache import CacheSettings, cached_toolbox, open_cache
from tools.flights import FlightQuery, SliceQuery
from tools.merging import Merged
from tools.places import PlacesQuery
from tools.providers.sandbox import open_sandbox
from tools.several import SeveralFlights, SeveralPlaces, SeveralStays, members_of
from tools.stays import StayQuery
from tools.toolbox import Toolbox
from travel.activities import Activity, DayTrip
from travel.errors import (
    MalformedResponse,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.gazetteer import Gazetteer
from travel.money import Rates
from travel.offers import FlightOffer, StayOffer

PATIENCE = 0.1


@dataclass
class Vendor:
    """Answers all questions after `delay` seconds, or fails."""

    name: str
    stays: tuple[StayOffer, ...] = ()
    flights: tuple[FlightOffer, ...] = ()
    sights: tuple[Activity, ...] = ()
    delay: float = 0.0
    error: Exception | None = None
    asked: int = 0
    cancelled: int = 0

    async def _answer(self) -> None:
        self.asked += 1
        try:
            await asyncio.sleep(self.delay)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error

    async def activities(self, query: PlacesQuery) -> tuple[Activity, ...]:
        await self._answer()
        return self.sights

    async def day_trips(self, query: PlacesQuery) -> tuple[DayTrip, ...]:
        return ()


class Beds(Vendor):
    async def search(self, query: StayQuery) -> tuple[StayOffer, ...]:
        await self._answer()
        return self.stays

    async def reprice(self, offer: StayOffer) -> StayOffer:
        return offer.model_copy(update={"area": self.name})


class Planes(Vendor):
    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        await self._answer()
        return self.flights

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return offer


@dataclass
class Exchange:
    name: str = "rates"
    error: ProviderError | None = None
    asked: list[date] = field(default_factory=list[date])

    async def rates(self, on: date) -> Rates:
        self.asked.append(on)
        if self.error is not None:
            raise self.error
        return RATES


@pytest.fixture
def query(gazetteer: Gazetteer) -> StayQuery:
    place = gazetteer.city("Lisbon", "PT")
    assert place is not None
    return StayQuery(place=place, check_in=date(2026, 5, 4), check_out=date(2026, 5, 7))


def several(*members: Beds, rates: Exchange | None = None) -> SeveralStays:
    return SeveralStays(members, rates or Exchange(), NOW.date, PATIENCE)


def lite(**more: object) -> Beds:
    return Beds("liteapi", (stay("liteapi", "Plaza", "310.00"),), **more)  # type: ignore[arg-type]


def duffel(**more: object) -> Beds:
    return Beds("duffel-stays", (stay("duffel-stays", "Star", "90.00"),), **more)  # type: ignore[arg-type]


def notes(found: tuple[object, ...]) -> tuple[str, ...]:
    assert isinstance(found, Merged)
    return found.notes


async def test_both_up_answer_together_and_at_once(query: StayQuery) -> None:
    begun = time.perf_counter()
    found = await several(lite(delay=0.06), duffel(delay=0.06)).search(query)
    assert time.perf_counter() - begun < 0.11
    assert [each.provenance.provider for each in found] == ["duffel-stays", "liteapi"]
    assert notes(found) == ()


async def test_a_slow_one_is_left_out_named_and_no_longer_asked(query: StayQuery) -> None:
    slow = lite(delay=5)
    begun = time.perf_counter()
    found = await several(slow, duffel()).search(query)
    assert time.perf_counter() - begun < 1
    assert [each.name for each in found] == ["Star"]
    told = "LiteAPI did not answer in time: these beds come from Duffel Stays alone."
    assert notes(found) == (told,)
    assert slow.cancelled == 1


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ProviderUnavailable("liteapi", "can't be reached"), "is not available (can't be reached)"),
        (
            RateLimited("liteapi", "answered HTTP 429", datetime(2026, 3, 10, 9, 5, tzinfo=UTC)),
            "was asked too often (answered HTTP 429), and may be again from 09:05 UTC",
        ),
        (ProviderRefused("liteapi", "didn't accept the API key"), "refused (didn't accept the"),
        (MalformedResponse("liteapi", "sent no JSON"), "gave no usable answer (sent no JSON)"),
    ],
)
async def test_why_one_is_missing_is_said(
    query: StayQuery, error: ProviderError, told: str
) -> None:
    found = await several(lite(error=error), duffel()).search(query)
    assert len(found) == 1
    (note,) = notes(found)
    assert note.startswith(f"LiteAPI {told}")


async def test_when_nobody_answers_that_is_one_error_naming_all(query: StayQuery) -> None:
    down = ProviderUnavailable("liteapi", "can't be reached")
    with pytest.raises(ProviderUnavailable) as caught:
        await several(lite(error=down), duffel(delay=5)).search(query)
    assert str(caught.value) == (
        "LiteAPI and Duffel Stays: LiteAPI is not available (can't be reached); "
        "Duffel Stays did not answer in time"
    )
    no = ProviderRefused("liteapi", "no")
    with pytest.raises(ProviderRefused):
        await several(lite(error=no), duffel(error=no)).search(query)


async def test_one_that_has_nothing_is_not_missing(query: StayQuery) -> None:
    found = await several(Beds("liteapi"), duffel()).search(query)
    assert len(found) == 1
    assert notes(found) == ()


async def test_a_fault_is_no_provider_that_is_missing(query: StayQuery) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        await several(lite(error=TimeoutError("of its own")), duffel()).search(query)
    assert caught.group_contains(TimeoutError, match="of its own")


async def test_cancelling_the_turn_cancels_everything_asked(query: StayQuery) -> None:
    members = lite(delay=5), duffel(delay=5)
    asking = asyncio.create_task(several(*members).search(query))
    await asyncio.sleep(0.02)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert [each.cancelled for each in members] == [1, 1]


async def test_what_a_slow_one_answers_late_is_there_for_the_next_question(
    query: StayQuery, gazetteer: Gazetteer
) -> None:
    slow = lite(delay=PATIENCE * 2)
    toolbox = _toolbox(gazetteer, several(slow, duffel()))
    async with open_cache(CacheSettings(), lambda: NOW) as cache:
        stays = cached_toolbox(toolbox, cache, {}).stays
        first = await stays.search(query)
        assert len(notes(first)) == 1
        await asyncio.sleep(PATIENCE * 2)
        again = await stays.search(query)
    assert len(again) == 2
    assert notes(again) == ()
    assert (slow.asked, slow.cancelled) == (1, 0)


async def test_each_provider_is_kept_under_its_own_name(
    query: StayQuery, gazetteer: Gazetteer
) -> None:
    members = lite(), duffel()
    async with open_cache(CacheSettings(), lambda: NOW) as cache:
        stays = cached_toolbox(_toolbox(gazetteer, several(*members)), cache, {}).stays
        await stays.search(query)
        await stays.search(query)
        assert [each.asked for each in members] == [1, 1]
        assert await cache.clear("stays.search:liteapi:*") == 1
        await stays.search(query)
    assert [each.asked for each in members] == [2, 1]
    assert [each.name for each in members_of(stays)] == ["liteapi", "duffel-stays"]


def _toolbox(gazetteer: Gazetteer, stays: SeveralStays) -> Toolbox:
    return replace(open_sandbox(gazetteer, clock=lambda: NOW, seed=0), stays=stays)


async def test_rates_are_asked_for_only_where_currencies_differ(query: StayQuery) -> None:
    rates = Exchange()
    await several(lite(), duffel(), rates=rates).search(query)
    assert rates.asked == []
    dollars = Beds("duffel-stays", (stay("duffel-stays", "Plaza", "200.00", "USD"),))
    found = await several(lite(), dollars, rates=rates).search(query)
    assert rates.asked == [NOW.date()]
    assert [each.price.currency for each in found] == ["USD"]


async def test_without_rates_nothing_is_lost_and_that_is_said(query: StayQuery) -> None:
    rates = Exchange(error=ProviderUnavailable("frankfurter", "can't be reached"))
    dollars = Beds("duffel-stays", (stay("duffel-stays", "Plaza", "200.00", "USD"),))
    found = await several(lite(), dollars, rates=rates).search(query)
    assert [each.price.currency for each in found] == ["EUR", "USD"]
    assert "could not be compared" in notes(found)[0]


async def test_test_data_is_left_out_beside_real_offers_and_named(query: StayQuery) -> None:
    fake = stay("liteapi", "Plaza", "1.00", provenance=source("liteapi", sandbox=True))
    found = await several(Beds("liteapi", (fake,)), duffel()).search(query)
    assert [each.name for each in found] == ["Star"]
    assert notes(found) == ("LiteAPI answered with test data: its beds are left out.",)


async def test_an_offer_is_re_priced_by_who_made_it(query: StayQuery) -> None:
    both = several(lite(), duffel())
    for offer in await both.search(query):
        assert (await both.reprice(offer)).area == offer.provenance.provider
    with pytest.raises(ProviderRefused, match="search again"):
        await both.reprice(stay("sold-out", "Plaza", "1.00"))


async def test_flights_and_sights_of_several_are_merged_too(query: StayQuery) -> None:
    day = date(2026, 5, 4)
    asked = FlightQuery(slices=(SliceQuery(origins=("BER",), destinations=("LIS",), day=day),))
    one = Planes("duffel", flights=(flight("duffel", "TP533", "120.00"),))
    other = Planes("liteapi", flights=(flight("liteapi", "TP533", "99.00"),))
    found = await SeveralFlights((one, other), Exchange(), lambda: day, PATIENCE).search(asked)
    assert [each.provenance.provider for each in found] == ["liteapi"]
    google = Vendor("google-places", sights=(sight("google-places", "Museum"),), delay=5)
    osm = Vendor("overpass", sights=(sight("overpass", "Castle"),))
    places = SeveralPlaces((google, osm), PATIENCE)
    sights = await places.activities(PlacesQuery(place=query.place))
    assert [each.name for each in sights] == ["Castle"]
    assert "Google Places did not answer in time" in notes(sights)[0]
    assert await places.day_trips(PlacesQuery(place=query.place)) == ()


async def test_a_model_that_calls_the_tool_reads_who_is_missing(query: StayQuery) -> None:
    read = as_json(await several(lite(delay=5), duffel()).search(query))
    assert read.startswith("[{")
    assert '{"note": "LiteAPI did not answer in time' in read
