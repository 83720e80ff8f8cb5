"""The agents, one line each. Node names, routes, progress and docs come from here."""

from agents import accommodation, activities, advice, flight, weather
from agents.spec import AgentSpec
from travel.request import Intent

CATALOG: tuple[AgentSpec, ...] = (
    flight.SPEC,
    accommodation.SPEC,
    weather.SPEC,
    activities.SPEC,
    advice.SPEC,
)


def agents_for(intent: Intent, catalog: tuple[AgentSpec, ...] = CATALOG) -> tuple[AgentSpec, ...]:
    """Those that take part in a turn with this intent, in the order of the catalog."""
    return tuple(spec for spec in catalog if intent in spec.intents)
