"""Servers killed in the middle of runs: `.venv/bin/python -m benchmarks.killed --runs 100`.

Two servers in processes of their own on one embedded database, with `REDIS_URL` their logs in Redis. Runs are
begun at one of them, AT_ONCE at a time; it gets a SIGKILL at some moment of their way; each client comes back
to the other with the number of the last event that it had. Checked of every run: one true last state, the same
log at both servers, numbered without a gap, told to the client that came back without a loss or a double.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.endpoint import free_port, wait_for
from wiring.embedded import stop_embedded

AT_ONCE = 5
LATEST = 2.0  # seconds from a run's begin to the kill, at most
TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"
LAST = ("run_finished", "run_interrupted", "run_cancelled", "run_failed")
Events = list[tuple[int, dict[str, Any]]]


class Server:
    def __init__(self, home: str) -> None:
        self.port = free_port()
        tripsage = str(Path(sys.executable).parent / "tripsage")
        command = [tripsage, "serve", "--port", str(self.port)]
        env = {**os.environ, "TRIPSAGE_HOME": home}
        self.process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait()


class Outcome(NamedTuple):
    """`wrong` is empty where all is well; `seconds` from the kill to the last event."""

    wrong: str
    last: str
    resumed: bool
    seconds: float


class Client(threading.Thread):
    """Begins a run and has what it is told until the server dies."""

    def __init__(self, server: Server, token: str, run: str) -> None:
        super().__init__(daemon=True)
        self._server, self._token, self.run_id = server, token, run
        self.had: Events = []

    def run(self) -> None:
        message = {"id": "u", "role": "user", "content": TRIP}
        body = {"threadId": self.run_id, "runId": self.run_id, "messages": [message]}
        try:
            post(self._server, self._token, "/agui", body)
            for each in followed(self._server, self._token, self.run_id, 0):
                self.had.append(each)
        except (OSError, HTTPException):
            pass


def main() -> None:
    reader = argparse.ArgumentParser()
    reader.add_argument("--runs", type=int, default=100)
    reader.add_argument("--seed", type=int, default=0)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory(prefix="tripsage-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)  # the embedded database is another user's where this is run by root
        try:
            wrong = show(killed(folder, given.runs, random.Random(given.seed)))
        finally:
            stop_embedded(home)
    sys.exit(1 if wrong else 0)


def killed(home: str, runs: int, chance: random.Random) -> list[Outcome]:
    outcomes: list[Outcome] = []
    staying, dying = Server(home), Server(home)
    token = (Path(home) / "api.token").read_text()
    try:
        while len(outcomes) < runs:
            count = min(AT_ONCE, runs - len(outcomes))
            clients = [Client(dying, token, uuid.uuid4().hex) for _ in range(count)]
            for each in clients:
                each.start()
            time.sleep(chance.uniform(0.05, LATEST))
            dying.end(signal.SIGKILL)
            at = time.monotonic()
            rests = [rest_of(staying, token, each) for each in clients]
            seconds = time.monotonic() - at
            dying = Server(home)
            outcomes += [
                judged(staying, dying, token, client, rest, seconds)
                for client, rest in zip(clients, rests, strict=True)
            ]
            print(f"{len(outcomes)} runs", file=sys.stderr, flush=True)
    finally:
        staying.end(signal.SIGKILL)
        dying.end(signal.SIGKILL)
    return outcomes


def rest_of(server: Server, token: str, client: Client) -> Events | None:
    """None where the run was killed before it had begun: there is no such run."""
    client.join(5)
    had = client.had
    try:
        return list(followed(server, token, client.run_id, had[-1][0] if had else 0))
    except LookupError:
        return None


def judged(
    one: Server, other: Server, token: str, client: Client, rest: Events | None, seconds: float
) -> Outcome:
    if rest is None:
        return Outcome("told, but not kept" if client.had else "", "never begun", False, 0)
    told = [*client.had, *rest]
    logs = [list(followed(each, token, client.run_id, 0)) for each in (one, other)]
    kinds = [event["type"] for _, event in told]
    state = json.loads(get(one, token, f"/runs/{client.run_id}"))["state"]
    wrong = ""
    if [number for number, _ in told] != list(range(1, len(told) + 1)):
        wrong = "a gap or a double"
    elif told != logs[0] or logs[0] != logs[1]:
        wrong = "two logs"
    elif [kind for kind in kinds if kind in LAST] != kinds[-1:]:
        wrong = "not one end"
    elif f"run_{state}" != kinds[-1]:
        wrong = f"held to be {state}, told {kinds[-1]}"
    return Outcome(wrong, kinds[-1], "run_resumed" in kinds, seconds)


def show(outcomes: list[Outcome]) -> bool:
    """Whether anything was wrong."""
    where = "Redis" if os.environ.get("REDIS_URL") else "PostgreSQL"
    wrong = Counter(each.wrong for each in outcomes if each.wrong)
    resumed = [each.seconds for each in outcomes if each.resumed]
    print(f"logs in {where}; {len(outcomes)} runs, their server killed in the middle")
    print(f"ends: {dict(Counter(each.last for each in outcomes))}")
    print(f"gone on with by the other server: {len(resumed)}")
    if resumed:
        print(
            "seconds from the kill until the last of those killed together had ended: "
            f"median {statistics.median(resumed):.1f}, most {max(resumed):.1f}"
        )
    print(f"events lost or doubled, or no one true end: {sum(wrong.values())} {dict(wrong) or ''}")
    return bool(wrong)


def followed(server: Server, token: str, run: str, after: int) -> Any:
    """Numbers and events, up to the last. Raises LookupError where there is no such run."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": str(after)}
    connection.request("GET", f"/runs/{run}/events", headers=headers)
    answer = connection.getresponse()
    if answer.status == 404:
        raise LookupError(run)
    number = 0
    for raw in answer:
        field, _, value = raw.decode().rstrip("\n").partition(": ")
        if field == "id":
            number = int(value)
        elif field == "data":
            yield number, json.loads(value)


def get(server: Server, token: str, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
    return connection.getresponse().read()


def post(server: Server, token: str, path: str, body: Any) -> None:
    """Until the answer has begun; nobody reads the rest."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("POST", path, json.dumps(body), headers)
    connection.getresponse()


if __name__ == "__main__":
    main()
