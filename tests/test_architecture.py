"""The house stands as it was drawn."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
PACKAGES = (
    "agents",
    "api",
    "cli",
    "evals",
    "graphs",
    "llm",
    "memory",
    "planning",
    "tests",
    "tools",
    "travel",
    "tripsage",
    "wiring",
)


@pytest.mark.parametrize("name", PACKAGES)
def test_a_top_level_package_is_ours_and_not_of_another_distribution(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__file__ is not None
    assert HERE in Path(module.__file__).resolve().parents


def test_imports_point_one_way() -> None:
    found = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_help_does_not_pay_for_what_it_does_not_use() -> None:
    heavy = "langgraph", "langchain_core", "openai", "psycopg", "babel", "rapidfuzz", "numpy"
    code = (
        "import sys, cli.main\n"
        f"loaded = [name for name in {heavy!r} if name in sys.modules]\n"
        "sys.exit(f'imported by the command itself: {loaded}' if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=HERE, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
