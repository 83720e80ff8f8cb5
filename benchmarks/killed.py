"""Servers killed in the middle of runs: `make bench-killed`.

Two servers in processes of their own on one embedded database, their logs there too; with `--redis` all of it
again with the logs in a Redis of its own, or in that of `REDIS_URL`. Runs are begun at one of them, AT_ONCE at
a time; it gets a SIGKILL at some moment of their way; each client comes back to the other with the number of
the last event that it had. Checked of every run: one true last state, the same log at both servers, numbered
without a gap, told to the client that came back without a loss or a double.
"""

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.endpoint import free_port, wait_for
from benchmarks.machine import own_home
from tests.redis_server import NONE, redis_binary, running_redis

AT_ONCE = 5
LATEST = 2.0  # seconds from a run's begin to the kill, at most
TRIP = "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros"
LAST = ("run_finished", "run_interrupted", "run_cancelled", "run_failed")
LOST, DOUBLED, NO_END = "events lost", "events doubled", "not one end"
UNTRUE, ELSE = "an end that isn't its state", "other events at another server, or kept no more"
Events = list[tuple[int, dict[str, Any]]]


class Server:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.port = free_port()
        tripsage = str(Path(sys.executable).parent / "tripsage")
        command = [tripsage, "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, env={**os.environ, **env}, stderr=subprocess.DEVNULL
        )
        wait_for(self.port, self.process)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait()


class Rest(NamedTuple):
    """What a client was told that came back: the second at which another server had gone on, and the last."""

    events: Events
    resumed: float | None
    ended: float


class Outcome(NamedTuple):
    """`wrong` is empty where all is well. Seconds from the kill: until another server went on, until the end."""

    wrong: str
    last: str
    resumed: float | None
    ended: float


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
    reader.add_argument("--redis", action="store_true", help="with the logs in Redis, too")
    given = reader.parse_args()
    wrong = kept_in("PostgreSQL", {"REDIS_URL": ""}, given.runs, given.seed)
    if given.redis:
        with redis_url() as url:
            wrong |= kept_in("Redis", {"REDIS_URL": url}, given.runs, given.seed)
    sys.exit(1 if wrong else 0)


@contextmanager
def redis_url() -> Generator[str]:
    url, binary = os.environ.get("REDIS_URL"), redis_binary()
    if url:
        yield url
    elif binary is None:
        sys.exit(NONE)
    else:
        with running_redis(binary) as server:
            yield server.url


def kept_in(where: str, env: Mapping[str, str], runs: int, seed: int) -> bool:
    """Whether anything was wrong."""
    with own_home() as home:
        env = {**env, "TRIPSAGE_HOME": str(home)}
        return show(where, killed(env, runs, random.Random(seed)))


def killed(env: Mapping[str, str], runs: int, chance: random.Random) -> list[Outcome]:
    outcomes: list[Outcome] = []
    staying, dying = Server(env), Server(env)
    token = (Path(env["TRIPSAGE_HOME"]) / "api.token").read_text()
    try:
        while len(outcomes) < runs:
            count = min(AT_ONCE, runs - len(outcomes))
            clients = [Client(dying, token, uuid.uuid4().hex) for _ in range(count)]
            for each in clients:
                each.start()
            time.sleep(chance.uniform(0.05, LATEST))
            dying.end(signal.SIGKILL)
            at = time.monotonic()
            with ThreadPoolExecutor(count) as pool:
                rests = list(pool.map(partial(rest_of, staying, token, at), clients))
            dying = Server(env)
            outcomes += [
                judged(staying, dying, token, client, rest)
                for client, rest in zip(clients, rests, strict=True)
            ]
            print(f"{len(outcomes)} runs", file=sys.stderr, flush=True)
    finally:
        staying.end(signal.SIGKILL)
        dying.end(signal.SIGKILL)
    return outcomes


def rest_of(server: Server, token: str, killed: float, client: Client) -> Rest | None:
    """None where the run was killed before it had begun: there is no such run."""
    client.join(5)
    events: Events = []
    resumed = None
    try:
        for each in followed(server, token, client.run_id, client.had[-1][0] if client.had else 0):
            events.append(each)
            if each[1]["type"] == "run_resumed":
                resumed = time.monotonic() - killed
    except LookupError:
        return None
    return Rest(events, resumed, time.monotonic() - killed)


def judged(one: Server, other: Server, token: str, client: Client, rest: Rest | None) -> Outcome:
    if rest is None:
        return Outcome(LOST if client.had else "", "never begun", None, 0)
    told = [*client.had, *rest.events]
    logs = [list(followed(each, token, client.run_id, 0)) for each in (one, other)]
    kinds = [event["type"] for _, event in told]
    state = json.loads(get(one, token, f"/runs/{client.run_id}"))["state"]
    numbers, wrong = [number for number, _ in told], ""
    if len(set(numbers)) < len(numbers):
        wrong = DOUBLED
    elif numbers != list(range(1, len(logs[0]) + 1)):
        wrong = LOST
    elif [kind for kind in kinds if kind in LAST] != kinds[-1:]:
        wrong = NO_END
    elif f"run_{state}" != kinds[-1]:
        wrong = UNTRUE
    elif told != logs[0] or logs[0] != logs[1]:
        wrong = ELSE
    return Outcome(wrong, kinds[-1], rest.resumed, rest.ended)


def show(where: str, outcomes: list[Outcome]) -> bool:
    """Whether anything was wrong."""
    wrong = Counter(each.wrong for each in outcomes if each.wrong)
    resumed = [each for each in outcomes if each.resumed is not None]
    print(f"logs in {where}: {len(outcomes)} runs, their server killed in the middle")
    print(f"  gone on with by the other server: {len(resumed)}")
    print(f"  ends: {dict(Counter(each.last for each in outcomes))}")
    print(f"  in one true final state: {len(outcomes) - wrong[NO_END] - wrong[UNTRUE]}")
    print(f"  with events lost: {wrong[LOST]}; with events doubled: {wrong[DOUBLED]}")
    print(f"  wrong otherwise: {wrong[ELSE]}")
    for name, times in (
        ("until another server had gone on", [each.resumed or 0 for each in resumed]),
        ("until the end", [each.ended for each in resumed]),
    ):
        if times:
            found = f"median {statistics.median(times):.1f}, most {max(times):.1f}"
            print(f"  seconds from the kill {name}: {found}")
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
