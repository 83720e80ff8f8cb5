"""The README says what is true: its transcript is what the command prints, its program runs.

`REWRITE_README=1 pytest tests/test_readme.py` writes the transcript anew.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
README = HERE / "README.md"
DAY = "2026-11-21"
BLOCK = re.compile(r"(<!-- transcript: begin -->\n).*?(<!-- transcript: end -->)", re.DOTALL)


def run(arguments: list[str], home: Path) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=HERE,
        env={**os.environ, "TRIPSAGE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def demo() -> str:
    """What `make demo` asks for."""
    found = re.search(r'tripsage plan "([^"]+)"', (HERE / "Makefile").read_text())
    assert found is not None
    return found.group(1)


def test_the_transcript_is_what_the_command_prints(home: Path) -> None:
    command = str(Path(sys.executable).parent / "tripsage")
    printed = run([command, "plan", demo(), "--today", DAY], home)
    readme = README.read_text()
    block = f"````markdown\n{printed.strip()}\n````\n"
    wanted = BLOCK.sub(lambda match: f"{match[1]}{block}{match[2]}", readme)
    if os.environ.get("REWRITE_README"):
        README.write_text(wanted)
    assert README.read_text() == wanted, "REWRITE_README=1 writes it anew"


def test_the_program_in_the_readme_runs(home: Path) -> None:
    found = re.search(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert found is not None
    assert "Rome" in run(["-c", found.group(1)], home)


def test_every_command_and_folder_that_the_readme_names_is_there() -> None:
    readme, makefile = README.read_text(), (HERE / "Makefile").read_text()
    for target in set(re.findall(r"`make (\w+)`", readme)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    for link in re.findall(r"\]\(([^)#:]+)\)", readme):
        assert (HERE / link).exists(), link
    for folder in re.findall(r"^\| `(\w+)/` \|", readme, re.MULTILINE):
        assert (HERE / folder / "__init__.py").exists(), folder
