"""What a case expects of its turns: slots, agents, tools, words, questions."""

from collections.abc import Iterator

from evals.case import Case, Expect, ToolUse
from evals.scorers import Check
from evals.slots import score
from evals.transcript import Told, Transcript
from graphs.events import ToolCalled


def no_fault(case: Case, done: Transcript) -> Iterator[Check]:
    """Every turn ends with a result, never with an exception."""
    for number, told in enumerate(done.turns, 1):
        yield Check("no fault", number, not told.fault, told.fault)


def slots(case: Case, done: Transcript) -> Iterator[Check]:
    for number, expect, told in _turns(case, done):
        if expect.slots and told.result is None:
            yield Check("slots", number, False, "no result")
        elif told.result is not None:
            for slot, right, detail in score(expect.slots, told.result.turn, done.gazetteer):
                yield Check("slots", number, right, f"{slot}: {detail}")


def routing(case: Case, done: Transcript) -> Iterator[Check]:
    """Exactly the agents that were expected ran, in any order."""
    for number, expect, told in _turns(case, done):
        if expect.agents is not None:
            wanted, got = set(expect.agents), set(told.agents)
            yield Check(
                "routing", number, wanted == got, f"wanted {sorted(wanted)}, got {sorted(got)}"
            )


def trajectory(case: Case, done: Transcript) -> Iterator[Check]:
    """The expected calls are among those made, in any order."""
    for number, expect, told in _turns(case, done):
        if expect.no_tools:
            called = ", ".join(call.tool for call in told.calls)
            yield Check("tools", number, not told.calls, f"called {called or 'none'}")
        for use in expect.tools:
            made = any(_is(call, use) for call in told.calls)
            yield Check(
                "tools",
                number,
                made,
                f"{use.tool} {dict(use.arguments)} was not called" if not made else "",
            )


def _is(call: ToolCalled, use: ToolUse) -> bool:
    return call.tool == use.tool and all(
        value.casefold() in call.arguments.get(name, "").casefold()
        for name, value in use.arguments.items()
    )


def words(case: Case, done: Transcript) -> Iterator[Check]:
    """What the answer says and doesn't say; case and Markdown don't matter."""
    for number, expect, told in _turns(case, done):
        answer = told.answer.replace("*", "").casefold()
        for text in expect.says:
            found = any(part.strip().casefold() in answer for part in text.split("|"))
            yield Check("must say", number, found, "" if found else f"{text!r} isn't said")
        for text in expect.says_not:
            absent = text.casefold() not in answer
            yield Check("must not say", number, absent, "" if absent else f"{text!r} is said")


def remembering(case: Case, done: Transcript) -> Iterator[Check]:
    """What is remembered of the person once the jobs of the turn are done."""
    for number, expect, told in _turns(case, done):
        known = "\n".join(told.remembered).casefold()
        for text in expect.remembers:
            kept = text.casefold() in known
            yield Check("remembers", number, kept, "" if kept else f"{text!r} isn't remembered")
        for text in expect.knows_not:
            absent = text.casefold() not in known
            yield Check("knows not", number, absent, "" if absent else f"{text!r} is remembered")


def asking(case: Case, done: Transcript) -> Iterator[Check]:
    """Whether it asks; what waits for a word; which words were refused."""
    for number, expect, told in _turns(case, done):
        asked = told.result.question if told.result else None
        if expect.question is not None:
            yield Check("question", number, bool(asked) == expect.question, f"asked {asked!r}")
        if expect.asked is not None:
            wanted = tuple(sorted(expect.asked))
            yield Check(
                "approval asked",
                number,
                told.waiting == wanted,
                f"wanted {wanted}, got {told.waiting}",
            )
        if expect.refused is not None:
            yield Check(
                "word refused",
                number,
                told.refused == expect.refused,
                f"wanted {expect.refused}, got {told.refused}",
            )


def degraded(case: Case, done: Transcript) -> Iterator[Check]:
    """Doing with less is said, and only then."""
    for number, expect, told in _turns(case, done):
        if expect.degraded is not None and told.result is not None:
            result = told.result
            less = bool(result.degraded or result.failures)
            yield Check(
                "degraded",
                number,
                less == expect.degraded,
                "; ".join((*result.degraded, *result.failures)),
            )


def two_model_calls(case: Case, done: Transcript) -> Iterator[Check]:
    """A turn takes two model calls at most."""
    for number, _, told in _turns(case, done):
        if told.result is not None:
            calls = told.result.usage.model_calls
            yield Check("model calls", number, calls <= 2, f"{calls} calls")


def _turns(case: Case, done: Transcript) -> Iterator[tuple[int, Expect, Told]]:
    for number, (turn, told) in enumerate(zip(case.turns, done.turns, strict=True), 1):
        yield number, turn.expect, told
