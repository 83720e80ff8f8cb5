"""Flights searched and re-priced, through the real client and the simulator."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.providers.duffel.conftest import DAY, NOW, flight
from tests.simulators.duffel import DuffelSimulator
from tools.flights import FlightQuery, SliceQuery
from tools.providers.duffel import Duffel
from travel.dates import minutes_between
from travel.errors import OfferGone, ProviderUnavailable
from travel.offers import FlightOffer
from travel.party import Party


def searched(simulator: DuffelSimulator) -> list[list[tuple[str, str]]]:
    """The codes asked for, a list of slices for each search."""
    return [
        [(each["origin"], each["destination"]) for each in search.data["slices"]]
        for search in simulator.desk.searches.values()
    ]


@pytest.mark.parametrize(
    "stops",
    [("BER", "LIS"), ("BER", "LIS", "BER"), ("BER", "LIS", "OPO", "BER")],
    ids=["one way", "return", "multi-city"],
)
async def test_journeys_of_any_shape_are_bought_in_one_offer(
    duffel: Duffel, stops: tuple[str, ...]
) -> None:
    offers = await duffel.search(flight(*stops, limit=5))
    assert len(offers) == 5
    prices = [each.price.amount for each in offers]
    assert prices == sorted(prices)
    for offer in offers:
        ends = [(each.origin, each.destination) for each in offer.slices]
        assert ends == list(pairwise(stops))
        assert [each.depart.date() for each in offer.slices] == [
            DAY + timedelta(days=3 * number) for number in range(len(stops) - 1)
        ]


async def test_an_open_jaw_flies_home_from_elsewhere(duffel: Duffel) -> None:
    there = SliceQuery(origins=("BER",), destinations=("LIS",), day=DAY)
    back = SliceQuery(origins=("OPO",), destinations=("BER",), day=DAY + timedelta(days=5))
    offer = (await duffel.search(FlightQuery(slices=(there, back))))[0]
    assert [each.origin for each in offer.slices] == ["BER", "OPO"]


async def test_an_offer_says_where_it_comes_from_and_how_long_it_holds(duffel: Duffel) -> None:
    offer = (await duffel.search(flight("BER", "LIS")))[0]
    assert offer.provenance.provider == "duffel"
    assert offer.provenance.sandbox
    assert offer.provenance.retrieved_at == NOW
    assert offer.provenance.expires_at == NOW + timedelta(minutes=30)


async def test_terms_are_promised_only_where_the_airline_says_so(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    offers = await duffel.search(flight("BER", "LIS"))
    wire = {each.id: each.shown()["conditions"] for each in simulator.desk.offers.values()}
    assert {each.refundable for each in offers} == {True, False}
    for offer in offers:
        refund, change = (
            wire[offer.id][f"{name}_before_departure"] for name in ("refund", "change")
        )
        assert offer.refundable == bool(refund and refund["allowed"])
        assert offer.changeable == change["allowed"]


async def test_the_whole_party_is_asked_for_and_priced(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    party = Party(adults=2, children=(7, 1))
    offer = (await duffel.search(flight("BER", "LIS", party=party, cabin="business")))[0]
    asked = next(iter(simulator.desk.searches.values())).data
    assert asked["passengers"] == [{"type": "adult"}, {"type": "adult"}, {"age": 7}, {"age": 1}]
    assert asked["cabin_class"] == "business"
    assert offer.party_size == 4
    assert offer.price.amount == simulator.desk.offers[offer.id].price
    assert {seg.cabin for each in offer.slices for seg in each.segments} == {"business"}


@pytest.mark.parametrize("stops", [0, 1, 2, 3])
async def test_no_offer_stops_more_often_than_allowed(duffel: Duffel, stops: int) -> None:
    offers = await duffel.search(flight("BER", "SYD", max_stops=stops))
    assert max(each.stops for each in offers) == min(stops, 2)


async def test_several_airports_of_a_city_are_one_search_and_others_of_it_are_left_out(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    offers = await duffel.search(flight("LHR LGW", "JFK", "LHR LGW", max_stops=2))
    assert searched(simulator) == [[("LON", "JFK"), ("JFK", "LON")]]
    assert {each.slices[0].origin for each in offers} == {"LHR", "LGW"}
    assert {each.slices[1].destination for each in offers} <= {"LHR", "LGW"}


async def test_of_many_airports_only_the_likeliest_few_are_asked(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    offers = await duffel.search(flight("BER LEJ DRS", "LIS OPO FAO", "BER LEJ DRS"))
    assert len(searched(simulator)) == 4
    assert searched(simulator)[0] == [("BER", "LIS"), ("LIS", "BER")]
    assert all(there == back[::-1] for there, back in searched(simulator))
    assert len({each.slices[0].origin for each in offers}) > 1


async def test_a_search_that_fails_is_left_out_while_another_answers(duffel: Duffel) -> None:
    offers = await duffel.search(flight("STN MAN", "LHR"))
    assert {each.slices[0].origin for each in offers} == {"MAN"}
    with pytest.raises(ProviderUnavailable):
        await duffel.search(flight("STN", "LHR"))


async def test_pages_are_read_until_enough_offers_fit(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    simulator.desk.offers_per_search = 450
    offers = await duffel.search(flight("LHR LGW", "JFK", limit=170))
    assert len(offers) == 170
    assert simulator.faults.requests.count("GET /air/offers") == 3


async def test_nothing_flies_between_an_airport_and_itself(duffel: Duffel) -> None:
    assert await duffel.search(flight("BER", "BER")) == ()


async def test_local_times_are_those_of_the_airports(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    offers = await duffel.search(flight("LHR", "JFK", max_stops=0))
    for offer in offers:
        (flown,) = simulator.desk.offers[offer.id].journeys[0]
        segment = offer.slices[0].segments[0]
        assert (segment.depart, segment.arrive) == (flown.depart, flown.arrive)
        assert segment.depart.utcoffset() == timedelta(hours=1)
        assert segment.arrive.utcoffset() == timedelta(hours=-4)


@pytest.mark.parametrize("day", [date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 24)])
async def test_nights_in_which_clocks_change_are_as_long_as_the_airline_says(
    duffel: Duffel, simulator: DuffelSimulator, day: date
) -> None:
    """One of these flights lands in London in the hour that comes twice, the second time."""
    simulator.desk.offers_per_search = 24
    asked = SliceQuery(origins=("DXB",), destinations=("LGW",), day=day)
    for offer in await duffel.search(FlightQuery(slices=(asked,), max_stops=0)):
        (flown,) = simulator.desk.offers[offer.id].journeys[0]
        segment = offer.slices[0].segments[0]
        assert minutes_between(segment.depart, segment.arrive) == flown.lasts.total_seconds() / 60


async def test_bags_the_fare_lacks_are_bought_with_it(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    party = Party(adults=2, children=(1,))
    offers = await duffel.search(flight("BER", "LIS", "BER", party=party, bags=2, limit=4))
    assert len(offers) == 4
    for offer in offers:
        fare = simulator.desk.offers[offer.id].price
        assert offer.price.amount == fare + 4 * Decimal("20.00")  # two people, both ways
        assert offer.bags_included == 2
        assert offer.bag_price is not None
        assert offer.bag_price.amount == Decimal("20.00")
    again = await duffel.buyable(offers[0])
    assert again.offer.price == offers[0].price
    assert len(again.services) == 4


@pytest.mark.parametrize(("route", "bags"), [("BTS MRU", 1), ("BTS ABV", 2), ("BER LIS", 3)])
async def test_where_bags_are_not_sold_there_is_no_offer_with_them(
    duffel: Duffel, route: str, bags: int
) -> None:
    origin, destination = route.split()
    assert await duffel.search(flight(origin, destination, bags=bags)) == ()
    assert await duffel.search(flight(origin, destination, bags=bags - 1)) != ()


async def test_with_a_test_token_only_the_test_airline_is_kept_where_it_flies(
    duffel: Duffel, simulator: DuffelSimulator
) -> None:
    simulator.desk.others = 5
    assert len(await duffel.search(flight("BER", "LIS"))) == 7
    simulator.desk.others = 12
    assert {
        code for each in await duffel.search(flight("BER", "LIS")) for code in each.carriers
    } == {"BA"}


# Duffel's fixed test routes ---------------------------------------------------------------------


async def test_a_route_nobody_flies_has_no_offers(duffel: Duffel) -> None:
    assert await duffel.search(flight("PVD", "RAI")) == ()


async def test_a_connecting_route_has_two_flights(duffel: Duffel) -> None:
    offers = await duffel.search(flight("LHR", "DXB"))
    assert {len(each.slices[0].segments) for each in offers} == {2}


async def test_a_landing_on_the_way_is_a_stop_though_it_is_one_flight(duffel: Duffel) -> None:
    offers = await duffel.search(flight("DXB", "AMS", max_stops=1))
    assert {len(each.slices[0].segments) for each in offers} == {1}
    assert await duffel.search(flight("DXB", "AMS", max_stops=0)) == ()


async def test_an_offer_that_has_gone_is_said_to_have(duffel: Duffel) -> None:
    offer = (await duffel.search(flight("LGW", "LHR")))[0]
    with pytest.raises(OfferGone):
        await duffel.reprice(offer)


async def test_a_price_that_rises_is_a_new_offer_at_the_new_price(duffel: Duffel) -> None:
    offer = (await duffel.search(flight("LHR", "STN")))[0]
    first, second = await duffel.reprice(offer), await duffel.reprice(offer)
    assert first.price.amount == offer.price.amount + 10
    assert second.price.amount == offer.price.amount + 20
    assert first.slices == offer.slices


async def test_an_offer_past_its_time_has_gone(duffel: Duffel, simulator: DuffelSimulator) -> None:
    offer = (await duffel.search(flight("BER", "LIS")))[0]
    simulator.clock = lambda: NOW + timedelta(minutes=30)
    with pytest.raises(OfferGone):
        await duffel.reprice(offer)


async def test_an_offer_duffel_does_not_know_has_gone(duffel: Duffel) -> None:
    offer = (await duffel.search(flight("BER", "LIS")))[0]
    with pytest.raises(OfferGone):
        await duffel.reprice(offer.model_copy(update={"id": "off_unknown"}))


async def test_an_unchanged_offer_is_priced_the_same(duffel: Duffel) -> None:
    offer = (await duffel.search(flight("BER", "LIS")))[0]
    again: FlightOffer = await duffel.reprice(offer)
    assert again == offer.model_copy(update={"bag_price": again.bag_price})
