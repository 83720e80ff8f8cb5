"""One embedded PostgreSQL for the whole run, and a TripSage on it whose clock stands still."""

import os
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graphs.events import Event, RunFinished
from graphs.result import TurnResult
from travel.gazetteer import Gazetteer
from wiring.embedded import stop_embedded
from wiring.geography import open_gazetteer
from wiring.open import TripSage, open_tripsage
from wiring.settings import Settings

TODAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def no_keys_from_outside() -> Generator[None]:
    """No test may reach a paid model because a key lies in the environment."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if _configures(name)}
    yield
    os.environ.update(kept)


def _configures(name: str) -> bool:
    ours = "OPENAI_", "TRIPSAGE_", "SUPABASE_"
    return name.startswith(ours) or name in ("DATABASE_URL", "REDIS_URL")


@pytest.fixture(scope="session")
def home() -> Generator[Path]:
    """Where the embedded database of this run lives; stopped and removed at the end."""
    with tempfile.TemporaryDirectory(prefix="tripsage-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path
        stop_embedded(path)


@pytest.fixture(scope="session")
def settings(home: Path) -> Settings:
    return Settings.model_validate({"TRIPSAGE_HOME": home})


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return open_gazetteer()


@pytest.fixture(scope="session")
def clock() -> Callable[[], datetime]:
    return lambda: TODAY


@pytest.fixture(scope="session")
async def tripsage(settings: Settings, clock: Callable[[], datetime]) -> AsyncGenerator[TripSage]:
    """Keyless, on the sandbox, on the tenth of March 2026."""
    async with open_tripsage(settings, clock=clock) as opened:
        yield opened


async def events_of(tripsage: TripSage, thread: str, text: str) -> list[Event]:
    return [event async for event in tripsage.say(thread, text)]


async def say(tripsage: TripSage, thread: str, text: str) -> TurnResult:
    """The result of one turn."""
    last = (await events_of(tripsage, thread, text))[-1]
    assert isinstance(last, RunFinished)
    return last.result
