"""Every tool that a model or a person can call by name."""

from typing import TYPE_CHECKING

from tools.advisories import advisory_tools
from tools.flights import flight_tools
from tools.places import places_tools
from tools.stays import stay_tools
from tools.toolbox import Toolbox
from tools.weather import weather_tools
from travel.gazetteer import Gazetteer

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


def every_tool(toolbox: Toolbox, gazetteer: Gazetteer) -> "list[BaseTool]":
    """In the order of the capabilities; their names are unique."""
    return [
        *flight_tools(toolbox.flights, gazetteer),
        *stay_tools(toolbox.stays, gazetteer),
        *weather_tools(toolbox.weather, gazetteer),
        *places_tools(toolbox.places, gazetteer),
        *advisory_tools(toolbox.advisories, gazetteer),
    ]
