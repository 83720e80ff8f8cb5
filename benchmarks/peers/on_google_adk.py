"""Google's ADK, through LiteLLM: a root agent with a flight agent below it. Run in its own environment."""

import asyncio

from google.adk.agents import LlmAgent
from google.adk.agents.run_config import RunConfig, StreamingMode
from google.adk.models.lite_llm import LiteLlm
from google.adk.runners import InMemoryRunner
from google.genai import types
from measuring import ASKED, URL, measure

MODEL = LiteLlm(model="openai/m", api_base=URL, api_key="x")


async def search_flights(origin: str, destination: str, departure_date: str) -> str:
    """Search flights."""
    return "BA286 540; AF83 612; UA990 655"


FLIGHTS = LlmAgent(
    name="flight_agent",
    model=MODEL,
    instruction="flights",
    description="flights",
    tools=[search_flights],
)
ROOT = LlmAgent(name="root", model=MODEL, instruction="route", sub_agents=[FLIGHTS])
RUNNER = InMemoryRunner(ROOT, app_name="a")
ASKING = types.Content(role="user", parts=[types.Part(text=ASKED)])


async def turn() -> str:
    said = ""
    session = await RUNNER.session_service.create_session(app_name="a", user_id="u")
    run = RUNNER.run_async(
        user_id="u",
        session_id=session.id,
        new_message=ASKING,
        run_config=RunConfig(streaming_mode=StreamingMode.SSE),
    )
    async for event in run:
        if event.content and event.content.parts:
            said += "".join(part.text or "" for part in event.content.parts)
    return said


asyncio.run(measure("google-adk", turn))
