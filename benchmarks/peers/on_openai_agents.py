"""OpenAI Agents: a triage agent hands the turn to a flight agent. Run in its own environment."""

import asyncio

from measuring import ASKED, measure
from openai import AsyncOpenAI

from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled

set_tracing_disabled(True)
MODEL = OpenAIChatCompletionsModel("m", openai_client=AsyncOpenAI())


@function_tool
async def search_flights(origin: str, destination: str, departure_date: str) -> str:
    """Search flights."""
    return "BA286 540; AF83 612; UA990 655"


FLIGHTS = Agent(name="flight agent", instructions="flights", tools=[search_flights], model=MODEL)
TRIAGE = Agent(name="triage", instructions="route", handoffs=[FLIGHTS], model=MODEL)


async def turn() -> str:
    run = Runner.run_streamed(TRIAGE, ASKED)
    async for _ in run.stream_events():
        pass
    return str(run.final_output)


asyncio.run(measure("openai-agents", turn))
