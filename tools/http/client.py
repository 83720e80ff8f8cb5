"""One client a vendor: the only module that imports httpx."""

import asyncio
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self
from urllib.parse import urlsplit

import httpx
import stamina
from aiolimiter import AsyncLimiter

from tools.http.answers import by_status, parsed
from tools.http.calls import Call, Method, Params, filled
from tools.http.patience import Breaker, Failed, Patience, until
from tools.http.policy import (
    ErrorHook,
    Exchange,
    Observe,
    Reply,
    Timeouts,
    Unobserved,
    VendorPolicy,
    no_vendor_errors,
    revealed,
)
from travel.errors import (
    MalformedResponse,
    OutcomeUnknown,
    ProviderError,
    ProviderUnavailable,
    RateLimited,
)

_log = logging.getLogger("tripsage.http")
# httpx writes whole URLs at INFO, with the keys that some vendors want in the query.
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)
logging.getLogger("httpcore").setLevel(logging.INFO)  # at DEBUG it writes headers
# stamina would tell of retries a second time, and where structlog is installed on stdout.
stamina.instrumentation.set_on_retry_hooks([])
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# The request has not left this machine.
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.LocalProtocolError,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


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
        self._breaker = Breaker(policy, monotonic)
        self._http: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        policy = self.policy
        self._http = httpx.AsyncClient(
            base_url=policy.base_url,
            headers={"accept": "application/json"} | revealed(policy.headers),
            params=revealed(policy.params),
            limits=httpx.Limits(max_connections=policy.connections),
            trust_env=urlsplit(policy.base_url).hostname not in _LOOPBACK,  # no proxy sees those
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
        call = Call(method, path, filled(path, at), params, json, False, errors or self._errors)
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
        call = Call(method, path, filled(path, at), params, json, True, errors or self._errors)
        try:
            return await self._attempt(call, 1)
        except Failed as failed:
            error = failed.error
        raise error

    async def _patiently(self, call: Call) -> Reply | ProviderError:
        patience = Patience(self.policy, self._clock, self._monotonic, self._chance)
        tries = stamina.retry_context(on=patience, attempts=self.policy.tries, timeout=None)
        try:
            async for attempt in tries:
                with attempt:
                    return await self._attempt(call, attempt.num)
        except Failed as failed:
            return failed.error
        raise AssertionError("unreachable")

    async def _attempt(self, call: Call, tried: int) -> Reply:
        if not self._breaker.admits():
            text = "is left alone for a while after failing repeatedly"
            raise Failed(ProviderUnavailable(self.policy.vendor, text))
        try:
            async with self._limiter:
                reply = await self._observed(call, tried)
        except Failed as failed:
            self._breaker.record(healthy=failed.healthy)
            raise
        except BaseException:
            self._breaker.abandon()
            raise
        self._breaker.record(healthy=True)
        return reply

    async def _observed(self, call: Call, tried: int) -> Reply:
        vendor, seen, started = self.policy.vendor, _Seen(), self._monotonic()
        done = self._observe.exchange(vendor, call.method, call.path)
        outcome = "cancelled"
        try:
            reply = await self._exchange(call, seen)
            outcome = "ok"
            return reply
        except Failed as failed:
            outcome = type(failed.error).__name__
            raise
        finally:
            ms = (self._monotonic() - started) * 1000
            exchange = Exchange(
                vendor, call.method, call.path, seen.status, ms, seen.received, outcome, tried
            )
            _report(exchange)
            done(exchange)

    async def _exchange(self, call: Call, seen: "_Seen") -> Reply:
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
        self, call: Call, timeouts: Timeouts, seen: "_Seen"
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

    def _judged(self, call: Call, status: int, raw: bytes, headers: Mapping[str, str]) -> Reply:
        vendor = self.policy.vendor
        body, readable = parsed(raw)
        error = call.errors(status, body) or by_status(vendor, status)
        if error is None and not readable:
            error = MalformedResponse(vendor, "sent no JSON")
        if error is None and call.writes and status == 202:
            error = OutcomeUnknown(vendor, "accepted the request but has not finished it")
        if error is None:
            return Reply(status, body, headers)
        moment = until(headers, self._clock()) if status in {429, 503} else None
        if isinstance(error, RateLimited) and error.retry_after is None:
            error.retry_after = moment
        again = status in self.policy.retry_statuses and isinstance(error, ProviderUnavailable)
        raise self._failed(call, error, again=again, until=moment)

    def _broken(self, call: Call, text: str, *, sent: bool = True) -> "Failed":
        error = ProviderUnavailable(self.policy.vendor, text)
        return self._failed(call, error, again=True, sent=sent)

    def _failed(
        self,
        call: Call,
        error: ProviderError,
        *,
        again: bool = False,
        sent: bool = True,
        until: datetime | None = None,
    ) -> "Failed":
        busy = isinstance(error, RateLimited)
        healthy = busy or not isinstance(error, ProviderUnavailable)
        vague = not busy and isinstance(error, ProviderUnavailable | MalformedResponse)
        if call.writes and sent and vague:
            error = OutcomeUnknown(error.provider, error.detail)
        return Failed(error, again=again, healthy=healthy, until=until)


@dataclass
class _Seen:
    status: int | None = None
    received: int = 0


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


def _told_of(error: httpx.HTTPError) -> str:
    """Never the error's own text: it may hold a header."""
    if isinstance(error, httpx.TimeoutException):
        return "didn't answer in time"
    return "can't be reached" if isinstance(error, _UNSENT) else "broke the connection"
