"""What the small simulators share: a Starlette app with faults in front and a limit of requests a minute."""

import time
from collections.abc import Awaitable, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.simulators.serving import Faulty, Receive, Scope, Send

Handler = Callable[[Request], Awaitable[Response]]


class Refused(Exception):
    """Answered as it says."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def html(status: int, text: str) -> Response:
    body = f"<html><body><p><strong>Error</strong>: {text}</p></body></html>"
    return Response(body, status, media_type="text/html")


def refused(status: int, body: object) -> Refused:
    return Refused(JSONResponse(body, status))


class Small:
    """An ASGI app. `faults` plans what goes wrong; `busy` is answered past `per_minute` requests."""

    def __init__(
        self,
        routes: Sequence[tuple[str, str, Handler]],
        *,
        busy: Callable[[], Response],
        per_minute: int = 10_000,
    ) -> None:
        self.per_minute = per_minute
        self._busy = busy
        self._lately: list[float] = []
        self._app = Starlette(
            routes=[
                Route(path, self._answered(handler), methods=[method])
                for method, path, handler in routes
            ]
        )
        self.faults = Faulty(self._app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    def fresh(self) -> None:
        """Forgets what was asked and planned."""
        self._lately.clear()
        self.faults = Faulty(self._app)

    def _answered(self, handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            now = time.monotonic()
            self._lately = [moment for moment in self._lately if now - moment < 60]
            if len(self._lately) >= self.per_minute:
                return self._busy()
            self._lately.append(now)
            try:
                return await handler(request)
            except Refused as error:
                return error.response

        return answer
