"""The HTTP of it: routes, the API key, the rate limit and errors."""

import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.simulators.liteapi.desk import Desk
from tests.simulators.liteapi.errors import Refused, wrong
from tests.simulators.liteapi.world import FACILITIES, Json
from tests.simulators.serving import Faulty, Receive, Scope, Send

KEY = "sand_simulator"
Handler = Callable[[Request], Awaitable[Json]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Exchange:
    """A request that reached the simulator, and what it meant to answer."""

    method: str
    path: str  # the template
    asked: Any
    status: int
    answer: Any


class LiteApiSimulator:
    """An ASGI app. `clock` may be replaced while it runs; `faults` plans what goes wrong.

    `desk` holds the state. `sandbox` is what rates say of themselves.
    `full_hotels` says whether rates state a hotel's place and stars;
    `unfree_status` under which status "no availability" is said: 204 (then without a body, as HTTP
    wants it) or 200. `per_second` is the rate limit of a key; none unless given.
    """

    def __init__(
        self, clock: Callable[[], datetime] = utc_now, *, per_second: int | None = None
    ) -> None:
        self.clock = clock
        self.per_second = per_second
        self.full_hotels = False
        self.sandbox = True
        self.unfree_status = 204
        self.desk = Desk()
        self.exchanges: list[Exchange] = []
        self._recent: list[float] = []
        self.faults = Faulty(self._app())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    def _app(self) -> Starlette:
        routes: list[tuple[str, str, Handler]] = [
            ("POST", "/hotels/rates", self._rates),
            ("GET", "/data/hotels", self._hotels),
            ("GET", "/data/facilities", self._facilities),
            ("POST", "/rates/prebook", self._prebook),
            ("POST", "/rates/book", self._book),
            ("GET", "/bookings", self._list),
            ("GET", "/bookings/{bookingId}", self._get),
            ("PUT", "/bookings/{bookingId}", self._cancel),
        ]
        return Starlette(
            routes=[
                Route(path, self._answered(path, handler), methods=[method])
                for method, path, handler in routes
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=500)],
        )

    def _answered(self, path: str, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            status, asked = 200, None
            try:
                self._admit(request)
                asked = await _sent(request)
                body = await handler(request)
            except Refused as refused:
                status, body = refused.status, refused.body
            self.exchanges.append(Exchange(request.method, path, asked, status, body))
            # Neither status may have a body: what is documented can't be sent.
            bare = status in {204, 304}
            return Response(status_code=status) if bare else JSONResponse(body, status)

        return answer

    def _admit(self, request: Request) -> None:
        now = time.monotonic()
        self._recent = [*(at for at in self._recent if now - at < 1), now]
        if self.per_second is not None and len(self._recent) > self.per_second:
            raise Refused(429, 429)
        if request.headers.get("x-api-key") != KEY:
            raise Refused(401, 401)

    # Rates and hotels -------------------------------------------------------------------------

    async def _rates(self, request: Request) -> Json:
        asked = await _sent(request)
        try:
            found = self.desk.rates(asked, self.clock())
        except Refused as refused:
            status = self.unfree_status if refused.code == 2001 else refused.status
            raise Refused(status, refused.code, refused.description) from None
        body: Json = {
            "data": [
                {"hotelId": hotel.id, "roomTypes": [offer.room_type() for offer in offers]}
                for hotel, offers in found
            ],
            "guestLevel": 0,
            "sandbox": self.sandbox,
        }
        if asked.get("includeHotelData") or "latitude" in asked:
            body["hotels"] = [hotel.beside_rates(self.full_hotels) for hotel, _ in found]
        return body

    async def _hotels(self, request: Request) -> Json:
        ids = [each for each in request.query_params.get("hotelIds", "").split(",") if each]
        if not ids:
            raise Refused(400, 4000, "countryCode is required")
        found = [self.desk.hotels[each] for each in ids if each in self.desk.hotels]
        return {
            "data": [each.in_data() for each in found],
            "hotelIds": [each.id for each in found],
            "total": len(found),
        }

    async def _facilities(self, request: Request) -> Json:
        return {
            "data": [
                {"facility_id": number, "facility": name, "sort": 1, "translation": []}
                for number, name in FACILITIES.items()
            ]
        }

    # Bookings ---------------------------------------------------------------------------------

    async def _prebook(self, request: Request) -> Json:
        made = self.desk.prebook(await _sent(request), self.clock())
        return {"data": made.shown(), "guestLevel": 0}

    async def _book(self, request: Request) -> Json:
        made = self.desk.book(await _sent(request), self.clock())
        return {"data": made.shown(), "guestLevel": 0, "sandbox": True}

    async def _list(self, request: Request) -> Json:
        reference = request.query_params.get("clientReference", "")
        found = self.desk.referred(reference) if reference else []
        return {"data": [each.shown(rooms="rooms") | {"sandbox": 1} for each in found]}

    async def _get(self, request: Request) -> Json:
        booking = self.desk.bookings.get(request.path_params["bookingId"])
        if booking is None:
            raise Refused(204, 204)
        return {"data": booking.shown() | {"sandbox": 1}}

    async def _cancel(self, request: Request) -> Json:
        booking = self.desk.bookings.get(request.path_params["bookingId"])
        if booking is None:
            raise Refused(204, 204)
        if booking.status != "CONFIRMED":
            raise Refused(304, 304)
        return {"data": booking.cancel(self.clock()), "sandbox": True}


async def _sent(request: Request) -> Json:
    raw = await request.body()
    if request.method != "POST":
        return {}
    try:
        body: Any = json.loads(raw)
    except ValueError:
        raise wrong("empty request body") from None
    if not isinstance(body, dict):
        raise wrong("empty request body")
    return cast(Json, body)
