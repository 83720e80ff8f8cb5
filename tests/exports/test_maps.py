"""Arcs and frames: nothing is lost, torn apart or out of the picture."""

from itertools import pairwise
from math import isclose
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.answer.words import words
from graphs.export.arcs import STEP_KM, Position, cut_at_date_line, great_circle
from graphs.export.features import APART_KM, city_of, clusters, visits
from graphs.export.fonts import shown
from graphs.export.maps.frame import frame
from graphs.export.maps.ink import spread
from graphs.export.svg import svg
from tests.exports.conftest import Kept
from travel.places import distance_km
from travel.towns import Town

POSITIONS = st.builds(Position, st.floats(-78, 78), st.floats(-180, 180))
AUCKLAND, HONOLULU = Position(-37.01, 174.79), Position(21.32, -157.92)


@given(POSITIONS, POSITIONS)
def test_an_arc_is_as_long_as_the_way_and_has_no_long_steps(a: Position, b: Position) -> None:
    line = great_circle(a, b)
    steps = [distance_km(before, after) for before, after in pairwise(line)]
    whole = distance_km(a, b)
    assert line[0] == a
    assert line[-1] == b
    if whole < 19_900:  # at the antipode there is no one way
        assert isclose(sum(steps), whole, rel_tol=1e-3, abs_tol=0.5)
        assert max(steps) <= STEP_KM * 1.01


@given(POSITIONS, POSITIONS)
def test_a_cut_line_never_jumps_and_keeps_its_points(a: Position, b: Position) -> None:
    line = great_circle(a, b)
    parts = cut_at_date_line(line)
    assert [point for part in parts for point in part if point in set(line)] == line
    for part in parts:
        for before, after in pairwise(part):
            assert abs(after.lon - before.lon) <= 180
    for left, right in pairwise(parts):
        assert left[-1].lat == right[0].lat
        assert left[-1].lon == -right[0].lon
        assert abs(left[-1].lon) == 180


def test_the_way_over_the_date_line_is_cut_once() -> None:
    west, east = cut_at_date_line(great_circle(AUCKLAND, HONOLULU))
    assert west[-1].lon == 180
    assert east[0].lon == -180


@given(st.lists(POSITIONS, min_size=1, max_size=8))
def test_a_frame_holds_every_position_within_its_margin(positions: list[Position]) -> None:
    shot = frame(positions, 500, 300, margin=30, least_km=2)
    assert all(shot.holds(shot.xy(at), 29.9) for at in positions)


@given(POSITIONS, st.floats(0, 500), st.floats(0, 300))
def test_a_frame_leads_from_paper_back_to_the_place(at: Position, x: float, y: float) -> None:
    shot = frame([at], 500, 300, margin=30, least_km=400)
    found = shot.xy(shot.at(x, y))
    assert isclose(found[0], x, abs_tol=1e-3)
    assert isclose(found[1], y, abs_tol=1e-3)


def test_both_sides_of_the_date_line_are_neighbours_on_paper() -> None:
    line = great_circle(AUCKLAND, HONOLULU)
    shot = frame(line, 500, 300, margin=30, least_km=100)
    points = [shot.xy(at) for at in line]
    assert all(abs(b[0] - a[0]) < 20 for a, b in pairwise(points))
    assert points[0][0] < points[-1][0]


@given(st.lists(st.tuples(st.floats(40, 460), st.floats(40, 260)), min_size=2, max_size=9))
def test_discs_are_moved_apart_and_stay_on_the_paper(points: list[tuple[float, float]]) -> None:
    shot = frame([Position(0, 0)], 500, 300, margin=30, least_km=10)
    moved = spread(points, [(250, 150)], 14, shot)
    assert len(moved) == len(points)
    for number, a in enumerate(moved):
        assert shot.holds(a, 8)
        for b in moved[number + 1 :]:
            assert (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 >= 11**2


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kraków, São Paulo, Zürich, Łódź, İstanbul", "Kraków, São Paulo, Zürich, Łódź, İstanbul"),
        ("Αθήνα, Москва, თბილისი", "Αθήνα, Москва, თბილისი"),
        ("Sensō-ji 浅草寺", "Sensō-ji"),
        ("とうきょうタワー", "Toukyoutawa"),
        ("しんじゅく", "Shinjuku"),
        ("도쿄", "Dokyo"),
        ("浅草寺", "?"),
        ("مسجد", "?"),
        ("Bar 🍹", "Bar"),
        ("24/7", "24/7"),
    ],
)
def test_names_are_shown_in_letters_that_the_typeface_has(name: str, said: str) -> None:
    assert shown(name, "?") == said


async def test_a_day_trip_is_a_cluster_of_its_own(kept: Kept) -> None:
    found = visits((await kept("sintra")).itinerary)
    parts = clusters(found)
    assert len(parts) == 2
    assert sorted(visit for part in parts for visit in part) == sorted(found)
    gap = min(distance_km(a.at, b.at) for a in parts[0] for b in parts[1])
    assert gap > APART_KM


async def test_what_is_seen_before_leaving_belongs_to_the_city_one_leaves(kept: Kept) -> None:
    plan = await kept("cities")
    moving = [
        visit for visit in visits(plan.itinerary) if visit.day.date.isoformat() == "2026-10-25"
    ]
    assert [city_of(plan, visit) for visit in moving] == ["Krakow", "Krakow", "Vienna"]


async def test_the_map_names_both_ends_and_is_small(kept: Kept, towns: tuple[Town, ...]) -> None:
    drawn = svg(await kept("honolulu"), words("en"), towns)
    assert b"Auckland" in drawn
    assert b"Honolulu" in drawn
    assert len(drawn) < 150_000


async def test_lines_on_the_map_are_lines_and_enclose_no_colour(
    kept: Kept, towns: tuple[Town, ...]
) -> None:
    root = ElementTree.fromstring(svg(await kept("honolulu"), words("en"), towns))
    drawn = [each for each in root.iter() if each.tag.endswith(("}path", "}polyline"))]
    assert len(drawn) > 2
    assert all("fill: none" in each.get("style", "") for each in drawn)
