"""`serve`: the chat endpoint on this machine, for the person who started it."""

import asyncio
import os
import secrets
import sys
from pathlib import Path

import uvicorn

from api.app import open_app
from api.guard import LOOPBACK
from api.house import local_only
from cli.exits import Exit
from travel.errors import BadInput
from wiring.settings import read_settings

TOKEN_FILE = "api.token"
LOCAL = "local"


def serve_here(host: str, port: int) -> int:
    """Raises BadInput for a host that others reach."""
    if host not in LOOPBACK:
        raise BadInput(
            f"{host} can be reached by others, and there are no user accounts yet to tell them apart: "
            "serve listens on 127.0.0.1, ::1 or localhost alone"
        )
    asyncio.run(_serve(host, port))
    return Exit.DONE


async def _serve(host: str, port: int) -> None:
    settings = read_settings()
    settings.home.mkdir(parents=True, exist_ok=True)
    file = settings.home / TOKEN_FILE
    new = not file.exists()
    token = kept_token(file)
    async with open_app(settings, local_only(token, LOCAL)) as app:
        config = uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        sys.stderr.write(f"TripSage answers on http://{host}:{port}\n")
        sys.stderr.write(f"Your token: {token}\n" if new else f"Your token is in {file}\n")
        sys.stderr.flush()
        await uvicorn.Server(config).serve()


def kept_token(file: Path) -> str:
    """Made whole before it has its name, so that two servers at once agree on one."""
    if not file.exists():
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(32))
        try:
            os.link(draft, file)  # fails where another was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
