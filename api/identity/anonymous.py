"""Sessions of people without an account, signed by this server."""

import time
import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from api.identity.caller import Caller
from api.identity.tokens import Key, claims_of

ISSUER = AUDIENCE = "tripsage:anonymous"
LASTS = 7 * 24 * 3600  # seconds
PREFIX = "anonymous-"


class Session(NamedTuple):
    token: str
    user: str
    expires_at: int  # seconds since 1970, UTC


class Anonymous:
    """The first key signs; the others are those it took over from."""

    def __init__(self, keys: Sequence[bytes], now: Callable[[], float] = time.time) -> None:
        self._keys = [Key("HS256", each) for each in keys]
        self._now = now

    def begin(self) -> Session:
        """For a user whom nobody was before."""
        import jwt

        user, begun = f"{PREFIX}{uuid.uuid4()}", int(self._now())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": user,
            "iat": begun,
            "exp": begun + LASTS,
        }
        key = self._keys[0]
        return Session(jwt.encode(claims, key.material, key.algorithm), user, begun + LASTS)

    async def __call__(self, token: str) -> Caller | None:
        for key in self._keys:
            claims = claims_of(token, key, issuer=ISSUER, audience=AUDIENCE)
            if claims is not None:
                return Caller(str(claims["sub"]), "anonymous")
        return None
