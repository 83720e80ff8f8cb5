"""The README's `curl -N`, as it stands there, against `tripsage serve`."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.api.test_lives import HERE, serving

README = (HERE / "README.md").read_text(encoding="utf-8")


async def test_the_curl_of_the_readme_streams_a_plan(home: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("no curl on PATH")
    found = re.search(r"^\$ (curl -N .+)$", README, re.MULTILINE)
    assert found is not None
    async with serving(home) as (server, _):
        command = found.group(1).replace("127.0.0.1:8765", f"127.0.0.1:{server.port}")
        token = (home / "api.token").read_text()
        done = subprocess.run(
            ["sh", "-c", command.replace("curl", "curl --noproxy '*' -sS", 1)],
            env={"TOKEN": token, "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    lines = [line for line in done.stdout.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "data: [DONE]"
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-1]]
    text = "".join(each["choices"][0]["delta"].get("content", "") for each in chunks)
    assert "Rome" in text
    assert "Oslo" in text
