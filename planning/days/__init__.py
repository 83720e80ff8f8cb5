"""The day level: what is done when, between the fixed points of a trip.

`calendar` settles rides, beds and the free hours, `city` fills these with sights, `trips` takes a day
out of town; `itinerary` puts them together.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from planning.days.calendar import Calendar
from planning.days.city import City
from planning.days.taste import CHECK_IN, Entry, Seen, Span, Taste, Wanted, taste_of
from planning.days.town import Town
from planning.days.transfers import desk_item
from planning.days.trips import Outing, outings
from planning.days.visits import Visit
from planning.frame import Frame
from planning.price import Purse
from planning.select import Choice
from travel.activities import Activity, at_minute
from travel.dates import minutes_between, utc
from travel.evidence import Evidence
from travel.itinerary import Day, Item, Itinerary
from travel.request import TripRequest

LUNCH_BEFORE, EVENING = 17, 19  # o'clock
# Fillings of days to walk through in search of better ones, of a city and of all together.
CITY_PATIENCE, PATIENCE = 2400, 4500
LEAST_FREE = 120  # minutes between two things that are worth a word
FREE_FROM, FREE_UNTIL = 8, 21  # o'clock
RIDES = frozenset(("flight", "train", "bus", "ferry", "car"))
FREE_DAY_FROM, FREE_DAY_UNTIL = 10 * 60, 18 * 60


def itinerary(
    request: TripRequest, evidence: Evidence, frame: Frame, choice: Choice | None, *,
    purse: Purse, wanted: Wanted,
) -> Itinerary:  # fmt: skip
    """The whole plan: the choice's offers with their days, or days alone where there is none."""
    taste = taste_of(request, later=wanted.later)
    calendar = Calendar(
        frame, choice, request, evidence, purse=purse, taste=taste, since=wanted.since
    )
    if request.intent in ("trip", "activities"):
        _Filler(calendar, wanted).fill()
    days = () if request.intent in ("flight", "stay") else calendar.finished()
    days = tuple(_with_free_time(day) for day in days)
    offers = (*choice.flights, *choice.grounds) if choice else ()
    stays = tuple(stay for here in choice.stays for stay in here) if choice else ()
    paid = [offer.price for offer in (*offers, *stays)]
    paid += [item.price for day in days for item in day.items if item.price is not None]
    return Itinerary(
        flights=choice.flights if choice else (),
        grounds=choice.grounds if choice else (),
        stays=stays,
        days=days,
        total=purse.total(paid),
    )


class _Filler:
    """Fills the spans of a calendar, city by city, and writes the items."""

    def __init__(self, calendar: Calendar, wanted: Wanted) -> None:
        self.calendar, self.wanted = calendar, wanted
        self.taste: Taste = calendar.taste
        self.used: set[str] = set()
        self.last: dict[int, tuple[int, str]] = {}  # from the last item of a visit to its bed
        self.spent = 0.0

    def fill(self) -> None:
        calendar = self.calendar
        by_city: dict[str, list[int]] = {}
        for index, visit in enumerate(calendar.visits):
            by_city.setdefault(visit.city.city, []).append(index)
        self._share_days()
        cities = {name: self._solved(name, indices) for name, indices in by_city.items()}
        self._serve_interests(tuple(city for city, _ in cities.values()))
        for name, indices in by_city.items():
            self._write_city(*cities[name], indices)
        for index, visit in enumerate(calendar.visits):
            travel, mode = self.last.get(index, (0, ""))
            transfer = calendar.transfers.leaving(visit, travel, mode)
            if transfer is not None:
                calendar.put(transfer.start.date(), transfer)

    def _same_hours(self) -> frozenset[date]:
        """The dates whose rides are those of the plan before."""
        mine = fixed_hours(self.calendar.finished())
        return frozenset(d for d, hours in mine.items() if self.wanted.hours.get(d) == hours)

    def _share_days(self) -> None:
        """On a day with two cities the pace holds for both together."""
        seen: dict[date, int] = {}
        for spans in self.calendar.spans.values():
            for span in spans:
                span.most = min(span.most, self.taste.most - seen.get(span.date, 0))
                seen[span.date] = seen.get(span.date, 0) + span.most

    def _serve_interests(self, cities: tuple[City, ...]) -> None:
        """Each wished interest has its sight, where the cities have any."""
        for interest in sorted(self.taste.interests):
            if not any(city.serves(interest) for city in cities):
                for city in cities:
                    if city.serve(interest):
                        break

    def _solved(self, name: str, indices: list[int]) -> tuple[City, dict[date, Outing]]:
        calendar = self.calendar
        town = Town(name, calendar.evidence, self.taste, calendar.purse, self.wanted)
        city = City(town, patience=min(CITY_PATIENCE, PATIENCE // len(self.calendar.visits)))
        city.spent = self.spent
        for index in indices:
            base = calendar.visits[index].base
            spot = town.spot(base.id, base.lat, base.lon)
            for span in calendar.spans[index]:
                span.base = spot
                city.spans.append(span)
        trips = outings(name, city, calendar.request, calendar.evidence, self.wanted)
        city.solve(self.wanted, self._same_hours())
        self.spent = city.paid()
        return city, trips

    def _write_city(self, city: City, trips: dict[date, Outing], indices: list[int]) -> None:
        calendar = self.calendar
        for index in indices:
            for span in calendar.spans[index]:
                outing = trips.get(span.date)
                if outing is not None:
                    for item in self._outing_items(outing, calendar.visits[index]):
                        calendar.put(span.date, item)
                self._write(city, span, index)

    def _write(self, city: City, span: Span, index: int) -> None:
        calendar, visit = self.calendar, self.calendar.visits[index]
        city.walker.liked = {m: id for (d, m), id in self.wanted.tables.items() if d == span.date}
        free = not span.order and span.night is None and span.full
        span.lunch &= not free
        walk = city.walker.lay(span, span.order, span.night, frozenset(self.used))
        walk = walk or city.walker.lay(span, span.order, span.night)
        if walk is None:
            return
        if free:
            calendar.put(span.date, _free_day(span, visit))
        for entry in walk.entries:
            if entry.kind == "lunch" and entry.index < 0 and not span.order:
                continue
            calendar.put(span.date, self._item(city, span, entry, visit))
            if entry.index >= len(city.town.sights):
                self.used.add(city.town.spots[entry.index].id)
        if walk.entries and span.leaves:
            self.last[index] = city.town.way(walk.at, span.base)

    def _item(self, city: City, span: Span, entry: Entry, visit: Visit) -> Item:
        zone = visit.zone
        start, end = at_minute(span.date, entry.start, zone), at_minute(span.date, entry.end, zone)
        if entry.index == CHECK_IN:
            assert visit.stay is not None
            return desk_item("check_in", visit.stay, start, entry.travel, entry.mode)
        if entry.index < 0:
            spot = visit.base
            return Item(kind="free", name="Lunch", start=start, end=end, lat=spot.lat, lon=spot.lon)
        return activity_item(city.town.activity(entry.index), entry, start, end, self.taste)

    def _outing_items(self, outing: Outing, visit: Visit) -> Iterator[Item]:
        zone, trip, day = visit.zone, outing.trip, outing.span.date
        price = trip.price_each_way * (self.taste.adults + len(self.taste.children))

        def ride(start: int, travel: int, lat: float, lon: float, name: str) -> Item:
            return Item(
                kind="transfer",
                name=name,
                start=at_minute(day, start, zone),
                end=at_minute(day, start + trip.minutes_each_way, zone),
                lat=lat,
                lon=lon,
                price=price if price.amount else None,
                ref=f"trip:{trip.name}",
                evidence=trip.provenance.id,
                travel_minutes=travel,
                travel_mode="transit" if travel else "",
                note=f"By {trip.mode}",
            )

        name = f"{trip.city} to {trip.name}"
        yield ride(outing.leaves, outing.to_station, trip.lat, trip.lon, name)
        for entry in outing.walk.entries:
            start, end = at_minute(day, entry.start, zone), at_minute(day, entry.end, zone)
            if entry.index >= 0:
                activity = outing.city.town.activity(entry.index)
                yield activity_item(activity, entry, start, end, self.taste)
            else:
                yield Item(
                    kind="free", name="Lunch", start=start, end=end, lat=trip.lat, lon=trip.lon
                )
        back = outing.city.town.way(outing.walk.at, outing.span.base)[0]
        base = visit.base
        yield ride(outing.returns, back, base.lat, base.lon, f"{trip.name} to {trip.city}")


def _free_day(span: Span, visit: Visit) -> Item:
    return Item(
        kind="free",
        name="Free day",
        start=at_minute(span.date, max(span.start, FREE_DAY_FROM), visit.zone),
        end=at_minute(span.date, FREE_DAY_UNTIL, visit.zone),
        lat=visit.base.lat,
        lon=visit.base.lon,
    )


def activity_item(a: Activity, entry: Entry, start: object, end: object, taste: Taste) -> Item:
    """A sight or a meal; a sight's price is for the party."""
    meal = entry.kind != "sight"
    price = None if meal else a.price_for(taste.adults, taste.children)
    note = entry.kind.capitalize() if meal else "" if a.price_known else "unpriced"
    return Item.model_validate(
        {
            "kind": "meal" if meal else "sight",
            "name": a.name,
            "start": start,
            "end": end,
            "lat": a.lat,
            "lon": a.lon,
            "price": price if price is not None and price.amount else None,
            "ref": a.id,
            "evidence": a.provenance.id,
            "travel_minutes": entry.travel,
            "travel_mode": entry.mode,
            "note": note,
        }
    )


def _with_free_time(day: Day) -> Day:
    items: list[Item] = []
    for item in day.items:
        if items and not {items[-1].kind, item.kind} & RIDES:
            free = _free(items[-1], item)
            if free is not None:
                items.append(free)
        items.append(item)
    return day.model_copy(update={"items": tuple(items)})


def _free(before: Item, after: Item) -> Item | None:
    start = before.end
    end = (utc(after.start) - utc(before.end)).total_seconds() / 60 - after.travel_minutes
    if end < LEAST_FREE or not FREE_FROM <= start.hour < FREE_UNTIL:
        return None
    if minutes_between(before.end, after.start) > 720:
        return None
    zone = start.tzinfo
    until = (utc(after.start) - timedelta(minutes=after.travel_minutes)).astimezone(zone)
    until -= timedelta(minutes=until.minute % 5)
    return Item(
        kind="free", name="Free time", start=start, end=until, lat=before.lat, lon=before.lon
    )


def seen_before(days: tuple[Day, ...]) -> dict[date, tuple[Seen, ...]]:
    """What a plan sees on each date, in order, to be kept in the next."""
    return {
        day.date: tuple(
            ("", False) if item.kind == "check_in" else (item.ref, item.start.hour >= EVENING)
            for item in day.items
            if item.kind in ("sight", "check_in")
        )
        for day in days
    }


def tables_before(days: tuple[Day, ...]) -> dict[tuple[date, str], str]:
    """Where a plan eats, by date and meal."""
    return {
        (day.date, "lunch" if item.start.hour < LUNCH_BEFORE else "dinner"): item.ref
        for day in days
        for item in day.items
        if item.kind == "meal"
    }


def fixed_hours(days: tuple[Day, ...]) -> dict[date, frozenset[str]]:
    """What frames each day: arrivals and departures with their times."""
    return {
        day.date: frozenset(
            f"{item.kind} {item.start.isoformat()} {item.end.isoformat()}"
            for item in day.items
            if item.kind in ("flight", "train", "bus", "ferry", "car")
        )
        for day in days
    }
