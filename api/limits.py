"""How much one person, and one address, may ask of the server; told in headers and problems.

Header fields and problem type: draft-ietf-httpapi-ratelimit-headers-10.
"""

import math
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from api.asking import ASKING
from api.problems import Problem
from graphs.events import Event, RunFinished, RunInterrupted
from tools.limits.counters import Counters, Quota, Standing

MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
SHARED_ADDRESS = 4  # people behind one address who may each ask all that is theirs
NEW_SESSIONS = Quota("sessions", 10, HOUR)  # anonymous ones, of an address
LONGEST_RUN = 300  # seconds that a run counts as going on where nobody says that it ended
RESERVED = 10_000  # micro-dollars that a turn is held to cost until it is known
MICRO = 1_000_000
EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"
Turn = Callable[[], AsyncIterator[Event]]


@dataclass(frozen=True)
class Allowance:
    """Of a person. `cost` in USD of language models a day (UTC)."""

    requests: int = 300  # a minute
    runs: int = 4  # at once
    cost: Decimal = Decimal(5)


@dataclass(frozen=True)
class Told:
    """How a quota stands, for the header fields."""

    quota: Quota
    standing: Standing

    @property
    def policy(self) -> str:
        return f'"{self.quota.name}";q={self.quota.amount};w={self.quota.seconds}'

    @property
    def field(self) -> str:
        standing = self.standing
        return f'"{self.quota.name}";r={standing.left};t={math.ceil(standing.reset)}'


class Limits:
    """`priced` tells whether turns can cost anything."""

    def __init__(
        self,
        counters: Counters,
        allowance: Allowance,
        *,
        priced: bool,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._counters, self._allowed, self._now = counters, allowance, now
        self._reserved = RESERVED if priced else 0

    async def address(self) -> Told:
        """Raises Problem."""
        amount = self._allowed.requests * SHARED_ADDRESS
        return await self._took(Quota("address", amount, MINUTE), ASKING.get().address)

    async def person(self, user: str) -> Told:
        """Raises Problem."""
        return await self._took(Quota("user", self._allowed.requests, MINUTE), user)

    async def session(self) -> None:
        """One more anonymous one. Raises Problem."""
        await self._took(NEW_SESSIONS, ASKING.get().address)

    async def seat(self, user: str, run: str) -> "Seat":
        """A place for one more run of the user's, if it can be paid for. Raises Problem."""
        address = ASKING.get().address
        allowed = self._allowed
        purses = [
            (_key("cost", "user", user), allowed.cost),
            (_key("cost", "address", address), allowed.cost * SHARED_ADDRESS),
        ]
        await self._affordable(purses)
        seats = [
            (_key("runs", "user", user), allowed.runs),
            (_key("runs", "address", address), allowed.runs * SHARED_ADDRESS),
        ]
        member = _key("run", f"{user} {run}")
        await self._seated(seats, member)
        return Seat(self, [key for key, _ in seats], [key for key, _ in purses], member)

    def standing(self, user: str) -> "Seat":
        """Of a run that was let in before: it is only paid for."""
        return Seat(self, [], [_key("cost", "user", user)], "")

    async def leave(self, seats: Sequence[str], member: str) -> None:
        for key in seats:
            await self._counters.leave(key, member)

    async def reserve(self, purses: Sequence[str]) -> None:
        await self._spend(purses, self._reserved)

    async def settle(self, purses: Sequence[str], cost: Decimal | None) -> None:
        """What was reserved becomes what it was; a stopped turn's stays reserved."""
        await self._spend(purses, _micro(cost) - self._reserved)

    async def _took(self, quota: Quota, who: str) -> Told:
        standing = await self._counters.take(_key("requests", quota.name, who), quota)
        told = Told(quota, standing)
        if not standing.allowed:
            raise exceeded(told.quota.name, "Too many requests.", standing.retry, told)
        return told

    async def _seated(self, seats: list[tuple[str, int]], member: str) -> None:
        for at, (key, most) in enumerate(seats):
            if not await self._counters.enter(key, member, most=most, seconds=LONGEST_RUN):
                await self.leave([key for key, _ in seats[:at]], member)
                raise exceeded("runs", f"At most {most} turns at once.", 5)

    async def _affordable(self, purses: list[tuple[str, Decimal]]) -> None:
        now = self._now()
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        for key, most in purses:
            spent = await self._counters.spend(f"{key}:{now:%Y-%m-%d}", 0, seconds=2 * DAY)
            if spent + self._reserved > _micro(most):
                text = "What a day's turns may cost is used up; the day begins at 00:00 UTC."
                raise exceeded("cost", text, (midnight - now).total_seconds())

    async def _spend(self, purses: Sequence[str], amount: int) -> None:
        if amount:
            for key in purses:
                day = f"{key}:{self._now():%Y-%m-%d}"
                await self._counters.spend(day, amount, seconds=2 * DAY)


@dataclass(frozen=True)
class Seat:
    """A run's place among those that go on at once, and whose purses it is paid from."""

    limits: Limits
    seats: Sequence[str]
    purses: Sequence[str]
    member: str

    def counted(self, turn: Turn) -> Turn:
        """The turn, which gives its place back and is paid for at its end."""

        async def events() -> AsyncIterator[Event]:
            await self.limits.reserve(self.purses)
            try:
                async for event in turn():
                    if isinstance(event, RunFinished | RunInterrupted):
                        await self.limits.settle(self.purses, event.result.usage.cost)
                    yield event
            finally:
                await self.leave()

        return events

    async def leave(self) -> None:
        await self.limits.leave(self.seats, self.member)


def exceeded(name: str, text: str, retry: float, told: Told | None = None) -> Problem:
    headers = {"Retry-After": str(max(1, math.ceil(retry)))}
    if told is not None:
        headers |= headers_of([told])
    more = {"type": EXCEEDED, "violated-policies": [name]}
    return Problem(429, "quota_exceeded", text, more, headers)


def headers_of(told: list[Told]) -> dict[str, str]:
    return {
        "RateLimit-Policy": ", ".join(each.policy for each in told),
        "RateLimit": ", ".join(each.field for each in told),
    }


def _micro(dollars: Decimal | None) -> int:
    return round((dollars or Decimal(0)) * MICRO)


def _key(*parts: str) -> str:
    """Nobody's name or address lies in Redis."""
    *names, who = parts
    return ":".join(("tripsage:limits", *names, sha256(who.encode()).hexdigest()[:24]))
