"""The plan as KML 2.2 (OGC 07-147r2): a folder and a colour for each day."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from graphs.answer.days import item_line
from graphs.answer.layout import capital
from graphs.answer.trip import where
from graphs.answer.words import Words
from graphs.export.arcs import Position, cut_at_date_line
from graphs.export.features import Leg, Visit, colour, legs, stays, visits
from graphs.export.plain import plain
from graphs.kept_plan import KeptPlan
from travel.itinerary import Item
from travel.offers import StayOffer

NAMESPACE = "http://www.opengis.net/kml/2.2"
OF_THE_WAY = "#555555"


def kml(plan: KeptPlan, w: Words) -> bytes:
    root = Element("kml", xmlns=NAMESPACE)
    document = SubElement(root, "Document")
    _text(document, "name", where(w, plan.itinerary, plan.request))
    if plan.sandbox:
        _text(document, "description", w("export.stamp"))
    _style(document, "way", OF_THE_WAY)
    for number, _ in enumerate(plan.itinerary.days, 1):
        _style(document, f"day{number}", colour(number))
    _way(document, plan, w)
    _beds(document, plan, w)
    _days(document, plan, w)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _style(document: Element, name: str, rgb: str) -> None:
    style = SubElement(document, "Style", id=name)
    _text(SubElement(style, "IconStyle"), "color", _abgr(rgb))
    line = SubElement(style, "LineStyle")
    _text(line, "color", _abgr(rgb))
    _text(line, "width", "3")


def _abgr(rgb: str) -> str:
    """KML's order of colours, opaque."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}"


def _way(document: Element, plan: KeptPlan, w: Words) -> None:
    drawn = [leg for leg in legs(plan) if leg.line]
    if drawn:
        title = w("head.transport" if plan.itinerary.grounds else "head.flights")
        folder = _folder(document, title)
        for leg in drawn:
            _leg(folder, leg, w)


def _beds(document: Element, plan: KeptPlan, w: Words) -> None:
    beds = stays(plan)
    if beds:
        folder = _folder(document, w.n("head.stays", len(beds)))
        for stay in beds:
            _stay(folder, stay, w)


def _days(document: Element, plan: KeptPlan, w: Words) -> None:
    found = visits(plan.itinerary)
    for number, day in enumerate(plan.itinerary.days, 1):
        folder = _folder(document, capital(f"{w.day(day.date)} · {w.place(day.city)}"))
        for visit in found:
            if visit.day_number == number:
                _visit(folder, visit, plan, w)


def _leg(folder: Element, leg: Leg, w: Words) -> None:
    name = f"{w.place(leg.start.city)} → {w.place(leg.end.city)}"
    times = f"{w.clock(leg.depart)}–{w.clock_after(leg.arrive, leg.depart)}"
    about = f"{w.day(leg.depart.date())}, {times}, {leg.carrier} {leg.number}".rstrip()
    placemark = _placemark(folder, name, about, "way")
    shapes = SubElement(placemark, "MultiGeometry")
    for part in cut_at_date_line(leg.line):
        line = SubElement(shapes, "LineString")
        _text(line, "tessellate", "1")
        _text(line, "coordinates", " ".join(_coordinates(point) for point in part))


def _stay(folder: Element, stay: StayOffer, w: Words) -> None:
    about = f"{w.span(stay.check_in, stay.check_out)}, {w.money(stay.price)}"
    _point(_placemark(folder, stay.name, about, "way"), Position(stay.lat, stay.lon))


def _visit(folder: Element, visit: Visit, plan: KeptPlan, w: Words) -> None:
    about = plain(item_line(w, visit.item, visit.day, plan.itinerary))
    name = f"{visit.number} {visit.item.name}"
    placemark = _placemark(folder, name, about, f"day{visit.day_number}", visit.item)
    _point(placemark, visit.at)


def _folder(document: Element, name: str) -> Element:
    folder = SubElement(document, "Folder")
    _text(folder, "name", name)
    return folder


def _placemark(
    folder: Element, name: str, about: str, style: str, when: Item | None = None
) -> Element:
    placemark = SubElement(folder, "Placemark")
    _text(placemark, "name", name)
    _text(placemark, "description", about)
    if when is not None:
        span = SubElement(placemark, "TimeSpan")
        _text(span, "begin", when.start.isoformat())
        _text(span, "end", when.end.isoformat())
    _text(placemark, "styleUrl", f"#{style}")
    return placemark


def _point(placemark: Element, at: Position) -> None:
    _text(SubElement(placemark, "Point"), "coordinates", _coordinates(at))


def _coordinates(at: Position) -> str:
    return f"{at.lon:.6f},{at.lat:.6f}"


def _text(parent: Element, tag: str, text: str) -> None:
    """Without the characters that XML 1.0 has no way to say."""
    allowed = (c for c in text if c in "\t\n" or (ord(c) >= 32 and ord(c) not in (0xFFFE, 0xFFFF)))
    SubElement(parent, tag).text = "".join(allowed)
