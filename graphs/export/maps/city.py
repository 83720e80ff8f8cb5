"""Days in a city: numbered stops in the colours of their days, the beds, and the towns around."""

from collections.abc import Iterable, Mapping, Sequence
from math import atan2, cos, hypot, sin
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing, Polygon
from reportlab.lib.colors import Color, HexColor, white

from graphs.answer.words import Words
from graphs.export.arcs import Position
from graphs.export.features import APART_KM, Visit, colour
from graphs.export.fonts import shown
from graphs.export.maps.frame import Frame, frame
from graphs.export.maps.ink import QUIET, TEXT, XY, Sheet, spread
from travel.offers import StayOffer
from travel.places import distance_km
from travel.towns import Town

LEAST_KM = 2.5
DISC = 6.5
EDGE = 12.0


class Spot(NamedTuple):
    """Something that isn't a stop but helps: a station, an airport."""

    name: str
    at: Position


def city_map(
    visits: Sequence[Visit],
    stays: Sequence[StayOffer],
    spots: Sequence[Spot],
    towns: Iterable[Town],
    w: Words,
    width: float,
    height: float,
) -> Drawing:
    """Stops of a day or of several; a spot that is far off is told at the edge, with its distance."""
    stops = [visit.at for visit in visits]
    beds = [Position(stay.lat, stay.lon) for stay in stays]
    kept = [*stops, *(bed for bed in beds if _reached(bed, stops))]
    shot = frame(kept or [Position(0.0, 0.0)], width, height, margin=26, least_km=LEAST_KM)
    sheet = Sheet(shot)
    sheet.reserve_scale_bar()
    _ways(sheet, visits)
    moved = _numbers(sheet, visits, [shot.xy(bed) for bed in dict.fromkeys(beds)])
    _beds(sheet, stays, w)
    for spot in spots:
        _spot(sheet, spot, kept, w)
    _names(sheet, visits, moved)
    _towns(sheet, towns, w)
    sheet.scale_bar()
    sheet.border()
    return sheet.drawing


def _reached(bed: Position, stops: Sequence[Position]) -> bool:
    return any(distance_km(bed, stop) <= APART_KM for stop in stops)


def _ways(sheet: Sheet, visits: Sequence[Visit]) -> None:
    """From stop to stop, as the crow flies."""
    for number in dict.fromkeys(visit.day_number for visit in visits):
        line = [sheet.frame.xy(each.at) for each in visits if each.day_number == number]
        if len(line) > 1:
            tint = HexColor(colour(number))
            sheet.line(line, Color(*tint.rgb(), alpha=0.45), 1.1, [1, 3])


def _numbers(sheet: Sheet, visits: Sequence[Visit], beds: Sequence[XY]) -> dict[int, XY]:
    """Discs kept apart, with a tail to the place that they were moved from; where each came to be."""
    spots = [sheet.frame.xy(visit.at) for visit in visits]
    inside = [index for index, spot in enumerate(spots) if sheet.frame.holds(spot, 2)]
    moved = spread([spots[index] for index in inside], beds, 2 * DISC + 1, sheet.frame)
    for index, spot in zip(inside, moved, strict=True):
        tint = HexColor(colour(visits[index].day_number))
        if hypot(spot[0] - spots[index][0], spot[1] - spots[index][1]) > 2:
            sheet.line([spots[index], spot], tint, 0.8)
            sheet.dot(spots[index], 1.4, tint)
    for index, spot in zip(inside, moved, strict=True):
        visit = visits[index]
        filled = visit.item.kind == "sight"
        sheet.disc(spot, str(visit.number), HexColor(colour(visit.day_number)), filled=filled)
    return dict(zip(inside, moved, strict=True))


def _names(sheet: Sheet, visits: Sequence[Visit], moved: Mapping[int, XY]) -> None:
    """As far as there is room; the list beside the map has them all."""
    for index, spot in moved.items():
        name = shown(visits[index].item.name, "")
        if name:
            sheet.label(spot, name, away=DISC + 2, size=7)


def _beds(sheet: Sheet, stays: Sequence[StayOffer], w: Words) -> None:
    for stay in {stay.name: stay for stay in stays}.values():
        x, y = sheet.frame.xy(stay)
        if not sheet.frame.holds((x, y), 4):
            continue
        house = [x - 5, y - 4, x + 5, y - 4, x + 5, y + 2, x, y + 7, x - 5, y + 2]
        sheet.drawing.add(Polygon(house, fillColor=TEXT, strokeColor=white, strokeWidth=0.8))
        sheet.take(x, y, 6)
        name = shown(stay.name, w("export.bed"))
        sheet.label((x, y), name, away=7.5, bold=True, must=True)


def _spot(sheet: Sheet, spot: Spot, kept: Sequence[Position], w: Words) -> None:
    """In place, or with an arrow at the edge and how far it is."""
    point = sheet.frame.xy(spot.at)
    if sheet.frame.holds(point, EDGE):
        sheet.dot(point, 2.4, QUIET)
        sheet.label(point, spot.name, away=4, colour=QUIET, must=True)
        return
    middle = sheet.frame.width / 2, sheet.frame.height / 2
    angle = atan2(point[1] - middle[1], point[0] - middle[0])
    edge = _on_edge(sheet.frame, angle)
    _arrow(sheet, edge, angle)
    far = w.number(round(min(distance_km(spot.at, at) for at in kept)))
    text = w("export.distance", place=spot.name, km=far)
    sheet.label(edge, text, away=7, colour=QUIET, size=7, must=True)


def _on_edge(shot: Frame, angle: float) -> XY:
    half_x, half_y = shot.width / 2 - EDGE, shot.height / 2 - EDGE
    steps = (half_x / max(abs(cos(angle)), 1e-9), half_y / max(abs(sin(angle)), 1e-9))
    far = min(steps)
    return shot.width / 2 + far * cos(angle), shot.height / 2 + far * sin(angle)


def _arrow(sheet: Sheet, at: XY, angle: float) -> None:
    x, y = at
    corners = [(7.0, angle), (4.0, angle + 2.4), (4.0, angle - 2.4)]
    flat = [value for far, turn in corners for value in (x + far * cos(turn), y + far * sin(turn))]
    sheet.drawing.add(Polygon(flat, fillColor=QUIET, strokeColor=None))
    sheet.take(x, y, 6)


def _towns(sheet: Sheet, towns: Iterable[Town], w: Words) -> None:
    """The names of towns and quarters in the frame, the greatest first, as far as there is room."""
    spots = ((town, sheet.frame.xy(town)) for town in towns if town.name)
    seen = [each for each in spots if sheet.frame.holds(each[1], 6)]
    for town, spot in sorted(seen, key=lambda each: -each[0].population)[:12]:
        name = shown(w.place(town.name), "")
        if name and sheet.label(spot, name, away=3, size=7, colour=QUIET):
            sheet.dot(spot, 1.4, QUIET)
