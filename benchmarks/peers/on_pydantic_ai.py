"""Pydantic AI: an agent that delegates to a flight agent by a tool. Run in its own environment."""

import asyncio

from measuring import ASKED, measure
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel

MODEL = OpenAIChatModel("m")
FLIGHTS = Agent(MODEL, instructions="flights")
TRIAGE = Agent(MODEL, instructions="route")


@FLIGHTS.tool_plain
async def search_flights(origin: str, destination: str, departure_date: str) -> str:
    """Search flights."""
    return "BA286 540; AF83 612; UA990 655"


@TRIAGE.tool_plain
async def ask_flight(request: str) -> str:
    """Delegate to the flight agent."""
    return (await FLIGHTS.run(request)).output


async def turn() -> str:
    said = ""
    async with TRIAGE.run_stream(ASKED) as run:
        async for text in run.stream_text(delta=True, debounce_by=None):
            said += text
    return said


asyncio.run(measure("pydantic-ai", turn))
