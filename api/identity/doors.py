"""All kinds of tokens that a server takes, asked one after the other."""

import secrets
from collections.abc import Sequence

from api.identity.caller import Caller, Identify
from memory.api_keys import PREFIX, PostgresApiKeys


def local_only(token: str, user: str) -> Identify:
    """One token of one user."""

    async def identify(given: str) -> Caller | None:
        same = secrets.compare_digest(given.encode(), token.encode())
        return Caller(user, "local") if same else None

    return identify


def by_key(keys: PostgresApiKeys) -> Identify:
    """Those of scripts. Raises StorageError."""

    async def identify(given: str) -> Caller | None:
        found = await keys.used(given) if given.startswith(PREFIX) else None
        return None if found is None else Caller(found.user, "script", found.writes)

    return identify


def any_of(kinds: Sequence[Identify]) -> Identify:
    async def identify(given: str) -> Caller | None:
        for each in kinds:
            caller = await each(given)
            if caller is not None:
                return caller
        return None

    return identify
