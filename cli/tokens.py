"""`tripsage token`: keys for scripts that use the chat endpoint."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from cli.exits import Exit
from memory.api_keys import ApiKey, PostgresApiKeys
from travel.errors import BadInput
from wiring.accounts import signed_in
from wiring.runs import open_kept_runs
from wiring.settings import read_settings

T = TypeVar("T")
LOCAL = "local"


def create_key(name: str, days: int, *, writes: bool, as_json: bool) -> int:
    async def work(keys: PostgresApiKeys, user: str) -> tuple[ApiKey, str]:
        return await keys.create(user, name, lasts=timedelta(days=days), writes=writes)

    made, secret = _with_keys(work)
    if as_json:
        _print({**made.model_dump(mode="json"), "key": secret})
    else:
        sys.stdout.write(f"{secret}\n")
        sys.stderr.write(f"until {made.expires_at:%Y-%m-%d}; it can't be shown again\n")
    return Exit.DONE


def list_keys(*, as_json: bool) -> int:
    async def work(keys: PostgresApiKeys, user: str) -> tuple[ApiKey, ...]:
        return await keys.listed(user)

    found = _with_keys(work)
    if as_json:
        _print([each.model_dump(mode="json") for each in found])
        return Exit.DONE
    for each in found:
        sys.stdout.write(f"{_line(each)}\n")
    if not found:
        sys.stdout.write("there are no keys\n")
    return Exit.DONE


def revoke_key(key_id: str) -> int:
    """Raises BadInput where there is none of the person's."""

    async def work(keys: PostgresApiKeys, user: str) -> bool:
        return await keys.revoke(user, key_id)

    if not _with_keys(work):
        raise BadInput(f"you have no key {key_id}")
    sys.stdout.write("it opens nothing any more\n")
    return Exit.DONE


def _line(key: ApiKey) -> str:
    used = f"used {key.last_used_at:%Y-%m-%d %H:%M} UTC" if key.last_used_at else "never used"
    kind = "" if key.writes else ", read only"
    return f"{key.id}  {key.prefix}…  {key.name}, until {key.expires_at:%Y-%m-%d}{kind}, {used}"


def _with_keys(work: Callable[[PostgresApiKeys, str], Awaitable[T]]) -> T:
    """For who is signed in, else the person of this machine."""
    settings = read_settings()

    async def worked() -> T:
        account = await signed_in(settings)
        async with open_kept_runs(settings) as kept:
            return await work(kept.keys, account.id if account else LOCAL)

    return asyncio.run(worked())


def _print(value: object) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
