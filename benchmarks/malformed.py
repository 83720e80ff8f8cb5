"""`python -m benchmarks.malformed`: thousands of broken bodies and streams at the real server, and what it answers.

Each is a whole request with a piece cut, doubled, swapped or filled with noise; some tell a wrong length, stop
in the middle or hang up. Prints answers by status; ends with 1 where one is 5xx or the server is gone.
"""

import argparse
import asyncio
import random
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from api.app import open_app
from api.identity.doors import local_only
from benchmarks.machine import own_home
from tests.simulators.serving import serving
from wiring.settings import Settings

TOKEN = "token-of-the-benchmark"
AT_ONCE = 8
PATIENCE = 60.0  # seconds for an answer
BODIES = {
    "/agui": b'{"threadId":"t%d","runId":"r%d","messages":[{"id":"m","role":"user","content":"hi"}]}',
    "/chat": b'{"id":"t%d","messages":[{"id":"m%d","role":"user","parts":[{"type":"text","text":"hi"}]}]}',
    "/v1/chat/completions": b'{"model":"tripsage","stream":true,"n":1,"user":"%d-%d","messages":'
    b'[{"role":"user","content":"hi"}]}',
    "/chat/sessions": b'{"id":"t%d","title":"a trip %d"}',
    "/memory": b'{"text":"I like towns of %d or %d"}',
    "/memory/search": b'{"query":"towns of %d","most":%d}',
    "/runs/none/approvals/a.b": b'{"says":"yes","reason":"%d %d"}',
    "/bookings/none/cancellation/a": b'{"says":"yes","digest":"%d %d"}',
}
NOISE = (
    b"\x00",
    b"\xff\xfe",
    b"\\ud800",
    b"\\u0000",
    b'"',
    b"{",
    b"[" * 70,
    b"1e999",
    b"-0",
    b"null",
    b"\r\n",
)


def broken(dice: random.Random, body: bytes) -> bytes:
    at, length = dice.randrange(len(body)), dice.randrange(1, 20)
    match dice.randrange(5):
        case 0:
            return body[:at]
        case 1:
            return body[:at] + body[at + length :]
        case 2:
            return body[:at] + dice.choice(NOISE) + body[at:]
        case 3:
            return body[:at] + dice.randbytes(length) + body[at + length :]
        case _:
            return body[:at] + body[at : at + length] * 3 + body[at + length :]


def request(dice: random.Random, number: int) -> bytes:
    path = dice.choice(list(BODIES))
    body = broken(dice, BODIES[path] % (number, number))
    said = len(body) if dice.random() < 0.9 else dice.choice((0, len(body) // 2, len(body) + 9))
    kind = dice.choice(("application/json", "application/json", "text/plain", "application/\x7f"))
    length = f"Content-Length: {said}" if dice.random() < 0.9 else "Transfer-Encoding: chunked"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
        f"Content-Type: {kind}\r\n{length}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


async def answered(url: str, sent: bytes, *, hangs_up: bool) -> str:
    """The status, or how else it ended. What waits for more than was sent is hung up on."""
    parts = urlsplit(url)
    reading, writing = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        writing.write(sent)
        await writing.drain()
        if hangs_up:
            return "hung up on"
        async with asyncio.timeout(1.5 if _short(sent) else PATIENCE):
            line = await reading.readline()
        return line.split(b" ")[1].decode() if line.startswith(b"HTTP/1.1 ") else "closed"
    except TimeoutError:
        return "waits for the rest" if _short(sent) else "no answer"
    except OSError:
        return "closed"
    finally:
        writing.close()


def _short(sent: bytes) -> bool:
    """Whether less was sent than was told to come."""
    head, _, body = sent.partition(b"\r\n\r\n")
    if b"chunked" in head:
        return True
    told = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
    return told > len(body)


async def all_of(url: str, number: int, seed: int) -> Counter[str]:
    dice, seats, found = random.Random(seed), asyncio.Semaphore(AT_ONCE), Counter[str]()

    async def one(sent: bytes, *, hangs_up: bool) -> None:
        async with seats:
            found[await answered(url, sent, hangs_up=hangs_up)] += 1

    async with asyncio.TaskGroup() as asking:
        for each in range(number):
            asking.create_task(one(request(dice, each), hangs_up=dice.random() < 0.05))
    return found


async def run(number: int, seed: int, home: Path) -> int:
    settings = Settings.model_validate({"TRIPSAGE_HOME": home})
    async with (
        open_app(settings, local_only(TOKEN, "local")) as app,
        serving(app) as url,
    ):
        found = await all_of(url, number, seed)
        whole = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        lives = await answered(url, whole, hangs_up=False) == "200"
    for status, count in sorted(found.items()):
        print(f"{count:>7} {status}")
    failed = sum(count for status, count in found.items() if status.startswith("5"))
    lost = found["no answer"]
    stands = "lives" if lives else "is gone"
    print(
        f"{number} requests, {failed} answered 5xx, {lost} without an answer, the server {stands}"
    )
    return 0 if not failed and not lost and lives else 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with own_home() as home:
        return asyncio.run(run(chosen.requests, chosen.seed, home))


if __name__ == "__main__":
    sys.exit(main())
