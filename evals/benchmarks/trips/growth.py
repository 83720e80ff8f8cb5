"""How time grows with the size of a trip, drawn in text and as SVG."""

from collections.abc import Mapping
from html import escape

BARS = 44
WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 360, 56, 320, 24
INKS = ("#1b6ca8", "#c2562d", "#2e7d4f", "#7a4fa3", "#b8860b")

Seconds = Mapping[int, Mapping[int, float]]  # by cities, then by days


def bars(seconds: Seconds) -> str:
    """A line a size, its bar as long as it takes against the slowest."""
    most = max((value for row in seconds.values() for value in row.values()), default=0.0) or 1.0
    lines = [f"median seconds, {BARS} marks are {most:.2f} s"]
    for cities, row in seconds.items():
        for days, value in row.items():
            bar = "#" * max(1, round(BARS * value / most))
            lines.append(f"{cities} x {days:2}  {value:6.2f}  {bar}")
    return "\n".join(lines)


def svg(seconds: Seconds) -> str:
    """A line for each number of cities over the days."""
    days = sorted({day for row in seconds.values() for day in row})
    most = max((value for row in seconds.values() for value in row.values()), default=1.0) or 1.0
    span = max(1, days[-1] - days[0]) if days else 1

    def at(day: int, value: float) -> tuple[float, float]:
        x = LEFT + (WIDTH - LEFT - 90) * (day - days[0]) / span
        return x, BOTTOM - (BOTTOM - TOP) * value / most

    parts = [_axis(most, days)]
    for (cities, row), ink in zip(seconds.items(), INKS * len(seconds), strict=False):
        points = [at(day, value) for day, value in sorted(row.items())]
        told = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{told}" fill="none" stroke="{ink}" stroke-width="2"/>')
        if points:
            x, y = points[-1]
            name = f"{cities} {'city' if cities == 1 else 'cities'}"
            parts.append(_text(x + 8, y + 4, name, ink))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="13"><title>Median seconds a trip</title>\n{body}\n</svg>\n'
    )


def _axis(most: float, days: list[int]) -> str:
    ends = (days[0], days[-1]) if days else (0, 0)
    right = WIDTH - 90
    return "\n".join(
        (
            f'<path d="M{LEFT} {TOP}V{BOTTOM}H{right}" fill="none" stroke="#777"/>',
            _text(4, TOP + 5, f"{most:.2f} s", "#444"),
            _text(4, BOTTOM, "0 s", "#444"),
            _text(LEFT, BOTTOM + 20, f"{ends[0]} days", "#444"),
            _text(right - 50, BOTTOM + 20, f"{ends[1]} days", "#444"),
        )
    )


def _text(x: float, y: float, words: str, ink: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}">{escape(words)}</text>'
