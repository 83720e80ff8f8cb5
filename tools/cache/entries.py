"""An answer with its dates, and how it is written: two lines of JSON.

The first line says which version of this format it is, the shape of the answer (a digest of its JSON
schema: an entry that an older or newer TripSage wrote is no entry) and the dates in seconds since 1970.
The second is the answer (see `compact`), deflated where that saves something.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from json import dumps, loads
from math import inf
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, TypeAdapter

from tools.cache.compact import Compact
from tools.cache.settings import Lifetime, Tier

A = TypeVar("A")
VERSION = 1
DEFLATE_FROM = 2_000  # bytes


@dataclass(frozen=True, slots=True)
class Entry(Generic[A]):
    """Instants are seconds since 1970; infinite where there is no end."""

    answer: A
    tier: Tier
    made: float
    refresh: float  # from then on, whoever reads it has it asked for again
    fresh: float  # until then it is as good as new
    dead: float  # from then on it isn't served at all
    negative: bool = False
    stale: bool = False  # the answer's notes say so
    size: int = 0  # bytes, as JSON
    original: "Entry[A] | None" = None  # of a stale one, before its notes said so


def dated(
    answer: A,
    tier: Tier,
    lifetime: Lifetime,
    *,
    now: float,
    expires: float,
    refresh_after: float,
    negative: bool = False,
) -> Entry[A]:
    """`expires` is when the answer itself says that it ends."""
    length = inf if lifetime.fresh is None else lifetime.fresh.total_seconds()
    fresh = min(now + length, expires)
    dead = min(now + length + lifetime.stale.total_seconds(), expires)
    refresh = now + refresh_after * (fresh - now) if refresh_after < 1 else inf
    return Entry(answer, tier, made=now, refresh=refresh, fresh=fresh, dead=dead, negative=negative)


class Unreadable(Exception):
    """Not an entry of this version and shape."""


class Codec(Generic[A]):
    """Writes and reads entries of one type of answer."""

    def __init__(self, adapter: TypeAdapter[A], kind: type[BaseModel]) -> None:
        self._adapter = adapter
        self._compact = Compact(adapter, kind)

    @cached_property
    def shape(self) -> str:
        schema = self._adapter.json_schema(mode="serialization")
        return blake2b(dumps(schema, sort_keys=True).encode(), digest_size=6).hexdigest()

    def body(self, answer: A) -> bytes:
        return self._compact.written(answer)

    def written(self, entry: Entry[A], body: bytes) -> bytes:
        packed = zlib.compress(body, 1) if len(body) >= DEFLATE_FROM else body
        head = {
            "version": VERSION,
            "shape": self.shape,
            "tier": entry.tier,
            "made": entry.made,
            "refresh": _json(entry.refresh),
            "fresh": _json(entry.fresh),
            "dead": _json(entry.dead),
            "negative": entry.negative,
            "deflated": packed is not body,
        }
        return dumps(head, separators=(",", ":")).encode() + b"\n" + packed

    def read(self, raw: bytes) -> Entry[A]:
        """Raises Unreadable."""
        try:
            first, packed = raw.split(b"\n", 1)
            head: dict[str, Any] = loads(first)
            if head["version"] != VERSION or head["shape"] != self.shape:
                raise Unreadable("of another version")
            body = zlib.decompress(packed) if head["deflated"] else packed
            return Entry(
                self._compact.read(body),
                head["tier"],
                made=head["made"],
                refresh=_seconds(head["refresh"]),
                fresh=_seconds(head["fresh"]),
                dead=_seconds(head["dead"]),
                negative=head["negative"],
                size=len(raw),
            )
        except (ValueError, LookupError, TypeError, zlib.error) as error:
            raise Unreadable("garbled") from error


def _json(instant: float) -> float | None:
    return None if instant == inf else instant


def _seconds(instant: float | None) -> float:
    return inf if instant is None else float(instant)
