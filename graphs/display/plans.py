"""A plan: its map, what it costs, its days."""

from collections.abc import Sequence

from graphs.answer.trip import trip_sections
from graphs.answer.words import words
from graphs.display.budget import budget_svg
from graphs.display.frame import card
from graphs.display.markdown import as_html
from graphs.export.markdown import text
from graphs.kept_plan import KeptPlan
from travel.itinerary import Itinerary
from travel.request import TripRequest
from travel.towns import Town


def plan_html(plan: KeptPlan, towns: Sequence[Town]) -> str:
    """In the language of its conversation, with a map on which `towns` are the land."""
    w = words(plan.language).knowing(plan.served)
    return card(
        map_svg(plan, towns),
        budget_svg(w, plan.itinerary, plan.request),
        as_html(text(plan, w)),
        stamp=w("export.stamp") if plan.sandbox else "",
    )


def map_svg(plan: KeptPlan, towns: Sequence[Town]) -> str:
    """To stand in a page."""
    from graphs.export.svg import svg

    drawn = svg(plan, words(plan.language).knowing(plan.served), towns).decode()
    return drawn[drawn.index("<svg") :]


def itinerary_html(itinerary: Itinerary) -> str:
    """In English and without a map: an itinerary alone doesn't know who asked for it, or where airports are."""
    w = words("en")
    simulated = any(each.sandbox for each in itinerary.provenances().values())
    return card(
        budget_svg(w, itinerary, TripRequest()),
        as_html(trip_sections(w, itinerary, TripRequest())),
        stamp=w("export.stamp") if simulated else "",
    )
