"""Plans that hold, in Europe."""

from datetime import date
from functools import cache

from tests.planning.world.diary import Diary
from tests.planning.world.facts import (
    BERLIN,
    LISBON,
    PARIS,
    PORTO,
    World,
    activity,
    flights,
    gathered,
    instant,
    segment,
    source,
    stay,
)
from travel.activities import DayTrip
from travel.dates import TravelDates
from travel.evidence import Evidence
from travel.money import money
from travel.offers import GroundOffer
from travel.party import Party
from travel.places import Place
from travel.request import Stop, TripRequest
from travel.wishes import Wish

TWO = Party(adults=2)


def asked(
    origin: Place, start: str, end: str, *stops: tuple[Place, int | None], party: Party = TWO
) -> TripRequest:
    return TripRequest(
        origin=origin,
        stops=tuple(Stop(place=place, nights=nights) for place, nights in stops),
        dates=TravelDates(start=date.fromisoformat(start), end=date.fromisoformat(end)),
        party=party,
    )


LISBON_SIGHTS = (
    activity("Castle", LISBON, 120, "15.00"),
    activity("Tower", LISBON, 90, "8.00", closed=0),
    activity("Tiles", LISBON, 90, "10.00", interest="museums"),
    activity("Monastery", LISBON, 120, "18.00", km=3),
    activity("Viewpoint", LISBON, 45, "0.00", opens=0, closes=24, interest="photography"),
    activity("Tasca", LISBON, 75, "meal", opens=12, closes=26),
)
PORTO_SIGHTS = (
    activity("Bookshop", PORTO, 60, "8.00"),
    activity("Cellars", PORTO, 90, "17.00", opens=10, closes=19, interest="wine"),
    activity("Ribeira", PORTO, 75, "meal", opens=12, closes=26),
)


@cache
def lisbon() -> World:
    """Four days in Lisbon from Berlin."""
    fly = flights(
        "lisbon", "420.00", 2,
        [segment("TP535", "BER-LIS", "2026-05-18 10:00", "2026-05-18 12:50")],
        [segment("TP534", "LIS-BER", "2026-05-21 16:30", "2026-05-21 21:05")],
    )  # fmt: skip
    bed = stay("Alfama", LISBON, ("2026-05-18", "2026-05-21"), "390.00", "EUR")
    days = ("2026-05-18", "2026-05-19", "2026-05-20", "2026-05-21")
    evidence = gathered([LISBON], days, fly, bed, *LISBON_SIGHTS)
    plan = Diary(evidence, TWO, fly, bed).written({
        days[0]: ("Lisbon", (
            "flight TP535", "ride LIS 13:45", "in Alfama 15:00", "sight Viewpoint 16:00",
            "meal Tasca 19:30-20:45")),
        days[1]: ("Lisbon", (
            "sight Castle 09:30", "sight Tiles 12:30", "sight Monastery 15:00",
            "meal Tasca 19:00-20:30")),
        days[2]: ("Lisbon", ("sight Tower 10:00", "free 12:30-15:00", "meal Tasca 19:00-20:30")),
        days[3]: ("Lisbon", ("out Alfama 10:30", "ride LIS 13:00", "flight TP534")),
    })  # fmt: skip
    request = asked(BERLIN, days[0], days[3], (LISBON, 3))
    return World("lisbon", request, evidence, plan)


@cache
def porto() -> World:
    """Lisbon, then Porto by train, and home from there: an open jaw."""
    fly = flights(
        "porto", "510.00", 2,
        [segment("TP535", "BER-LIS", "2026-05-18 10:00", "2026-05-18 12:50")],
        [segment("TP550", "OPO-BER", "2026-05-22 15:30", "2026-05-22 19:55")],
    )  # fmt: skip
    train = GroundOffer(
        id="g:alfa", mode="train", operator="CP", number="123", origin="Lisbon",
        destination="Porto", depart=instant("2026-05-20 12:09", LISBON.tz),
        arrive=instant("2026-05-20 15:12", PORTO.tz), price=money("66.40", "EUR"),
        provenance=source("ground"),
    )  # fmt: skip
    beds = (
        stay("Alfama", LISBON, ("2026-05-18", "2026-05-20"), "260.00", "EUR"),
        stay("Douro", PORTO, ("2026-05-20", "2026-05-22"), "231.00", "USD"),
    )
    days = tuple(f"2026-05-{day}" for day in range(18, 23))
    evidence = gathered([LISBON, PORTO], days, fly, train, *beds, *LISBON_SIGHTS, *PORTO_SIGHTS)
    plan = Diary(evidence, TWO, fly, train, *beds).written({
        days[0]: ("Lisbon", (
            "flight TP535", "ride LIS 13:45", "in Alfama 15:00", "meal Tasca 19:30-20:45")),
        days[1]: ("Lisbon", ("sight Castle 09:30", "sight Tower 13:00", "meal Tasca 19:00-20:30")),
        days[2]: ("Porto", (
            "out Alfama 10:30", "station 11:15", "train Porto", "station 15:40", "in Douro 16:30",
            "meal Ribeira 19:00-20:30")),
        days[3]: ("Porto", ("sight Bookshop 10:00", "sight Cellars 13:00")),
        days[4]: ("Porto", ("out Douro 09:00", "ride OPO 12:00", "flight TP550")),
    })  # fmt: skip
    request = asked(BERLIN, days[0], days[4], (LISBON, 2), (PORTO, 2))
    return World("porto", request, evidence, plan)


@cache
def paris() -> World:
    """A landing after midnight, a day trip, and the night in which the clocks go forward."""
    family = Party(adults=2, children=(7, 1))
    fly = flights(
        "paris", "380.00", 4,
        [segment("AF1735", "BER-CDG", "2026-03-27 22:40", "2026-03-28 00:30")],
        [segment("AF1734", "CDG-BER", "2026-03-30 17:00", "2026-03-30 18:45")],
    )  # fmt: skip
    bed = stay("Marais", PARIS, ("2026-03-27", "2026-03-30"), "540.00", "EUR")
    days = tuple(f"2026-03-{day}" for day in (27, 28, 29, 30))
    sights = (
        activity("Louvre", PARIS, 180, "22.00", closed=1, interest="art"),
        activity("Orsay", PARIS, 120, "14.00", closed=0, interest="art"),
        activity("Palace", PARIS, 150, "21.00", away="Versailles", km=15),
        activity("Bistro", PARIS, 75, "meal", opens=12, closes=25),
    )
    trip = DayTrip(
        city="Paris", name="Versailles", lat=48.80, lon=2.12, minutes_each_way=45, mode="train",
        price_each_way=money("4.50", "EUR"), provenance=source("daytrips"),
    )  # fmt: skip
    evidence = gathered([PARIS], days, fly, bed, *sights).merged(Evidence(day_trips=(trip,)))
    plan = Diary(evidence, family, fly, bed).written({
        days[0]: ("Paris", ("flight AF1735", "ride CDG +01:30", "in Marais +02:40")),
        days[1]: ("Paris", (
            "trip Versailles 10:00", "sight Palace 11:15", "trip Versailles 15:00",
            "meal Bistro 19:00-20:30")),
        days[2]: ("Paris", ("sight Louvre 09:45", "sight Orsay 14:00", "meal Bistro 19:00-20:30")),
        days[3]: ("Paris", ("out Marais 10:30", "ride CDG 13:30", "flight AF1734")),
    })  # fmt: skip
    request = asked(BERLIN, days[0], days[3], (PARIS, 3), party=family)
    request = request.with_wish(Wish(slot="day_trips", value=("Versailles",)))
    return World("paris", request, evidence, plan)
