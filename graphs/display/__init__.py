"""What notebooks show of plans, offers and turns: HTML that needs nothing from elsewhere, all text escaped.

The values themselves know nothing of it. `show_in_notebooks` gives them `_repr_html_`, the method that Jupyter,
VS Code and marimo look for; the facade calls it, so that what is imported from `tripsage` can be looked at.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphs.display.offers import flight_html, ground_html, stay_html
from graphs.display.plans import itinerary_html, plan_html
from graphs.display.turns import turn_html
from graphs.events import RunFinished, RunInterrupted
from graphs.kept_plan import KeptPlan
from graphs.result import TurnResult
from travel.itinerary import Itinerary
from travel.offers import FlightOffer, GroundOffer, StayOffer
from travel.towns import Town

METHOD = "_repr_html_"


def show_in_notebooks(towns: Callable[[], Sequence[Town]]) -> None:
    """`towns` are asked for when the first map is drawn: there is no land on it without them."""
    shown: Mapping[type, Callable[[Any], str]] = {
        KeptPlan: lambda plan: plan_html(plan, towns()),
        Itinerary: itinerary_html,
        TurnResult: turn_html,
        RunFinished: lambda event: turn_html(event.result),
        RunInterrupted: lambda event: turn_html(event.result),
        FlightOffer: flight_html,
        StayOffer: stay_html,
        GroundOffer: ground_html,
    }
    for kind, html in shown.items():
        setattr(kind, METHOD, html)
