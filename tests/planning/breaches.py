"""For each rule a world that breaks it and no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.planning.world import NOW, World, lisbon, night_flight, paris, porto, tokyo, two_hotels
from tests.planning.world.edits import (
    activity_known,
    asking,
    day,
    index,
    inserted,
    item,
    knowing,
    later,
    offering,
    only,
    paid,
    planned,
    shifted,
    without,
)
from tests.planning.world.facts import (
    AIRPORTS,
    BERLIN,
    LISBON,
    PARIS,
    PORTO,
    activity,
    segment,
)
from travel.activities import OpeningHours
from travel.dates import TravelDates, Window
from travel.itinerary import Item
from travel.money import money
from travel.offers import Slice
from travel.party import Party
from travel.passports import Passport
from travel.request import Budget, Stop


def entry(world: World, name: str) -> Item:
    return [each for _, each in world.plan.items()][index(world, name)]


def flown(world: World, *directions: list[Any]) -> World:
    """A flight alone, of other segments."""
    alone = only(world, "flight", "flights")
    slices = tuple(Slice(segments=tuple(segments)) for segments in directions)
    return offering(alone, world.plan.flights[0].id, slices=slices)


def dated(world: World, **dates: Any) -> World:
    return asking(world, dates=TravelDates(**dates))


def stopping(world: World, *stops: Any) -> World:
    return asking(world, stops=tuple(Stop(place=place, nights=nights) for place, nights in stops))


def short_ride_back() -> World:
    back = [n for n, (_, each) in enumerate(paris().plan.items()) if each.ref == "trip:Versailles"]
    ride = list(paris().plan.items())[back[1]][1]
    return item(paris(), back[1], end=ride.end - timedelta(minutes=1))


def left_early() -> World:
    """Checked out a night before going home."""
    world = offering(lisbon(), "s:Alfama", check_out=date(2026, 5, 20))
    out = entry(world, "check_out Alfama")
    return inserted(without(world, "check_out Alfama"), 2, shifted(out, -26 * 60))


def moved_entry() -> World:
    """Tuesday's dinner told on Wednesday."""
    at = index(lisbon(), "Monastery") + 1
    dinner = list(lisbon().plan.items())[at][1]
    return inserted(without(lisbon(), at), 2, dinner)


def with_spots(count: int) -> World:
    """A day of many short sights."""
    spots = tuple(activity(f"Spot {i}", LISBON, 20, "0.00") for i in range(count))
    world = knowing(lisbon(), activities=(*lisbon().evidence.activities, *spots))
    castle = entry(world, "Castle")
    visits = tuple(
        castle.model_copy(
            update={
                "name": spot.name,
                "ref": spot.id,
                "price": None,
                "start": castle.start + timedelta(days=1, minutes=180 + 25 * n),
                "end": castle.start + timedelta(days=1, minutes=200 + 25 * n),
                "travel_minutes": 0,
            }
        )
        for n, spot in enumerate(spots)
    )
    return inserted(without(world, "Free time"), 2, *visits)


def ride_to_nowhere() -> World:
    ride = shifted(entry(lisbon(), "Ride LIS"), 2 * 24 * 60 + 110)
    return paid(inserted(lisbon(), 2, ride))


def bags_left_behind() -> World:
    """Straight from checking out to the sights, with the time for the way."""
    at = index(two_hotels(), "Move to Belem")
    return item(without(two_hotels(), at), "Tower", travel_minutes=90)


def seen_twice() -> World:
    return inserted(lisbon(), 2, shifted(entry(lisbon(), "Viewpoint"), 2 * 24 * 60 - 20))


def budgeted(scope: str, most: str, currency: str = "EUR") -> World:
    budget = Budget.model_validate({"amount": money(most, currency), "scope": scope})
    return asking(lisbon(), budgets=(budget,))


def ends_before_it_begins() -> World:
    free = entry(lisbon(), "Free time")
    return item(lisbon(), "Free time", end=free.start - timedelta(minutes=10))


def on_the_clock_of_utc() -> World:
    castle = entry(lisbon(), "Castle")
    return item(
        lisbon(),
        "Castle",
        start=castle.start.astimezone(UTC),
        end=castle.end.astimezone(UTC),
    )


def told_of_tokyo() -> World:
    """The day of flying out told as if one were there already."""
    weather = tokyo().evidence.weather_on("Tokyo", date(2026, 10, 18))
    return day(tokyo(), 0, city="Tokyo", tz="Asia/Tokyo", weather=weather)


def other_weather() -> World:
    weather = lisbon().plan.days[1].weather
    assert weather is not None
    return day(lisbon(), 1, weather=weather.model_copy(update={"high_c": 31}))


def two_beds_a_night() -> World:
    return offering(only(porto(), "stay", "stays"), "s:Douro", check_in=date(2026, 5, 19))


def edited_price() -> World:
    return paid(item(lisbon(), "Castle", price=money("3.00", "EUR")))


def garden_at_dusk() -> World:
    """A garden told to be open until midnight, seen after the sun has set at 20:46."""
    world = activity_known(night_flight(), "Grove", category="garden", setting="outdoor")
    return later(without(world, index(world, "Grove") + 1), "Grove", 3 * 60 + 30)


def closed_for_the_holiday() -> World:
    """As if Lisbon kept Turkey's 19th of May; what is stated for other days doesn't matter."""
    world = activity_known(
        lisbon(), "Castle", hours=closed_on_holidays(lisbon().evidence.activities[0].hours)
    )
    turkish = LISBON.model_copy(update={"country": "TR"})
    return knowing(world, cities={**world.evidence.cities, "Lisbon": turkish})


def straight_to_the_arch() -> World:
    """Fifty minutes after reaching the hotel out of a night in the air."""
    hours = activity("-", LISBON, 60, "0", opens=7).hours
    return later(activity_known(night_flight(), "Arch", hours=hours), "Arch", -75)


def closed_on_holidays(hours: OpeningHours) -> OpeningHours:
    return hours.model_copy(update={"holidays": ()})


def long_ago() -> World:
    then = datetime(1, 1, 1, tzinfo=UTC)
    return item(lisbon(), "Castle", start=then, end=then)


ALONE = only(lisbon(), "flight", "flights")
TO_FRANKFURT = segment("LH191", "BER-FRA", "2026-10-18 17:00", "2026-10-18 18:10")
TO_TOKYO = segment("LH716", "FRA-HND", "2026-10-18 20:45", "2026-10-19 16:30")
HOME = [segment("LH717", "HND-FRA", "2026-10-23 11:30", "2026-10-23 17:30"),
        segment("LH198", "FRA-BER", "2026-10-23 19:45", "2026-10-23 20:55")]  # fmt: skip

BREACHES: dict[str, Callable[[], World]] = {
    "time.range": long_ago,
    "time.offset": on_the_clock_of_utc,
    "time.order": ends_before_it_begins,
    "items.overlap": lambda: later(lisbon(), "Free time", -70),
    "items.day": moved_entry,
    "items.pause": lambda: item(lisbon(), "Free time", travel_minutes=90),
    "items.travel": lambda: item(lisbon(), "Tiles", travel_minutes=1),
    "dates.start": lambda: dated(lisbon(), start=date(2026, 5, 17), end=date(2026, 5, 21)),
    "dates.end": lambda: dated(lisbon(), start=date(2026, 5, 18), end=date(2026, 5, 22)),
    "dates.window": lambda: dated(
        lisbon(), window=Window(earliest=date(2026, 5, 18), latest=date(2026, 5, 20)), nights=3
    ),
    "dates.nights": lambda: dated(lisbon(), start=date(2026, 5, 18), nights=4),
    "nights.stop": lambda: stopping(lisbon(), (LISBON, 2)),
    "nights.covered": left_early,
    "stay.nights": two_beds_a_night,
    "stops.order": lambda: stopping(only(porto(), "stay", "stays"), (PORTO, None), (LISBON, None)),
    "route.origin": lambda: asking(lisbon(), origin=PARIS, return_to=BERLIN),
    "route.destination": lambda: stopping(asking(ALONE, return_from=LISBON), (PORTO, 3)),
    "route.between": lambda: only(porto(), "flight", "flights"),
    "route.home": lambda: asking(ALONE, return_to=PARIS),
    "route.extra": lambda: asking(ALONE, one_way=True),
    "route.sequence": lambda: dated(
        flown(
            lisbon(),
            [segment("TP535", "BER-LIS", "2026-05-18 10:00", "2026-05-18 12:50")],
            [segment("TP534", "LIS-BER", "2026-05-18 12:10", "2026-05-18 16:45")],
        ),
        start=date(2026, 5, 18),
    ),
    "flight.contiguous": lambda: flown(
        tokyo(),
        [TO_FRANKFURT, segment("LH716", "CDG-HND", "2026-10-18 20:45", "2026-10-19 16:30")],
        HOME,
    ),
    "flight.connection": lambda: flown(
        tokyo(),
        [TO_FRANKFURT, segment("LH716", "FRA-HND", "2026-10-18 18:45", "2026-10-19 14:30")],
        HOME,
    ),
    "flight.party": lambda: offering(lisbon(), "f:lisbon", party_size=3),
    "party.adults": lambda: asking(ALONE, party=Party(adults=0, children=(9, 11))),
    "place.unknown": lambda: knowing(
        flown(tokyo(), [TO_FRANKFURT, TO_TOKYO], HOME),
        airports={code: each for code, each in AIRPORTS.items() if code != "FRA"},
    ),
    "plan.parts": lambda: paid(planned(ALONE, stays=lisbon().plan.stays)),
    "days.complete": lambda: planned(
        lisbon(), days=(*lisbon().plan.days, lisbon().plan.days[3].model_copy(update={"items": ()}))
    ),
    "days.city": told_of_tokyo,
    "days.zone": lambda: day(lisbon(), 1, tz="Europe/Madrid"),
    "items.missing": lambda: without(lisbon(), "check_out Alfama"),
    "items.offer": lambda: inserted(lisbon(), 3, entry(lisbon(), "check_out Alfama")),
    "transfer.arrival": lambda: later(lisbon(), "Ride LIS", -20),
    "transfer.departure": lambda: later(lisbon(), index(lisbon(), "TP534") - 1, 60),
    "transfer.move": bags_left_behind,
    "transfer.purpose": ride_to_nowhere,
    "daytrip.ride": short_ride_back,
    "daytrip.place": lambda: activity_known(paris(), "Palace", day_trip=""),
    "stay.check_in": lambda: later(lisbon(), "check_in Alfama", -20),
    "stay.check_out": lambda: later(lisbon(), "check_out Alfama", 60),
    "stay.capacity": lambda: offering(lisbon(), "s:Alfama", sleeps=1),
    "sight.unknown": lambda: knowing(
        lisbon(), activities=tuple(a for a in lisbon().evidence.activities if a.name != "Castle")
    ),
    "sight.place": lambda: item(lisbon(), "Castle", name="Palace"),
    "meal.place": lambda: activity_known(lisbon(), "Tasca", meals=(), category="bath"),
    "sight.city": lambda: activity_known(lisbon(), "Castle", city="Porto"),
    "sight.hours": lambda: activity_known(
        lisbon(), "Castle", hours=activity("-", LISBON, 60, "0", opens=10).hours
    ),
    "meal.hours": lambda: activity_known(
        lisbon(), "Tasca", hours=activity("-", LISBON, 60, "0", opens=20, closes=26).hours
    ),
    "sight.time": lambda: item(
        lisbon(), "Castle", end=entry(lisbon(), "Castle").start + timedelta(minutes=89)
    ),
    "sight.repeated": seen_twice,
    "pace": lambda: with_spots(6),
    "sight.daylight": garden_at_dusk,
    "sight.holiday": closed_for_the_holiday,
    "rest.night_flight": straight_to_the_arch,
    "passport.validity": lambda: asking(
        lisbon(), passports=(Passport(expires_on=date(2026, 5, 20)),)
    ),
    "offer.unknown": lambda: planned(
        lisbon(), flights=(lisbon().plan.flights[0].model_copy(update={"refundable": True}),)
    ),
    "offer.expired": lambda: replace(lisbon(), now=NOW + timedelta(days=366)),
    "provenance.missing": lambda: item(lisbon(), "Castle", evidence=""),
    "weather.unknown": other_weather,
    "price.item": edited_price,
    "price.rate": lambda: knowing(porto(), rates=None),
    "price.total": lambda: planned(lisbon(), total=money("934.01", "EUR")),
    "price.currency": lambda: budgeted("trip", "9000", "USD"),
    "budget.trip": lambda: budgeted("trip", "933.99"),
    "budget.flight": lambda: budgeted("flight", "419.99"),
    "budget.stay": lambda: budgeted("stay", "389.99"),
}
