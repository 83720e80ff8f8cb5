"""The plan as a PDF to print: A4, a cover, the money, a map of each city, a page for each day."""

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate
from reportlab.platypus.flowables import Flowable

from graphs.answer.words import Words
from graphs.export import fonts
from graphs.export.markdown import title
from graphs.export.pdf.cover import cover
from graphs.export.pdf.days import day_pages
from graphs.export.pdf.page import Stamped
from graphs.export.pdf.places import city_pages
from graphs.kept_plan import KeptPlan
from travel.towns import Town

MARGIN, FOOT = 17 * mm, 16 * mm


def pdf(plan: KeptPlan, w: Words, towns: Sequence[Town]) -> bytes:
    """The same bytes for the same plan."""
    fonts.register()
    out = BytesIO()
    wide, high = A4
    document = BaseDocTemplate(
        out, pagesize=A4, title=fonts.shown(title(plan, w), ""), author="TripSage", invariant=1
    )
    body = Frame(
        MARGIN, FOOT, wide - 2 * MARGIN, high - FOOT - MARGIN + 4 * mm,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    document.addPageTemplates([PageTemplate(id="page", frames=[body])])
    story: list[Flowable] = [
        *cover(plan, w, towns),
        *city_pages(plan, w, towns),
        *day_pages(plan, w, towns),
    ]
    document.build(story, canvasmaker=Stamped.of(plan, w))
    return out.getvalue()
