"""A server that speaks OpenAI's chat completions and answers at once, the same job for every framework.

Run as `python model_server.py`; it prints its port. What it says follows from the tools that a request offers: to
whom to hand the turn, what to search, and the sentence on what was found. GET /count tells how many were answered,
GET /told what they were told and said, in characters. With `trip` it plays a whole trip: a supervisor hands it to
each of its agents once, each searches once and sums up, and the supervisor writes the plan.
Standard library alone: it runs beside every framework's own environment.
"""

import asyncio
import json
import sys
import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

Body = dict[str, Any]
SAID = "Here are 3 flights from SFO to CDG: BA286 at 540, AF83 at 612 and UA990 at 655 dollars."
SEARCH = {"origin": "SFO", "destination": "CDG", "departure_date": "2027-05-01"}
READING = {
    "language": "en",
    "intent": "flight",
    "origin": "San Francisco",
    "stops": [{"name": "Paris"}],
    "start": "2027-05-01",
    "adults": 1,
    "one_way": True,
}
ASKED_FOR = "Lisbon from Berlin, 12 to 16 May 2027, two adults"
TRIP = {
    "language": "en",
    "intent": "trip",
    "origin": "Berlin",
    "stops": [{"name": "Lisbon"}],
    "start": "2027-05-12",
    "nights": 4,
    "adults": 2,
}
SUMMARY = (
    "This fits what was asked for, and it holds together well; look out for the early start. " * 3
)
# As long as what TripSage tells of the same trip.
PLAN = (
    "On this day one has breakfast, sees what is near the hotel, eats, and goes on by tram. " * 35
)
HANDING_OVER = ("transfer_to", "delegate", "ask_flight")


class Answer(NamedTuple):
    """A tool to call with its arguments, or words."""

    tool: str = ""
    arguments: Body | None = None
    said: str = SAID


def answer(body: Body) -> Answer:
    tools = _offered(body)
    if "Reading" in tools:
        return Answer("Reading", READING)
    if any(_found(message) for message in body["messages"][-4:]):
        return Answer()
    if "search_flights" in tools:
        return Answer("search_flights", SEARCH)
    for tool in tools:
        if tool.startswith(HANDING_OVER):
            return Answer(tool, _arguments(tool))
    return Answer()


def answer_trip(body: Body) -> Answer:
    tools, so_far = _offered(body), json.dumps(body["messages"])
    if "Reading" in tools:
        return Answer("Reading", TRIP)
    for tool in tools:
        if f'"{tool}"' not in so_far:
            return Answer(tool, {} if tool.startswith(HANDING_OVER) else {"request": ASKED_FOR})
    agent = any(tool.startswith("search") for tool in tools)
    return Answer(said=SUMMARY if agent or not tools else PLAN)


def _offered(body: Body) -> list[str]:
    offered: list[Body] = body.get("tools") or []
    return [each["function"]["name"] for each in offered]


def _found(message: Body) -> bool:
    content = message.get("content") or ""
    return message["role"] in ("tool", "assistant") and "BA286" in json.dumps(content)


def _arguments(tool: str) -> Body:
    if tool == "transfer_to_agent":
        return {"agent_name": "flight_agent"}
    return {"request": "flights SFO CDG"} if tool.startswith("ask") else {}


def _call(tool: str, arguments: Body | None) -> Body:
    function = {"name": tool, "arguments": json.dumps(arguments or {})}
    return {"id": f"call_{uuid.uuid4().hex[:8]}", "type": "function", "function": function}


USAGE = {"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20}


def streamed(answer: Answer, model: str) -> bytes:
    tool, arguments, said = answer
    base = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": model}

    def chunk(delta: Body, finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        return _event({**base, "choices": [choice]})

    if tool:
        first: Body = {"role": "assistant", "content": None}
        parts = [chunk(first | {"tool_calls": [{"index": 0, **_call(tool, arguments)}]})]
    else:
        parts = [chunk({"role": "assistant", "content": ""})]
        parts += [chunk({"content": f"{word} "}) for word in said.split(" ")]
    parts.append(chunk({}, "tool_calls" if tool else "stop"))
    parts.append(_event({**base, "choices": [], "usage": USAGE}))
    return b"".join([*parts, b"data: [DONE]\n\n"])


def whole(answer: Answer, model: str) -> bytes:
    tool, arguments, said = answer
    message: Body = {"role": "assistant", "content": None if tool else said}
    if tool:
        message["tool_calls"] = [_call(tool, arguments)]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if tool else "stop"}
    base = {"id": "c", "object": "chat.completion", "created": 1, "model": model}
    return json.dumps({**base, "choices": [choice], "usage": USAGE}).encode()


def _event(data: Body) -> bytes:
    return b"data: " + json.dumps(data).encode() + b"\n\n"


class Server:
    def __init__(self, answer: Callable[[Body], Answer]) -> None:
        self._answer = answer
        self.answered = self.told = self.said = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await self._one(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lengths = [
            int(line.partition(b":")[2])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ]
        body = await reader.readexactly(lengths[0]) if lengths else b""
        if head.startswith(b"GET /count"):
            writer.write(_response(str(self.answered).encode(), b"text/plain"))
        elif head.startswith(b"GET /told"):
            writer.write(_response(json.dumps(vars(self), default=str).encode(), b"text/plain"))
        else:
            asked = json.loads(body)
            answer = self._answer(asked)
            self.answered += 1
            self.told += len(json.dumps([asked["messages"], asked.get("tools")]))
            self.said += len(json.dumps(answer.arguments or {}) if answer.tool else answer.said)
            told = (streamed if asked.get("stream") else whole)(answer, asked["model"])
            kind = b"text/event-stream" if asked.get("stream") else b"application/json"
            writer.write(_response(told, kind))
        await writer.drain()


def _response(body: bytes, kind: bytes) -> bytes:
    head = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"
    return head % (kind, len(body)) + body


async def main() -> None:
    server = Server(answer_trip if "trip" in sys.argv else answer)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    async with listening:
        await listening.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
