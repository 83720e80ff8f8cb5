"""Requests with an Idempotency-Key in PostgreSQL (IETF draft-ietf-httpapi-idempotency-key-header)."""

import json
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from memory.pooling import Pool
from memory.runs import rows_of
from travel.value import Value

ABANDONED = timedelta(seconds=60)  # open for longer: whoever answered it has died

_CLAIM = """
INSERT INTO idempotent_requests AS mine (user_id, key, fingerprint, run_id)
VALUES (%(user)s, %(key)s, %(fingerprint)s, %(run)s)
ON CONFLICT (user_id, key) DO UPDATE SET claimed_at = now()
WHERE mine.state = 'open' AND mine.fingerprint = excluded.fingerprint
    AND mine.claimed_at < now() - %(abandoned)s
RETURNING *
"""


class Made(Value):
    """A request that was made before; `run_id` is of the run that it begins, if it begins one."""

    fingerprint: str
    run_id: str
    state: Literal["open", "streams", "answered"] = "open"
    status: int = 0
    headers: Mapping[str, str] = {}
    body: bytes = b""


class PostgresRequests:
    """Rows are deleted by `PostgresRuns.prune`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def claim(self, user: str, key: str, fingerprint: str) -> tuple[Made, bool]:
        """The request, and whether it is the caller's to answer."""
        values: dict[str, Any] = {"user": user, "key": key, "fingerprint": fingerprint}
        more = {"run": uuid.uuid4().hex, "abandoned": ABANDONED}
        while True:
            rows = await rows_of(self._pool, _CLAIM, values | more)
            if rows:
                return _made(rows[0]), True
            query = "SELECT * FROM idempotent_requests WHERE user_id = %s AND key = %s"
            rows = await rows_of(self._pool, query, (user, key))
            if rows:
                return _made(rows[0]), False

    async def streams(self, user: str, key: str) -> None:
        """Its answer is what its run tells."""
        await self._set(user, key, "state = 'streams'", ())

    async def answered(
        self, user: str, key: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> None:
        change = "state = 'answered', status = %s, headers = %s, body = %s"
        await self._set(user, key, change, (status, json.dumps(dict(headers)), body))

    async def forget(self, user: str, key: str) -> None:
        """It came to nothing: the next one is the first."""
        query = "DELETE FROM idempotent_requests WHERE user_id = %s AND key = %s RETURNING key"
        await rows_of(self._pool, query, (user, key))

    async def _set(self, user: str, key: str, change: str, values: tuple[Any, ...]) -> None:
        query = (
            f"UPDATE idempotent_requests SET {change} WHERE user_id = %s AND key = %s RETURNING key"
        )
        await rows_of(self._pool, query, (*values, user, key))


def _made(row: Mapping[str, Any]) -> Made:
    return Made(
        fingerprint=row["fingerprint"],
        run_id=row["run_id"],
        state=row["state"],
        status=row["status"] or 0,
        headers=json.loads(row["headers"] or "{}"),
        body=bytes(row["body"] or b""),
    )
