"""JSON Web Tokens (RFC 7519) checked against keys that say themselves what they are for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SKEW = 30  # seconds that another's clock may be ahead or behind
LONGEST = 8_000  # characters; real ones have about 1,000
CLAIMS = ("exp", "sub", "aud", "iss")


@dataclass(frozen=True)
class Key:
    """`algorithm` is the key's own: a token that names another isn't read (RFC 8725, 3.1)."""

    algorithm: str
    material: Any


def header_of(token: str) -> Mapping[str, Any]:
    """Of what may be a token, before anything of it is known to be true; empty if it is none."""
    import jwt

    if len(token) > LONGEST or token.count(".") != 2:
        return {}
    try:
        return jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:
        return {}


def claims_of(token: str, key: Key, *, issuer: str, audience: str) -> Mapping[str, Any] | None:
    """None unless signed by this key, for this audience by this issuer, begun and not over."""
    import jwt

    try:
        return jwt.decode(
            token,
            key.material,
            algorithms=[key.algorithm],
            issuer=issuer,
            audience=audience,
            leeway=SKEW,
            options={"require": list(CLAIMS)},
        )
    except (jwt.InvalidTokenError, jwt.InvalidKeyError):
        return None
