"""Whom a token is of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal


class Unavailable(Exception):
    """Nobody can tell whose the token is for now: what would tell doesn't answer."""


@dataclass(frozen=True)
class Caller:
    """`local` is the person of this machine, a `script` acts for the user whose key it holds."""

    user: str
    kind: Literal["local", "person", "anonymous", "script"]
    writes: bool = True


Identify = Callable[[str], Awaitable[Caller | None]]  # of a token; None for nobody's
