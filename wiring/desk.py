"""The booking desk: its store, its seal and its providers, opened when something is booked: most turns book nothing."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from pydantic import SecretStr

from tools.bookings import BookingDesk, BookingProvider, Office
from tools.providers.sandbox.booking import Ledger
from travel.errors import ConfigurationError
from wiring.kept_secret import kept_secret
from wiring.settings import Settings

KEY_FILE = "sealing.key"
Desks = Callable[[Ledger], tuple[BookingProvider, ...]]


@asynccontextmanager
async def open_desk(
    settings: Settings, clock: Callable[[], datetime]
) -> AsyncGenerator[BookingDesk]:
    """The desk alone, without a graph. Raises StorageError, ConfigurationError."""
    from wiring.geography import open_gazetteer
    from wiring.open import database
    from wiring.providers import open_providers

    dsn, gazetteer = await database(settings), await asyncio.to_thread(open_gazetteer)
    async with (
        open_providers(settings, gazetteer, clock, seed=settings.seed) as providers,
        desk_on(dsn, settings, providers.desks, clock) as desk,
    ):
        yield desk


@asynccontextmanager
async def desk_on(
    dsn: str, settings: Settings, desks: Desks, clock: Callable[[], datetime]
) -> AsyncGenerator[BookingDesk]:
    """Of a database that is there. Raises StorageError, ConfigurationError."""
    from memory.bookings import open_bookings
    from memory.sealing import AesSealer

    sealer = AesSealer(await asyncio.to_thread(sealing_keys, settings))
    async with open_bookings(dsn) as (store, ledger):
        providers = {each.name: each for each in desks(ledger)}
        yield BookingDesk(Office(store=store, providers=providers, sealer=sealer, clock=clock))


def sealing_keys(settings: Settings) -> list[SecretStr]:
    """Of the environment, else of the file beside the embedded database, which is made if need be.

    Raises ConfigurationError where bookings lie in a database that others read too and no key is given:
    a key of this machine alone would lock them out.
    """
    if settings.sealing_keys is not None:
        parts = settings.sealing_keys.get_secret_value().split(",")
        return [SecretStr(part.strip()) for part in parts if part.strip()]
    if settings.database_url is not None:
        raise ConfigurationError(
            "with DATABASE_URL, booking needs TRIPSAGE_SEALING_KEYS, which travellers' details are "
            "encrypted with: 32 random bytes in URL-safe base64"
        )
    return [_kept_key(settings.home / KEY_FILE)]


def _kept_key(file: Path) -> SecretStr:
    from memory.sealing import new_key

    return SecretStr(kept_secret(file, lambda: new_key().get_secret_value()))
