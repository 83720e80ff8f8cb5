"""How providers are spoken to over HTTP: one policy, one client a vendor, the only module that imports httpx.

A read may be tried again (stamina; the waits are ours, so that they follow what the vendor says); a write
never is: where its outcome can't be told, OutcomeUnknown is raised, and a cancelled write is as uncertain.
Numbers with a fraction are read as `Decimal`. Redirects are not followed: they would take the key along.

Nothing here logs or raises a URL, a header, a body or a value in a path: only the path's template.

The breaker is our own: purgatory 3.0 reads the wall clock (no test can set it, and it jumps), lets every
caller through at once when half open, and takes a cancelled call for a failure of the vendor.
"""

import asyncio
import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal, Protocol, Self
from urllib.parse import quote

import httpx
import stamina
from aiolimiter import AsyncLimiter
from pydantic import ConfigDict, SecretStr, field_validator

from travel.errors import (
    BadInput,
    MalformedResponse,
    OutcomeUnknown,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from travel.value import Value

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
Params = Mapping[str, str | int | float | bool]
ErrorHook = Callable[[int, object], ProviderError | None]

_log = logging.getLogger("tripsage.http")
# httpx writes whole URLs at INFO, with the keys that some vendors want in the query.
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_DAY = 86_400
# The request has not left this machine.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Timeouts(Value):
    """Seconds. `total` ends one attempt, however slowly its bytes drip in."""

    connect: float = 5.0
    read: float = 20.0
    write: float = 10.0
    pool: float = 5.0
    total: float = 30.0


class VendorPolicy(Value):
    """How one vendor is spoken to. Secrets are `SecretStr`: they show in no print and no log."""

    model_config = ConfigDict(hide_input_in_errors=True)

    vendor: str
    base_url: str
    headers: Mapping[str, str | SecretStr] = {}
    params: Mapping[str, str | SecretStr] = {}  # sent with every request
    reading: Timeouts = Timeouts()
    writing: Timeouts = Timeouts(read=60.0, total=90.0)
    rate: float = 10.0  # requests in each `period` seconds
    period: float = 1.0
    connections: int = 20
    max_response_bytes: int = 8_000_000  # after decompression
    tries: int = 3  # of a read, the first included
    retry_budget: float = 20.0  # seconds since the first try in which another may begin
    retry_pause: float = 0.25  # seconds before the second try at most, doubled for each after
    retry_statuses: frozenset[int] = frozenset({429, 502, 503, 504})
    breaker_failures: int = 5  # in a row
    breaker_rest: float = 30.0  # seconds

    @field_validator("base_url")
    @classmethod
    def _plain(cls, url: str) -> str:
        parsed = httpx.URL(url)
        if parsed.scheme not in {"http", "https"} or not parsed.host:
            raise ValueError("a base URL is http(s)://host, with a path if need be")
        if parsed.userinfo or parsed.query:
            raise ValueError("a base URL has no password and no query")
        return url.rstrip("/")


@dataclass(frozen=True)
class Reply:
    """What came back: parsed JSON (None for an empty body) and the headers, by any case."""

    status: int
    body: object = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True)
class Exchange:
    """One attempt, when it is over. `outcome` is "ok", "cancelled" or the name of the error."""

    vendor: str
    method: str
    path: str  # the template: "/air/offers/{id}"
    status: int | None
    ms: float
    received: int  # bytes, after decompression
    outcome: str


class Observe(Protocol):
    """Where spans and metrics are made: called as an attempt starts, its answer when it is over."""

    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]: ...


class Unobserved:
    def exchange(self, vendor: str, method: str, path: str) -> Callable[[Exchange], None]:
        return lambda exchange: None


def no_vendor_errors(status: int, body: object) -> ProviderError | None:
    return None


def utc_now() -> datetime:
    return datetime.now(UTC)


class VendorClient:
    """A pool of connections to one vendor. Enter it once, in the loop that uses it.

    `errors` maps a status and a parsed body to the error they mean, before the defaults do; it is asked
    for answers of every status. An error of it that only says "unavailable" becomes OutcomeUnknown on a
    write. Raises ProviderUnavailable (also at once, while the breaker is open), RateLimited,
    ProviderRefused, MalformedResponse, OutcomeUnknown.
    """

    def __init__(
        self,
        policy: VendorPolicy,
        *,
        errors: ErrorHook = no_vendor_errors,
        observe: Observe | None = None,
        clock: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.policy = policy
        self._errors = errors
        self._observe = observe or Unobserved()
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance
        self._limiter = AsyncLimiter(policy.rate, policy.period)
        self._breaker = _Breaker(policy, monotonic)
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        policy = self.policy
        self._http = httpx.AsyncClient(
            base_url=policy.base_url,
            headers={"accept": "application/json"} | _shown(policy.headers),
            params=_shown(policy.params),
            limits=httpx.Limits(max_connections=policy.connections),
            trust_env=httpx.URL(policy.base_url).host not in _LOOPBACK,  # no proxy sees those
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._http is not None:
            await self._http.aclose()
            self._http = None

    async def read(
        self,
        method: Literal["GET", "POST"],
        path: str,
        *,
        at: Mapping[str, str] | None = None,
        params: Params | None = None,
        json: object = None,
        errors: ErrorHook | None = None,
    ) -> Reply:
        """Of a template such as "/offers/{id}", filled from `at`. Tried again as the policy says."""
        call = _Call(method, path, _filled(path, at), params, json, False, errors or self._errors)
        result = await self._patiently(call)
        if isinstance(result, ProviderError):
            raise result  # here, not in an except block: nothing of httpx is chained to it
        return result

    async def write(
        self,
        method: Method,
        path: str,
        *,
        at: Mapping[str, str] | None = None,
        params: Params | None = None,
        json: object = None,
        errors: ErrorHook | None = None,
    ) -> Reply:
        """As `read`, but sent once at most."""
        call = _Call(method, path, _filled(path, at), params, json, True, errors or self._errors)
        try:
            return await self._attempt(call)
        except _Failed as failed:
            error = failed.error
        raise error

    async def _patiently(self, call: "_Call") -> Reply | ProviderError:
        patience = _Patience(self.policy, self._clock, self._monotonic, self._chance)
        tries = stamina.retry_context(on=patience, attempts=self.policy.tries, timeout=None)
        try:
            async for attempt in tries:
                with attempt:
                    return await self._attempt(call)
        except _Failed as failed:
            return failed.error
        raise AssertionError("unreachable")

    async def _attempt(self, call: "_Call") -> Reply:
        if not self._breaker.admits():
            text = "is left alone for a while after failing repeatedly"
            raise _Failed(ProviderUnavailable(self.policy.vendor, text))
        try:
            async with self._limiter:
                reply = await self._observed(call)
        except _Failed as failed:
            self._breaker.record(healthy=failed.healthy)
            raise
        except BaseException:
            self._breaker.abandon()
            raise
        self._breaker.record(healthy=True)
        return reply

    async def _observed(self, call: "_Call") -> Reply:
        vendor, seen, started = self.policy.vendor, _Seen(), self._monotonic()
        done = self._observe.exchange(vendor, call.method, call.path)
        outcome = "cancelled"
        try:
            reply = await self._exchange(call, seen)
            outcome = "ok"
            return reply
        except _Failed as failed:
            outcome = type(failed.error).__name__
            raise
        finally:
            ms = (self._monotonic() - started) * 1000
            exchange = Exchange(
                vendor, call.method, call.path, seen.status, ms, seen.received, outcome
            )
            _report(exchange)
            done(exchange)

    async def _exchange(self, call: "_Call", seen: "_Seen") -> Reply:
        timeouts = self.policy.writing if call.writes else self.policy.reading
        try:
            async with asyncio.timeout(timeouts.total):
                raw, headers = await self._transfer(call, timeouts, seen)
        except TimeoutError:
            raise self._broken(call, "didn't answer in time") from None
        except httpx.DecodingError:
            raise self._failed(
                call, MalformedResponse(self.policy.vendor, "sent garbage")
            ) from None
        except httpx.HTTPError as error:
            raise self._broken(call, _told_of(error), sent=not isinstance(error, _UNSENT)) from None
        return self._judged(call, seen.status or 0, raw, headers)

    async def _transfer(
        self, call: "_Call", timeouts: Timeouts, seen: "_Seen"
    ) -> tuple[bytes, Mapping[str, str]]:
        if self._http is None:
            raise RuntimeError("a VendorClient is entered before it is used")
        request = self._http.build_request(
            call.method,
            call.url,
            params=call.params,
            json=call.json,
            timeout=httpx.Timeout(**timeouts.model_dump(exclude={"total"})),
        )
        response = await self._http.send(request, stream=True)
        seen.status = response.status_code
        try:
            body = bytearray()
            async for chunk in response.aiter_bytes():
                body += chunk
                seen.received = len(body)
                if seen.received > self.policy.max_response_bytes:
                    text = f"sent more than {self.policy.max_response_bytes} bytes"
                    raise self._failed(call, MalformedResponse(self.policy.vendor, text))
            return bytes(body), response.headers
        finally:
            await response.aclose()

    def _judged(self, call: "_Call", status: int, raw: bytes, headers: Mapping[str, str]) -> Reply:
        vendor = self.policy.vendor
        body, readable = _parsed(raw)
        error = call.errors(status, body) or _default(vendor, status)
        if error is None and not readable:
            error = MalformedResponse(vendor, "sent no JSON")
        if error is None and call.writes and status == 202:
            error = OutcomeUnknown(vendor, "accepted the request but has not finished it")
        if error is None:
            return Reply(status, body, headers)
        until = _until(headers, self._clock()) if status in {429, 503} else None
        if isinstance(error, RateLimited) and error.retry_after is None:
            error.retry_after = until
        again = status in self.policy.retry_statuses and isinstance(error, ProviderUnavailable)
        raise self._failed(call, error, again=again, until=until)

    def _broken(self, call: "_Call", text: str, *, sent: bool = True) -> "_Failed":
        error = ProviderUnavailable(self.policy.vendor, text)
        return self._failed(call, error, again=True, sent=sent)

    def _failed(
        self,
        call: "_Call",
        error: ProviderError,
        *,
        again: bool = False,
        sent: bool = True,
        until: datetime | None = None,
    ) -> "_Failed":
        busy = isinstance(error, RateLimited)
        healthy = busy or not isinstance(error, ProviderUnavailable)
        vague = not busy and isinstance(error, ProviderUnavailable | MalformedResponse)
        if call.writes and sent and vague:
            error = OutcomeUnknown(error.provider, error.detail)
        return _Failed(error, again=again, healthy=healthy, until=until)


@dataclass(frozen=True)
class _Call:
    method: str
    path: str
    url: str = field(repr=False)
    params: Params | None = field(repr=False)
    json: object = field(repr=False)
    writes: bool
    errors: ErrorHook


@dataclass
class _Seen:
    status: int | None = None
    received: int = 0


class _Failed(Exception):
    """An attempt's error, whether another may follow (after `until`), and the vendor's health."""

    def __init__(
        self,
        error: ProviderError,
        *,
        again: bool = False,
        healthy: bool = False,
        until: datetime | None = None,
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.again = again
        self.healthy = healthy
        self.until = until


class _Patience:
    """How long to wait before another try, or False. Full jitter, on top of what the vendor says."""

    def __init__(
        self,
        policy: VendorPolicy,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._pause = policy.retry_pause
        self._deadline = monotonic() + policy.retry_budget
        self._clock = clock
        self._monotonic = monotonic
        self._chance = chance

    def __call__(self, error: Exception) -> float | bool:
        if not isinstance(error, _Failed) or not error.again:
            return False
        wait = self._chance() * self._pause
        self._pause *= 2
        if error.until is not None:
            wait += max(0.0, (error.until - self._clock()).total_seconds())
        return wait if self._monotonic() + wait <= self._deadline else False


class _Breaker:
    """Open after failures in a row; after a rest one call goes through and decides."""

    def __init__(self, policy: VendorPolicy, monotonic: Callable[[], float]) -> None:
        self._policy = policy
        self._monotonic = monotonic
        self._failures = 0
        self._opened: float | None = None
        self._probing = False

    def admits(self) -> bool:
        if self._opened is None:
            return True
        if self._probing or self._monotonic() - self._opened < self._policy.breaker_rest:
            return False
        self._probing = True
        return True

    def record(self, *, healthy: bool) -> None:
        self._probing = False
        self._failures = 0 if healthy else self._failures + 1
        if healthy:
            self._opened = None
        elif self._failures >= self._policy.breaker_failures:
            self._opened = self._monotonic()

    def abandon(self) -> None:
        self._probing = False


def _report(exchange: Exchange) -> None:
    level = logging.INFO if exchange.outcome == "ok" else logging.WARNING
    _log.log(
        level,
        "%s %s %s: %s (%s) in %.0f ms, %d bytes",
        exchange.vendor,
        exchange.method,
        exchange.path,
        exchange.outcome,
        exchange.status or "no status",
        exchange.ms,
        exchange.received,
    )


def _shown(values: Mapping[str, str | SecretStr]) -> dict[str, str]:
    return {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value
        for name, value in values.items()
    }


def _filled(path: str, at: Mapping[str, str] | None) -> str:
    values = at or {}
    if any(value in {"", ".", ".."} for value in values.values()):
        raise BadInput("an id can't be empty or dots")
    return path.format_map({name: quote(value, safe="") for name, value in values.items()})


def _told_of(error: httpx.HTTPError) -> str:
    """Never the error's own text: it may hold a header."""
    if isinstance(error, httpx.TimeoutException):
        return "didn't answer in time"
    return "can't be reached" if isinstance(error, _UNSENT) else "broke the connection"


def _default(vendor: str, status: int) -> ProviderError | None:
    text = f"answered HTTP {status}"
    if 200 <= status < 300:
        return None
    if status == 429:
        return RateLimited(vendor, text)
    if status >= 500 or status == 408:
        return ProviderUnavailable(vendor, text)
    return ProviderRefused(vendor, text) if status >= 400 else MalformedResponse(vendor, text)


def _parsed(raw: bytes) -> tuple[object, bool]:
    if not raw.strip():
        return None, True
    try:
        return json.loads(raw, parse_float=Decimal, parse_constant=_no_number), True
    except (ValueError, RecursionError):
        return None, False


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no JSON")


def _until(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """`Retry-After` (RFC 9110: seconds or a date), else `ratelimit-reset` (Duffel: a date)."""
    for name in ("retry-after", "ratelimit-reset"):
        text = headers.get(name, "").strip()
        if text.isdecimal():
            return now + timedelta(seconds=min(int(text[:9]), _DAY))
        for read in (parsedate_to_datetime, datetime.fromisoformat):
            try:
                moment = read(text)
            except (ValueError, TypeError):
                continue
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None
