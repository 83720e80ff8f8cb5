"""A whole trip by LangGraph's supervisor with four agents. Run in its own environment, once."""

import asyncio
import json
import os
from pathlib import Path
from typing import Any

from langchain.agents import create_agent
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from langgraph_supervisor import create_supervisor

FOUND: dict[str, str] = json.loads(Path(os.environ["TRIP_FOUND"]).read_text())
MODEL = ChatOpenAI(model="m", streaming=True)


def agent(kind: str, found: str) -> Any:
    async def search(request: str) -> str:
        return found

    tool = StructuredTool.from_function(
        coroutine=search, name=f"search_{kind}", description=f"Search {kind}."
    )
    prompt = f"You find {kind} for a traveller. Search, then say which fit best and why."
    return create_agent(MODEL, [tool], name=f"{kind}_agent", system_prompt=prompt)


GRAPH = create_supervisor(
    [agent(kind, found) for kind, found in FOUND.items()],
    model=MODEL,
    prompt="You plan trips. Hand over to each agent that is needed, then write the plan day by day.",
).compile()


async def main() -> None:
    asked = {"messages": [("user", os.environ["TRIP_ASKED"])]}
    await GRAPH.ainvoke(asked, {"recursion_limit": 60})


asyncio.run(main())
