"""Access tokens of Supabase Auth (https://supabase.com/docs/guides/auth/jwt-fields)."""

import uuid
from collections.abc import Mapping
from typing import Any

from api.identity.caller import Caller
from api.identity.key_set import KeySet
from api.identity.tokens import Key, claims_of, header_of

AUDIENCE = ROLE = "authenticated"


class Accounts:
    """Signed with a key of the project's set (RS256, ES256), or with its secret (HS256) if that is given."""

    def __init__(self, issuer: str, keys: KeySet, secret: str | None = None) -> None:
        self._issuer, self._keys = issuer, keys
        self._secret = None if secret is None else Key("HS256", secret.encode())

    async def __call__(self, token: str) -> Caller | None:
        """Raises Unavailable."""
        header = header_of(token)
        if not header:
            return None
        if self._secret is not None and header.get("alg") == self._secret.algorithm:
            return self._caller(token, self._secret)
        id = header.get("kid")
        key = await self._keys.key(id) if isinstance(id, str) and id else None
        return None if key is None else self._caller(token, key)

    def _caller(self, token: str, key: Key) -> Caller | None:
        claims = claims_of(token, key, issuer=self._issuer, audience=AUDIENCE)
        if claims is None or claims.get("role") != ROLE or not _is_uuid(claims):
            return None
        kind = "anonymous" if claims.get("is_anonymous") is True else "person"
        return Caller(str(claims["sub"]), kind)


def _is_uuid(claims: Mapping[str, Any]) -> bool:
    """As every user's id is there: none can be mistaken for a name of ours."""
    try:
        return str(uuid.UUID(claims["sub"])) == claims["sub"]
    except (ValueError, TypeError, AttributeError):
        return False
