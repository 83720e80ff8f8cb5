"""TripSage's facade: the names that notebooks and programs import.

from tripsage import open_tripsage, read_settings

async with open_tripsage(read_settings()) as tripsage:
    async for event in tripsage.say("my-thread", "a weekend in Rome from Oslo"):
        ...
"""

from agents.catalog import CATALOG
from agents.spec import AgentSpec, Brief, Report
from graphs.events import Event, RunFinished, TextDelta
from graphs.result import TurnResult
from llm.keyless import KeylessChatModel
from llm.scripted import ScriptedChatModel
from tools.toolbox import Toolbox
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings, read_settings

__all__ = [
    "CATALOG",
    "AgentSpec",
    "Brief",
    "Event",
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
    "read_settings",
]
