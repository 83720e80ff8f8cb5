"""What a model is told and says for a whole trip, here and in the style of a supervisor.

    python -m benchmarks.peers.whole_trip

Both plan the same trip with the same scripted model and the same offers. TripSage's model reads the message and
leads the answer in; a supervisor (langgraph-supervisor, four agents) hands the trip to each agent, each searches
and sums up, and the supervisor writes the plan. All calls come one after the other. Characters are counted, messages
and the tools offered; a token is about four of them.
"""

import asyncio
import json
import os
import subprocess
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.machine import own_home
from benchmarks.peers.__main__ import HERE, QUIET, model_server, python_of
from travel.value import Value
from tripsage import TripSage, open_tripsage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TRIP = "four nights in Lisbon from Berlin from 12 May 2027, two of us"
# What no rule accounts for: the model reads the message.
UNCLEAR = f"{TRIP}, my aunt's graduation got moved again"
BEST = 10  # offers that a tool of the supervisor's agents returns
SEARCHES = {
    "flights": "flights from Berlin to Lisbon on 12 May 2027, back on 16 May, two of us",
    "hotels": "hotels in Lisbon from 12 May 2027 to 16 May, two of us",
    "weather": "what is the weather like in Lisbon from 12 to 16 May 2027?",
    "sights": "what is there to see in Lisbon?",
}


def main() -> None:
    with own_home() as home:
        os.environ["TRIPSAGE_HOME"] = str(home)
        found = asyncio.run(searched())
        with model_server("trip") as url:
            os.environ |= {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url}
            length = asyncio.run(planned())
            ours = told(url)
            supervised(home, url, found)
            both = told(url)
    theirs = {name: both[name] - ours[name] for name in ours}
    print(f"{'':22} {'calls in a row':>15} {'told, characters':>17} {'said':>7}")
    for name, each in (("tripsage", ours), ("langgraph-supervisor", theirs)):
        print(f"{name:22} {each['answered']:15} {each['told']:17,} {each['said']:7,}")
    print(
        f"times as much: {theirs['answered'] / ours['answered']:.1f} calls, "
        f"{theirs['told'] / ours['told']:.1f} told, {theirs['said'] / ours['said']:.1f} said"
    )
    print(f"TripSage's answer has {length:,} characters; what a model says of them is the lead")


async def searched() -> dict[str, str]:
    """What the supervisor's agents find: TripSage's own offers, without provenance."""
    async with open_tripsage(clock=lambda: NOW, model="keyless") as tripsage:
        results = {
            kind: await tripsage.ask(uuid.uuid4().hex, said) for kind, said in SEARCHES.items()
        }
    return {
        "flights": _plain(results["flights"].flights),
        "hotels": _plain(results["hotels"].stays),
        "weather": results["weather"].answer,
        "sights": results["sights"].answer,
    }


def _plain(offers: tuple[Value, ...]) -> str:
    shown = [each.model_dump(mode="json", exclude={"provenance"}) for each in offers[:BEST]]
    assert shown
    return json.dumps(shown)


async def planned() -> int:
    async with open_tripsage(clock=lambda: NOW, model="m") as tripsage:
        return await _planned(tripsage)


async def _planned(tripsage: TripSage) -> int:
    result = await tripsage.ask(uuid.uuid4().hex, UNCLEAR)
    assert result.itinerary is not None, result.answer
    assert not result.degraded, result.degraded
    return len(result.answer)


def supervised(home: Path, url: str, found: dict[str, str]) -> None:
    file = home / "found.json"
    file.write_text(json.dumps(found))
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env |= QUIET | {"TRIP_FOUND": str(file), "TRIP_ASKED": UNCLEAR, "OPENAI_BASE_URL": url}
    script = HERE / "on_langgraph_supervisor_trip.py"
    done = subprocess.run(
        [python_of("langgraph_supervisor"), script],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(done.stderr[-2000:])


def told(url: str) -> dict[str, Any]:
    with urlopen(url.replace("/v1", "/told")) as reply:
        figures = json.loads(reply.read())
    return {name: figures[name] for name in ("answered", "told", "said")}


if __name__ == "__main__":
    main()
