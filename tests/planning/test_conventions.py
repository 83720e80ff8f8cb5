"""The finer points of what a plan obeys, as the verifier reads them; see `planning`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from planning.verify import verify
from tests.planning.breaches import entry
from tests.planning.world import WORLDS, World, honolulu, lisbon, paris, porto, tokyo
from tests.planning.world.diary import Diary
from tests.planning.world.edits import (
    asking,
    choosing,
    each_day,
    index,
    items,
    knowing,
    later,
    offering,
    planned,
    wishing,
    without,
)
from tests.planning.world.facts import (
    AIRPORTS,
    AUCKLAND,
    BERLIN,
    HONOLULU,
    LISBON,
    PORTO,
    flights,
    gathered,
    place,
    segment,
    stay,
)
from tests.planning.world.trips import TWO, asked
from travel.dates import TravelDates, Window
from travel.evidence import Evidence
from travel.itinerary import Item
from travel.party import Party
from travel.request import Stop, TripRequest


def rules(world: World) -> set[str]:
    found = verify(world.plan, world.request, world.evidence, now=world.now)
    return {violation.rule for violation in found}


def flown(
    home: tuple[Any, ...], away: Any, ways: Sequence[Sequence[Any]], nights: tuple[str, str],
    days: dict[str, tuple[str, tuple[str, ...]]], request: TripRequest,
) -> World:  # fmt: skip
    """A trip of flights and one bed, without sights."""
    fly = flights("fly", "300.00", 2, *ways)
    bed = stay("Bed", away, nights, "200.00", "EUR")
    evidence = gathered([*home, away], sorted(days), fly, bed)
    plan = Diary(evidence, TWO, fly, bed).written(days)
    return World("flown", request, evidence, plan)


def early_home() -> World:
    """Home at 04:10: the bed of that night is left in the evening."""
    return flown(
        (BERLIN,), LISBON,
        ([segment("TP535", "BER-LIS", "2026-05-18 10:00", "2026-05-18 12:50")],
         [segment("TP530", "LIS-BER", "2026-05-20 04:10", "2026-05-20 08:40")]),
        ("2026-05-18", "2026-05-20"),
        {
            "2026-05-18": ("Lisbon", ("flight TP535", "ride LIS 13:45", "in Bed 15:00")),
            "2026-05-19": ("Lisbon", ()),
            "2026-05-20": ("Lisbon", ("out Bed 01:00", "ride LIS 01:20", "flight TP530")),
        },
        asked(BERLIN, "2026-05-18", "2026-05-20", (LISBON, 2)),
    )  # fmt: skip


def home_over_the_date_line(ride: str, depart: str, arrive: str) -> World:
    """Living in Honolulu: home from Auckland is earlier on the clock than leaving."""
    return flown(
        (HONOLULU,), AUCKLAND,
        ([segment("NZ9", "HNL-AKL", "2026-04-08 13:00", "2026-04-09 20:00")],
         [segment("NZ10", "AKL-HNL", depart, arrive)]),
        ("2026-04-09", "2026-04-12"),
        {
            "2026-04-08": ("Honolulu", ("flight NZ9",)),
            "2026-04-09": ("Auckland", ("ride AKL 21:00", "in Bed 22:00")),
            "2026-04-10": ("Auckland", ()),
            "2026-04-11": ("Auckland", ()),
            "2026-04-12": ("Auckland", ("out Bed 06:00", f"ride AKL {ride}", "flight NZ10")),
        },
        asked(HONOLULU, "2026-04-08", "2026-04-12", (AUCKLAND, 4)),
    )  # fmt: skip


def one_way() -> World:
    """To stay in Lisbon: no flight home, the days end with the bed."""
    offer = lisbon().plan.flights[0]
    there = offer.model_copy(update={"id": "f:one", "slices": offer.slices[:1]})
    cut = items(lisbon(), lambda n, i: [] if i.name == "TP534" else [i])
    cut = without(cut, len(list(cut.plan.items())) - 1)
    renamed = items(cut, lambda n, i: [i.model_copy(update={"ref": "f:one"})]
                    if i.kind == "flight" else [i])  # fmt: skip
    known = knowing(renamed, flights=(there,))
    return asking(choosing(known, "flights", there), one_way=True)


def test_a_bed_is_not_needed_after_leaving_for_a_flight_before_dawn() -> None:
    assert rules(early_home()) == set()
    shorter = offering(early_home(), "s:Bed", check_out=date(2026, 5, 19))
    assert rules(shorter) == {"stay.check_out"}  # as it now has to be left the day before


def test_a_landing_before_dawn_needs_the_bed_of_the_night_before() -> None:
    world = offering(paris(), "s:Marais", check_in=date(2026, 3, 28))
    assert "nights.covered" in rules(world)


def test_a_flight_home_over_the_date_line_stands_on_the_day_it_leaves() -> None:
    same_day = home_over_the_date_line("19:00", "2026-04-12 23:50", "2026-04-12 09:55")
    day_before = home_over_the_date_line("07:00", "2026-04-12 10:00", "2026-04-11 20:05")
    assert rules(same_day) == set()
    assert rules(day_before) == set()


def test_a_way_out_over_the_date_line_begins_with_the_day_of_landing() -> None:
    world = honolulu()
    late = planned(world, days=world.plan.days[1:])
    assert "days.complete" in rules(late)


def test_a_one_way_trip_ends_with_its_bed() -> None:
    assert rules(one_way()) == set()
    assert rules(asking(one_way(), one_way=False)) >= {"route.home"}


def test_a_one_way_trip_without_a_bed_is_seen() -> None:
    bare = items(one_way(), lambda n, i: [] if i.kind.startswith("check") else [i])
    assert "nights.covered" in rules(choosing(bare, "stays"))


def test_a_flight_within_a_country_leaves_less_time_at_the_kerb() -> None:
    airports = {**AIRPORTS, "LIS": AIRPORTS["LIS"].model_copy(update={"country": "DE"})}
    at_home = knowing(lisbon(), airports=airports)
    assert rules(later(at_home, "Ride LIS", -25)) == set()
    assert rules(later(at_home, "Ride LIS", -26)) == {"transfer.arrival"}
    assert rules(later(lisbon(), "Ride LIS", -11)) == {"transfer.arrival"}


def test_a_region_is_slept_in_at_its_base() -> None:
    algarve = place("Estremadura", "PT", 39.0, -9.0, "Europe/Lisbon")
    region = algarve.model_copy(update={"kind": "region", "base": "Lisbon"})
    assert rules(asking(lisbon(), stops=(Stop(place=region, nights=3),))) == set()


def test_a_stop_at_a_place_with_its_own_airports_takes_any_of_them() -> None:
    assert rules(asking(lisbon(), origin=place("Berlin", "DE", 52.5, 13.4, BERLIN.tz))) == set()


def test_neighbouring_stops_in_one_city_are_one() -> None:
    stops = (Stop(place=LISBON, nights=1), Stop(place=LISBON, nights=2))
    assert rules(asking(lisbon(), stops=stops)) == set()
    assert rules(asking(lisbon(), stops=(*stops[1:], *stops[1:]))) == {"nights.stop"}


def test_stops_in_the_wrong_order_are_seen() -> None:
    world = asking(porto(), stops=(Stop(place=PORTO), Stop(place=LISBON)))
    assert {"route.destination", "stops.order"} <= rules(world)


def test_a_night_in_the_air_is_in_the_city_one_left() -> None:
    assert tokyo().plan.days[0].city == "Berlin"
    assert rules(tokyo()) == set()


def test_the_window_holds_the_landing_at_home() -> None:
    """It leaves Honolulu on the 8th and lands at home on the 9th."""

    def until(day: int) -> World:
        window = Window(earliest=date(2026, 4, 5), latest=date(2026, 4, day))
        return asking(honolulu(), dates=TravelDates(window=window, nights=4))

    assert rules(until(9)) == set()
    assert rules(until(8)) == {"dates.window"}


def test_infants_need_neither_seat_nor_bed() -> None:
    two_and_a_baby = asking(lisbon(), party=Party(adults=2, children=(1,)))
    assert "flight.party" not in rules(two_and_a_baby)
    assert "stay.capacity" not in rules(offering(two_and_a_baby, "s:Alfama", sleeps=2))


def test_after_free_time_the_way_between_its_neighbours_is_judged() -> None:
    at = index(lisbon(), "Free time")
    matrix = lisbon().evidence.matrices[0]
    far = matrix.routes["a:Tower"]["a:Tasca"].model_copy(update={"minutes": 500})
    routes = {**matrix.routes, "a:Tower": {**matrix.routes["a:Tower"], "a:Tasca": far}}
    world = knowing(lisbon(), matrices=(matrix.model_copy(update={"routes": routes}),))
    assert rules(world) == {"items.travel"} and at > 0


def test_bags_dropped_early_are_free_time() -> None:
    drop = Item(
        kind="free", name="Drop bags", start=entry(lisbon(), "Ride LIS").end,
        end=entry(lisbon(), "Ride LIS").end + timedelta(minutes=10), lat=38.72, lon=-9.14,
    )  # fmt: skip
    at = index(lisbon(), "Ride LIS")
    assert rules(items(lisbon(), lambda n, i: [i, drop] if n == at else [i])) == set()


def test_a_climate_nobody_knows_isn_t_met() -> None:
    world = knowing(wishing(lisbon(), "climate", "warm"), climate=(), weather=())
    assert "wish.climate" in rules(
        each_day(world, lambda n, d: d.model_copy(update={"weather": None}))
    )
    assert "wish.climate" not in rules(knowing(wishing(lisbon(), "climate", "warm"), climate=()))


def test_each_amount_is_converted_and_then_summed() -> None:
    assert porto().plan.total.amount == sum(
        (Decimal(each) for each in ("510.00", "66.40", "260.00", "213.89")), Decimal(0)
    ) + sum(item.price.amount for _, item in porto().plan.items() if item.price is not None)


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_without_evidence_everything_is_unknown_and_nothing_raises(world: World) -> None:
    found = rules(replace(world, evidence=Evidence()))
    if world.plan.flights:
        assert {"place.unknown", "offer.unknown"} <= found
    assert rules(planned(asking(world, origin=None, stops=()), days=())) is not None
