"""`/chat/sessions`: a person's conversations."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from langchain_core.messages import HumanMessage
from pydantic import StringConstraints

from api.house import TITLE, Body, House, Id, shown
from api.problems import Problem, not_found
from memory.threads import Thread


class NewThread(Body):
    model_config = shown(id="lisbon-in-spring", title="Lisbon in spring")

    id: Id | None = None
    title: Annotated[str, StringConstraints(max_length=TITLE)] = ""


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/chat/sessions", tags=["Conversations"])

    @router.get("")
    async def listed(user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """The last used first."""
        return {"sessions": await house.threads.listed(user)}

    @router.post("", status_code=201)
    async def create(given: NewThread, user: Annotated[str, Depends(house.caller)]) -> Thread:
        """Also where it is there already."""
        id = given.id or uuid.uuid4().hex
        await house.threads.claim(user, id, given.title)
        return await _mine(house, user, id)

    @router.get("/{id}/messages")
    async def messages(id: str, user: Annotated[str, Depends(house.caller)]) -> dict[str, Any]:
        """The oldest first."""
        await _mine(house, user, id)
        said = await house.tripsage.messages(id)
        return {
            "messages": [
                {
                    "id": each.id,
                    "role": "user" if isinstance(each, HumanMessage) else "assistant",
                    "content": each.text,
                }
                for each in said
            ]
        }

    @router.delete("/{id}", status_code=204)
    async def delete(id: str, user: Annotated[str, Depends(house.caller)]) -> Response:
        """With all that was said; what is booked stays booked."""
        await _mine(house, user, id)
        if not await house.threads.delete(user, id):
            raise Problem(409, "busy", "A run goes on in this conversation: stop it first.")
        await house.tripsage.forget(id)
        return Response(status_code=204)

    del listed, create, messages, delete
    return router


async def _mine(house: House, user: str, id: str) -> Thread:
    found = await house.threads.found(user, id)
    if found is None:
        raise not_found()
    return found
