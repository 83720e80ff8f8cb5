"""What the documents say of the settings and of the graph, made from them: `python -m wiring.described`."""

import tomllib
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from agents.catalog import CATALOG
from graphs.turn import build_turn
from wiring.settings import Settings

DOCS = Path(__file__).parent.parent / "docs"
WIDE, HIGH, GAP_X, GAP_Y = 116, 30, 44, 18
INK, SURE, MAYBE = "#334155", "#64748b", "#94a3b8"


def settings_page() -> str:
    """A table a group, a row a variable. Raises KeyError for a setting without a description."""
    groups: dict[str, dict[str, str]] = tomllib.loads(
        files("wiring").joinpath("settings.toml").read_text(encoding="utf-8")
    )
    known = {name for rows in groups.values() for name in rows}
    defaults = dict(_defaults())
    if odd := known ^ set(defaults):
        raise KeyError(f"wiring/settings.toml and wiring/settings.py differ in {sorted(odd)}")
    tables = (
        f"## {group}\n\n| variable | means | default |\n|---|---|---|\n"
        + "".join(f"| `{name}` | {means} | {defaults[name]} |\n" for name, means in rows.items())
        for group, rows in groups.items()
    )
    return (
        "# Settings\n\nThe environment is read once, when TripSage is opened. Every variable is optional; an empty "
        "one counts as unset. `tripsage doctor` says what is configured and what answers. This page is made from "
        "`wiring/settings.py` and `wiring/settings.toml`.\n\n" + "\n".join(tables)
    )


def _defaults() -> Iterator[tuple[str, str]]:
    for field in Settings.model_fields.values():
        value = field.default
        plain = isinstance(value, str | int | float) and not isinstance(value, bool) and value != ""
        yield (
            str(field.alias),
            f"`{value:g}`" if isinstance(value, float) else (f"`{value}`" if plain else ""),
        )


class Edge(NamedTuple):
    start: str
    end: str
    sure: bool


def turn_svg() -> str:
    """The compiled graph from left to right; a dashed way is one that is chosen."""
    drawn = build_turn(CATALOG).get_graph()
    edges = [Edge(each.source, each.target, not each.conditional) for each in drawn.edges]
    at = _places(drawn.nodes, edges)
    wide = max(x for x, _ in at.values()) + WIDE + 4
    high = max(y for _, y in at.values()) + HIGH + 4
    parts = [_way(edge, at) for edge in edges] + [_box(name, *at[name]) for name in sorted(at)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f'font-family="sans-serif" font-size="13">\n<title>How a turn flows</title>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _places(names: Iterable[str], edges: list[Edge]) -> dict[str, tuple[int, int]]:
    """Columns by the longest way from the start, each in the middle of the height."""
    column = dict.fromkeys(names, 0)
    for _ in column:
        for edge in edges:
            column[edge.end] = max(column[edge.end], column[edge.start] + 1)
    columns: dict[int, list[str]] = {}
    for name, number in column.items():
        columns.setdefault(number, []).append(name)
    most = max(map(len, columns.values()))
    return {
        name: (
            2 + number * (WIDE + GAP_X),
            2 + (2 * row + most - len(column_names)) * (HIGH + GAP_Y) // 2,
        )
        for number, column_names in columns.items()
        for row, name in enumerate(column_names)
    }


def _way(edge: Edge, at: dict[str, tuple[int, int]]) -> str:
    (x1, y1), (x2, y2) = at[edge.start], at[edge.end]
    x1, y1, y2 = x1 + WIDE, y1 + HIGH // 2, y2 + HIGH // 2
    bend = max(GAP_X, (x2 - x1) // 2)
    look = f'stroke="{SURE}"' if edge.sure else f'stroke="{MAYBE}" stroke-dasharray="4 3"'
    return f'<path d="M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}" fill="none" {look}/>'


def _box(name: str, x: int, y: int) -> str:
    label = escape(name.strip("_"))
    return (
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6" fill="#f8fafc" stroke="{INK}"/>'
        f'<text x="{x + WIDE // 2}" y="{y + 20}" text-anchor="middle" fill="{INK}">{label}</text>'
    )


PAGES = {"settings.md": settings_page, "turn.svg": turn_svg}

if __name__ == "__main__":
    for name, made in PAGES.items():
        (DOCS / name).write_text(made(), encoding="utf-8")
