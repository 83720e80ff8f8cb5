"""`tripsage cache`: what the caches of tool results and of answers were good for, and emptying them."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from cli.exits import Exit
from memory.answers import AnswerCache, open_answers
from tools.cache import CacheStats, open_cache
from travel.errors import BadInput, StorageError
from wiring.caching import cache_settings
from wiring.open import database, system_clock
from wiring.settings import Settings, read_settings

ANSWERS = "answers"
NO_REDIS = (
    "without REDIS_URL the cache of tool results lives in each process and ends with it: "
    "there is nothing to look at from here"
)


def show_stats(*, as_json: bool) -> int:
    """Of tool results where there is a Redis, of answers always."""
    settings = read_settings()
    stats = asyncio.run(_stats(settings)) if settings.redis_url else None
    answers = asyncio.run(_answers(settings))
    if as_json:
        told = {**(stats.model_dump(mode="json") if stats else {}), ANSWERS: answers}
        sys.stdout.write(json.dumps(told, indent=2, default=str) + "\n")
        return Exit.DONE
    for what, value in {**_tool_lines(stats), **_answer_lines(answers)}.items():
        sys.stdout.write(f"{what:<22} {value}\n")
    return Exit.DONE


def clear_cache(pattern: str) -> int:
    """Deletes the tool results whose keys match, on every replica; "answers" are those to questions, "*" is both.

    Raises BadInput, StorageError.
    """
    settings = read_settings()
    if settings.redis_url is None and pattern not in ("*", ANSWERS):
        raise BadInput(NO_REDIS)
    count = 0
    if settings.redis_url is not None and pattern != ANSWERS:
        count += asyncio.run(_cleared(settings, pattern))
    if pattern in ("*", ANSWERS):
        count += asyncio.run(_answers_cleared(settings))
    sys.stdout.write(f"{count} entries deleted\n")
    return Exit.DONE


def _tool_lines(stats: CacheStats | None) -> dict[str, object]:
    if stats is None:
        return {"tool results": NO_REDIS}
    return {
        "hit rate": f"{stats.hit_rate:.1%}",
        "hits": json.dumps(dict(stats.hits)),
        "in process / in Redis": f"{stats.hits_in_process} / {stats.hits_in_redis}",
        "stale answers given": stats.stale,
        "calls of providers": f"{stats.calls}, {stats.failures} failed",
        "calls saved": stats.calls_saved,
        "money saved": ", ".join(str(amount) for amount in stats.saved) or "nothing known",
        "bytes read / written": f"{stats.bytes_read} / {stats.bytes_written}",
    }


def _answer_lines(found: dict[str, Any]) -> dict[str, object]:
    kinds = found["cache_performance_metrics"]
    parts = [each for each in found["partition_health_metrics"] if each["of_table"] == "answers"]
    asked, hits = (sum(each[name] for each in kinds) for name in ("asked", "hits"))
    share = f"{hits / asked:.1%}" if asked else "nothing asked yet"
    return {
        "questions answered": f"{hits} of {asked} from the cache ({share})",
        "model tokens saved": sum(each["tokens_saved"] for each in kinds),
        "answers kept": sum(each["entries"] for each in parts),
        "months": ", ".join(f"{each['since']:%Y-%m}" for each in sorted(parts, key=_since)),
    }


def _since(part: dict[str, Any]) -> Any:
    return part["since"]


@asynccontextmanager
async def _answer_cache(settings: Settings) -> AsyncGenerator[AnswerCache]:
    dsn = await database(settings)
    async with open_answers(dsn, system_clock) as answers:
        yield answers


async def _answers(settings: Settings) -> dict[str, Any]:
    async with _answer_cache(settings) as answers:
        return await answers.stats()


async def _answers_cleared(settings: Settings) -> int:
    async with _answer_cache(settings) as answers:
        return await answers.clear()


async def _stats(settings: Settings) -> CacheStats:
    async with open_cache(cache_settings(settings), system_clock) as cache:
        stats = await cache.stats()
    if stats.redis != "up":
        raise StorageError("the cache's Redis can't be reached")
    return stats


async def _cleared(settings: Settings, pattern: str) -> int:
    async with open_cache(cache_settings(settings), system_clock) as cache:
        return await cache.clear(pattern)
