"""A case: what is said and done in a conversation, in which world, and what has to come of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Kind = Literal["flight", "stay"]
Capability = Literal["flights", "stays", "weather", "places", "routing", "currency"]
Half = Literal["dev", "set aside"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordOn(Part):
    """A person's word on what waits. `facts: other` approves what was never shown."""

    to: Literal["flight", "stay", "travellers", "all"] = "all"
    says: Literal["yes", "no"] = "yes"
    facts: Literal["shown", "other"] = "shown"
    user: str = "local"


class ToolUse(Part):
    """A call that has to be among a turn's; `arguments` are those that matter."""

    tool: str
    arguments: Mapping[str, str] = {}


class Anew(Part):
    """Of a plan after something went wrong. Parts are named as in `moments.names`, of the plan before.

    `again` is of a later turn: what is gone stays away, and what began before stays as it was.
    """

    gone: tuple[str, ...] = ()  # sights: from their day
    keeps: tuple[str, ...] = ()
    loses: bool = True  # of what isn't in the plan any more, the answer says what comes back
    start: str = ""  # the first new ride leaves from this city
    air: bool = False  # one is in the air: nothing new before the landing
    indoors: int | None = None  # nothing outdoors on this day
    booking: bool = False  # the answer says what is booked, what comes back and that it needs a yes
    again: bool = False


class Expect(Part):
    """Of one turn. What isn't named isn't scored; `same` and `changed` are against the plan before.

    `says` are texts of which each must stand in the answer, "a | b" one of the two.
    """

    slots: Mapping[str, Any] = {}
    agents: tuple[str, ...] | None = None  # exactly these ran
    tools: tuple[ToolUse, ...] = ()
    no_tools: bool = False
    plan: Literal["holds", "none", "refused", "unchanged"] | None = None
    wants: tuple[str, ...] = ()  # wishes that the plan is looked at for; see `scorers.wishes`
    same: tuple[Literal["flights", "stays", "dates", "days"], ...] = ()
    changed: tuple[Literal["flights", "stays", "dates", "days"], ...] = ()
    other_days: int | None = None  # at most so many days differ from the plan before
    cheaper: bool = False
    anew: Anew | None = None
    blames: tuple[str, ...] = ()  # a rule's beginning, one of which the refusal has to name
    offers_a_way: bool = False
    question: bool | None = None
    says: tuple[str, ...] = ()
    says_not: tuple[str, ...] = ()
    refused: tuple[str, ...] | None = None  # codes of words that weren't followed
    asked: tuple[str, ...] | None = None  # kinds of what waits for a word at the end
    degraded: bool | None = None
    remembers: tuple[str, ...] = ()  # stands in a memory once the jobs of the turn are done
    knows_not: tuple[str, ...] = ()  # stands in none


class Turn(Part):
    """A message, or words on what waits; `after` minutes after the turn before.

    `at` is a moment of the plan under discussion (see `evals.moments`), and the message may name its parts
    in braces. `thread` names another conversation of the case, `act` is what is done first at the controls of memory.
    """

    say: str = ""
    thread: str = ""
    user: str = "local"
    act: Literal["", "pause", "resume", "forget_all"] = ""
    words: tuple[WordOn, ...] = ()
    after: int = 0
    at: str = ""
    expect: Expect = Expect()


class Fault(Part):
    """What is wrong with a provider in this case's world. `text` goes into names or into the error."""

    where: Capability
    what: Literal["down", "refused", "malformed", "empty", "named", "about"]
    text: str = ""


DeskFault = Literal["dearer", "cheaper", "gone", "refuses", "lost", "vanishes", "late", "keeps"]


class World(Part):
    """`desk` tells what goes wrong at the sellers of each kind."""

    faults: tuple[Fault, ...] = ()
    desk: Mapping[Kind, DeskFault] = {}
    seed: int = 0


class End(Part):
    """What is left. `orders` counts what exists at the sellers and isn't cancelled."""

    bookings: Mapping[Kind, str] = {}
    orders: int = 0


class Case(Part):
    id: str
    slices: tuple[str, ...] = ()  # what the tables are cut by
    today: date = date(2026, 3, 10)
    world: World = World()
    model: Literal["", "traitor", "broken"] = ""  # "" is the run's own
    turns: tuple[Turn, ...] = Field(min_length=1)
    end: End = End()
    memory: bool = False  # whether anything is remembered; of each case for itself
