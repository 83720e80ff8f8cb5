"""The keyless model fills the arguments of tools it has never seen."""

import json
from datetime import date
from typing import Literal

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from pydantic import BaseModel, Field

from llm.keyless import KeylessChatModel
from travel.gazetteer import Gazetteer


@tool
def search_trains(
    origin: str, destination: str, travel_date: date, passengers: int = 1, first_class: bool = False
) -> str:
    """Search train connections between two cities."""
    return f"{origin} {destination} {travel_date} {passengers} {first_class}"


@tool
def find_flights(from_airport: str, to_airport: str, departureDate: date) -> str:
    """Find flights by IATA airport code."""
    return f"{from_airport} {to_airport} {departureDate}"


@tool
def rent_car(
    city: str,
    pick_up_date: date,
    days: int = 1,
    kind: Literal["small", "estate", "van"] = "small",
    max_price: float | None = None,
) -> str:
    """Rent a car in a city."""
    return f"{city} {pick_up_date} {days} {kind} {max_price}"


@tool
def look_up_visa(country: str, question: str) -> str:
    """Answer a visa question about a country."""
    return f"{country} {question}"


class TripNote(BaseModel):
    """Where and when somebody wants to travel."""

    destination: str = Field(description="the city")
    start_date: date
    adults: int
    budget: float | None = None
    currency: str | None = None


@pytest.fixture(scope="module")
def model(gazetteer: Gazetteer) -> KeylessChatModel:
    return KeylessChatModel(gazetteer=gazetteer, today=lambda: date(2026, 3, 10))


def only_call(reply: AIMessage) -> tuple[str, dict[str, object]]:
    assert len(reply.tool_calls) == 1, reply
    return reply.tool_calls[0]["name"], reply.tool_calls[0]["args"]


async def test_arguments_are_filled_by_name_type_and_description(model: KeylessChatModel) -> None:
    reply = await model.bind_tools([search_trains]).ainvoke(
        "a train from Munich to Vienna on 12 May for two adults, first class"
    )
    assert only_call(reply) == (
        "search_trains",
        {
            "origin": "Munich",
            "destination": "Vienna",
            "travel_date": "2026-05-12",
            "passengers": 2,
            "first_class": True,
        },
    )


async def test_a_code_is_given_where_a_code_is_asked_for(model: KeylessChatModel) -> None:
    reply = await model.bind_tools([find_flights]).ainvoke("fly from Berlin to Lisbon on 8 May")
    assert only_call(reply)[1] == {
        "from_airport": "BER",
        "to_airport": "LIS",
        "departureDate": "2026-05-08",
    }


async def test_enums_and_numbers_are_read(model: KeylessChatModel) -> None:
    reply = await model.bind_tools([rent_car]).ainvoke(
        "rent a van in Porto from 3 June for 4 days, at most 300 euros"
    )
    name, arguments = only_call(reply)
    assert name == "rent_car"
    assert arguments["city"] == "Porto"
    assert arguments["pick_up_date"] == "2026-06-03"
    assert arguments["kind"] == "van"
    assert arguments["max_price"] == 300


async def test_the_tool_that_fits_the_words_is_chosen(model: KeylessChatModel) -> None:
    bound = model.bind_tools([search_trains, rent_car, look_up_visa])
    train = await bound.ainvoke("trains from Paris to Lyon on 4 April please")
    car = await bound.ainvoke("rent a car in Lyon on 4 April")
    assert only_call(train)[0] == "search_trains"
    assert only_call(car)[0] == "rent_car"


async def test_what_is_missing_is_asked_and_never_invented(model: KeylessChatModel) -> None:
    reply = await model.bind_tools([search_trains]).ainvoke("a train to Vienna")
    assert not reply.tool_calls
    assert "origin" in reply.text
    assert "travel date" in reply.text


async def test_a_later_message_completes_an_earlier_one(model: KeylessChatModel) -> None:
    reply = await model.bind_tools([search_trains]).ainvoke(
        [
            HumanMessage("a train to Vienna on 12 May"),
            AIMessage("From where?"),
            HumanMessage("from Munich"),
        ]
    )
    assert only_call(reply)[1]["origin"] == "Munich"
    assert only_call(reply)[1]["destination"] == "Vienna"


async def test_structured_output_is_filled_too(model: KeylessChatModel) -> None:
    note = await model.with_structured_output(TripNote).ainvoke(
        "four nights in Rome from 5 June, two adults, 1200 euros"
    )
    assert isinstance(note, TripNote)
    assert (note.destination, note.start_date, note.adults) == ("Rome", date(2026, 6, 5), 2)
    assert (note.budget, note.currency) == (1200, "EUR")


async def test_tool_answers_are_told_and_nothing_is_added(model: KeylessChatModel) -> None:
    asked = HumanMessage("a train from Munich to Vienna on 12 May")
    call = AIMessage("", tool_calls=[{"name": "search_trains", "args": {}, "id": "1"}])
    rows = json.dumps([{"number": "RJX 63", "depart": "09:30", "price": "49.90 EUR"}])
    answer = ToolMessage(rows, tool_call_id="1", name="search_trains")
    reply = await model.bind_tools([search_trains]).ainvoke([asked, call, answer])
    assert reply.text == "- number RJX 63, depart 09:30, price 49.90 EUR"
    nothing = ToolMessage("[]", tool_call_id="1", name="search_trains")
    reply = await model.bind_tools([search_trains]).ainvoke([asked, call, nothing])
    assert reply.text == "Search trains found nothing."


async def test_it_streams_what_it_would_say(model: KeylessChatModel) -> None:
    bound = model.bind_tools([search_trains])
    parts = [part async for part in bound.astream("a train to Vienna")]
    assert len(parts) > 3
    said = "".join(part.text for part in parts)
    assert said == (await bound.ainvoke("a train to Vienna")).text


async def test_without_tools_it_says_what_it_is(model: KeylessChatModel) -> None:
    assert "no language model" in (await model.ainvoke("tell me a joke")).text
