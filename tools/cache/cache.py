"""Asking a provider at most once for the same thing while its answer holds.

An answer is looked for in this process, then in Redis, then asked for: by one of all that want it, in
this process and in all others on the same Redis. Near the end of its life it is asked for again while
it is still served. If the provider fails, the last answer is served and its notes say since when it is
stale. An empty answer holds briefly; so does a refusal (it is final for that question, and asking again
costs a call), in this process alone: another may have better credentials.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from tools.cache.entries import Entry
from tools.cache.errand import Asked, Errand, Layers
from tools.cache.keys import key_of
from tools.cache.local import Local
from tools.cache.operations import Operation
from tools.cache.patience import Away
from tools.cache.settings import CacheSettings, Terms
from tools.cache.stats import CacheStats, Tally, Use, told
from travel.errors import ProviderRefused

if TYPE_CHECKING:
    from tools.cache.shared import Shared

Q = TypeVar("Q")
A = TypeVar("A")
REPORT_SECONDS = 5.0
_log = logging.getLogger("tripsage.cache")


@asynccontextmanager
async def open_cache(
    settings: CacheSettings, clock: Callable[[], datetime]
) -> AsyncGenerator["Cache"]:
    """For the event loop that runs now. `clock` tells the time with a zone.

    A Redis that can't be reached raises nothing: it is tried again in the background.
    """
    local: Local[Entry[Any]] = Local(settings.local_entries, settings.local_bytes)
    layers = Layers(settings, clock, local, Tally())
    cache = Cache(layers)
    try:
        if settings.redis_url is None:
            yield cache
        else:
            async with _open_shared(layers, settings.redis_url.get_secret_value()):
                try:
                    yield cache
                finally:
                    await cache.land()
    finally:
        await cache.land()


class Cache:
    """Opened by `open_cache`."""

    def __init__(self, layers: Layers) -> None:
        self._layers = layers
        self._local = layers.local
        self._tally = layers.tally
        self._flights: dict[str, asyncio.Task[Any]] = {}

    def asking(self, provider: str, terms: Terms) -> "Asking":
        return Asking(self, provider, terms)

    async def answer(self, asked: Asked[Q, A]) -> A:
        """Raises what the provider raises."""
        now = self._layers.now()
        entry: Entry[A] | None = self._local.get(asked.key, now)
        if entry is not None and now < entry.fresh:
            self._tally.hit(entry, "process", now, asked)
            if now >= entry.refresh and asked.key not in self._flights:
                self._fly(asked, entry, ahead=True)
            return _given(entry)
        flight = self._flights.get(asked.key)
        if flight is None:
            return await asyncio.shield(self._fly(asked, entry))
        answer = await asyncio.shield(flight)
        self._tally.joined(asked)
        return answer

    async def clear(self, pattern: str = "*") -> int:
        """The number of entries that were deleted, whose keys match: `*` any text, `?` any character.

        Keys begin "flights.search:duffel:" (see `keys`). Raises StorageError where Redis is away.
        """
        count = self._local.clear(pattern)
        shared = self._layers.shared
        return count if shared is None else await shared.clear(pattern)

    async def stats(self) -> CacheStats:
        counts, shared = self._tally.counts.copy(), self._layers.shared
        if shared is not None:
            with suppress(Away):
                counts.update(await shared.counted())
        size = self._local.bytes
        return told(counts, entries=len(self._local), size=size, redis=self.redis)

    @property
    def uses(self) -> tuple[Use, ...]:
        """What this process asked of providers, and how much of it the cache answered."""
        return self._tally.uses

    @property
    def redis(self) -> Literal["none", "up", "down"]:
        shared = self._layers.shared
        if shared is None:
            return "none"
        return "up" if shared.up else "down"

    def forget(self) -> None:
        """What is in this process alone."""
        self._local.clear()

    async def land(self) -> None:
        """Gives up what is on its way."""
        flights = list(self._flights.values())
        for flight in flights:
            flight.cancel()
        await asyncio.gather(*flights, return_exceptions=True)

    def _fly(
        self, asked: Asked[Q, A], old: Entry[A] | None, *, ahead: bool = False
    ) -> "asyncio.Task[A]":
        """Goes on if the one who asked first is cancelled: others may be waiting."""
        flight = asyncio.create_task(Errand(self._layers, asked, old, ahead=ahead).run())
        self._flights[asked.key] = flight
        flight.add_done_callback(lambda done: self._landed(asked.key, done))
        return flight

    def _landed(self, key: str, flight: "asyncio.Task[Any]") -> None:
        del self._flights[key]
        if not flight.cancelled() and (error := flight.exception()) is not None:
            _log.debug("%s: %s", key, error)


@dataclass(frozen=True)
class Asking:
    """Bound to a provider and its terms."""

    cache: Cache
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


@asynccontextmanager
async def _open_shared(layers: Layers, url: str) -> AsyncGenerator[None]:
    from tools.cache.shared import Shared

    heard = _Heard(layers.local, layers.tally)
    async with Shared(url, layers.settings, heard).open() as shared:
        layers.shared = shared
        reporting = asyncio.create_task(_reporting(layers.tally, shared))
        try:
            yield
        finally:
            reporting.cancel()
            await asyncio.gather(reporting, return_exceptions=True)
            await _report(layers.tally, shared)


async def _reporting(tally: Tally, shared: "Shared") -> None:
    while True:
        await asyncio.sleep(REPORT_SECONDS)
        await _report(tally, shared)


async def _report(tally: Tally, shared: "Shared") -> None:
    counts = tally.taken()
    try:
        if counts:
            await shared.add(counts)
    except Away:
        tally.counts.update(counts)


class _Heard:
    """Implements `Invalidations`."""

    def __init__(self, local: Local[Entry[Any]], tally: Tally) -> None:
        self._local = local
        self._tally = tally

    def one(self, key: str) -> None:
        self._local.drop(key)

    def all(self) -> None:
        self._local.clear()

    def lapsed(self) -> None:
        self._tally.add("redis_lapses")


def _given(entry: Entry[A]) -> A:
    if isinstance(entry.answer, ProviderRefused):
        raise entry.answer
    return entry.answer
