"""LangGraph's supervisor with a flight agent. Run in its own environment."""

import asyncio

from langchain.agents import create_agent
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from langgraph_supervisor import create_supervisor
from measuring import ASKED, measure

MODEL = ChatOpenAI(model="m", streaming=True)


@tool
async def search_flights(origin: str, destination: str, departure_date: str) -> str:
    """Search flights."""
    return "BA286 540; AF83 612; UA990 655"


FLIGHTS = create_agent(MODEL, [search_flights], name="flight_agent", system_prompt="flights")
GRAPH = create_supervisor([FLIGHTS], model=MODEL, prompt="route").compile()


async def turn() -> str:
    said = ""
    asked = {"messages": [("user", ASKED)]}
    async for _, (message, _) in GRAPH.astream(asked, stream_mode="messages", subgraphs=True):
        if getattr(message, "content", None):
            said += str(message.content)
    return said


asyncio.run(measure("langgraph-supervisor", turn))
