"""`Idempotency-Key` on any POST: the same request again comes to the same, and begins nothing twice.

draft-ietf-httpapi-idempotency-key-header. What a run tells isn't kept here: the same request again follows
the run that the first one began, also while that goes on. Failures aren't kept: asked again, they are tried again.
"""

import asyncio
import re
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.house import House
from api.problems import Problem, of, told
from memory.idempotency import Made, PostgresRequests
from travel.errors import TripSageError

WELL_FORMED = re.compile(r"[\x21-\x7e]{1,255}")
LOOK, LOOKS = 0.1, 20  # seconds between looks at what is being answered, and how many
KEPT_HEADERS = ("content-type", "x-run-id", "x-thread-id", "location")


class Idempotent:
    """An ASGI app around the routes, within what limits bodies."""

    def __init__(self, app: ASGIApp, house: House, requests: PostgresRequests) -> None:
        self._app, self._house, self._requests = app, house, requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        key = request.headers.get("idempotency-key")
        if key is None:
            await self._app(scope, receive, send)
            return
        try:
            await self._once(request, key, send)
        except (Problem, TripSageError) as error:
            await told(request, of(error))(scope, receive, send)

    async def _once(self, request: Request, key: str, send: Send) -> None:
        """Raises Problem, TripSageError."""
        if not WELL_FORMED.fullmatch(key):
            raise Problem(400, "invalid", "An Idempotency-Key has 1 to 255 visible characters.")
        user = (await self._house.known(request)).user
        body = await request.body()
        made, first = await self._claimed(user, key, _fingerprint(request, body))
        if made.fingerprint != _fingerprint(request, body):
            text = "This Idempotency-Key was used for another request."
            raise Problem(422, "idempotency_key_reused", text)
        if not first and made.state == "answered":
            headers = {**made.headers, "Idempotency-Replayed": "true"}
            await Response(made.body, made.status, headers)(request.scope, request.receive, send)
            return
        if not first and made.state == "open":
            text = "The same request is being answered."
            raise Problem(409, "in_flight", text, headers={"Retry-After": "1"})
        request.state.run_id = made.run_id
        answer = _Answer(self._requests, user, key, made, send)
        try:
            await self._app(request.scope, _given(body, request.receive), answer)
        finally:
            await answer.settle()

    async def _claimed(self, user: str, key: str, mark: str) -> tuple[Made, bool]:
        """What is being answered gets a moment to begin: a run can then be followed by both."""
        for _ in range(LOOKS):
            made, first = await self._requests.claim(user, key, mark)
            if first or made.state != "open":
                return made, first
            await asyncio.sleep(LOOK)
        return await self._requests.claim(user, key, mark)


class _Answer:
    """Sends on what is answered, and keeps it where it is a success."""

    def __init__(
        self, requests: PostgresRequests, user: str, key: str, made: Made, send: Send
    ) -> None:
        self._requests, self._user, self._key, self._send = requests, user, key, send
        self._settled = made.state != "open"
        self._status, self._headers, self._body = 0, dict[str, str](), bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = _kept(message)
            if self._headers.get("content-type", "").startswith("text/event-stream"):
                if not self._settled:
                    await self._requests.streams(self._user, self._key)
                self._settled = True
        elif message["type"] == "http.response.body" and not self._settled:
            self._body += message.get("body", b"")
            if not message.get("more_body", False) and 200 <= self._status < 300:
                await self._requests.answered(
                    self._user, self._key, self._status, self._headers, bytes(self._body)
                )
                self._settled = True
        await self._send(message)

    async def settle(self) -> None:
        if not self._settled:
            await self._requests.forget(self._user, self._key)


def _fingerprint(request: Request, body: bytes) -> str:
    asked = f"{request.url.path}?{request.url.query}\n".encode()
    return sha256(asked + body).hexdigest()


def _kept(message: Message) -> dict[str, str]:
    told = {name.decode().lower(): value.decode("latin-1") for name, value in message["headers"]}
    return {name: told[name] for name in KEPT_HEADERS if name in told}


def _given(body: bytes, receive: Receive) -> Receive:
    """The body as if it came just now; then whatever comes."""
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def given() -> Message:
        return next(messages, None) or await receive()

    return given
