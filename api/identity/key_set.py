"""An issuer's public keys (JSON Web Key Set, RFC 7517), fetched when needed and kept for a while."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from api.identity.caller import Unavailable
from api.identity.tokens import Key
from travel.errors import ProviderError

FRESH = 600.0  # seconds, as long as Supabase's own edge keeps them
STALE = 3600.0  # until then the old ones do where new ones can't be had
AGAIN = 30.0  # seconds between two fetches, whatever tokens name
KINDS: Mapping[tuple[str, str], str] = {("RSA", ""): "RS256", ("EC", "P-256"): "ES256"}
Fetch = Callable[[], Awaitable[Any]]
_LOG = logging.getLogger(__name__)


class KeySet:
    """A key id that isn't known has the set fetched anew: keys rotate."""

    def __init__(self, fetch: Fetch, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._fetch, self._now = fetch, monotonic
        self._keys: dict[str, Key] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, id: str) -> Key | None:
        """Raises Unavailable where there is no set that is recent enough."""
        if id not in self._keys or self._age > FRESH:
            await self._renew(id)
        if self._age > STALE:
            raise Unavailable
        return self._keys.get(id)

    @property
    def _age(self) -> float:
        return self._now() - self._fetched

    async def _renew(self, id: str) -> None:
        async with self._fetching:
            done = id in self._keys and self._age <= FRESH  # by whoever had the lock before
            if done or self._now() - self._tried < AGAIN:
                return
            self._tried = self._now()
            try:
                self._keys = _read(await self._fetch())
                self._fetched = self._now()
            except (ProviderError, ValueError) as error:
                _LOG.warning("the keys that tokens are signed with can't be had: %s", error)


def _read(given: Any) -> dict[str, Key]:
    """Those that sign and are of a kind that is taken here; the others aren't there."""
    listed: Any = cast("dict[str, Any]", given).get("keys") if isinstance(given, dict) else None
    if not isinstance(listed, list):
        raise ValueError("not a set of keys")
    found = (_key(each) for each in cast("list[Any]", listed))
    return dict(each for each in found if each is not None)


def _key(given: Any) -> tuple[str, Key] | None:
    """With its id."""
    import jwt

    said = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    id, kind = said.get("kid"), (str(said.get("kty", "")), str(said.get("crv", "")))
    algorithm = KINDS.get(kind)
    fits = said.get("alg", algorithm) == algorithm and said.get("use", "sig") == "sig"
    if algorithm is None or not fits or not isinstance(id, str):
        return None
    try:
        return id, Key(algorithm, jwt.PyJWK(said, algorithm).key)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
