"""The gazetteer with the facts about airports that lie with the sandbox's data."""

from importlib.resources import files
from pathlib import Path

from travel.gazetteer import Gazetteer


def open_gazetteer() -> Gazetteer:
    facts = files("tools.providers.sandbox") / "data" / "airports.csv"
    return Gazetteer.load(Path(str(facts)))
