"""`tripsage serve` in a process of its own: where it listens, and what it must have for that."""

import asyncio
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.redis_server import free_port

HERE = Path(__file__).resolve().parents[2]
TRIPSAGE = str(Path(sys.executable).parent / "tripsage")
ACCOUNTS = {"SUPABASE_URL": "http://127.0.0.1:1", "TRIPSAGE_HOSTS": "trips.example.org"}
Process = asyncio.subprocess.Process


async def started(home: Path, *arguments: str, **more: str) -> Process:
    return await asyncio.create_subprocess_exec(
        *(TRIPSAGE, "serve", *arguments),
        cwd=HERE,
        env={**os.environ, "TRIPSAGE_HOME": str(home), "PYTHONPATH": str(HERE), **more},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


@asynccontextmanager
async def serving(
    home: Path, host: str, more: Mapping[str, str]
) -> AsyncGenerator[httpx.AsyncClient]:
    port = free_port()
    process = await started(home, "--host", host, "--port", str(port), **more)
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30
        ) as asking:
            while True:
                try:
                    await asking.get("/health")
                    break
                except httpx.TransportError:
                    assert process.returncode is None, await process.communicate()
                    await asyncio.sleep(0.05)
            yield asking
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ({}, "SUPABASE_URL"),
        ({"TRIPSAGE_HOSTS": "trips.example.org", "TRIPSAGE_ANONYMOUS": "1"}, "SUPABASE_URL"),
        ({"SUPABASE_URL": "http://127.0.0.1:1"}, "TRIPSAGE_HOSTS"),
    ],
)
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
async def test_it_listens_elsewhere_only_with_accounts_and_a_name(
    home: Path, host: str, more: dict[str, str], missing: str
) -> None:
    process = await started(home, "--host", host, **more)
    _, wrote = await process.communicate()
    assert process.returncode == 2
    assert missing in wrote.decode()


async def test_with_both_it_does_and_the_local_token_is_nobodys_there(home: Path) -> None:
    token = home / "api.token"
    kept = token.read_text() if token.exists() else None
    token.write_text("left-from-before")
    try:
        async with serving(home, "0.0.0.0", ACCOUNTS) as asking:
            headers = {"Host": "trips.example.org", "Authorization": "Bearer left-from-before"}
            answer = await asking.get("/chat/sessions", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["ratelimit-policy"].startswith('"address";q=1200;w=60')
    finally:
        token.unlink()
        if kept is not None:
            token.write_text(kept)


@pytest.mark.parametrize(("proxies", "told_apart"), [("127.0.0.1", True), ("", False)])
async def test_an_address_is_the_clients_only_as_a_named_proxy_says(
    home: Path, proxies: str, told_apart: bool
) -> None:
    more = {"TRIPSAGE_REQUESTS_A_MINUTE": "1", "TRIPSAGE_PROXIES": proxies}  # 4 of an address
    async with serving(home, "127.0.0.1", more) as asking:
        found = [await asking.get("/v1/models", headers=_from(at)) for at in range(8)]
    assert {each.status_code for each in found} == ({401} if told_apart else {401, 429})


def _from(at: int) -> dict[str, str]:
    return {"X-Forwarded-For": f"192.0.2.{at}", "Authorization": "Bearer nobody"}
