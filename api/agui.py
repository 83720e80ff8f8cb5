"""`POST /agui`: AG-UI 1.0."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import StreamingResponse
from pydantic import Field, ValidationError

from api.approvals import Answer, answer_to
from api.encoders.ag_ui import AgUi
from api.house import Body, House, Id, may_approve, shown, text_of
from api.problems import Problem
from api.streams import EventStream, encoded, streamed
from travel.booking import TravellerDetails


class Said(Body):
    role: str
    content: Any = None


class Resume(Body):
    interrupt_id: Annotated[str, Field(alias="interruptId")]
    status: Literal["resolved", "cancelled"]
    payload: Any = None


class Input(Body):
    """Of AG-UI's RunAgentInput what is read here: the conversation itself is kept on this side."""

    model_config = shown(
        threadId="lisbon-in-may",
        runId="lisbon-in-may-1",
        protocolVersion="1.0",
        messages=[
            {"id": "m1", "role": "user", "content": "four nights in Lisbon from Berlin in May"}
        ],
    )

    thread_id: Annotated[Id, Field(alias="threadId")]
    run_id: Annotated[Id, Field(alias="runId")]
    protocol_version: Annotated[str | None, Field(alias="protocolVersion")] = None  # since 1.0
    messages: tuple[Said, ...] = ()
    resume: tuple[Resume, ...] | None = None


def routes(house: House) -> APIRouter:
    router = APIRouter(tags=["AG-UI"])

    @router.post("/agui", response_class=EventStream)
    async def run_agent(
        given: Input,
        request: Request,
        user: Annotated[str, Depends(house.caller)],
        subagents: bool = True,
        enqueue: bool = False,
    ) -> StreamingResponse:
        """A turn as AG-UI events. `subagents=0` is for clients before 0.0.59, which can't read those."""
        thread, id = given.thread_id, given.run_id
        if given.resume:
            may_approve(request)
            answers = [_answer(each) for each in given.resume]
            run = await house.answer(user, thread, answers, run_id=id)
        else:
            run = await house.say(user, thread, _last(given.messages), run_id=id, enqueue=enqueue)
        newest = given.protocol_version is not None
        encode = AgUi(thread, id, attributed=subagents, cancels=newest)
        return streamed(encoded(house.runs.follow(run), encode), {"X-Run-Id": run.id})

    del run_agent
    return router


def _last(messages: Sequence[Said]) -> str:
    users = [each for each in messages if each.role == "user"]
    return text_of(users[-1].content) if users else ""


def _answer(given: Resume) -> Answer:
    """`payload` is {"approved", "reason", "travellers"}, or true or false alone."""
    payload = given.payload
    told = cast("dict[str, Any]", payload) if isinstance(payload, dict) else {"approved": payload}
    approved = told.get("approved") is True and given.status == "resolved"
    return answer_to(
        given.interrupt_id,
        approved=approved,
        reason=str(told.get("reason") or "")[:500],
        travellers=travellers(told.get("travellers")) if approved else None,
    )


def travellers(given: Any) -> TravellerDetails | None:
    """Raises Problem, which names fields and no values."""
    if given is None:
        return None
    try:
        return TravellerDetails.model_validate(given)
    except ValidationError as error:
        wrong = "; ".join(
            f"travellers.{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
            for each in error.errors(include_input=False, include_context=False)
        )
        raise Problem(422, "invalid", wrong) from None
