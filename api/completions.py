"""`POST /v1/chat/completions` and `GET /v1/models`: for whatever speaks OpenAI."""

import time
import uuid
from collections.abc import Sequence
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response

from api.encoders.openai import MODEL, OpenAi, answer_of
from api.events import RunCancelled, RunEvent, RunFailed
from api.house import Body, House, Id, run_id_of, shown, text_of
from api.problems import Problem
from api.streams import DONE, encoded, streamed
from api.turns import marked
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
    async def complete(
        given: Input,
        request: Request,
        user: Annotated[str, Depends(house.caller)],
        enqueue: bool = False,
    ) -> Response:
        """A turn of the user's last message."""
        _known(given.model)
        if given.n != 1:
            raise Problem(400, "unsupported", "One answer a request: n is 1.")
        run = await house.begun_by(request, user)
        if run is None:
            run = await _begun(house, user, given, run_id_of(request), enqueue)
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


async def _begun(house: House, user: str, given: Input, id: str | None, enqueue: bool) -> Run:
    lines = [
        _Line(each.role, text_of(each.content).strip())
        for each in given.messages
        if each.role in ("user", "assistant")
    ]
    if not lines or lines[-1].role != "user":
        raise Problem(422, "no_message", "The last message has to be the user's.")
    named = given.metadata.thread_id if given.metadata else None
    thread = named or (await house.runs.thread_of(user, _mark(lines[:-1])) if lines[1:] else None)

    thread, text = thread or uuid.uuid4().hex, lines[-1].text
    return await house.say(user, thread, text, run_id=id, transcript=_mark(lines), enqueue=enqueue)


def _mark(lines: Sequence[_Line]) -> str:
    """Of a conversation, so that a client which sends it whole is known again."""
    mark = ""
    for line in lines:
        mark = marked(mark, line.role, line.text)
    return mark


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
