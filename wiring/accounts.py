"""Accounts of Supabase Auth: signing up and in, and the session that this machine keeps."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from travel.errors import BadInput, ConfigurationError, ProviderUnavailable
from wiring.kept_secret import write_private
from wiring.settings import Settings

if TYPE_CHECKING:
    from supabase_auth import AsyncGoTrueClient
    from supabase_auth.types import Session

SESSION_FILE = "session.json"


class Account(NamedTuple):
    id: str
    email: str
    token: str  # for the chat endpoint, for as long as Supabase lets it last
    expires_at: int  # seconds since 1970, UTC


class Accounts:
    """Raises BadInput for what Supabase refuses, ProviderUnavailable where it can't be reached."""

    def __init__(self, auth: "AsyncGoTrueClient", file: Path) -> None:
        self._auth, self._file = auth, file

    async def sign_up(self, email: str, password: str) -> Account | None:
        """None where the address has to be confirmed first."""
        async with told():
            answer = await self._auth.sign_up({"email": email, "password": password})
        return _account(answer.session)

    async def confirm(self, email: str, code: str) -> Account | None:
        async with told():
            given: Any = {"email": email, "token": code, "type": "signup"}
            answer = await self._auth.verify_otp(given)
        return _account(answer.session)

    async def sign_in(self, email: str, password: str) -> Account | None:
        async with told():
            given: Any = {"email": email, "password": password}
            answer = await self._auth.sign_in_with_password(given)
        return _account(answer.session)

    async def current(self) -> Account | None:
        """Refreshed where it has run out; None where nobody is signed in, or not any more."""
        from supabase_auth.errors import AuthApiError

        if not self._file.exists():
            return None
        async with told():
            try:
                return _account(await self._auth.get_session())
            except AuthApiError as error:
                if error.status >= 500 or error.status == 429:
                    raise
        self._file.unlink(missing_ok=True)
        return None

    async def sign_out(self) -> None:
        """Here in any case; Supabase is told of it where it can be reached."""
        try:
            async with told():
                await self._auth.sign_out({"scope": "local"})
        finally:
            self._file.unlink(missing_ok=True)


@asynccontextmanager
async def open_accounts(settings: Settings) -> AsyncGenerator[Accounts]:
    """Raises ConfigurationError where the environment names no project."""
    url, key = settings.supabase_url, settings.supabase_anon_key
    if url is None or key is None:
        raise ConfigurationError("accounts are Supabase's: set SUPABASE_URL and SUPABASE_ANON_KEY")
    from supabase import AsyncClient, AsyncClientOptions

    file = settings.home / SESSION_FILE
    options = AsyncClientOptions(
        storage=_storage(file), auto_refresh_token=False, flow_type="implicit"
    )
    client = AsyncClient(url, key.get_secret_value(), options)
    try:
        yield Accounts(client.auth, file)
    finally:
        await client.auth.close()


async def signed_in(settings: Settings) -> Account | None:
    """Of this machine's session; None also where the environment names no project."""
    if settings.supabase_url is None or settings.supabase_anon_key is None:
        return None
    if not (settings.home / SESSION_FILE).exists():
        return None
    async with open_accounts(settings) as accounts:
        return await accounts.current()


@asynccontextmanager
async def told() -> AsyncGenerator[None]:
    """Supabase's refusals in this house's words."""
    from supabase_auth.errors import (
        AuthApiError,
        AuthError,
        AuthRetryableError,
        AuthWeakPasswordError,
    )

    try:
        yield
        return
    except AuthRetryableError:
        failed: Exception = ProviderUnavailable("supabase-auth", "it can't be reached")
    except (AuthApiError, AuthWeakPasswordError) as error:
        failed = BadInput(f"Supabase: {error.message}")
    except AuthError as error:
        failed = ProviderUnavailable("supabase-auth", type(error).__name__)
    raise failed


def _account(session: "Session | None") -> Account | None:
    if session is None:
        return None
    user = session.user
    return Account(user.id, user.email or "", session.access_token, session.expires_at or 0)


def _storage(file: Path) -> Any:
    from supabase_auth import AsyncSupportedStorage

    class InFile(AsyncSupportedStorage):
        """One session, in a file that only its owner reads."""

        async def get_item(self, key: str) -> str | None:
            return file.read_text() if file.exists() else None

        async def set_item(self, key: str, value: str) -> None:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_private(file, value)

        async def remove_item(self, key: str) -> None:
            file.unlink(missing_ok=True)

    return InFile()
