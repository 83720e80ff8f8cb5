"""TripSage's facade: the names that notebooks and programs import.

from tripsage import open_tripsage

tripsage = await open_tripsage()
await tripsage.ask("my-thread", "a weekend in Rome from Oslo")
"""

from collections.abc import Sequence
from functools import cache

from agents.catalog import CATALOG
from agents.spec import AgentSpec, Brief, Report
from graphs.display import show_in_notebooks
from graphs.events import Event, RunFinished, TextDelta
from graphs.kept_plan import KeptPlan
from graphs.result import TurnResult
from llm.keyless import KeylessChatModel
from llm.scripted import ScriptedChatModel
from tools.toolbox import Toolbox
from travel.towns import Town
from wiring.geography import open_gazetteer
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

__all__ = [
    "CATALOG",
    "AgentSpec",
    "Brief",
    "Event",
    "KeptPlan",
    "KeylessChatModel",
    "Report",
    "RunFinished",
    "ScriptedChatModel",
    "Settings",
    "TextDelta",
    "Toolbox",
    "TripSage",
    "TurnResult",
    "open_tripsage",
]


@cache
def _towns() -> Sequence[Town]:
    return tuple(open_gazetteer().towns())


show_in_notebooks(_towns)
