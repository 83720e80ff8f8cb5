"""A local server that speaks Frankfurter v2: rates of a day or the latest, a single rate, currencies.

The bodies follow its OpenAPI file; the rates are made up, the same every day but for the last digits.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.simulators.serving import Faulty, Receive, Scope, Send

Json = dict[str, Any]
FIRST = date(1999, 1, 4)
PER_EURO: Mapping[str, float] = {
    **{"EUR": 1.0, "USD": 1.1568, "GBP": 0.8623, "JPY": 172.41, "CHF": 0.9402, "SEK": 11.05},
    **{"AED": 4.2483, "VND": 30412.5, "ARS": 1675.3, "ISK": 141.9, "KWD": 0.3549, "THB": 37.21},
}
MONTHLY = {"ARS": 12}  # days that its last publication lies behind
LATE_HOUR = 15  # UTC: before it the latest rates are of the day before


def utc_now() -> datetime:
    return datetime.now(UTC)


class Refused(Exception):
    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class FrankfurterSimulator:
    """An ASGI app. `behind` is how many days the currencies that are not published daily lie back."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.behind: Mapping[str, int] = MONTHLY
        self.queries: list[dict[str, str]] = []
        routes = [
            Route("/v2/rates", self._answered(self._rates)),
            Route("/v2/rate/{base}/{quote}", self._answered(self._rate)),
            Route("/v2/currencies", self._answered(self._currencies)),
        ]
        self.faults = Faulty(Starlette(routes=routes))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.faults(scope, receive, send)

    def _answered(self, answer: Callable[[Json], object]) -> Callable[[Request], Any]:
        async def handle(request: Request) -> JSONResponse:
            query = {**request.query_params, **request.path_params}
            self.queries.append(query)
            try:
                return JSONResponse(answer(query))
            except Refused as refused:
                return JSONResponse({"message": str(refused)}, status_code=refused.status)

        return handle

    def _rates(self, query: Json) -> list[Json]:
        if "date" in query and {"from", "to"} & set(query):
            raise Refused(422, "date cannot be combined with from/to")
        day = self._day(query.get("date"))
        base = query.get("base", "EUR")
        quotes = query["quotes"].split(",") if "quotes" in query else sorted(PER_EURO)
        return [self._row(base, quote, day) for quote in quotes]

    def _rate(self, query: Json) -> Json:
        return self._row(query["base"], query["quote"], self._day(query.get("date")))

    def _currencies(self, query: Json) -> list[Json]:
        day = self._day(None)
        return [
            {
                "iso_code": code,
                "iso_numeric": None,
                "name": f"Currency {code}",
                "symbol": None,
                "start_date": FIRST.isoformat(),
                "end_date": day.isoformat(),
            }
            for code in sorted(PER_EURO)
        ]

    def _day(self, text: str | None) -> date:
        """The last banking day on or before it."""
        now = self.clock().astimezone(UTC)
        latest = now.date() - timedelta(days=now.hour < LATE_HOUR)
        try:
            day = date.fromisoformat(text) if text else latest
        except ValueError:
            raise Refused(422, "invalid date") from None
        day = min(day, latest)
        day -= timedelta(days=max(0, day.weekday() - 4))
        if day < FIRST:
            raise Refused(404, "not found")
        return day

    def _row(self, base: str, quote: str, day: date) -> Json:
        for code in (base, quote):
            if code not in PER_EURO:
                raise Refused(422, f"invalid currency: {code}")
        published = day - timedelta(days=self.behind.get(quote, 0))
        rate = PER_EURO[quote] / PER_EURO[base]
        drift = 0.0 if base == quote else day.toordinal() % 10 / 1e5
        row = {"date": published.isoformat(), "base": base, "quote": quote}
        return row | {"rate": round(rate * (1 + drift), 5)}
