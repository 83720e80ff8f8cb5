"""The way of a trip: legs as great circles over dots where there are towns and airfields."""

from collections.abc import Iterable, Sequence
from math import cos, hypot, radians

from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

from graphs.answer.words import Words
from graphs.export.arcs import Position
from graphs.export.features import Leg, legs, stays
from graphs.export.fonts import shown
from graphs.export.maps.frame import Frame, frame, turned
from graphs.export.maps.ink import LAND, QUIET, TEXT, XY, Sheet
from graphs.kept_plan import KeptPlan
from travel.towns import Town

PITCH = 3.2  # points between the dots of the land
REACH_KM = 45.0  # of a town: there is land that far around, as a rule
MOST_REACH = 2.1  # in pitches
# Radius of a town's dot in points, from so many inhabitants, to fewer than so many
SIZES = ((0.8, 0, 100_000), (1.3, 100_000, 500_000), (2.2, 500_000, 10**9))
LEAST_KM = 450.0
AIR, GROUND = HexColor("#c2410c"), HexColor("#1f5f8b")
NAMED = 500_000  # inhabitants from which a town on the way is worth a name
MOST_NAMES = 14
CLOSE = 9.0


def way_map(
    plan: KeptPlan, w: Words, towns: Sequence[Town], width: float, height: float
) -> Drawing:
    """Empty but for its ground where no place of the plan is on record."""
    drawn = [leg for leg in legs(plan) if leg.line]
    positions = [at for leg in drawn for at in leg.line]
    positions += [Position(stay.lat, stay.lon) for stay in stays(plan)]
    positions += [Position(item.lat, item.lon) for _, item in plan.itinerary.items()][:1]
    shot = frame(positions or [Position(0.0, 0.0)], width, height, margin=34, least_km=LEAST_KM)
    sheet = Sheet(shot)
    _ground(sheet, towns)
    for leg in drawn:
        _leg(sheet, leg)
    sheet.reserve_scale_bar()
    named = _ends(sheet, plan, drawn, w)
    _towns(sheet, towns, named, w)
    sheet.scale_bar()
    sheet.border()
    return sheet.drawing


def _ground(sheet: Sheet, towns: Sequence[Town]) -> None:
    """Where there is land; close up, where towns would look like land in the sea, the towns alone."""
    if REACH_KM / sheet.frame.km_a_point / PITCH <= MOST_REACH:
        _land(sheet, towns)
        return
    for radius, least, most in SIZES:
        sized = (sheet.frame.xy(town) for town in towns if least <= town.population < most)
        dots = [(spot, spot) for spot in sized if sheet.frame.holds(spot, 3)]
        sheet.dashes(dots, LAND, 2 * radius, 2 * radius)


def _land(sheet: Sheet, towns: Iterable[Town]) -> None:
    """Rows of dots."""
    shot = sheet.frame
    rows: dict[int, set[int]] = {}
    for town in towns:
        for column, row in _cells(shot, town):
            rows.setdefault(row, set()).add(column)
    dashes = [
        (((first + 0.5) * PITCH, (row + 0.5) * PITCH), ((last + 0.5) * PITCH, (row + 0.5) * PITCH))
        for row, columns in sorted(rows.items())
        for first, last in _runs(sorted(columns))
    ]
    sheet.dashes(dashes, LAND, PITCH * 0.62, PITCH)


def _cells(shot: Frame, town: Town) -> Iterable[tuple[int, int]]:
    """Of the grid, those within reach of a town that lie in the frame."""
    x, y = shot.xy(town)
    stretch = cos(radians(shot.middle.lat)) / max(0.2, cos(radians(town.lat)))
    reach = REACH_KM / shot.km_a_point * (stretch if shot.mercator else 1.0) / PITCH
    if not (-reach * PITCH <= x <= shot.width + reach * PITCH):
        return
    middle_x, middle_y = x / PITCH - 0.5, y / PITCH - 0.5
    for column in range(round(middle_x - reach), round(middle_x + reach) + 1):
        for row in range(round(middle_y - reach), round(middle_y + reach) + 1):
            near = (column - middle_x) ** 2 + (row - middle_y) ** 2 <= max(reach, 0.71) ** 2
            inside = 1 <= column < shot.width / PITCH - 1 and 1 <= row < shot.height / PITCH - 1
            if near and inside:
                yield column, row


def _runs(columns: Sequence[int]) -> Iterable[tuple[int, int]]:
    """First and last of each row of neighbours."""
    first = last = columns[0]
    for column in columns[1:]:
        if column != last + 1:
            yield first, last
            first = column
        last = column
    yield first, last


def _leg(sheet: Sheet, leg: Leg) -> None:
    air = leg.mode == "flight"
    for part in _unbroken(sheet.frame, leg.line):
        sheet.line(part, AIR if air else GROUND, 1.6, None if air else [4, 3])
        sheet.keep_off(part)


def _unbroken(shot: Frame, line: Sequence[Position]) -> list[list[XY]]:
    """The line on paper, cut where it leaves on one side and comes back on the other."""
    parts: list[list[XY]] = [[]]
    before: float | None = None
    for at in line:
        lon = turned(at.lon - shot.middle.lon)
        if before is not None and abs(lon - before) > 180:
            parts.append([])
        parts[-1].append(shot.xy(at))
        before = lon
    return [part for part in parts if len(part) > 1]


def _ends(sheet: Sheet, plan: KeptPlan, drawn: Sequence[Leg], w: Words) -> list[XY]:
    """Each city once, in bold where one sleeps; changes of plane in quiet letters."""
    slept = {stay.city for stay in plan.itinerary.stays}
    named: dict[str, Position] = {stay.city: Position(stay.lat, stay.lon) for stay in stays(plan)}
    for leg in drawn:
        for end in (leg.start, leg.end):
            if end.at is not None:
                named.setdefault(end.city, end.at)
    spots = {city: sheet.frame.xy(at) for city, at in named.items()}
    for x, y in spots.values():
        sheet.take(x, y, 4)
    for city, spot in spots.items():
        sheet.dot(spot, 3.6 if city in slept else 2.6, TEXT)
        bold = city in slept
        name = shown(w.place(city), w("export.other_script"))
        sheet.label(spot, name, away=5, bold=bold, size=9 if bold else 8, must=True)
    return list(spots.values())


def _towns(sheet: Sheet, towns: Iterable[Town], named: Sequence[XY], w: Words) -> None:
    """Big towns that help to find one's way, as far as there is room."""
    spots = ((town, sheet.frame.xy(town)) for town in towns)
    seen = [each for each in spots if each[0].population >= NAMED and sheet.frame.holds(each[1], 8)]
    room = MOST_NAMES
    for town, spot in sorted(seen, key=lambda each: -each[0].population):
        near = min((hypot(spot[0] - x, spot[1] - y) for x, y in named), default=CLOSE)
        name = shown(w.place(town.name), "")
        # nearer, it is most likely the same city
        fits = room and name and near >= CLOSE
        if fits and sheet.label(spot, name, away=2.5, size=6, colour=QUIET):
            sheet.dot(spot, 1.1, QUIET)
            room -= 1
