"""Asking a provider at most once for the same thing while its answer holds.

An answer is looked for in this process, then in Redis, then asked for: by one of all that want it, in
this process and in all others on the same Redis. Near the end of its life it is asked for again while
it is still served. If the provider fails, the last answer is served and its notes say since when it is
stale. An empty answer holds briefly; so does a refusal (it is final for that question, and asking again
costs a call), in this process alone: another may have better credentials.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil, inf
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tools.cache.entries import Entry, Unreadable, dated
from tools.cache.keys import key_of
from tools.cache.local import Local, Watch
from tools.cache.operations import Operation
from tools.cache.patience import Away, Patience
from tools.cache.settings import CacheSettings, Lifetime, Terms
from tools.cache.stats import CacheStats, Tally, told
from travel.errors import MalformedResponse, ProviderError, ProviderRefused, ProviderUnavailable

if TYPE_CHECKING:
    from tools.cache.shared import Shared

Q = TypeVar("Q")
A = TypeVar("A")
REPORT_SECONDS = 5.0
_log = logging.getLogger("tripsage.cache")


@dataclass(frozen=True, slots=True)
class Asked(Generic[Q, A]):
    """One question to one provider."""

    key: str
    operation: Operation[Q, A]
    provider: str
    terms: Terms
    question: Q
    call: Callable[[Q], Awaitable[A]]


@dataclass(frozen=True)
class Asking:
    """Bound to a provider and its terms."""

    cache: "Cache"
    provider: str
    terms: Terms

    async def __call__(
        self, operation: Operation[Q, A], question: Q, call: Callable[[Q], Awaitable[A]]
    ) -> A:
        """The answer of `call`, perhaps of an earlier one. Raises what `call` raises."""
        of = operation.capability, operation.name, self.provider, self.terms
        key = key_of(*of, question)
        asked = Asked(key, operation, self.provider, self.terms, question, call)
        return await self.cache.answer(asked)


class Cache:
    """Opened by `open_cache`. `clock` tells the time with a zone."""

    def __init__(self, settings: CacheSettings, clock: Callable[[], datetime]) -> None:
        self._settings = settings
        self._clock = clock
        self._local: Local[Entry[Any]] = Local(settings.local_entries, settings.local_bytes)
        self._flights: dict[str, asyncio.Task[Any]] = {}
        self._tally = Tally()
        self._shared: Shared | None = None

    def asking(self, provider: str, terms: Terms) -> Asking:
        return Asking(self, provider, terms)

    async def answer(self, asked: Asked[Q, A]) -> A:
        now = self._now()
        entry: Entry[A] | None = self._local.get(asked.key, now)
        if entry is not None and now < entry.fresh:
            self._tally.hit(entry, "process", now, asked.terms)
            if now >= entry.refresh and asked.key not in self._flights:
                self._fly(asked.key, self._asked_for(asked, entry, ahead=True))
            return _given(entry)
        flight = self._flights.get(asked.key)
        if flight is not None:
            answer = await asyncio.shield(flight)
            self._tally.joined(asked.terms)
            return answer
        return await asyncio.shield(self._fly(asked.key, self._asked_for(asked, entry)))

    async def clear(self, pattern: str = "*") -> int:
        """The number of entries that were deleted, whose keys match: `*` any text, `?` any character.

        Keys begin "flights.search:duffel:" (see `keys`). Raises StorageError where Redis is away.
        """
        count = self._local.clear(pattern)
        return count if self._shared is None else await self._shared.clear(pattern)

    async def stats(self) -> CacheStats:
        counts = self._tally.counts.copy()
        redis = "none"
        if self._shared is not None:
            try:
                counts.update(await self._shared.counted())
                redis = "up"
            except Away:
                redis = "down"
        return told(counts, entries=len(self._local), size=self._local.bytes, redis=redis)

    @asynccontextmanager
    async def opened(self) -> AsyncGenerator["Cache"]:
        try:
            if self._settings.redis_url is None:
                yield self
                return
            from tools.cache.shared import Shared

            shared = Shared(self._settings, _Heard(self._local, self._tally))
            async with shared.open() as self._shared:
                reporting = asyncio.create_task(self._reporting(shared))
                try:
                    yield self
                finally:
                    reporting.cancel()
                    await self._landed()
                    await self._report(shared)
        finally:
            await self._landed()
            self._shared = None

    async def _landed(self) -> None:
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _fly(self, key: str, work: Coroutine[Any, Any, A]) -> "asyncio.Task[A]":
        """Goes on if the one who asked first is cancelled: others may be waiting."""
        flight = asyncio.create_task(work)
        self._flights[key] = flight

        def land(done: "asyncio.Task[A]") -> None:
            del self._flights[key]
            if not done.cancelled() and (error := done.exception()) is not None:
                _log.debug("%s: %s", key, error)

        flight.add_done_callback(land)
        return flight

    async def _asked_for(
        self, asked: Asked[Q, A], old: Entry[A] | None, *, ahead: bool = False
    ) -> A:
        with self._local.watching(asked.key) as watch:
            patience = Patience(self._settings.patience.total_seconds())
            known = None if old is None else old.original or old
            lease = None
            try:
                found = await self._look(asked, patience)
                while found is not None or lease is None:
                    if found is not None and self._serves(found, ahead=ahead):
                        return await self._found(asked, found, lease, watch)
                    ...
            except Away:
                pass
            return await self._called(asked, known, lease, patience, watch, ahead=ahead)
