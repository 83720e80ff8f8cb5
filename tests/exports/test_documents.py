"""GeoJSON, KML, Markdown and PDF, read back."""

import json
import re
import zlib
from base64 import a85decode
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest

from graphs.answer.words import words
from graphs.export import FORMATS, export
from graphs.export.features import visits
from graphs.kept_plan import KeptPlan
from tests.exports.conftest import TRIPS, Kept
from travel.towns import Town

KML = "{http://www.opengis.net/kml/2.2}"
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def pages(written: bytes) -> list[str]:
    """The text operators of each page; ASCII letters stand for themselves."""
    found: list[str] = []
    for stream in STREAM.findall(written):
        try:
            content = zlib.decompress(
                a85decode(stream.strip(), adobe=stream.strip().endswith(b"~>"))
            )
        except (ValueError, zlib.error):
            continue
        if b" Tj" in content:
            found.append(content.decode("latin-1"))
    return found


def positions(geometry: dict[str, Any]) -> list[list[float]]:
    match geometry["type"]:
        case "Point":
            return [geometry["coordinates"]]
        case "LineString":
            return geometry["coordinates"]
        case _:
            return [at for part in geometry["coordinates"] for at in part]


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["sintra", "train", "german", "flight", "stay", "days"])
async def test_every_plan_goes_into_every_format_the_same_way_twice(
    kept: Kept, towns: tuple[Town, ...], name: str, ending: str
) -> None:
    plan = await kept(name)
    written = export(plan, ending, towns)
    assert written
    assert written == export(plan, ending.upper(), towns)


@pytest.mark.parametrize("name", TRIPS)
async def test_geojson_has_every_stop_leg_and_bed(kept: Kept, name: str) -> None:
    plan = await kept(name)
    found = json.loads(export(plan, ".geojson", ()))
    kinds = [each["properties"]["kind"] for each in found["features"]]
    assert kinds.count("flight") == sum(
        len(each.segments) for offer in plan.itinerary.flights for each in offer.slices
    )
    assert kinds.count("stay") == len(plan.itinerary.stays)
    assert kinds.count("sight") + kinds.count("meal") == len(visits(plan.itinerary))
    for feature in found["features"]:
        for lon, lat in positions(feature["geometry"]):
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90


async def test_geojson_cuts_the_way_at_the_date_line(kept: Kept) -> None:
    found = json.loads(export(await kept("honolulu"), ".geojson", ()))
    flights = [each for each in found["features"] if each["properties"]["kind"] == "flight"]
    assert {each["geometry"]["type"] for each in flights} == {"MultiLineString"}
    for flight in flights:
        for part in flight["geometry"]["coordinates"]:
            assert all(abs(b[0] - a[0]) < 5 for a, b in pairwise(part))


async def test_kml_is_well_formed_with_a_style_for_each_day(kept: Kept) -> None:
    plan = await kept("cities")
    root = ElementTree.fromstring(export(plan, ".kml", ()))
    styles = {each.get("id"): each for each in root.iter(f"{KML}Style")}
    used = {(each.text or "").removeprefix("#") for each in root.iter(f"{KML}styleUrl")}
    assert used <= set(styles)
    assert {f"day{number}" for number, _ in enumerate(plan.itinerary.days, 1)} <= set(styles)
    colours = [each.findtext(f"{KML}IconStyle/{KML}color") for each in styles.values()]
    assert len(set(colours)) == len(colours)
    names = {each.findtext(f"{KML}name") for each in root.iter(f"{KML}Placemark")}
    assert {f"{visit.number} {visit.item.name}" for visit in visits(plan.itinerary)} <= names


async def test_kml_says_names_that_xml_would_misread(kept: Kept) -> None:
    plan = await kept("stay")
    stay = plan.itinerary.stays[0].model_copy(update={"name": "<Ritz> & \x00Co"})
    itinerary = plan.itinerary.model_copy(update={"stays": (stay,)})
    changed = plan.model_copy(update={"itinerary": itinerary})
    root = ElementTree.fromstring(export(changed, ".kml", ()))
    names = {each.findtext(f"{KML}name") for each in root.iter(f"{KML}Placemark")}
    assert names == {"<Ritz> & Co"}


@pytest.mark.parametrize("name", TRIPS)
async def test_the_total_in_every_document_is_the_itinerarys(
    kept: Kept, towns: tuple[Town, ...], name: str
) -> None:
    plan = await kept(name)
    total = words(plan.language).money(plan.itinerary.total)
    assert total in export(plan, ".md", ()).decode()
    digits = re.sub(r"[^\d.,]", "", total)
    assert any(digits in page for page in pages(export(plan, ".pdf", towns)))


async def test_a_german_conversation_exports_german_headings(kept: Kept) -> None:
    written = export(await kept("german"), ".md", ()).decode()
    for heading in ("## Flüge", "## Unterkunft", "## Tag für Tag", "## Was es kostet"):
        assert heading in written
    assert "Sandbox-Daten" in written


async def test_every_page_of_a_sandbox_plan_is_stamped(kept: Kept, towns: tuple[Town, ...]) -> None:
    plan = await kept("lisbon")
    found = pages(export(plan, ".pdf", towns))
    assert len(found) >= len(plan.itinerary.days)
    assert all("Sandbox data: simulated" in page for page in found)
    live = _live(plan)
    assert not any("Sandbox" in page for page in pages(export(live, ".pdf", towns)))


def _live(plan: KeptPlan) -> KeptPlan:
    """The same plan from providers that sell."""
    text = plan.model_dump_json().replace('"sandbox":true', '"sandbox":false')
    return KeptPlan.model_validate_json(text)


async def test_a_day_has_a_page_with_its_stops_and_numbers(
    kept: Kept, towns: tuple[Town, ...]
) -> None:
    plan = await kept("cities")
    found = pages(export(plan, ".pdf", towns))
    for visit in visits(plan.itinerary):
        if visit.item.name.isascii() and "'" not in visit.item.name:
            last = visit.item.name.split()[-1]
            assert any(last in page for page in found), visit.item.name
