"""What maps are drawn with: discs, labels that keep out of each other's way, a scale bar."""

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import Any, Literal, NamedTuple, cast

from reportlab.graphics.shapes import Circle, Drawing, Path, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from graphs.export.fonts import BOLD, REGULAR, width
from graphs.export.maps.frame import XY, Frame

PAPER = HexColor("#f4f6f8")
LAND = HexColor("#c9d1d9")
EDGE = HexColor("#b6c0ca")
TEXT = HexColor("#24303c")
QUIET = HexColor("#6b7785")
LABEL_SIZE = 7.5
NICE = (1, 2, 5)
ROUNDS = 80
CLEARANCE = 3.0


class Box(NamedTuple):
    left: float
    low: float
    right: float
    high: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )


class Sheet:
    """A drawing that knows where labels already stand."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.drawing = Drawing(frame.width, frame.height)
        self.taken: list[Box] = []
        self.drawing.add(
            _rect(Box(0, 0, frame.width, frame.height), 4, fillColor=PAPER, strokeColor=None)
        )

    def take(self, x: float, y: float, radius: float) -> None:
        """Keeps labels off a spot."""
        self.taken.append(Box(x - radius, y - radius, x + radius, y + radius))

    def keep_off(self, line: Sequence[XY]) -> None:
        """Keeps labels off a line."""
        for (x, y), (to_x, to_y) in pairwise(line):
            steps = max(1, round(hypot(to_x - x, to_y - y) / CLEARANCE))
            for step in range(steps):
                share = step / steps
                self.take(x + share * (to_x - x), y + share * (to_y - y), 1)

    def dot(self, point: XY, radius: float, colour: Color) -> None:
        self.drawing.add(Circle(*point, radius, fillColor=colour, strokeColor=None))

    def line(
        self, points: Sequence[XY], colour: Color, thick: float, dash: Sequence[float] | None = None
    ) -> None:
        path: Path = cast("Any", Path)(
            strokeColor=colour, strokeWidth=thick, strokeDashArray=dash, strokeLineJoin=1,
            strokeLineCap=1, fillColor=None,
        )  # fmt: skip
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        self.drawing.add(path)

    def dashes(
        self, lines: Sequence[tuple[XY, XY]], colour: Color, thick: float, pitch: float
    ) -> None:
        """Level lines as rows of round dots, `pitch` apart: one shape, however many they are."""
        path = Path(
            strokeColor=colour, strokeWidth=thick, strokeLineCap=1, fillColor=None,
            strokeDashArray=[0.01, round(pitch - 0.01, 2)],
        )  # fmt: skip
        for (left, y), (right, _) in lines:
            path.moveTo(round(left, 1), round(y, 1))
            path.lineTo(round(right, 1) + 0.02, round(y, 1))
        if lines:
            self.drawing.add(path)

    def disc(
        self, point: XY, text: str, colour: Color, *, filled: bool, radius: float = 6.5
    ) -> None:
        """A number in a circle."""
        self.drawing.add(
            Circle(
                *point, radius, fillColor=colour if filled else white,
                strokeColor=white if filled else colour, strokeWidth=0.8 if filled else 1.3,
            )
        )  # fmt: skip
        size = 7.5 if len(text) < 2 else 6.5
        self.text(
            (point[0], point[1] - size * 0.36), text, size=size, bold=True,
            colour=white if filled else colour, anchor="middle",
        )  # fmt: skip
        self.take(*point, radius)

    def text(
        self,
        point: XY,
        text: str,
        *,
        size: float = LABEL_SIZE,
        bold: bool = False,
        colour: Color = TEXT,
        anchor: Literal["start", "middle"] = "start",
    ) -> None:
        font = BOLD if bold else REGULAR
        self.drawing.add(
            String(*point, text, fontName=font, fontSize=size, fillColor=colour, textAnchor=anchor)
        )

    def label(
        self, point: XY, text: str, *, away: float, bold: bool = False, size: float = LABEL_SIZE,
        colour: Color = TEXT, must: bool = False,
    ) -> bool:  # fmt: skip
        """Beside a spot where there is room, with a pale ground; False where there is none."""
        long = width(text, size, BOLD if bold else REGULAR)
        places = _around(point, long, size, away)
        room = [box for box in places if self._free(box)]
        if not room and not must:
            return False
        box = room[0] if room else self._inside(places[0])
        self.taken.append(box)
        self.drawing.add(_rect(box, 2, fillColor=Color(*PAPER.rgb(), alpha=0.82), strokeColor=None))
        baseline = box.low + size * 0.28
        self.text((box.left + 1.5, baseline), text, size=size, bold=bold, colour=colour)
        return True

    def scale_bar(self) -> None:
        """A round length, in kilometres or metres, true at the middle of the map."""
        km = _nice(self.frame.km_a_point * self.frame.width / 5)
        long = km / self.frame.km_a_point
        left, low = 10.0, 10.0
        for x in (left, left + long):
            self.line([(x, low - 2), (x, low + 2)], TEXT, 0.8)
        self.line([(left, low), (left + long, low)], TEXT, 1.2)
        said = f"{km:,g} km".replace(",", "\u00a0") if km >= 1 else f"{km * 1000:g} m"
        self.text((left + long / 2, low + 3.5), said, size=6.5, anchor="middle")

    def reserve_scale_bar(self) -> None:
        self.taken.append(Box(0, 0, 20 + self.frame.width / 4, 24))

    def border(self) -> None:
        """Covers what stands out over the edge."""
        wide, high = self.frame.width, self.frame.height
        self.drawing.add(
            _rect(Box(0, 0, wide, high), 4, fillColor=None, strokeColor=EDGE, strokeWidth=0.8)
        )

    def _free(self, box: Box) -> bool:
        inside = (
            box.left >= 2
            and box.low >= 2
            and box.right <= self.frame.width - 2
            and box.high <= self.frame.height - 2
        )
        return inside and not any(box.meets(other) for other in self.taken)

    def _inside(self, box: Box) -> Box:
        right = max(0.0, box.right - self.frame.width + 3)
        high = max(0.0, box.high - self.frame.height + 3)
        left, low = min(0.0, box.left - 3), min(0.0, box.low - 3)
        x, y = -right - left, -high - low
        return Box(box.left + x, box.low + y, box.right + x, box.high + y)


def spread(points: Sequence[XY], fixed: Sequence[XY], apart: float, keep: Frame) -> list[XY]:
    """The same points, pushed off each other and off the fixed ones until they are `apart`."""
    moved = [list(point) for point in (*points, *fixed)]
    for _ in range(ROUNDS):
        calm = True
        for i, a in enumerate(moved):
            for j, b in enumerate(moved[i + 1 :], i + 1):
                dx, dy = b[0] - a[0], b[1] - a[1]
                far = hypot(dx, dy)
                if far >= apart:
                    continue
                calm = False
                ux, uy = (dx / far, dy / far) if far > 1e-6 else ((1, 0) if (i + j) % 2 else (0, 1))
                push = (apart - far) / 2 + 0.05
                a[0], a[1] = a[0] - ux * push, a[1] - uy * push
                b[0], b[1] = b[0] + ux * push, b[1] + uy * push
        for point, stays in zip(moved[len(points) :], fixed, strict=True):
            point[0], point[1] = stays
        if calm:
            break
    edge = apart / 2 + 2
    return [
        (min(max(x, edge), keep.width - edge), min(max(y, edge), keep.height - edge))
        for x, y in moved[: len(points)]
    ]


def _rect(box: Box, rounding: float, **look: Any) -> Rect:
    """With what a rectangle looks like, which the library's types don't know."""
    wide, high = box.right - box.left, box.high - box.low
    return Rect(box.left, box.low, wide, high, rx=rounding, ry=rounding, **look)


def _around(point: XY, long: float, size: float, away: float) -> list[Box]:
    """Right, left, above, below, and the four corners."""
    x, y = point
    wide, high = long + 3, size + 2
    spots = (
        (x + away, y - high / 2),
        (x - away - wide, y - high / 2),
        (x - wide / 2, y + away),
        (x - wide / 2, y - away - high),
        (x + away * 0.7, y + away * 0.7),
        (x - away * 0.7 - wide, y + away * 0.7),
        (x + away * 0.7, y - away * 0.7 - high),
        (x - away * 0.7 - wide, y - away * 0.7 - high),
    )
    return [Box(left, low, left + wide, low + high) for left, low in spots]


def _nice(km: float) -> float:
    """The greatest of 1, 2 or 5 times a power of ten that is not above it."""
    power = 1e-3
    while power * 10 <= km:
        power *= 10
    return max(nice * power for nice in NICE if nice * power <= max(km, 1e-3))
