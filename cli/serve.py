"""`serve`: the chat endpoint, for the person of this machine or, with accounts, for others."""

import asyncio
import gc
import secrets
import signal
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from types import FrameType
from typing import Any

import uvicorn

from api.app import open_app
from api.guard import LOOPBACK
from api.identity.doors import any_of, local_only
from api.journal import write_lines
from cli.exits import Exit
from travel.errors import BadInput
from wiring.kept_secret import kept_secret
from wiring.settings import Settings, listed, read_settings
from wiring.traces import open_traces

TOKEN_FILE = "api.token"
LOCAL = "local"
YOUNG = 20_000  # objects made, more than are gone, until the youngest are looked through
MINUTE, LONGEST, LOOK = 60.0, 600.0, 5.0  # seconds
FEW = 8  # tasks more than there are at the start: hardly anybody waits for an answer


def serve_here(host: str, port: int) -> int:
    """Raises BadInput for a host that others reach where nothing tells them apart."""
    settings = read_settings()
    if host not in LOOPBACK:
        _require_accounts(host, settings)
    write_lines(settings.log_level)
    signal.signal(signal.SIGTERM, _leave)  # uvicorn raises it again once it has stopped
    with open_traces(settings):
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


def _leave(number: int, frame: FrameType | None) -> None:
    """Closes what is open, and sends the last traces."""
    sys.exit(128 + number)


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
            log_config=None,
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
        async with _collecting():
            await Draining(config, app.drain).serve()


@asynccontextmanager
async def _collecting() -> AsyncGenerator[None]:
    """Looks through everything for garbage once a minute, when hardly anybody is held up by it; while the server is
    busy, once in ten.

    What is there by now stays, and is left out. A full collection with 300 streams open holds all of them up for half
    a second, and came with every burst of turns.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 100)
    task = asyncio.create_task(_collect())
    try:
        yield
    finally:
        task.cancel()


async def _collect() -> None:
    few, since = len(asyncio.all_tasks()) + FEW, 0.0
    while True:
        await asyncio.sleep(LOOK)
        since += LOOK
        if since >= (MINUTE if len(asyncio.all_tasks()) <= few else LONGEST):
            gc.collect()
            since = 0.0


class Draining(uvicorn.Server):
    """On the first SIGTERM it answers on until its runs have ended or are given up; then it stops.

    Meanwhile new turns are refused, and whoever follows one goes on to do so. A second signal stops it at once.
    """

    def __init__(
        self, config: uvicorn.Config, drain: Callable[[], Coroutine[Any, Any, None]]
    ) -> None:
        super().__init__(config)
        self._drain = drain
        self._drained: asyncio.Task[None] | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig != signal.SIGTERM or self._drained is not None:
            super().handle_exit(sig, frame)
            return
        asyncio.get_running_loop().call_soon_threadsafe(self._begin, sig, frame)

    def _begin(self, sig: int, frame: FrameType | None) -> None:
        self._drained = asyncio.create_task(self._drain())
        self._drained.add_done_callback(lambda _: super(Draining, self).handle_exit(sig, frame))
