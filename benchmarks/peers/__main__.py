"""One flight turn on TripSage and on other frameworks, in one run: `make bench-peers`.

The job: say what is asked, route it, search flights, tell what was found, streamed. The same scripted model
answers all of them at once, so what is left is the framework's own work. TripSage keeps its conversations in
PostgreSQL while it is measured; nothing is asked of the others but the answer. Each framework has an environment
of its own (`.venv-peers/`, from the pins beside this file) and a process of its own; all take turns, round by round.
"""

import json
import os
import statistics
import subprocess
import sys
import venv
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.machine import facts

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parents[1] / ".venv-peers"
PEERS = ("openai_agents", "langgraph_supervisor", "pydantic_ai", "google_adk")
OURS = ("rules", "model")
ROUNDS = 3
Told = dict[str, Any]
# Of other people's frameworks: no telemetry, no price list fetched, no tracing.
QUIET = {
    "OPENAI_AGENTS_DISABLE_TRACING": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "OTEL_SDK_DISABLED": "true",
}


def main() -> None:
    pythons = {peer: python_of(peer) for peer in PEERS}
    told: dict[str, list[Told]] = {}
    with model_server() as url:
        env = {**os.environ, **QUIET, "OPENAI_API_KEY": "none", "OPENAI_BASE_URL": url}
        theirs = {name: value for name, value in env.items() if name != "PYTHONPATH"}
        for _ in range(ROUNDS):
            for way in OURS:
                run = [sys.executable, "-m", "benchmarks.peers.on_tripsage", way]
                told.setdefault(way, []).append(_run(run, env))
            for peer, python in pythons.items():
                told.setdefault(peer, []).append(_run([python, HERE / f"on_{peer}.py"], theirs))
    show({name: _middle(each) for name, each in told.items()})


def show(told: dict[str, Told]) -> None:
    print(facts())
    print(
        f"one flight turn, median of {ROUNDS} rounds; CPU is the processor's time of a turn alone\n"
    )
    print(f"{'':24} {'calls':>5} {'CPU ms':>7} {'wall ms':>8} {'turns/s':>8} {'MB':>5}")
    for each in sorted(told.values(), key=lambda each: each["cpu_ms"]):
        print(
            f"{each['name']:24} {each['model_calls']:5} {each['cpu_ms']:7.1f} "
            f"{each['median_ms']:8.1f} {each['turns_per_second']:8.1f} {each['megabytes']:5}"
        )
    best = min((told[peer] for peer in PEERS), key=lambda each: each["cpu_ms"])
    for way in OURS:
        ratio = best["cpu_ms"] / told[way]["cpu_ms"]
        print(f"{told[way]['name']} against the best of the others ({best['name']}): {ratio:.2f}")


def python_of(peer: str) -> Path:
    """Its environment's, made from its pins where there is none."""
    folder, pins = ENVIRONMENTS / peer, HERE / "pins" / f"{peer}.txt"
    done = folder / ".done"
    if not done.is_file() or done.stat().st_mtime < pins.stat().st_mtime:
        print(f"installing {peer}", file=sys.stderr)
        venv.create(folder, with_pip=True, clear=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "-q"]
        subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", pins], check=True)
        done.touch()
    return folder / "bin" / "python"


@contextmanager
def model_server(*job: str) -> Generator[str]:
    """The scripted model in a process of its own; its OPENAI_BASE_URL."""
    command = [sys.executable, str(HERE / "model_server.py"), *job]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        finally:
            server.terminate()


def _run(command: list[Any], env: dict[str, str]) -> Told:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _middle(rounds: list[Told]) -> Told:
    """Of each figure, the median of the rounds."""
    figures = [key for key in rounds[0] if key != "name"]
    middle = {key: statistics.median(each[key] for each in rounds) for key in figures}
    whole = {key: int(middle[key]) for key in ("model_calls", "megabytes")}
    return {"name": rounds[0]["name"], **middle, **whole}


if __name__ == "__main__":
    main()
