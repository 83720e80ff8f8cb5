"""`tripsage cache`: what the shared cache of tool results was good for, and emptying it."""

import asyncio
import json
import sys

from cli.exits import Exit
from tools.cache import CacheStats, open_cache
from travel.errors import BadInput, StorageError
from wiring.caching import cache_settings
from wiring.open import system_clock
from wiring.settings import Settings, read_settings


def show_stats(*, as_json: bool) -> int:
    stats = asyncio.run(_stats(_with_redis()))
    if as_json:
        sys.stdout.write(stats.model_dump_json(indent=2) + "\n")
        return Exit.DONE
    saved = ", ".join(str(amount) for amount in stats.saved) or "nothing known"
    for what, value in {
        "hit rate": f"{stats.hit_rate:.1%}",
        "hits": json.dumps(dict(stats.hits)),
        "in process / in Redis": f"{stats.hits_in_process} / {stats.hits_in_redis}",
        "stale answers given": stats.stale,
        "calls of providers": f"{stats.calls}, {stats.failures} failed",
        "calls saved": stats.calls_saved,
        "money saved": saved,
        "bytes read / written": f"{stats.bytes_read} / {stats.bytes_written}",
    }.items():
        sys.stdout.write(f"{what:<22} {value}\n")
    return Exit.DONE


def clear_cache(pattern: str) -> int:
    """Deletes the entries whose keys match, on every replica. Raises StorageError."""
    count = asyncio.run(_cleared(_with_redis(), pattern))
    sys.stdout.write(f"{count} entries deleted\n")
    return Exit.DONE


def _with_redis() -> Settings:
    settings = read_settings()
    if settings.redis_url is None:
        raise BadInput(
            "without REDIS_URL the cache lives in each process and ends with it: "
            "there is nothing to look at from here"
        )
    return settings


async def _stats(settings: Settings) -> CacheStats:
    async with open_cache(cache_settings(settings), system_clock) as cache:
        stats = await cache.stats()
    if stats.redis != "up":
        raise StorageError("the cache's Redis can't be reached")
    return stats


async def _cleared(settings: Settings, pattern: str) -> int:
    async with open_cache(cache_settings(settings), system_clock) as cache:
        return await cache.clear(pattern)
