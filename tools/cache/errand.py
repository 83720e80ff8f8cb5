"""One question on its way to an answer: to Redis, to whoever else asks it, to the provider."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import inf
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from tools.cache.entries import Entry, Unreadable, dated
from tools.cache.local import Local, Watch
from tools.cache.operations import Operation
from tools.cache.patience import Away, Patience
from tools.cache.settings import CacheSettings, Terms
from tools.cache.stats import Tally
from travel.errors import MalformedResponse, ProviderError, ProviderRefused, ProviderUnavailable

if TYPE_CHECKING:
    from tools.cache.shared import Shared

Q = TypeVar("Q")
A = TypeVar("A")
_PASSING = (ProviderUnavailable, MalformedResponse)


@dataclass(frozen=True, slots=True)
class Asked(Generic[Q, A]):
    """One question to one provider."""

    key: str
    operation: Operation[Q, A]
    provider: str
    terms: Terms
    question: Q
    call: Callable[[Q], Awaitable[A]]


@dataclass
class Layers:
    """What all questions share. `shared` is None without Redis."""

    settings: CacheSettings
    clock: Callable[[], datetime]
    local: Local[Entry[Any]]
    tally: Tally
    shared: "Shared | None" = None

    def now(self) -> float:
        return self.clock().timestamp()


class Errand(Generic[Q, A]):
    """`old` is an answer that would serve if all else failed; `ahead`: it still serves now."""

    def __init__(
        self, layers: Layers, asked: Asked[Q, A], old: Entry[A] | None, *, ahead: bool
    ) -> None:
        self._layers = layers
        self._settings = layers.settings
        self._shared = layers.shared
        self._asked = asked
        self._old = None if old is None else old.original or old
        self._ahead = ahead
        self._patience = self._full_patience()
        self._lease: str | None = None
        self._watch = Watch()

    async def run(self) -> A:
        """Raises what the provider raises, unless an earlier answer serves."""
        with self._layers.local.watching(self._asked.key) as self._watch:
            try:
                found = await self._elsewhere()
            except Away:
                found = None
            except ProviderError as error:  # met by the process that was waited for
                return self._instead(error)
            if found is None:
                return await self._called()
            self._copy(found)
            if not self._ahead:
                now = self._layers.now()
                self._layers.tally.hit(found, "redis", now, self._asked)
            return found.answer

    async def _elsewhere(self) -> Entry[A] | None:
        """What Redis has, or gets from another process; else None, with the lease."""
        shared, key = self._shared, self._asked.key
        if shared is None:
            return None
        raw = await shared.get(key, self._patience)
        while True:
            found = self._read(raw)
            if found is not None:
                return found
            lease, raw = await shared.turn(key, self._patience)
            found = self._read(raw)  # another may have been quicker
            if lease is not None and found is not None:
                await shared.end(key, lease)
            if lease is not None or found is not None:
                self._lease = lease
                return found
            raw = await shared.settled(key)
            self._patience = self._full_patience()

    def _read(self, raw: bytes | None) -> Entry[A] | None:
        """One that serves; one that only would if all else failed is remembered."""
        if raw is None:
            return None
        tally, now = self._layers.tally, self._layers.now()
        tally.add("bytes_read", len(raw))
        try:
            entry = self._asked.operation.codec.read(raw)
        except Unreadable:
            tally.add("unreadable")
            return None
        if now < (entry.refresh if self._ahead else entry.fresh):
            return entry
        if now < entry.dead:
            self._old = entry
        return None

    async def _called(self) -> A:
        tally = self._layers.tally
        tally.called(self._asked)
        if self._ahead:
            tally.refreshed(self._asked)
        try:
            async with self._leased():
                answer = await self._asked.call(self._asked.question)
        except ProviderError as error:
            tally.failed(self._asked)
            await self._end(error)
            return self._instead(error)
        except BaseException:
            await self._end()
            raise
        await self._keep(answer)
        return answer

    async def _keep(self, answer: A) -> None:
        now, codec = self._layers.now(), self._asked.operation.codec
        entry = self._entry(answer, now)
        if now >= entry.dead:
            await self._end()
            return
        body = codec.body(answer)
        entry = replace(entry, size=len(body))
        alone = min(entry.dead, now + self._settings.detached.total_seconds())
        if self._shared is None:
            self._put(entry, until=entry.dead)
        elif self._lease is None:
            self._put(entry, until=alone)
        else:
            await self._share(self._shared, self._lease, entry, codec.written(entry, body), alone)

    async def _share(
        self, shared: "Shared", lease: str, entry: Entry[A], raw: bytes, alone: float
    ) -> None:
        """Kept in this process too, for less long if not in Redis; not where the lease was lost."""
        length = None if entry.dead == inf else max(1, int((entry.dead - entry.made) * 1000))
        try:
            kept = await shared.store(self._asked.key, raw, length, lease, self._patience)
        except Away:
            self._put(entry, until=alone)
            return
        if kept:
            self._layers.tally.add("bytes_written", len(raw))
            self._copy(entry)

    def _entry(self, answer: A, now: float) -> Entry[A]:
        operation, settings = self._asked.operation, self._settings
        today = datetime.fromtimestamp(now, UTC).date()
        tier = operation.tier(self._asked.question, answer, today)
        negative = operation.empty(answer)
        brief = now + settings.negative.total_seconds() if negative else inf
        return dated(
            answer,
            tier,
            settings.lifetime(tier),
            now=now,
            expires=min(operation.expires(answer), brief),
            refresh_after=1 if negative else settings.refresh_after,
            negative=negative,
        )

    def _instead(self, error: ProviderError) -> A:
        """The last answer, as it was or as stale. Raises `error` where none serves."""
        now, old = self._layers.now(), self._old
        good = old is not None and now < old.fresh  # it was asked for ahead of need
        if isinstance(error, ProviderRefused) and not good:
            brief = now + self._settings.negative.total_seconds()
            refusal: Entry[Any] = Entry(error, "hot", now, inf, brief, brief, negative=True)
            self._put(refusal, until=brief)
            raise error
        passing = isinstance(error, _PASSING)
        if old is None or now >= old.dead or not (good or passing):
            raise error
        hold = min(now + self._settings.hold.total_seconds(), old.dead)
        if good:
            self._put(replace(old, refresh=hold), until=old.dead)
            return old.answer
        stale = self._stale(old, hold)
        self._put(stale, until=old.dead)
        self._layers.tally.hit(stale, "process", now, self._asked)
        return stale.answer

    def _stale(self, old: Entry[A], hold: float) -> Entry[A]:
        since = datetime.fromtimestamp(old.fresh, UTC).isoformat(sep=" ", timespec="minutes")
        note = f"stale since {since}: {self._asked.provider} didn't answer when asked again"
        answer = self._asked.operation.noted(old.answer, note)
        return replace(old, answer=answer, refresh=inf, fresh=hold, stale=True, original=old)

    def _copy(self, entry: Entry[A]) -> None:
        """Of what Redis holds, where it will be heard if another deletes it."""
        if self._shared is not None and self._shared.tracks:
            self._put(entry, until=entry.dead)

    def _put(self, entry: Entry[Any], *, until: float) -> None:
        key, watch = self._asked.key, self._watch
        self._layers.local.put(key, entry, size=entry.size, until=until, watch=watch)

    def _leased(self) -> AbstractAsyncContextManager[None]:
        if self._shared is None or self._lease is None:
            return nullcontext()
        return self._shared.renewed(self._asked.key, self._lease)

    async def _end(self, error: ProviderError | None = None) -> None:
        if self._shared is not None and self._lease is not None:
            await self._shared.end(self._asked.key, self._lease, error)

    def _full_patience(self) -> Patience:
        return Patience(self._settings.patience.total_seconds())
