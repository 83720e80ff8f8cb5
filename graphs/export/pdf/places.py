"""A page for each city: all its days on one map, with a legend."""

from collections.abc import Iterator, Sequence

from reportlab.graphics.shapes import Circle, Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from graphs.answer.layout import capital
from graphs.answer.words import Words
from graphs.export.features import Visit, city_of, clusters, colour, stays, visits
from graphs.export.maps import city_map
from graphs.export.pdf.cover import WIDE
from graphs.export.pdf.page import BODY, SMALL, TITLE, written
from graphs.kept_plan import KeptPlan
from travel.places import distance_km
from travel.towns import Town

MAP_HIGH = 135 * mm
FEW = 2  # days from which a map of them all helps


def city_pages(plan: KeptPlan, w: Words, towns: Sequence[Town]) -> Iterator[Flowable]:
    """None for a city with a single day: its own map says it all."""
    found = visits(plan.itinerary)
    for city in dict.fromkeys(city_of(plan, visit) for visit in found):
        here = [visit for visit in found if city_of(plan, visit) == city]
        if len({visit.day_number for visit in here}) >= FEW:
            beds = [stay for stay in stays(plan) if stay.city == city]
            mapped = max(clusters(here), key=len)
            title = capital(w("export.city_map", city=w.place(city)))
            yield written(w, title, TITLE.clone("", fontSize=18))
            yield Spacer(1, 3 * mm)
            yield city_map(mapped, beds, (), towns, w, WIDE, MAP_HIGH)
            yield written(w, w("export.day_map"), SMALL)
            yield Spacer(1, 2 * mm)
            yield _legend(w, here, mapped)
            yield PageBreak()


def _legend(w: Words, here: Sequence[Visit], mapped: Sequence[Visit]) -> Flowable:
    """Days in two columns."""
    numbers = dict.fromkeys(visit.day_number for visit in here)
    days = [_day(w, [v for v in here if v.day_number == number], mapped) for number in numbers]
    half = (len(days) + 1) // 2
    columns = [[each for day in part for each in day] for part in (days[:half], days[half:])]
    table = Table([columns], colWidths=[WIDE / 2, WIDE / 2])
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    table.setStyle(TableStyle(look))
    return table


def _day(w: Words, here: Sequence[Visit], mapped: Sequence[Visit]) -> list[Flowable]:
    tint = colour(here[0].day_number)
    head = f"**{capital(w.day(here[0].day.date))}**"
    style = SMALL.clone("", leftIndent=11)
    lines = [written(w, _line(w, visit, mapped), style) for visit in here]
    return [_row(head, tint, w), *lines, Spacer(1, 1.5 * mm)]


def _line(w: Words, visit: Visit, mapped: Sequence[Visit]) -> str:
    """With how far off it is where it is beyond the map."""
    name = visit.item.name
    if visit not in mapped:
        far = min(distance_km(visit.at, other.at) for other in mapped)
        name = w("export.distance", place=name, km=w.number(round(far)))
    return f"**{visit.number}** {name}"


def _row(head: str, tint: str, w: Words) -> Flowable:
    mark = Drawing(8, 8)
    mark.add(Circle(4, 3, 3.5, fillColor=HexColor(tint), strokeColor=None))
    table = Table([[mark, written(w, head, BODY)]], colWidths=[11, WIDE / 2 - 16], hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 0),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return table
