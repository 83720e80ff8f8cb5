"""Day by day: weather, and what happens when."""

from graphs.answer.layout import bullets, capital
from graphs.answer.words import Words
from travel.itinerary import Day, Item, Itinerary
from travel.weather import WeatherDay

FAR_MINUTES = 15  # a shorter way needs no mention
RAIN_WORTH_SAYING = 0.3
LUNCH_UNTIL = 17
SPARE = {"Lunch": "spare_lunch", "Free day": "spare_day"}  # as planning names them
RIDES = frozenset({"flight", "train", "bus", "ferry", "car"})


def day_sections(w: Words, itinerary: Itinerary) -> list[str]:
    """A heading and the items for each day."""
    several = len({day.city for day in itinerary.days}) > 1
    return [day_section(w, day, itinerary, city=several) for day in itinerary.days]


def day_section(w: Words, day: Day, itinerary: Itinerary, *, city: bool) -> str:
    head = [w.day(day.date)]
    head += [w.place(day.city)] if city else []
    head += [weather(w, day.weather)] if day.weather is not None else []
    lines = [item_line(w, item, day, itinerary) for item in day.items]
    return f"### {capital(' · '.join(head))}\n\n{bullets(lines) if lines else w('day.empty')}"


def weather(w: Words, day: WeatherDay) -> str:
    """ "sunny, 14 to 22 °C"; rain where it is likely enough to matter, and nobody said it was certain."""
    parts = [summary(w, day.summary), degrees(w, day.low_c, day.high_c)]
    if RAIN_WORTH_SAYING <= day.rain_chance < 1:
        parts.append(w("weather.rain", chance=w.percent(day.rain_chance)))
    return ", ".join(part for part in parts if part)


def summary(w: Words, phrase: str) -> str:
    """In the person's language; nothing where the catalog doesn't know the phrase."""
    known = w.known(f"sky.{phrase.lower()}")
    return known or (phrase if w.language == "en" else "")


def degrees(w: Words, low: float, high: float) -> str:
    return w("weather.degrees", low=w.number(round(low)), high=w.number(round(high)))


def item_line(w: Words, item: Item, day: Day, itinerary: Itinerary) -> str:
    """ "10:30–12:00 Jerónimos Monastery, €36 (25 min by public transport)"."""
    return f"{item_times(w, item)} {item_text(w, item, day, itinerary)}"


def item_text(w: Words, item: Item, day: Day, itinerary: Itinerary) -> str:
    """Without its times."""
    text = _what(w, item, day, itinerary)
    if item.price is not None and item.price.amount:
        text += f", {w.money(item.price)}"
    elif item.kind == "sight":
        text += f", {w('item.unpriced' if item.note == 'unpriced' else 'item.free')}"
    if item.travel_minutes >= FAR_MINUTES and item.travel_mode and item.kind != "transfer":
        text += f" ({w(f'travel.{item.travel_mode}', duration=w.duration(item.travel_minutes))})"
    return text


def item_times(w: Words, item: Item) -> str:
    if item.start == item.end or item.kind in ("check_in", "check_out"):
        return w.clock(item.start)
    return f"{w.clock(item.start)}–{w.clock_after(item.end, item.start)}"


def _what(w: Words, item: Item, day: Day, itinerary: Itinerary) -> str:
    match item.kind:
        case "sight":
            return f"**{item.name}**"
        case "meal":
            key = "item.lunch" if item.start.hour < LUNCH_UNTIL else "item.dinner"
            return w(key, name=item.name)
        case "flight":
            return _flight(w, item, itinerary)
        case "train" | "bus" | "ferry" | "car":
            return _ground(w, item, itinerary)
        case "transfer":
            return _transfer(w, item, day, itinerary)
        case "check_in" | "check_out":
            return w(f"item.{item.kind}", name=_stay_name(item, itinerary))
        case "free":
            return w(f"item.{SPARE.get(item.name, 'spare')}")


def _flight(w: Words, item: Item, itinerary: Itinerary) -> str:
    segments = (
        seg for offer in itinerary.flights for each in offer.slices for seg in each.segments
    )
    for segment in segments:
        if segment.number == item.name and segment.depart == item.start:
            ends = f"{segment.origin} → {segment.destination}"
            return w("item.flight_between", number=item.name, ends=ends)
    return w("item.flight", number=item.name)


def _ground(w: Words, item: Item, itinerary: Itinerary) -> str:
    offer = next((each for each in itinerary.grounds if each.id == item.ref), None)
    if offer is None:
        return item.name
    ends = f"{w.place(offer.origin)} → {w.place(offer.destination)}"
    return f"{w(f'item.{offer.mode}')} {ends}"


def _transfer(w: Words, item: Item, day: Day, itinerary: Itinerary) -> str:
    if item.ref.startswith("trip:"):
        first = next(each for each in day.items if each.ref == item.ref)
        place = w.place(item.ref.removeprefix("trip:"))
        text = w("item.to_trip" if first == item else "item.from_trip", place=place)
        mode = w.known(f"mode.{item.note.removeprefix('By ')}")
        return f"{text} ({mode})" if mode else text
    if (name := _moves_to(item, itinerary)) is not None:
        text = w("item.to_other_hotel", name=name)
        return f"{text} {_bags_wait(w, item, itinerary)}" if item.note else text
    if _arrives(item, itinerary):
        text = w("item.to_hotel") if itinerary.stays else w("item.to_centre")
        return f"{text} {_bags_wait(w, item, itinerary)}" if item.note else text
    iata = len(item.ref) == 3 and item.ref.isupper()
    return w("item.to_airport", code=item.ref) if iata else w("item.to_station")


def _moves_to(item: Item, itinerary: Itinerary) -> str | None:
    """The hotel that one changes to, where it is such a ride."""
    return next((stay.name for stay in itinerary.stays if stay.id == item.ref), None)


def _arrives(item: Item, itinerary: Itinerary) -> bool:
    """Whether the item before it is a journey."""
    before = [each for _, each in itinerary.items() if each.end <= item.start and each != item]
    return bool(before) and before[-1].kind in RIDES


def _bags_wait(w: Words, item: Item, itinerary: Itinerary) -> str:
    later = [each.ref for _, each in itinerary.items() if each.start >= item.end]
    opens = [stay.check_in_from for stay in itinerary.stays if stay.id in later]
    return w("item.bags_wait", time=f"{opens[0]:%H:%M}") if opens else ""


def _stay_name(item: Item, itinerary: Itinerary) -> str:
    return next((stay.name for stay in itinerary.stays if stay.id == item.ref), item.name)
