"""`POST /chat`: the AI SDK's UI message stream, version 1; and its way to come back to a run."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse

from api.approvals import Answer, answer_to
from api.encoders.ai_sdk import AiSdk
from api.house import Body, House, Id, may_approve, run_id_of, shown, text_of
from api.problems import not_found
from api.streams import DONE, EventStream, encoded, streamed
from memory.runs import Run

NOTHING: dict[int | str, dict[str, Any]] = {204: {"description": "No run goes on there"}}
HEADERS: Mapping[str, str] = {"x-vercel-ai-ui-message-stream": "v1"}


class UiMessage(Body):
    id: str = ""
    role: str
    parts: tuple[dict[str, Any], ...] = ()


class Input(Body):
    """What DefaultChatTransport sends; `id` is the conversation's."""

    model_config = shown(
        id="rome-in-june",
        messages=[
            {
                "id": "m1",
                "role": "user",
                "parts": [{"type": "text", "text": "a weekend in Rome from Oslo in June"}],
            }
        ],
    )

    id: Id
    messages: list[UiMessage]


NO_MESSAGE = UiMessage(role="user")


def routes(house: House) -> APIRouter:
    router = APIRouter(tags=["AI SDK"])

    @router.post("/chat", response_class=EventStream)
    async def chat(
        given: Input,
        request: Request,
        user: Annotated[str, Depends(house.caller)],
        enqueue: bool = False,
    ) -> StreamingResponse:
        """A turn: of the user's last message, or gone on with after approvals in the assistant's."""
        before = await house.begun_by(request, user)
        if before is not None:
            return _stream(house, before)
        id, last = run_id_of(request), given.messages[-1] if given.messages else NO_MESSAGE
        if last.role != "assistant":
            text = text_of(last.parts)
            run = await house.say(user, given.id, text, run_id=id, enqueue=enqueue)
            return _stream(house, run)
        may_approve(request)
        if await house.threads.found(user, given.id) is None:
            raise not_found()
        waiting = await house.tripsage.of(user).waiting(given.id)
        answers = [each for each in _answers(last) if each.id in waiting]
        message = last.id[:200]
        run = await house.answer(user, given.id, answers, run_id=id, message=message)
        return _stream(house, run)

    @router.get("/chat/{id}/stream", response_class=EventStream, responses=NOTHING)
    async def come_back(id: str, user: Annotated[str, Depends(house.caller)]) -> Response:
        """The run that goes on in the conversation, from its start; 204 where none does."""
        if await house.threads.found(user, id) is None:
            return Response(status_code=204)
        run = await house.runs.current(id)
        return Response(status_code=204) if run is None else _stream(house, run)

    del chat, come_back
    return router


def _stream(house: House, run: Run) -> StreamingResponse:
    encode = AiSdk(run.thread_id, run.id, goes_on=run.message)
    parts = encoded(house.runs.follow(run), encode, end=DONE)
    return streamed(parts, {**HEADERS, "X-Run-Id": run.id})


def _answers(message: UiMessage) -> list[Answer]:
    """To what the person has decided on; a message keeps those decided before, too."""
    decided = [
        part["approval"]
        for part in message.parts
        if part.get("state") == "approval-responded" and isinstance(part.get("approval"), dict)
    ]
    return [
        answer_to(
            str(each.get("id", "")),
            approved=each.get("approved") is True,
            reason=str(each.get("reason") or "")[:500],
        )
        for each in decided
    ]
