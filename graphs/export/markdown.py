"""The plan as Markdown: the answer's own sections under a title."""

from graphs.answer.layout import blocks, capital
from graphs.answer.notes import sandbox
from graphs.answer.trip import dates, headline, trip_sections, where
from graphs.answer.words import Words
from graphs.kept_plan import KeptPlan


def markdown(plan: KeptPlan, w: Words) -> bytes:
    return f"{text(plan, w)}\n".encode()


def text(plan: KeptPlan, w: Words) -> str:
    itinerary, request = plan.itinerary, plan.request
    return blocks(
        f"# {title(plan, w)}",
        headline(w, itinerary, request),
        sandbox(w, plan.as_result(), itinerary),
        trip_sections(w, itinerary, request),
    )


def title(plan: KeptPlan, w: Words) -> str:
    """ "4 nights in Lisbon, Thu 7 – Mon 11 May 2026"."""
    place = where(w, plan.itinerary, plan.request)
    return capital(f"{place}, {dates(w, plan.itinerary, plan.request)}")
