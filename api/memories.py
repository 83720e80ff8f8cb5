"""`/memory`: what is remembered of a person, theirs to see, correct, erase and stop."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from pydantic import Field, StringConstraints

from api.house import Body, House, shown
from api.problems import Problem
from memory.long_term import Memory

MOST = 100


class Sentence(Body):
    model_config = shown(text="I prefer window seats")

    text: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]


class Question(Body):
    model_config = shown(query="which seat?", most=5)

    query: Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"\S")]
    most: Annotated[int, Field(ge=1, le=MOST)] = 10


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/memory", tags=["Memory"])
    opened = house.tripsage.memory

    @router.get("")
    async def listed(user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """All that holds today, the oldest first, with where it was said."""
        memory = await opened()
        since = await memory.paused_since(user)
        return {
            "memories": await memory.listed(user),
            "paused_since": since.isoformat() if since else None,
        }

    @router.post("", status_code=201)
    async def add(given: Sentence, user: Annotated[str, Depends(house.caller)]) -> Memory:
        """Takes the place of what was known of the same topic."""
        return await (await opened()).add(user, given.text)

    @router.post("/search")
    async def search(
        given: Question, user: Annotated[str, Depends(house.reader)]
    ) -> dict[str, tuple[Memory, ...]]:
        """The likest to a question first."""
        memory = await opened()
        return {"memories": await memory.search(user, given.query, most=given.most)}

    @router.get("/export")
    async def export(user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """Everything stored of the caller, expired memories too."""
        return await (await opened()).export(user)

    @router.post("/pause", status_code=204)
    async def pause(user: Annotated[str, Depends(house.caller)]) -> Response:
        """Nothing said from now on is remembered; what is known stays."""
        await (await opened()).pause(user)
        return Response(status_code=204)

    @router.post("/resume", status_code=204)
    async def resume(user: Annotated[str, Depends(house.caller)]) -> Response:
        """What is said is remembered again."""
        await (await opened()).resume(user)
        return Response(status_code=204)

    @router.patch("/{id}")
    async def edit(id: str, given: Sentence, user: Annotated[str, Depends(house.caller)]) -> Memory:
        """Corrects one."""
        return await (await opened()).edit(user, id, given.text)

    @router.delete("/{id}", status_code=204)
    async def forget(id: str, user: Annotated[str, Depends(house.caller)]) -> Response:
        """Erases one."""
        await (await opened()).forget(user, id)
        return Response(status_code=204)

    @router.delete("")
    async def forget_all(
        user: Annotated[str, Depends(house.caller)], conversations: bool = False
    ) -> dict[str, int]:
        """Erases all; with `conversations=1` also what was said, but no bookings."""
        if conversations:
            await _none_goes_on(house, user)
        memory = await opened()
        told = {"memories": await memory.forget_all(user)}
        if conversations:
            told["conversations"] = await memory.forget_conversations(user)
        return told

    del listed, add, search, export, pause, resume, edit, forget, forget_all
    return router


async def _none_goes_on(house: House, user: str) -> None:
    """A run writes its conversation anew at its end. Raises Problem."""
    for thread in await house.threads.listed(user):
        run = await house.runs.current(thread.id)
        if run is not None:
            text = "A run goes on in one of the conversations: stop it first."
            raise Problem(409, "busy", text, {"run_id": run.id})
