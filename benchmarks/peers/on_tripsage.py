"""TripSage's turn as it is served: conversations kept in PostgreSQL, the answer bound to evidence.

Three ways: the message read by rules, read by the model, and the search's arguments chosen by the model too, which
is what the other frameworks do.
"""

import asyncio
import os
import sys
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from langchain_core.tools import BaseTool

from agents.catalog import CATALOG
from agents.spec import AgentSpec
from benchmarks.machine import own_home
from benchmarks.peers.measuring import ASKED, measure
from graphs.events import RunFinished
from tools.flights import FlightQuery, flight_tools
from tools.toolbox import Toolbox
from travel.gazetteer import Gazetteer
from travel.money import Money
from travel.offers import FlightOffer, Segment, Slice
from travel.provenance import Provenance
from tripsage import open_tripsage

FARES = (("BA", "British Airways", "BA286", 540), ("AF", "Air France", "AF83", 612),
         ("UA", "United Airlines", "UA990", 655))  # fmt: skip
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PACIFIC, PARIS = timezone(timedelta(hours=-7)), timezone(timedelta(hours=2))
# What no rule accounts for: the model reads the message.
UNCLEAR = f"{ASKED}, my aunt's graduation got moved again"


class ThreeFares:
    """The same three offers at once, whatever is asked."""

    name = "fares"

    async def search(self, query: FlightQuery) -> tuple[FlightOffer, ...]:
        answer = Provenance(id="fares:1", provider="fares", retrieved_at=NOW)
        return tuple(_offer(*fare, answer) for fare in FARES)

    async def reprice(self, offer: FlightOffer) -> FlightOffer:
        return offer


def _offer(carrier: str, name: str, number: str, dollars: int, told: Provenance) -> FlightOffer:
    segment = Segment(
        carrier=carrier,
        carrier_name=name,
        number=number,
        origin="SFO",
        destination="CDG",
        depart=datetime(2027, 5, 1, 16, 40, tzinfo=PACIFIC),
        arrive=datetime(2027, 5, 2, 12, 10, tzinfo=PARIS),
    )
    return FlightOffer(
        id=f"fares:{number}",
        slices=(Slice(segments=(segment,)),),
        price=Money(amount=Decimal(dollars), currency="USD"),
        party_size=1,
        provenance=told,
    )


def chosen_by_a_model(toolbox: Toolbox, gazetteer: Gazetteer) -> Sequence[BaseTool]:
    return flight_tools(toolbox.flights, gazetteer)


LOOPING = AgentSpec(
    name="flight",
    title="Flights",
    intents=frozenset({"trip", "flight"}),
    tools=chosen_by_a_model,
    prompt="flights",
)


async def main(way: str) -> None:
    with own_home() as home:
        os.environ["TRIPSAGE_HOME"] = str(home)
        await _measured(way)


async def _measured(way: str) -> None:
    catalog = (LOOPING,) if way == "loop" else CATALOG
    async with open_tripsage(clock=lambda: NOW, catalog=catalog) as opened:
        toolbox = replace(opened.deps.toolbox, flights=ThreeFares())
        tripsage = replace(opened, deps=replace(opened.deps, toolbox=toolbox))

        async def turn() -> str:
            said = ""
            async for event in tripsage.say(uuid.uuid4().hex, ASKED if way == "rules" else UNCLEAR):
                if isinstance(event, RunFinished):
                    said = event.result.answer
            return said

        if "-v" in sys.argv:
            print(await turn())
        await measure(f"tripsage, {way}", turn)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
