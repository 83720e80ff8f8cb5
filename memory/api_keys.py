"""Keys that scripts hold, in PostgreSQL as hashes."""

import secrets
import uuid
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from pydantic import AwareDatetime

from memory.pooling import Pool
from memory.runs import rows_of
from travel.value import Value

PREFIX = "tsk_"
SHOWN = len(PREFIX) + 6  # characters

_USE = """
WITH found AS (
    SELECT id, user_id, writes, last_used_at FROM api_keys WHERE sha256 = %s AND expires_at > now()
), noted AS (
    UPDATE api_keys SET last_used_at = now() FROM found WHERE api_keys.id = found.id
        AND (found.last_used_at IS NULL OR found.last_used_at < now() - interval '1 minute')
)
SELECT user_id, writes FROM found
"""
_COLUMNS = "id, name, prefix, writes, created_at, expires_at, last_used_at"


class ApiKey(Value):
    """`last_used_at` is right to a minute. A key that `writes` not can only look."""

    id: str
    name: str
    prefix: str
    writes: bool
    created_at: AwareDatetime
    expires_at: AwareDatetime
    last_used_at: AwareDatetime | None = None


class Holder(NamedTuple):
    user: str
    writes: bool


class PostgresApiKeys:
    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def create(
        self, user: str, name: str, *, lasts: timedelta, writes: bool
    ) -> tuple[ApiKey, str]:
        """With the key itself, which can't be had again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        query = (
            "INSERT INTO api_keys (id, user_id, name, prefix, sha256, writes, expires_at) "
            f"VALUES (%s, %s, %s, %s, %s, %s, now() + %s) RETURNING {_COLUMNS}"
        )
        values = (uuid.uuid4().hex, user, name, secret[:SHOWN], _hash(secret), writes, lasts)
        rows = await rows_of(self._pool, query, values)
        return ApiKey.model_validate(rows[0]), secret

    async def listed(self, user: str) -> tuple[ApiKey, ...]:
        """The newest first, those that are over too."""
        query = f"SELECT {_COLUMNS} FROM api_keys WHERE user_id = %s ORDER BY created_at DESC, id"
        return tuple(
            ApiKey.model_validate(row) for row in await rows_of(self._pool, query, (user,))
        )

    async def revoke(self, user: str, id: str) -> bool:
        """Whether there was one of the user's."""
        query = "DELETE FROM api_keys WHERE user_id = %s AND id = %s RETURNING id"
        return bool(await rows_of(self._pool, query, (user, id)))

    async def used(self, secret: str) -> Holder | None:
        """Whose the key is; None where it is nobody's or over."""
        rows = await rows_of(self._pool, _USE, (_hash(secret),))
        return Holder(rows[0]["user_id"], rows[0]["writes"]) if rows else None


def _hash(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
