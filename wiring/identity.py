"""What tokens are checked with, as the environment wants it."""

import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from tools.http.client import VendorClient
from tools.http.policy import Timeouts, VendorPolicy
from travel.errors import ConfigurationError
from wiring.kept_secret import kept_secret
from wiring.settings import Settings, listed

KEYS_PATH = "/auth/v1/.well-known/jwks.json"
KEY_FILE = "anonymous.key"
SHORTEST = 32  # bytes of a key that signs with HMAC-SHA-256 (RFC 7518, 3.2)


def issuer(url: str) -> str:
    """Of a Supabase project's access tokens."""
    return f"{url.rstrip('/')}/auth/v1"


@asynccontextmanager
async def open_key_set(url: str) -> AsyncGenerator[Callable[[], Awaitable[Any]]]:
    """What fetches a project's public keys, as JSON. Raises ProviderError."""
    policy = VendorPolicy(
        vendor="supabase-auth", base_url=url, reading=Timeouts(connect=3, read=5, total=5), tries=2
    )
    async with VendorClient(policy) as client:

        async def fetch() -> Any:
            return (await client.read("GET", KEYS_PATH)).body

        yield fetch


def anonymous_keys(settings: Settings) -> list[bytes]:
    """Of the environment, else of a file, which is made if need be. Raises ConfigurationError.

    Several servers need the same: where they share a database, the environment has to say.
    """
    if settings.anonymous_keys is None:
        if settings.database_url is not None:
            raise ConfigurationError(
                "with DATABASE_URL, TRIPSAGE_ANONYMOUS needs TRIPSAGE_ANONYMOUS_KEYS"
            )
        kept = kept_secret(settings.home / KEY_FILE, lambda: secrets.token_urlsafe(48))
        return [kept.encode()]
    keys = [each.encode() for each in listed(settings.anonymous_keys.get_secret_value())]
    if not keys or any(len(each) < SHORTEST for each in keys):
        raise ConfigurationError(
            f"a key of TRIPSAGE_ANONYMOUS_KEYS has at least {SHORTEST} characters"
        )
    return keys
