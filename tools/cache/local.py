"""The layer in this process: decoded values, the least recently used dropped first."""

from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Watch:
    """Whether a key stayed as it was while something was read or asked for it."""

    undisturbed: bool = True


@dataclass(slots=True)
class _Held(Generic[T]):
    value: T
    size: int
    until: float


class Local(Generic[T]):
    """At most `entries` values of at most `size` bytes together."""

    def __init__(self, entries: int, size: int) -> None:
        self._most_entries = entries
        self._most_bytes = size
        self._held: OrderedDict[str, _Held[T]] = OrderedDict()
        self._watches: dict[str, list[Watch]] = {}
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: str, now: float) -> T | None:
        held = self._held.get(key)
        if held is None:
            return None
        if now >= held.until:
            self._remove(key)
            return None
        self._held.move_to_end(key)
        return held.value

    def put(
        self, key: str, value: T, *, size: int, until: float, watch: Watch | None = None
    ) -> None:
        """Unless `watch` was disturbed: what was read before a key was dropped isn't kept after it."""
        if (watch is not None and not watch.undisturbed) or size > self._most_bytes:
            return
        self._remove(key)
        self._held[key] = _Held(value, size, until)
        self.bytes += size
        while len(self._held) > self._most_entries or self.bytes > self._most_bytes:
            self._remove(next(iter(self._held)))

    @contextmanager
    def watching(self, key: str) -> Generator[Watch]:
        watch = Watch()
        watches = self._watches.setdefault(key, [])
        watches.append(watch)
        try:
            yield watch
        finally:
            watches.remove(watch)
            if not watches and self._watches.get(key) is watches:
                del self._watches[key]

    def drop(self, key: str) -> None:
        for watch in self._watches.get(key, ()):
            watch.undisturbed = False
        self._remove(key)

    def clear(self, pattern: str = "*") -> int:
        """The number of keys dropped: those that match, `*` being anything and `?` any character."""
        if pattern == "*":
            matching = list(self._held)
            self._disturb(list(self._watches))
        else:
            matching = [key for key in self._held if fnmatchcase(key, pattern)]
            self._disturb([key for key in self._watches if fnmatchcase(key, pattern)])
        for key in matching:
            self._remove(key)
        return len(matching)

    def _disturb(self, keys: list[str]) -> None:
        for key in keys:
            for watch in self._watches[key]:
                watch.undisturbed = False

    def _remove(self, key: str) -> None:
        held = self._held.pop(key, None)
        if held is not None:
            self.bytes -= held.size
