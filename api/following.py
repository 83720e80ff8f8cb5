"""`/runs/{id}`: coming back to a run, stopping it, answering what it waits for."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from pydantic import Field

from api.agui import travellers
from api.approvals import answer_to, approval_id, told
from api.encoders.ag_ui import AgUi
from api.encoders.ai_sdk import AiSdk
from api.house import Body, House, run_id_of, shown
from api.problems import Problem, not_found
from api.streams import DONE, EventStream, encoded, raw, streamed
from memory.runs import Run

Format = Literal["events", "agui", "agui-0", "ai-sdk"]  # agui-0: for clients before 1.0


class Decision(Body):
    model_config = shown(says="yes", reason="the price is right")

    says: Literal["yes", "no"]
    reason: Annotated[str, Field(max_length=500)] = ""
    travellers: Any = None


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/runs", tags=["Runs"])

    @router.get("/{id}")
    async def show(id: str, user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """How it stands; interrupted, what its conversation waits for."""
        run = await house.run(user, id)
        waiting = await house.tripsage.of(user).waiting(run.thread_id)
        asked = [
            {"approval_id": approval_id(id, what), **told(what)} for id, what in waiting.items()
        ]
        return {
            "id": run.id,
            "thread_id": run.thread_id,
            "state": run.state,
            "waiting": asked if run.state == "interrupted" else [],
        }

    @router.get("/{id}/events", response_class=EventStream)
    async def events(
        id: str,
        user: Annotated[str, Depends(house.caller)],
        after: Annotated[int, Query(ge=0)] = 0,
        encoding: Annotated[Format, Query(alias="as")] = "events",
        subagents: bool = True,
        last_event_id: Annotated[str, Header()] = "",
    ) -> StreamingResponse:
        """What was told after that event, then what is being told. `Last-Event-ID` goes before `after`."""
        run = await house.run(user, id)
        since = _number(last_event_id) if last_event_id else after
        if await house.runs.forgotten(run):
            raise Problem(410, "gone", "The run ended long ago: what it told is kept no more.")
        if encoding == "events":
            return streamed(raw(house.runs.follow(run, since)), {})
        log = house.runs.follow(run)  # from the start: what is open by then has to be known
        if encoding != "ai-sdk":
            newest = encoding == "agui"
            frames = AgUi(run.thread_id, run.id, attributed=subagents, cancels=newest)
            return streamed(encoded(log, frames, after=since), {})
        encode = AiSdk(run.thread_id, run.id, goes_on=run.message)
        return streamed(encoded(log, encode, after=since, end=DONE), {})

    @router.post("/{id}/cancel", status_code=202)
    async def cancel(id: str, user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """Stops it; its last event says so. One that has ended stays as it is."""
        run = await house.run(user, id)
        await house.runs.cancel(run)
        return {"id": run.id, "state": run.state}

    @router.post("/{id}/approvals/{approval_id}", status_code=202)
    async def decide(
        id: str,
        approval_id: str,
        given: Decision,
        request: Request,
        user: Annotated[str, Depends(house.approver)],
    ) -> dict[str, Any]:
        """Gives a word on what the run waits for; the turn goes on in another run, which is named."""
        asking = await house.run(user, id)
        answer = answer_to(
            approval_id,
            approved=given.says == "yes",
            reason=given.reason,
            travellers=travellers(given.travellers),
        )
        run = await house.begun_by(request, user)
        if run is not None:
            return _named(run)
        if answer.id not in await house.tripsage.of(user).waiting(asking.thread_id):
            raise not_found()
        return _named(
            await house.answer(user, asking.thread_id, [answer], run_id=run_id_of(request))
        )

    del show, events, cancel, decide
    return router


def _named(run: Run) -> dict[str, Any]:
    return {"id": run.id, "thread_id": run.thread_id, "state": run.state}


def _number(given: str) -> int:
    if not given.isdigit() or len(given) > 9:
        raise Problem(422, "invalid", "Last-Event-ID is the number of an event.")
    return int(given)
