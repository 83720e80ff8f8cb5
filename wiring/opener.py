"""What is opened by the first who needs it, and once."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Generic, Self, TypeVar

T = TypeVar("T")


class Opener(Generic[T]):
    """Called, it gives what `opening` opens, and raises what that raises; left, it closes it."""

    def __init__(self, opening: Callable[[], AbstractAsyncContextManager[T]]) -> None:
        self._opening = opening
        self._stack = AsyncExitStack()
        self._alone = asyncio.Lock()
        self._opened: T | None = None

    async def __call__(self) -> T:
        async with self._alone:
            if self._opened is None:
                self._opened = await self._stack.enter_async_context(self._opening())
            return self._opened

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self._stack.aclose()
