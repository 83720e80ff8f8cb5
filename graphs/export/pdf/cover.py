"""The cover and the money: what the trip is, how it goes, where one sleeps, what it comes to."""

from collections.abc import Iterable, Iterator, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, PageBreak, Spacer, Table, TableStyle
from reportlab.platypus.flowables import Flowable

from graphs.answer.beds import stay_lines
from graphs.answer.costs import cost_notes, cost_rows
from graphs.answer.layout import capital
from graphs.answer.legs import leg_lines
from graphs.answer.notes import sandbox
from graphs.answer.trip import dates, headline, where
from graphs.answer.words import Words
from graphs.export.features import legs
from graphs.export.maps import way_map
from graphs.export.pdf.page import BODY, HEAD, LIST, RIGHT, RULE, SMALL, SUBLIST, TITLE, written
from graphs.export.plain import plain
from graphs.kept_plan import KeptPlan
from travel.towns import Town

WIDE = 176 * mm
MAP_HIGH, LEAST_HIGH, LINE_HIGH = 84 * mm, 50 * mm, 6 * mm
FEW_LINES, MANY_LINES = 5, 11
GROUND = HexColor("#eef2f5")


def cover(plan: KeptPlan, w: Words, towns: Sequence[Town]) -> Iterator[Flowable]:
    itinerary, request = plan.itinerary, plan.request
    yield Spacer(1, 4 * mm)
    yield written(w, capital(where(w, itinerary, request)), TITLE)
    yield written(w, dates(w, itinerary, request), HEAD)
    yield written(w, headline(w, itinerary, request), BODY)
    if said := sandbox(w, plan.as_result(), itinerary):
        yield written(w, plain(said), SMALL)
    yield Spacer(1, 4 * mm)
    lines = leg_lines(w, itinerary, request)
    beds = stay_lines(w, itinerary, request).splitlines()
    yield from _map(plan, w, towns, len(lines) + len(beds))
    if lines:
        title = w("head.transport" if itinerary.grounds else "head.flights")
        yield KeepTogether(
            [written(w, title, HEAD), *(written(w, each, LIST, "•") for each in lines)]
        )
    if itinerary.stays:
        title = w.n("head.stays", len(itinerary.stays))
        yield KeepTogether([written(w, title, HEAD), *map(_bullet(w), beds)])
    yield KeepTogether(list(_money(plan, w)))
    yield PageBreak()


def _map(plan: KeptPlan, w: Words, towns: Sequence[Town], lines: int) -> Iterator[Flowable]:
    """Lower where there is much to say below; none of a trip without a way."""
    lower = max(LEAST_HIGH, MAP_HIGH - LINE_HIGH * max(0, lines - FEW_LINES))
    high = lower if lines <= MANY_LINES else MAP_HIGH  # where the money goes overleaf anyway
    if any(leg.line for leg in legs(plan)):
        yield way_map(plan, w, towns, WIDE, high)
        yield written(w, w("export.way_map"), SMALL)


def _bullet(w: Words):
    def bullet(line: str) -> Flowable:
        deep = line.startswith("  ")
        return written(
            w, line.strip().removeprefix("- "), SUBLIST if deep else LIST, "–" if deep else "•"
        )

    return bullet


def _money(plan: KeptPlan, w: Words) -> Iterable[Flowable]:
    rows = cost_rows(w, plan.itinerary, plan.request)
    cells = [[written(w, w("cost.what"), SMALL), written(w, w("cost.amount"), _right_small())]]
    cells += [[_cell(w, row.label, row.total), _amount(w, row.amount, row.total)] for row in rows]
    total = 1 + next(index for index, row in enumerate(rows) if row.total)
    table = Table(cells, colWidths=[WIDE - 40 * mm, 40 * mm])
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("BACKGROUND", (0, total), (-1, total), GROUND),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ]
        )
    )
    yield written(w, w("head.money"), HEAD)
    yield table
    yield Spacer(1, 2 * mm)
    yield written(w, cost_notes(w, plan.itinerary), SMALL)


def _cell(w: Words, text: str, bold: bool) -> Flowable:
    return written(w, f"**{text}**" if bold else text)


def _amount(w: Words, text: str, bold: bool) -> Flowable:
    return written(w, f"**{text}**" if bold else text, RIGHT)


def _right_small():
    return SMALL.clone("", alignment=RIGHT.alignment)
