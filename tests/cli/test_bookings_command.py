"""Booking at the terminal: its own process, killed at each prompt."""

import json
import signal
import subprocess
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_command import TRIP, TRIPSAGE, Command, conforms

TODAY = "2026-03-10"
COUPLE = ["Ada", "Lovelace", "1990-12-10", "f", "", "Grace", "Hopper", "1986-12-09", "f", "",
          "ada@example.org", "+4915112345678"]  # fmt: skip
DETAILS = {
    "travellers": [
        {"given_name": "Ada", "family_name": "Lovelace", "born_on": "1990-12-10", "gender": "f",
         "title": "ms"},
        {"given_name": "Grace", "family_name": "Hopper", "born_on": "1986-12-09", "gender": "f",
         "title": "ms"},
    ],
    "contact": {"email": "ada@example.org", "phone": "+4915112345678"},
}  # fmt: skip
PROMPT = "yes / no / later"


@pytest.fixture(scope="module")
def tripsage(tmp_path_factory: pytest.TempPathFactory) -> Generator[Command]:
    command = Command(tmp_path_factory.mktemp("home"))
    yield command
    command("db", "stop")


class Chat:
    """`tripsage chat` with its input and output in hand."""

    def __init__(self, command: Command, thread: str, *more: str) -> None:
        self._process = subprocess.Popen(
            [TRIPSAGE, "chat", "--thread", thread, "--today", TODAY, *more],
            env={**command.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Chat":
        return self

    def __exit__(self, *failure: object) -> None:
        self.kill()

    def write(self, *lines: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("".join(f"{line}\n" for line in lines).encode())
        self._process.stdin.flush()

    def until(self, text: str) -> str:
        """What is printed, up to and with `text`."""
        assert self._process.stdout is not None
        heard = b""
        while not heard.endswith(text.encode()):
            byte = self._process.stdout.read(1)
            assert byte, f"{text!r} never came after:\n{heard.decode()}"
            heard += byte
        return heard.decode()

    def line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def kill(self) -> None:
        """As by `kill -9`."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()


def bookings(command: Command, thread: str) -> list[dict[str, Any]]:
    done = command("bookings", "list", "--json")
    assert done.returncode == 0, done.stderr
    return [each for each in json.loads(done.stdout) if each["thread_id"] == thread]


def states(command: Command, thread: str) -> list[tuple[str, str]]:
    """Sorted: with the clock standing still, none comes before another."""
    return sorted((each["kind"], each["state"]) for each in bookings(command, thread))


def test_killed_at_each_prompt_it_goes_on_where_it_was(tripsage: Command) -> None:
    thread = "killed-at-prompts"
    with Chat(tripsage, thread) as chat:
        chat.write(TRIP, "book the flight and the hotel")
        chat.until("Given name")
    with Chat(tripsage, thread) as chat:  # who travels is asked again
        chat.until("Given name")
        chat.write(*COUPLE[:3])
        chat.until("Gender")
    with Chat(tripsage, thread) as chat:
        chat.until("Given name")
        chat.write(*COUPLE)
        shown = chat.until(PROMPT)
        assert "Book this flight" in shown
        assert "Ada Lovelace, Grace Hopper" in shown
    with Chat(tripsage, thread) as chat:  # the flight is asked about again
        assert "Book this flight" in chat.until(PROMPT)
        chat.write("yes")
        chat.until("confirmed, reference")
        assert "Book this stay" in chat.until(PROMPT)
    with Chat(tripsage, thread) as chat:  # the stay alone
        shown = chat.until(PROMPT)
        assert "Book this stay" in shown
        assert "Book this flight" not in shown
        chat.write("no")
        chat.until("Not booked, as you said")
        chat.write("a cheaper hotel", "book the hotel")
        assert "Given name" not in chat.until(PROMPT)
    with Chat(tripsage, thread) as chat:
        chat.until(PROMPT)
        chat.write("yes")
        chat.until("Booked:")
        chat.write("cancel the flight")
        chat.until("Cancel the flight")
        chat.until(PROMPT)
    with Chat(tripsage, thread) as chat:
        chat.until("Comes back")
        chat.until(PROMPT)
        chat.write("yes")
        chat.until("Cancelled:")
    assert states(tripsage, thread) == [
        ("flight", "cancelled"), ("stay", "confirmed"), ("stay", "rejected"),
    ]  # fmt: skip


def test_a_word_may_wait_and_a_message_may_come_instead(tripsage: Command) -> None:
    thread = "later"
    lines = [TRIP, "book it", *COUPLE, "later", "what does it cost?", ""]
    done = tripsage("chat", "--thread", thread, "--today", TODAY, stdin="\n".join(lines))
    assert done.returncode == 0, done.stderr
    assert "What it costs" in done.stdout or "The total of" in done.stdout
    assert {state for _, state in states(tripsage, thread)} == {"awaiting_approval"}


def test_a_script_answers_by_lines_of_json(tripsage: Command) -> None:
    thread = "by-lines"
    with Chat(tripsage, thread, "--json") as chat:
        chat.write(TRIP)
        conforms(chat.line())
        chat.write("book the flight")
        first = chat.line()
        conforms(first)
        (who,) = first["waiting"]
        assert who["type"] == "travellers_asked"
        chat.write(json.dumps({"id": who["id"], "says": "yes", "travellers": DETAILS}))
        (what,) = chat.line()["waiting"]
        assert what["type"] == "approval_asked"
        assert "Lovelace" not in json.dumps(what)
        chat.write(json.dumps({"id": what["id"], "says": "yes", "digest": "wrong"}))
        assert chat.line()["refused"]["code"] == "other_facts"
        assert chat.line()["waiting"]
        chat.write(json.dumps({"id": what["id"], "says": "yes", "digest": what["digest"]}))
        assert "Booked:" in chat.line()["answer"]
    assert states(tripsage, thread) == [("flight", "confirmed")]


def test_a_plan_that_waits_says_what_for(tripsage: Command) -> None:
    tripsage.json("plan", TRIP, "--thread", "one-shot")
    found = tripsage.json("plan", "book the hotel", "--thread", "one-shot")
    conforms(found)
    assert [each["type"] for each in found["waiting"]] == ["travellers_asked"]
    assert found["question"]


def booked(command: Command, thread: str) -> str:
    lines = [TRIP, "book the hotel", *COUPLE, "yes", ""]
    done = command("chat", "--thread", thread, "--today", TODAY, stdin="\n".join(lines))
    assert "Booked:" in done.stdout, done.stdout + done.stderr
    ((booking),) = bookings(command, thread)
    return booking["id"]


def test_a_booking_is_shown_and_cancelled_by_its_id(tripsage: Command) -> None:
    booking = booked(tripsage, "by-id")
    shown = tripsage("bookings", "show", booking)
    assert shown.returncode == 0, shown.stderr
    for part in ("Ada Lovelace", "awaiting_approval", "placing", "confirmed", "Refundable"):
        assert part in shown.stdout
    kept = tripsage("bookings", "cancel", booking, stdin="n\n")
    assert "Comes back" in kept.stdout
    assert "nothing was cancelled" in kept.stdout
    gone = tripsage("bookings", "cancel", booking, stdin="y\n")
    assert gone.returncode == 0, gone.stderr
    assert "cancelled" in gone.stdout
    again = tripsage("bookings", "cancel", booking, "--yes")
    assert again.returncode == 2
    assert "only a confirmed booking" in again.stderr


def test_reconciling_finds_nothing_to_do_where_all_is_settled(tripsage: Command) -> None:
    done = tripsage("bookings", "reconcile")
    assert done.returncode == 0, done.stderr
    assert done.stdout.rstrip().endswith("changed")


@pytest.mark.parametrize("arguments", [("show", "bk_nobodys"), ("cancel", "bk_nobodys", "--yes")])
def test_a_booking_that_isnt_yours_is_not_found(
    tripsage: Command, arguments: Sequence[str]
) -> None:
    done = tripsage("bookings", *arguments)
    assert done.returncode == 2
    assert "no booking of yours" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_key_is_the_persons_alone(tripsage: Command) -> None:
    tripsage("bookings", "list")
    key = Path(tripsage.environment["TRIPSAGE_HOME"]) / "sealing.key"
    assert key.stat().st_mode & 0o777 == 0o600


def test_with_another_database_and_no_key_booking_says_what_is_missing(tripsage: Command) -> None:
    done = tripsage("doctor", DATABASE_URL="postgresql://me:hidden@127.0.0.1:9/nowhere")
    assert "TRIPSAGE_SEALING_KEYS" in done.stdout
    assert "hidden" not in done.stdout
