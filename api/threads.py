"""`/chat/sessions`: a person's conversations."""

import uuid
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import StringConstraints

from api.house import Body, House, Id, shown
from api.problems import Problem, not_found
from graphs.transcript import as_json, as_markdown
from memory.threads import LONGEST_TITLE, MOST, Thread
from travel.errors import ConversationBusy

LONGEST_QUERY = 200
Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TITLE)]


class NewThread(Body):
    model_config = shown(id="lisbon-in-spring", title="Lisbon in spring")

    id: Id | None = None
    title: Title = ""


class NewTitle(Body):
    model_config = shown(title="Lisbon in spring")

    title: Title


def routes(house: House) -> APIRouter:
    router = APIRouter(prefix="/chat/sessions", tags=["Conversations"])

    @router.get("")
    async def listed(
        user: Annotated[str, Depends(house.caller)],
        q: Annotated[str, Query(max_length=LONGEST_QUERY)] = "",
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    ) -> dict[str, Any]:
        """The last used first; with `q`, those in whose title or messages the words are, each with an excerpt."""
        threads = house.threads
        found = threads.search(user, q, limit) if q.strip() else threads.listed(user, limit)
        return {"sessions": await found}

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
        return {"messages": await house.tripsage.messages(id)}

    @router.get("/{id}/export")
    async def export(
        id: str,
        user: Annotated[str, Depends(house.caller)],
        how: Annotated[Literal["json", "md"], Query(alias="as")] = "json",
    ) -> Response:
        """All that was said, as JSON or Markdown."""
        thread = await _mine(house, user, id)
        said = await house.tripsage.messages(id)
        if how == "json":
            return Response(as_json(thread, said), media_type="application/json")
        return Response(as_markdown(thread, said), media_type="text/markdown; charset=utf-8")

    @router.patch("/{id}")
    async def rename(
        id: str, given: NewTitle, user: Annotated[str, Depends(house.caller)]
    ) -> Thread:
        renamed = await house.threads.rename(user, id, given.title)
        if renamed is None:
            raise not_found()
        return renamed

    @router.delete("/{id}", status_code=204)
    async def delete(id: str, user: Annotated[str, Depends(house.caller)]) -> Response:
        """With all that was said; what is booked stays booked."""
        await _mine(house, user, id)
        try:
            await house.tripsage.of(user).forget(id)
        except ConversationBusy:
            busy = "A run goes on in this conversation: stop it first."
            raise Problem(409, "busy", busy) from None
        return Response(status_code=204)

    del listed, create, messages, export, rename, delete
    return router


async def _mine(house: House, user: str, id: str) -> Thread:
    found = await house.threads.found(user, id)
    if found is None:
        raise not_found()
    return found
