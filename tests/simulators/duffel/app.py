"""The HTTP of it: routes, headers, paging, rate limits and errors."""

import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from itertools import count
from typing import Any, cast

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.simulators.duffel.afterwards import Afterwards
from tests.simulators.duffel.desk import Desk
from tests.simulators.duffel.errors import Refused, missing
from tests.simulators.duffel.orders import Orders
from tests.simulators.duffel.stays import Stays
from tests.simulators.duffel.world import Json, suggestions
from tests.simulators.serving import Faulty, Receive, Scope, Send

TOKEN = "duffel_test_simulator"
Handler = Callable[[Request], Awaitable[Response]]


def utc_now() -> datetime:
    return datetime.now(UTC)


class DuffelSimulator:
    """An ASGI app. `clock` may be replaced while it runs; `faults` plans what goes wrong.

    `desk`, `orders`, `afterwards` and `stays` hold the state; `per_minute` is the rate limit.
    """

    def __init__(self, clock: Callable[[], datetime] = utc_now, *, per_minute: int = 4000) -> None:
        self.clock = clock
        self.per_minute = per_minute
        self.desk = Desk()
        self.orders = Orders(self.desk)
        self.afterwards = Afterwards(self.desk, self.orders, self._now)
        self.stays = Stays()
        self._minute: tuple[datetime, int] = (datetime.min.replace(tzinfo=UTC), 0)
        self._requests = count(1)
        self.faults = Faulty(self._app())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    def _now(self) -> datetime:
        return self.clock()

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route(path, self._answered(handler), methods=[method])
                for method, path, handler in self._routes()
            ],
            middleware=[Middleware(GZipMiddleware, minimum_size=500)],
        )

    def _routes(self) -> list[tuple[str, str, Handler]]:
        return [
            ("POST", "/air/offer_requests", self._search),
            ("POST", "/air/offer_requests/", self._search),
            ("GET", "/air/offers", self._offers),
            ("GET", "/air/offers/{id}", self._offer),
            ("POST", "/air/offers/{id}/actions/price", self._price),
            ("POST", "/air/orders", self._create),
            ("GET", "/air/orders", self._list),
            ("GET", "/air/orders/{id}", self._get),
            ("PATCH", "/air/orders/{id}", self._update),
            ("POST", "/air/payments", self._pay),
            ("POST", "/air/order_cancellations", self._quote),
            ("GET", "/air/order_cancellations/{id}", self._cancellation),
            ("POST", "/air/order_cancellations/{id}/actions/confirm", self._cancel),
            ("POST", "/air/order_change_requests", self._change_request),
            ("POST", "/air/order_changes", self._choose),
            ("POST", "/air/order_changes/{id}/actions/confirm", self._confirm),
            ("GET", "/air/airline_initiated_changes", self._airline_changes),
            ("POST", "/air/airline_initiated_changes/{id}/actions/accept", self._accept),
            ("GET", "/places/suggestions", self._places),
            ("POST", "/stays/search", self._houses),
            ("POST", "/stays/search_results/{id}/actions/fetch_all_rates", self._rates),
            ("POST", "/stays/quotes", self._quote_stay),
            ("POST", "/stays/bookings", self._book),
            ("GET", "/stays/bookings", self._bookings),
            ("GET", "/stays/bookings/{id}", self._booking),
            ("POST", "/stays/bookings/{id}/actions/cancel", self._cancel_stay),
        ]

    def _answered(self, handler: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            request_id = f"Simulated{next(self._requests):08}"
            try:
                self._admit(request)
                response = await handler(request)
            except Refused as refused:
                response = JSONResponse(refused.body(request_id), refused.status)
            response.headers.update(self._limits() | {"x-request-id": request_id})
            return response

        return answer

    def _admit(self, request: Request) -> None:
        minute, used = self._minute
        now = self.clock().replace(second=0, microsecond=0)
        self._minute = (now, used + 1 if minute == now else 1)
        if self._minute[1] > self.per_minute:
            raise Refused(429, "rate_limit_exceeded")
        authorization = request.headers.get("authorization", "")
        if not authorization.startswith("Bearer "):
            raise Refused(401, "missing_authorization_header")
        if authorization != f"Bearer {TOKEN}":
            raise Refused(401, "access_token_not_found")
        version = request.headers.get("duffel-version")
        if version != "v2":
            raise Refused(400, "unsupported_version" if version else "missing_version_header")
        if "application/json" not in request.headers.get("accept", ""):
            raise Refused(406, "unsupported_format")

    def _limits(self) -> dict[str, str]:
        minute, used = self._minute
        return {
            "ratelimit-limit": str(self.per_minute),
            "ratelimit-remaining": str(max(0, self.per_minute - used)),
            "ratelimit-reset": format_datetime(minute + timedelta(minutes=1), usegmt=True),
        }

    # Searching --------------------------------------------------------------------------------

    async def _search(self, request: Request) -> Response:
        search = self.desk.search(await _data(request), self.clock())
        inlined = request.query_params.get("return_offers", "true") == "true"
        return _made(search.shown(offers=inlined))

    async def _offers(self, request: Request) -> Response:
        search = self.desk.searches.get(request.query_params.get("offer_request_id", ""))
        if search is None:
            raise Refused(404, "not_found")
        offers = sorted(search.offers, key=lambda each: each.price)
        return _page(request, [each.shown for each in offers])

    async def _offer(self, request: Request) -> Response:
        offer = self.desk.read(request.path_params["id"], self.clock())
        wanted = request.query_params.get("return_available_services") == "true"
        return _shown(offer.shown(services=wanted))

    async def _price(self, request: Request) -> Response:
        offer = self.desk.read(request.path_params["id"], self.clock())
        data, shown = await _data(request), offer.shown()
        sold = {each["id"]: Decimal(each["total_amount"]) for each in offer.services()}
        intended: list[Json] = data.get("intended_services") or []
        extra = sum((sold[each["id"]] * each["quantity"] for each in intended), Decimal(0))
        return _shown(
            shown
            | {
                "total_amount": str(offer.price + extra),
                "intended_services": intended,
                "intended_payment_methods": data.get("intended_payment_methods") or [],
            }
        )

    async def _places(self, request: Request) -> Response:
        return _shown(suggestions(request.query_params.get("query", "")))

    # Orders -----------------------------------------------------------------------------------

    async def _create(self, request: Request) -> Response:
        return _made(self.orders.create(await _data(request), self.clock()).shown())

    async def _list(self, request: Request) -> Response:
        asked = request.query_params
        waits = {"true": True, "false": False}.get(asked.get("awaiting_payment", ""))
        found = self.orders.found(asked.get("offer_id"), asked.get("booking_reference"), waits)
        return _page(request, [each.shown for each in found])

    async def _get(self, request: Request) -> Response:
        return _shown(self.orders.get(request.path_params["id"]).shown())

    async def _update(self, request: Request) -> Response:
        order = self.orders.get(request.path_params["id"])
        order.metadata = (await _data(request)).get("metadata") or {}
        return _shown(order.shown())

    async def _pay(self, request: Request) -> Response:
        return _made(self.orders.pay(await _data(request), self.clock()))

    async def _quote(self, request: Request) -> Response:
        return _made(self.afterwards.quote(await _data(request)))

    async def _cancellation(self, request: Request) -> Response:
        return _shown(self.afterwards.cancellation(request.path_params["id"]))

    async def _cancel(self, request: Request) -> Response:
        return _shown(self.afterwards.cancel(request.path_params["id"]))

    async def _change_request(self, request: Request) -> Response:
        return _made(self.afterwards.change_request(await _data(request)))

    async def _choose(self, request: Request) -> Response:
        return _made(self.afterwards.choose(await _data(request)))

    async def _confirm(self, request: Request) -> Response:
        return _shown(self.afterwards.confirm(request.path_params["id"], await _data(request)))

    async def _airline_changes(self, request: Request) -> Response:
        return _shown(self.afterwards.airline_changes(request.query_params.get("order_id", "")))

    async def _accept(self, request: Request) -> Response:
        return _shown(self.afterwards.accept(request.path_params["id"]))

    # Stays ------------------------------------------------------------------------------------

    async def _houses(self, request: Request) -> Response:
        return _shown(self.stays.search(await _data(request), self.clock()))

    async def _rates(self, request: Request) -> Response:
        return _shown(self.stays.all_rates(request.path_params["id"], self.clock()))

    async def _quote_stay(self, request: Request) -> Response:
        return _shown(self.stays.quote(await _data(request), self.clock()))

    async def _book(self, request: Request) -> Response:
        return _shown(self.stays.book(await _data(request), self.clock()))

    async def _bookings(self, request: Request) -> Response:
        return _page(request, [each.shown for each in self.stays.bookings.values()])

    async def _booking(self, request: Request) -> Response:
        return _shown(self.stays.get(request.path_params["id"]).shown())

    async def _cancel_stay(self, request: Request) -> Response:
        return _shown(self.stays.cancel(request.path_params["id"], self.clock()))


async def _data(request: Request) -> Json:
    if "application/json" not in request.headers.get("content-type", ""):
        raise Refused(400, "invalid_content_type_header")
    try:
        body: Any = await request.json()
    except json.JSONDecodeError:
        raise Refused(400, "malformed_data_param") from None
    if not isinstance(body, dict) or not isinstance(cast(Json, body).get("data"), dict):
        raise Refused(400, "missing_data_param")
    return cast(Json, body)["data"]


def _shown(data: object) -> Response:
    return JSONResponse({"data": data})


def _made(data: object) -> Response:
    return JSONResponse({"data": data}, 201)


def _page(request: Request, items: Sequence[Callable[[], Json]]) -> Response:
    """Only what is on the page is built. A cursor is opaque: here, the number of the next item."""
    asked = request.query_params
    limit = int(asked.get("limit", "50"))
    if not 1 <= limit <= 200:
        raise missing("limit")
    start = int((asked.get("after") or "cursor0").removeprefix("cursor"))
    after = f"cursor{start + limit}" if start + limit < len(items) else None
    before = f"cursor{max(0, start - limit)}" if start else None
    meta = {"limit": limit, "before": before, "after": after}
    return JSONResponse({"data": [show() for show in items[start : start + limit]], "meta": meta})
