"""Secrets of this machine, each in a file that only its owner reads."""

import os
from collections.abc import Callable
from pathlib import Path


def kept_secret(file: Path, make: Callable[[], str]) -> str:
    """Made where there is none, and whole before it has its name: two processes at once agree on one."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_name(f"{file.name}.{os.getpid()}")
        write_private(draft, make())
        try:
            os.link(draft, file)  # fails where another was first
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()


def write_private(file: Path, text: str) -> None:
    """For its owner alone, also where it was there before."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as out:
        os.fchmod(descriptor, 0o600)
        out.write(text)
