"""A whole trip, and the plans that are a part of one: activities alone, weather alone."""

from graphs.answer.beds import stay_lines
from graphs.answer.costs import ceiling_of, cost_notes, cost_table, left_of_budget
from graphs.answer.days import day_sections, degrees, summary
from graphs.answer.layout import blocks, bullets, section, table
from graphs.answer.legs import everyone, leg_lines
from graphs.answer.wishes import dates_in_words
from graphs.answer.words import Words
from travel.itinerary import Itinerary
from travel.request import TripRequest
from travel.weather import WeatherDay


def headline(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """One sentence: where, when, who, from where, how much against the budget."""
    text = w(
        "trip.headline",
        where=where(w, itinerary, request),
        dates=dates(w, itinerary, request),
        party=everyone(w, request.party),
    )
    if request.origin is not None and (itinerary.flights or itinerary.grounds):
        text += w("trip.from", origin=w.place(request.origin.name))
    return f"{text}. {price(w, itinerary, request)}"


def price(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """The total, against the budget where there is one."""
    total = w.money(itinerary.total)
    left, ceiling = left_of_budget(itinerary, request), ceiling_of(itinerary, request)
    if left is None or ceiling is None:
        return w("trip.total", total=total)
    key = "trip.total_left" if left.amount >= 0 else "trip.total_over"
    gap = left if left.amount >= 0 else left * -1
    return w(key, total=total, gap=w.money(gap), budget=w.money(ceiling))


def where(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """ "3 nights in Rome and 4 nights in Florence"."""
    nights: dict[str, int] = {}
    for stay in sorted(itinerary.stays, key=lambda each: each.check_in):
        nights[stay.city] = nights.get(stay.city, 0) + stay.nights
    if not nights:
        return cities(w, itinerary, request)
    wider = {stop.place.base: stop.place.name for stop in request.stops if stop.place.base}
    parts = [
        w("trip.nights_in", nights=w.n("nights", count), city=_within(w, city, wider.get(city)))
        for city, count in nights.items()
    ]
    return w.all_of(parts)


def cities(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    names = [day.city for day in itinerary.days] or [s.place.sleeps_in for s in request.stops]
    return w.all_of(w.place(name) for name in dict.fromkeys(names))


def _within(w: Words, city: str, wider: str | None) -> str:
    return f"{w.place(city)} ({w.place(wider)})" if wider and wider != city else w.place(city)


def dates(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """From leaving to being back, or the days of the plan."""
    ends = [each.depart.date() for offer in itinerary.flights for each in offer.slices]
    ends += [offer.depart.date() for offer in itinerary.grounds]
    ends += [day.date for day in itinerary.days]
    ends += [day for stay in itinerary.stays for day in (stay.check_in, stay.check_out)]
    if not ends:
        return dates_in_words(w, request.dates)
    return w.span(min(ends), max(ends), year=True)


def trip_sections(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """Transport, stays, days and money, each with its heading."""
    return blocks(
        transport_section(w, itinerary, request),
        stay_section(w, itinerary, request),
        days_section(w, itinerary),
        money_section(w, itinerary, request),
    )


def transport_section(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    title = w("head.transport" if itinerary.grounds else "head.flights")
    return section(title, bullets(leg_lines(w, itinerary, request)))


def stay_section(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    return section(w.n("head.stays", len(itinerary.stays)), stay_lines(w, itinerary, request))


def days_section(w: Words, itinerary: Itinerary) -> str:
    return section(w("head.days"), blocks(*day_sections(w, itinerary)))


def money_section(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    body = blocks(cost_table(w, itinerary, request), cost_notes(w, itinerary))
    return section(w("head.money"), body)


def short(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """The plan without its days."""
    legs = bullets(leg_lines(w, itinerary, request))
    return blocks(headline(w, itinerary, request), legs, stay_lines(w, itinerary, request))


# Parts ----------------------------------------------------------------------------------------


def activities(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """Days with sights and no bed."""
    lead = w(
        "activities.headline",
        where=cities(w, itinerary, request),
        dates=dates(w, itinerary, request),
    )
    total = itinerary.total
    if total.amount:
        party = everyone(w, request.party)
        lead += " " + w("activities.tickets", total=w.money(total), party=party)
    return blocks(lead, *day_sections(w, itinerary))


def weather(w: Words, itinerary: Itinerary, request: TripRequest) -> str:
    """A sentence and a table for each city."""
    known = [day.weather for day in itinerary.days if day.weather is not None]
    if not known:
        return w("weather.unknown", where=cities(w, itinerary, request))
    names = list(dict.fromkeys(day.city for day in known))
    parts = [_city_weather(w, name, [day for day in known if day.city == name]) for name in names]
    return blocks(*parts)


def _city_weather(w: Words, city: str, days: list[WeatherDay]) -> str:
    low, high = min(day.low_c for day in days), max(day.high_c for day in days)
    lead = w(
        "weather.headline",
        city=w.place(city),
        dates=w.span(days[0].date, days[-1].date, year=True),
        degrees=degrees(w, low, high),
    )
    wet = sum(day.wet for day in days)
    lead += " " + (
        w.n("weather.wet_days", wet, of=w.number(len(days))) if wet else w("weather.dry")
    )
    rows = [
        (
            w.day(day.date),
            summary(w, day.summary),
            degrees(w, day.low_c, day.high_c),
            w.percent(day.rain_chance),
        )
        for day in days
    ]
    head = (w("weather.day"), w("weather.sky"), w("weather.temperature"), w("weather.rain_chance"))
    return blocks(lead, table(head, rows, frozenset({2, 3})))
