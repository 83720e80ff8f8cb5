"""Plans that hold, over the date line and through a night in the air."""

from functools import cache

from tests.planning.world.diary import Diary
from tests.planning.world.facts import (
    AUCKLAND,
    BERLIN,
    BOSTON,
    HONOLULU,
    LISBON,
    TOKYO,
    World,
    activity,
    flights,
    gathered,
    segment,
    stay,
)  # fmt: skip
from tests.planning.world.trips import TWO, asked


@cache
def honolulu() -> World:
    """Over the date line: lands the day before it leaves."""
    fly = flights(
        "honolulu", "1890.00", 2,
        [segment("NZ10", "AKL-HNL", "2026-04-05 00:30", "2026-04-04 09:40")],
        [segment("NZ9", "HNL-AKL", "2026-04-08 13:00", "2026-04-09 20:00")],
    )  # fmt: skip
    bed = stay("Waikiki", HONOLULU, ("2026-04-04", "2026-04-08"), "864.00", "USD")
    days = tuple(f"2026-04-{day:02}" for day in range(4, 9))
    sights = (
        activity("Crater", HONOLULU, 150, "5.00", "USD", opens=6, closes=18, interest="hiking"),
        activity("Harbour", HONOLULU, 180, "14.00", "USD", opens=7, closes=17),
        activity("Iolani", HONOLULU, 90, "27.00", "USD", closed=6),
        activity("Diner", HONOLULU, 75, "meal", "USD", opens=11, closes=23),
    )
    evidence = gathered([HONOLULU], days, fly, bed, *sights)
    plan = Diary(evidence, TWO, fly, bed).written({
        days[0]: ("Honolulu", ("flight NZ10", "ride HNL 10:40", "in Waikiki 15:00")),
        days[1]: ("Honolulu", ("sight Crater 08:00", "meal Diner 12:00-13:30")),
        days[2]: ("Honolulu", ("sight Harbour 09:00", "meal Diner 13:30-15:00")),
        days[3]: ("Honolulu", ("sight Iolani 10:00",)),
        days[4]: ("Honolulu", ("out Waikiki 09:00", "ride HNL 09:45", "flight NZ9")),
    })  # fmt: skip
    request = asked(AUCKLAND, "2026-04-05", "2026-04-08", (HONOLULU, 4))
    return World("honolulu", request, evidence, plan)


@cache
def tokyo() -> World:
    """A night in the air, with a connection each way."""
    fly = flights(
        "tokyo", "1640.00", 2,
        [
            segment("LH191", "BER-FRA", "2026-10-18 17:00", "2026-10-18 18:10"),
            segment("LH716", "FRA-HND", "2026-10-18 20:45", "2026-10-19 16:30"),
        ],
        [
            segment("LH717", "HND-FRA", "2026-10-23 11:30", "2026-10-23 17:30"),
            segment("LH198", "FRA-BER", "2026-10-23 19:45", "2026-10-23 20:55"),
        ],
    )  # fmt: skip
    bed = stay("Ginza", TOKYO, ("2026-10-19", "2026-10-23"), "92400", "JPY")
    days = tuple(f"2026-10-{day}" for day in range(18, 24))
    sights = (
        activity("Temple", TOKYO, 90, "0", "JPY", opens=6, closes=17),
        activity("Garden", TOKYO, 90, "500", "JPY", interest="nature"),
        activity("Gallery", TOKYO, 120, "1500", "JPY", opens=10, closed=1, interest="art"),
        activity("Skytree", TOKYO, 90, "2100", "JPY", opens=10, closes=22, km=4),
        activity("Izakaya", TOKYO, 75, "meal", "JPY", opens=17, closes=25),
    )
    evidence = gathered([BERLIN, TOKYO], days, fly, bed, *sights)
    plan = Diary(evidence, TWO, fly, bed).written({
        days[0]: ("Berlin", ("flight LH191", "flight LH716")),
        days[1]: ("Tokyo", ("ride HND 17:30", "in Ginza 18:30", "meal Izakaya 20:00-21:30")),
        days[2]: ("Tokyo", ("sight Temple 08:00", "sight Skytree 12:00", "meal Izakaya 19:00-20:30")),
        days[3]: ("Tokyo", ("sight Gallery 11:00", "sight Garden 14:30")),
        days[4]: ("Tokyo", ("free 09:00-12:00", "meal Izakaya 19:00-20:30")),
        days[5]: ("Tokyo", ("out Ginza 07:30", "ride HND 08:15", "flight LH717", "flight LH198")),
    })  # fmt: skip
    request = asked(BERLIN, days[0], days[5], (TOKYO, 4))
    return World("tokyo", request, evidence, plan)


@cache
def night_flight() -> World:
    """Out of a night in the air before the room is ready, and home by day."""
    fly = flights(
        "night", "980.00", 2,
        [segment("S7216", "BOS-LIS", "2026-05-18 18:30", "2026-05-19 06:00")],
        [segment("S7215", "LIS-BOS", "2026-05-22 16:00", "2026-05-22 18:40")],
    )  # fmt: skip
    bed = stay("Chiado", LISBON, ("2026-05-19", "2026-05-22"), "330.00", "EUR")
    days = tuple(f"2026-05-{day}" for day in range(18, 23))
    sights = (
        activity("Arch", LISBON, 60, "4.00"),
        activity("Grove", LISBON, 90, "0.00", opens=7, closes=24, interest="nature"),
        activity("Cistern", LISBON, 60, "3.00", opens=10),
        activity("Cervejaria", LISBON, 75, "meal", opens=12, closes=26),
    )
    evidence = gathered([BOSTON, LISBON], days, fly, bed, *sights)
    plan = Diary(evidence, TWO, fly, bed).written({
        days[0]: ("Boston", ("flight S7216",)),
        days[1]: ("Lisbon", (
            "ride LIS 06:50", "sight Arch 09:30", "in Chiado 15:00", "meal Cervejaria 19:30-20:45")),
        days[2]: ("Lisbon", ("sight Grove 16:00", "meal Cervejaria 19:00-20:30")),
        days[3]: ("Lisbon", ("sight Cistern 11:00", "meal Cervejaria 19:00-20:30")),
        days[4]: ("Lisbon", ("out Chiado 10:30", "ride LIS 12:30", "flight S7215")),
    })  # fmt: skip
    request = asked(BOSTON, days[0], days[4], (LISBON, 3))
    return World("night_flight", request, evidence, plan)
