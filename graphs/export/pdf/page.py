"""What every page has: its number, the trip, and the stamp of the sandbox; and how text on it is set."""

from typing import Any, cast

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from graphs.answer.words import Words
from graphs.export.fonts import BOLD, REGULAR, shown
from graphs.export.markdown import title
from graphs.export.plain import EMPHASIS
from graphs.kept_plan import KeptPlan

INK, QUIET, RULE, WARNING = map(HexColor, ("#24303c", "#6b7785", "#d5dbe1", "#b42318"))


def style(size: float, leading: float, **more: Any) -> ParagraphStyle:
    kept: dict[str, Any] = {"fontName": REGULAR, "textColor": INK, **more}
    return ParagraphStyle("", fontSize=size, leading=leading, **kept)


TITLE = style(25, 30, fontName=BOLD)
HEAD = style(14, 18, fontName=BOLD, spaceBefore=10, spaceAfter=5)
BODY = style(9.5, 13.2)
RIGHT = style(9.5, 13.2, alignment=TA_RIGHT)
SMALL = style(8, 10.5, textColor=QUIET)
TIME = style(9, 13.2, textColor=QUIET)
LIST = style(9.5, 13.6, leftIndent=9, bulletIndent=0, spaceAfter=2)
SUBLIST = style(9, 12.4, leftIndent=19, bulletIndent=10, textColor=QUIET)


def written(
    w: Words, markdown: str, style: ParagraphStyle = BODY, bullet: str | None = None
) -> Paragraph:
    """A phrase of the answer's: its bold stays bold, and letters that the typeface lacks are seen to."""
    text = shown(markdown, w("export.other_script"))
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(raw, safe)
    return Paragraph(EMPHASIS.sub(r"<b>\1</b>", text), style, bulletText=bullet)


class Stamped(Canvas):
    """Numbers the pages once it is known how many there are."""

    plan: KeptPlan
    words: Words

    @staticmethod
    def of(plan: KeptPlan, w: Words) -> "type[Stamped]":
        return type("Stamped", (Stamped,), {"plan": plan, "words": w})

    def __init__(self, *arguments: Any, **more: Any) -> None:
        cast("Any", super()).__init__(*arguments, **more)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._foot(number, len(self._pages))
            super().showPage()
        super().save()

    def _foot(self, number: int, of: int) -> None:
        w, plan = self.words, self.plan
        wide, low = A4[0], 9 * mm
        left, right = 17 * mm, wide - 17 * mm
        self.setStrokeColor(RULE)
        self.setLineWidth(0.6)
        self.line(left, low + 11, right, low + 11)
        self.setFillColor(QUIET)
        self.setFont(REGULAR, 7.5)
        self.drawString(left, low, shown(title(plan, w), ""))
        self.drawRightString(right, low, w("export.page", page=number, pages=of))
        if plan.sandbox:
            self.setFillColor(WARNING)
            self.setFont(BOLD, 7.5)
            self.drawRightString(right, A4[1] - 10 * mm, w("export.stamp"))
