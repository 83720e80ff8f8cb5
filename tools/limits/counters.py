"""What is counted, and how it stands."""

from typing import NamedTuple, Protocol


class Quota(NamedTuple):
    """`amount` in `seconds`, all at once or spread."""

    name: str
    amount: int
    seconds: int


class Standing(NamedTuple):
    """`left` now, all of it again in `reset` seconds; where refused, `retry` seconds until one is let in."""

    allowed: bool
    left: int
    reset: float
    retry: float


class Counters(Protocol):
    async def take(self, key: str, quota: Quota) -> Standing:
        """One of the quota, by the generic cell rate algorithm (ITU-T I.371)."""
        ...

    async def enter(self, key: str, member: str, *, most: int, seconds: int) -> bool:
        """Whether there is a place for it, which it has until it leaves or the seconds are over."""
        ...

    async def leave(self, key: str, member: str) -> None: ...

    async def spend(self, key: str, amount: int, *, seconds: int) -> int:
        """What is spent in all; forgotten after so many seconds without spending."""
        ...
