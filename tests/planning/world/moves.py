"""A plan that holds with a change of hotels within a stop."""

from functools import cache

from tests.planning.world.diary import Diary
from tests.planning.world.facts import BERLIN, LISBON, World, gathered, stay
from tests.planning.world.trips import LISBON_SIGHTS, TWO, asked, lisbon


@cache
def two_hotels() -> World:
    """Lisbon with two nights in Alfama and the last in Belem."""
    fly = lisbon().plan.flights[0]
    beds = (
        stay("Alfama", LISBON, ("2026-05-18", "2026-05-20"), "260.00", "EUR"),
        stay("Belem", LISBON, ("2026-05-20", "2026-05-21"), "95.00", "USD", km=5),
    )
    days = ("2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21")
    evidence = gathered([LISBON], days, fly, *beds, *LISBON_SIGHTS)
    plan = Diary(evidence, TWO, fly, *beds).written({
        days[0]: ("Lisbon", (
            "flight TP535", "ride LIS 13:45", "in Alfama 15:00", "sight Viewpoint 16:00",
            "meal Tasca 19:30-20:45")),
        days[1]: ("Lisbon", (
            "sight Castle 09:30", "sight Tiles 12:30", "sight Monastery 15:00",
            "meal Tasca 19:00-20:30")),
        days[2]: ("Lisbon", (
            "out Alfama 10:30", "move Belem 10:35", "sight Tower 12:00", "in Belem 15:30",
            "meal Tasca 19:00-20:30")),
        days[3]: ("Lisbon", ("out Belem 10:30", "ride LIS 13:00", "flight TP534")),
    })  # fmt: skip
    return World("two hotels", asked(BERLIN, days[0], days[3], (LISBON, 3)), evidence, plan)
