"""What the routes stand on, and how each of them starts a turn."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from fastapi import Request
from pydantic import BaseModel, ConfigDict, StringConstraints

from api.approvals import Answer
from api.asking import about, known_as
from api.events import WordGiven
from api.identity.anonymous import Anonymous
from api.identity.caller import Caller, Identify
from api.limits import Limits
from api.metrics import Metrics
from api.problems import Problem, not_found
from api.refused import Draining, IdTaken, QueueFull, ThreadBusy
from api.runs import Runs
from api.turns import Aside, Message, Words
from memory.runs import NewRun, Run
from memory.threads import PostgresThreads
from wiring.open import TripSage
from wiring.runs import Check

LONGEST_MESSAGE = 10_000  # characters
Id = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
READS = frozenset(("GET", "HEAD", "OPTIONS"))


class Body(BaseModel):
    """Of a request: clients send more than is read here."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


def shown(**example: Any) -> ConfigDict:
    """For a body that the OpenAPI document shows with this example."""
    return ConfigDict(json_schema_extra={"examples": [example]})


@dataclass(frozen=True)
class House:
    """`limits` are for servers that others reach."""

    tripsage: TripSage
    runs: Runs
    threads: PostgresThreads
    identify: Identify
    anonymous: Anonymous | None = None
    limits: Limits | None = None
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    metrics: Metrics = field(default_factory=Metrics)

    async def caller(self, request: Request) -> str:
        """The user whom the token is of. Raises Problem, Unavailable, StorageError."""
        user = await self.reader(request)
        if not request.state.caller.writes and request.method not in READS:
            raise Problem(403, "read_only", "This key can look at things and change nothing.")
        return user

    async def reader(self, request: Request) -> str:
        """The caller, where nothing is changed whatever the method."""
        found = request.state.caller = await self.known(request)
        about(user=known_as(found.user))
        if self.limits is not None:
            request.state.limits.append(await self.limits.person(found.user))
        return found.user

    async def approver(self, request: Request) -> str:
        """The caller, where they may agree to bookings and cancellations."""
        user = await self.caller(request)
        may_approve(request)
        return user

    async def known(self, request: Request) -> Caller:
        """Raises Problem, Unavailable, StorageError."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        found = await self.identify(token.strip()) if scheme.lower() == "bearer" else None
        if found is None:
            asks = {"WWW-Authenticate": "Bearer"}
            raise Problem(
                401, "unauthorized", "This takes a token: Authorization: Bearer ...", headers=asks
            )
        return found

    async def say(
        self,
        user: str,
        thread: str,
        text: str,
        *,
        run_id: str | None = None,
        transcript: str = "",
        enqueue: bool = False,
    ) -> Run:
        """A turn begun with a message, in a conversation of the user's or a new one. Raises Problem.

        `transcript` marks the conversation with this message; `enqueue` lets the turn wait for another.
        """
        if not text.strip():
            raise Problem(422, "no_message", "There is no text in the last message of the user.")
        if len(text) > LONGEST_MESSAGE:
            raise Problem(
                413, "message_too_long", f"A message has at most {LONGEST_MESSAGE} characters."
            )
        if not await self.threads.claim(user, thread, text):
            raise not_found()
        said = Message(text=text, transcript=transcript).model_dump_json()
        new = NewRun(id=run_id or uuid.uuid4().hex, user=user, thread=thread, input=said)
        return await self._begun(new, Aside(), enqueue=enqueue)

    async def answer(
        self,
        user: str,
        thread: str,
        answers: Sequence[Answer],
        *,
        run_id: str | None = None,
        message: str = "",
    ) -> Run:
        """A turn gone on with. `message` is the client's own that goes on. Raises Problem."""
        if await self.threads.found(user, thread) is None:
            raise not_found()
        before = await self.runs.found(user, run_id) if run_id else None
        if before is not None and before.thread_id == thread:
            return before
        waiting = await self.tripsage.of(user).waiting(thread)
        if not answers or any(each.id not in waiting for each in answers):
            raise Problem(409, "not_waiting", "Nothing in this conversation waits for that answer.")
        given = [
            WordGiven(id=each.id, asked=waiting[each.id], says=each.word.says) for each in answers
        ]
        words = Words(words={each.id: each.word for each in answers}, given=tuple(given))
        new = NewRun(
            id=run_id or uuid.uuid4().hex,
            user=user,
            thread=thread,
            message=message,
            input=words.model_dump_json(),
        )
        details = next((each.travellers for each in answers if each.travellers), None)
        return await self._begun(new, Aside(travellers=details))

    async def run(self, user: str, id: str) -> Run:
        """Raises Problem."""
        found = await self.runs.found(user, id)
        if found is None:
            raise not_found()
        return found

    async def begun_by(self, request: Request, user: str) -> Run | None:
        """The run that this very request has begun before, where it has an Idempotency-Key."""
        id = run_id_of(request)
        return None if id is None else await self.runs.found(user, id)

    async def _begun(self, new: NewRun, aside: Aside, *, enqueue: bool = False) -> Run:
        if self.limits is None:
            return await self._started(new, aside, enqueue)
        seat = await self.limits.seat(new.user, f"{new.thread} {new.id}")
        try:
            run = await self._started(new, aside._replace(seat=seat), enqueue)
        except BaseException:
            await seat.leave()
            raise
        if run.state != "running":
            await seat.leave()
        return run

    async def _started(self, new: NewRun, aside: Aside, enqueue: bool) -> Run:
        try:
            return await self.runs.begin(new, aside, enqueue=enqueue)
        except ThreadBusy as busy:
            raise Problem(409, "busy", f"{busy}.", {"run_id": busy.run_id}) from None
        except QueueFull:
            text = "Too many turns wait in this conversation."
            raise Problem(409, "queue_full", text, headers={"Retry-After": "10"}) from None
        except IdTaken:
            text = "A run of this id is in another conversation."
            raise Problem(409, "run_id_taken", text) from None
        except Draining:
            text = "This server stops: ask again, another answers."
            raise Problem(503, "draining", text, headers={"Retry-After": "1"}) from None


def run_id_of(request: Request) -> str | None:
    """Of the run that a request with an Idempotency-Key begins."""
    return getattr(request.state, "run_id", None)


def may_approve(request: Request) -> None:
    """For doors where a caller does so only at times. Raises Problem."""
    caller: Caller = request.state.caller
    if not caller.writes:
        raise Problem(403, "read_only", "This key can look at things and approve nothing.")
    if caller.kind == "anonymous":
        text = "Booking and cancelling take an account: sign in, and plan it there."
        raise Problem(403, "account_needed", text)


def text_of(content: Any) -> str:
    """Of a message's content: a text, or parts some of which are text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list | tuple):
        return ""
    parts = [
        cast("dict[str, Any]", part)
        for part in cast("list[Any]", content)
        if isinstance(part, dict)
    ]
    texts = [part.get("text", "") for part in parts]
    return "".join(text for text in texts if isinstance(text, str))
