"""Asking a provider several things at once, where some may fail."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from tools.merging import Merged
from travel.errors import ProviderError

T = TypeVar("T")


async def gather(asked: Sequence[Awaitable[T]]) -> tuple[list[T], tuple[str, ...]]:
    """The answers that came, in order, and a sentence for each that failed, all or in part.

    A `ProviderError` is an answer that didn't come; anything else is a fault and is raised.
    """
    results = await asyncio.gather(*asked, return_exceptions=True)
    answers: list[T] = []
    failures: list[str] = []
    for result in results:
        if isinstance(result, ProviderError):
            failures.append(result.failure)
        elif isinstance(result, BaseException):
            raise result
        else:
            answers.append(result)
            failures += result.notes if isinstance(result, Merged) else ()
    return answers, tuple(dict.fromkeys(failures))
