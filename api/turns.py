"""What a run does, from what it was begun with: kept beside the run, so that any server can begin it again."""

from collections.abc import AsyncIterator, Mapping, Sequence
from hashlib import sha256
from typing import Annotated, Literal, NamedTuple, Protocol

from pydantic import Field, TypeAdapter

from api.encoders.openai import answer_of
from api.events import RunEvent, WordGiven
from api.limits import Limits, Seat
from graphs.events import Event, RunStarted
from graphs.run import Mark
from memory.runs import Run
from travel.booking import TravellerDetails, Word
from travel.value import Value
from wiring.open import TripSage


class Message(Value):
    """`transcript` marks what the conversation comes to with this message, for clients that send it whole."""

    type: Literal["message"] = "message"
    text: str
    transcript: str = ""


class Words(Value):
    """By the id of what was asked. Travellers' details are never part of it: without, they are asked for."""

    type: Literal["words"] = "words"
    words: Mapping[str, Word]
    given: tuple[WordGiven, ...]


Input = Annotated[Message | Words, Field(discriminator="type")]
INPUT: TypeAdapter[Input] = TypeAdapter(Input)


class Aside(NamedTuple):
    """What a run is begun with and what is not kept. `seat` is its place among those that go on at once."""

    travellers: TravellerDetails | None = None
    seat: Seat | None = None


class Turns(Protocol):
    def __call__(self, run: Run, aside: Aside, *, again: bool) -> AsyncIterator[Event]:
        """The events of the run's turn; `again` where an earlier holder was cut off."""
        ...


def turns_of(tripsage: TripSage, limits: Limits | None) -> Turns:
    def turn(run: Run, aside: Aside, *, again: bool) -> AsyncIterator[Event]:
        mine = tripsage.of(run.user_id)
        mark = Mark(run=run.key, epoch=run.epoch, again=again)

        def begun() -> AsyncIterator[Event]:
            match INPUT.validate_json(run.input or ""):
                case Message() as said:
                    return mine.say(run.thread_id, said.text, mark=mark)
                case Words() as given:
                    details = aside.travellers
                    return mine.answer(run.thread_id, given.words, travellers=details, mark=mark)

        seat = aside.seat or (limits and limits.standing(run.user_id))
        return seat.counted(begun)() if seat else begun()

    return turn


def firsts(run: Run) -> list[RunEvent]:
    """What the log of the run begins with."""
    begun = INPUT.validate_json(run.input) if run.input else None
    given = begun.given if isinstance(begun, Words) else ()
    return [RunStarted(thread_id=run.thread_id, run_id=run.id), *given]


def transcript_of(run: Run, events: Sequence[RunEvent]) -> str:
    """The mark of the conversation after the run; empty where its client doesn't send it whole."""
    begun = INPUT.validate_json(run.input) if run.input else None
    if not isinstance(begun, Message) or not begun.transcript:
        return ""
    return marked(begun.transcript, "assistant", answer_of(events))


def marked(before: str, role: str, text: str) -> str:
    """The mark of a conversation with one more line; `before` is empty where that is the first."""
    return sha256(f"{before}\n{role}\n{text.strip()}".encode()).hexdigest()
