"""`POST /v1/chat/completions` and `GET /v1/models`: for whatever speaks OpenAI."""

import json
import time
import uuid
from collections.abc import Sequence
from hashlib import sha256
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse, Response

from api.encoders.openai import MODEL, OpenAi, answer_of
from api.events import RunCancelled, RunEvent, RunFailed
from api.house import Body, House, Id, shown, text_of
from api.problems import Problem
from api.streams import DONE, encoded, streamed
from graphs.events import RunFinished, RunInterrupted
from memory.runs import Run

STREAMED: dict[int | str, dict[str, Any]] = {
    200: {"description": "Whole, or as it comes", "content": {"text/event-stream": {}}}
}


class Said(Body):
    role: str
    content: Any = None


class StreamOptions(Body):
    include_usage: bool = False


class Metadata(Body):
    thread_id: Id | None = None


class Input(Body):
    """`metadata.thread_id` names the conversation; without, it is known by what was said in it."""

    model_config = shown(
        model=MODEL,
        stream=False,
        messages=[{"role": "user", "content": "a week in Japan from Paris in October, two of us"}],
    )

    model: str
    messages: list[Said]
    stream: bool = False
    stream_options: StreamOptions | None = None
    metadata: Metadata | None = None
    n: int = 1


class _Line(NamedTuple):
    role: str
    text: str


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["OpenAI"])

    @router.get("/models")
    async def models(user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        return {"object": "list", "data": [_model()]}

    @router.get("/models/{id}")
    async def model(id: str, user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        _known(id)
        return _model()

    @router.post("/chat/completions", responses=STREAMED)
    async def complete(given: Input, user: Annotated[str, Depends(house.caller)]) -> Response:
        """A turn of the user's last message."""
        _known(given.model)
        if given.n != 1:
            raise Problem(400, "unsupported", "One answer a request: n is 1.")
        run = await _begun(house, user, given)
        options = given.stream_options
        encode = OpenAi(
            run.id, int(time.time()), with_usage=bool(options and options.include_usage)
        )
        known = {"X-Run-Id": run.id, "X-Thread-Id": run.thread_id}
        if given.stream:
            return streamed(encoded(house.runs.follow(run), encode, end=DONE), known)
        events = [each.event async for each in house.runs.follow(run)]
        return JSONResponse(_whole(encode, events), headers=known)

    del models, model, complete
    return router


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}


def _known(model: str) -> None:
    if model != MODEL:
        raise Problem(404, "model_not_found", f"The model here is {MODEL!r}.")


async def _begun(house: House, user: str, given: Input) -> Run:
    lines = [
        _Line(each.role, text_of(each.content).strip())
        for each in given.messages
        if each.role in ("user", "assistant")
    ]
    if not lines or lines[-1].role != "user":
        raise Problem(422, "no_message", "The last message has to be the user's.")
    named = given.metadata.thread_id if given.metadata else None
    thread = named or (await house.runs.thread_of(user, _mark(lines[:-1])) if lines[1:] else None)

    async def transcript(events: Sequence[RunEvent]) -> str:
        return _mark([*lines, _Line("assistant", answer_of(events).strip())])

    return await house.say(user, thread or uuid.uuid4().hex, lines[-1].text, transcript=transcript)


def _mark(lines: Sequence[_Line]) -> str:
    """Of a conversation, so that a client which sends it whole is known again."""
    return sha256(json.dumps(lines).encode()).hexdigest()


def _whole(encode: OpenAi, events: Sequence[RunEvent]) -> Any:
    match events[-1]:
        case RunFinished() | RunInterrupted() as last:
            return encode.whole(answer_of(events), last.result.usage)
        case RunFailed() as last:
            raise Problem(502, last.code, last.text)
        case RunCancelled():
            raise Problem(502, "run_cancelled", "the run was stopped")
        case _:
            raise Problem(500, "fault", "the run has no end")
