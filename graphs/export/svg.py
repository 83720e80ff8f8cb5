"""The map of the way as SVG 1.0."""

from collections.abc import Sequence
from typing import Any, cast
from xml.sax.saxutils import escape

from reportlab.graphics import renderSVG

from graphs.answer.words import Words
from graphs.export import fonts
from graphs.export.maps import way_map
from graphs.export.markdown import title
from graphs.kept_plan import KeptPlan
from travel.towns import Town

WIDE, HIGH = 640.0, 360.0
FAMILY = "'DejaVu Sans Condensed', 'DejaVu Sans', Arial, sans-serif; font-stretch: condensed"
# As the library names them, and as browsers know them
FONTS = {fonts.BOLD: f"{FAMILY}; font-weight: bold", fonts.REGULAR: FAMILY}
UNTITLED = "<title>...</title>\n\t<desc>...</desc>"  # as the library writes it


def svg(plan: KeptPlan, w: Words, towns: Sequence[Town]) -> bytes:
    fonts.register()
    drawing = way_map(plan, w, towns, WIDE, HIGH)
    text: str = cast("Any", renderSVG).drawToString(drawing)
    for ours, theirs in FONTS.items():
        text = text.replace(f"font-family: {ours};", f"font-family: {theirs};")
    about = w("export.stamp") if plan.sandbox else ""
    said = f"<title>{escape(title(plan, w))}</title>\n\t<desc>{escape(about)}</desc>"
    return text.replace(UNTITLED, said, 1).encode()
