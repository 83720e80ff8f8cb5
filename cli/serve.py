"""`serve`: the chat endpoint, for the person of this machine or, with accounts, for others."""

import asyncio
import secrets
import sys

import uvicorn

from api.app import open_app
from api.guard import LOOPBACK
from api.identity.doors import any_of, local_only
from cli.exits import Exit
from travel.errors import BadInput
from wiring.kept_secret import kept_secret
from wiring.settings import Settings, listed, read_settings

TOKEN_FILE = "api.token"
LOCAL = "local"


def serve_here(host: str, port: int) -> int:
    """Raises BadInput for a host that others reach where nothing tells them apart."""
    settings = read_settings()
    if host not in LOOPBACK:
        _require_accounts(host, settings)
    asyncio.run(_serve(host, port, settings))
    return Exit.DONE


def _require_accounts(host: str, settings: Settings) -> None:
    if settings.supabase_url is None:
        raise BadInput(
            f"{host} can be reached by others, and there are no user accounts to tell them apart: set "
            "SUPABASE_URL, or listen on 127.0.0.1, ::1 or localhost"
        )
    if not settings.hosts:
        raise BadInput(
            f"{host} can be reached by others: name the server in TRIPSAGE_HOSTS, as in trips.example.org"
        )


async def _serve(host: str, port: int, settings: Settings) -> None:
    told = f"TripSage answers on http://{f'[{host}]' if ':' in host else host}:{port}\n"
    own = any_of([])
    if host in LOOPBACK:
        file = settings.home / TOKEN_FILE
        new = not file.exists()
        token = kept_secret(file, lambda: secrets.token_urlsafe(32))
        own = local_only(token, LOCAL)
        told += f"Your token: {token}\n" if new else f"Your token is in {file}\n"
    async with open_app(settings, own) as app:
        proxies = listed(settings.proxies)
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=list(proxies),
            timeout_graceful_shutdown=5,
        )
        sys.stderr.write(told)
        sys.stderr.flush()
        await uvicorn.Server(config).serve()
