"""A page for each day: what happens when, and where on a map of its own."""

from collections.abc import Callable, Iterator, Sequence

from reportlab.graphics.shapes import Circle, Drawing, String
from reportlab.lib.colors import Color, HexColor, white
from reportlab.lib.units import mm
from reportlab.platypus import PageBreak, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from graphs.answer.days import item_text, item_times, weather
from graphs.answer.layout import capital
from graphs.answer.words import Words
from graphs.export.arcs import Position
from graphs.export.features import Visit, beds_of, clusters, colour, visits
from graphs.export.fonts import BOLD
from graphs.export.maps import city_map
from graphs.export.maps.city import Spot
from graphs.export.pdf.cover import WIDE
from graphs.export.pdf.page import BODY, RULE, SMALL, TIME, style, written
from graphs.kept_plan import KeptPlan
from travel.itinerary import Day, Item
from travel.places import distance_km
from travel.towns import Town

LEAST_HIGH, MOST_HIGH = 60 * mm, 170 * mm
GATE_KM = 120.0
DAY_HEAD = style(15, 19, fontName=BOLD, textColor=white)
DAY_SKY = style(9, 12, textColor=white)


class Filling(Flowable):
    """A drawing as high as the rest of the page, up to `most`; on the next page where that is too low."""

    def __init__(self, draw: Callable[[float], Drawing], most: float) -> None:
        super().__init__()
        self._draw_at, self._most = draw, most
        self._high = most

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:
        self._high = min(self._most, aH) if aH >= LEAST_HIGH else self._most
        return WIDE, self._high

    def draw(self) -> None:
        self._draw_at(self._high).drawOn(self.canv, 0, 0)


def day_pages(plan: KeptPlan, w: Words, towns: Sequence[Town]) -> Iterator[Flowable]:
    found = visits(plan.itinerary)
    for number, day in enumerate(plan.itinerary.days, 1):
        here = [visit for visit in found if visit.day_number == number]
        yield _head(w, day, number)
        yield Spacer(1, 2 * mm)
        yield _timeline(plan, w, day, here) if day.items else written(w, w("day.empty"))
        yield Spacer(1, 4 * mm)
        if here:
            yield from _maps(plan, w, towns, day, here)
            yield PageBreak()


def _maps(
    plan: KeptPlan, w: Words, towns: Sequence[Town], day: Day, here: Sequence[Visit]
) -> Iterator[Flowable]:
    """One for each part of the day that is far from the others."""
    parts = clusters(here)
    for part in parts:
        yield Filling(_map(plan, w, towns, day, part), MOST_HIGH / len(parts))
        yield Spacer(1, 3 * mm)


def _map(
    plan: KeptPlan, w: Words, towns: Sequence[Town], day: Day, part: Sequence[Visit]
) -> Callable[[float], Drawing]:
    spots = _gates(plan, day, part)
    return lambda high: city_map(part, beds_of(plan, day), spots, towns, w, WIDE, high)


def _gates(plan: KeptPlan, day: Day, part: Sequence[Visit]) -> list[Spot]:
    """The airports that the day's rides go to and come from, as far as they serve that part."""
    codes = dict.fromkeys(item.ref for item in day.items if item.kind == "transfer")
    known = [plan.airports[code] for code in codes if code in plan.airports]
    near = [each for each in known if distance_km(each, part[0].at) <= GATE_KM]
    return [Spot(airport.iata, Position(airport.lat, airport.lon)) for airport in near]


def _head(w: Words, day: Day, number: int) -> Flowable:
    lines = [written(w, f"{capital(w.day_of_year(day.date))} · {w.place(day.city)}", DAY_HEAD)]
    if day.weather is not None:
        lines.append(written(w, capital(weather(w, day.weather)), DAY_SKY))
    card = written(w, w("export.card", n=number), DAY_SKY.clone("", alignment=2))
    table = Table([[lines, card]], colWidths=[WIDE - 30 * mm, 30 * mm])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), HexColor(colour(number))),
                ("ROUNDEDCORNERS", [4, 4, 4, 4]),
                ("LEFTPADDING", (0, 0), (-1, -1), 9),
                ("RIGHTPADDING", (0, 0), (-1, -1), 9),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return table


def _timeline(plan: KeptPlan, w: Words, day: Day, here: Sequence[Visit]) -> Flowable:
    numbers = {id(visit.item): visit for visit in here}
    rows = [_row(plan, w, day, item, numbers.get(id(item))) for item in day.items]
    table = Table(rows, colWidths=[29 * mm, 8 * mm, WIDE - 37 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE),
                ("LEFTPADDING", (0, 0), (-1, -1), 2),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    return table


def _row(
    plan: KeptPlan, w: Words, day: Day, item: Item, visit: Visit | None
) -> list[Flowable | str]:
    style = BODY if item.kind != "free" else SMALL
    text = written(w, item_text(w, item, day, plan.itinerary), style)
    mark = _mark(visit) if visit is not None else ""
    return [written(w, item_times(w, item), TIME), mark, text]


def _mark(visit: Visit) -> Drawing:
    """The number as it stands on the map."""
    tint: Color = HexColor(colour(visit.day_number))
    filled = visit.item.kind == "sight"
    mark = Drawing(14, 13)
    mark.add(
        Circle(7, 6, 6, fillColor=tint if filled else white, strokeColor=tint, strokeWidth=1.2)
    )
    mark.add(
        String(7, 3.3, str(visit.number), fontName=BOLD, fontSize=7.5, textAnchor="middle",
               fillColor=white if filled else tint)
    )  # fmt: skip
    return mark
