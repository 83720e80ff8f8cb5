"""Counters of this process."""

import time
from collections.abc import Callable

from tools.limits.counters import Quota, Standing

MOST = 20_000  # keys; past this those that are over are dropped


class LocalCounters:
    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._arrivals: dict[str, float] = {}
        self._members: dict[str, dict[str, float]] = {}
        self._spent: dict[str, tuple[int, float]] = {}

    async def take(self, key: str, quota: Quota) -> Standing:
        now = self._now()
        step = quota.seconds / quota.amount
        due = max(self._arrivals.get(key, now), now) + step
        early = due - quota.seconds - now
        if early > 1e-6:
            return Standing(False, 0, due - step - now, early)
        self._arrivals[key] = due
        if len(self._arrivals) > MOST:
            self._arrivals = {name: at for name, at in self._arrivals.items() if at > now}
        left = int((quota.seconds - (due - now)) / step + 1e-6)
        return Standing(True, left, due - now, 0.0)

    async def enter(self, key: str, member: str, *, most: int, seconds: int) -> bool:
        now = self._now()
        there = {name: at for name, at in self._members.get(key, {}).items() if at > now}
        if member not in there and len(there) >= most:
            return False
        self._members[key] = {**there, member: now + seconds}
        return True

    async def leave(self, key: str, member: str) -> None:
        there = self._members.get(key, {})
        there.pop(member, None)
        if not there:
            self._members.pop(key, None)

    async def spend(self, key: str, amount: int, *, seconds: int) -> int:
        now = self._now()
        before, until = self._spent.get(key, (0, 0.0))
        total = amount + (before if until > now else 0)
        if amount:
            self._spent[key] = total, now + seconds
        if len(self._spent) > MOST:
            self._spent = {name: each for name, each in self._spent.items() if each[1] > now}
        return total
