"""Hearing the models out, in order, until one has said something that is bound to the facts."""

from collections.abc import Sequence
from typing import NamedTuple

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage, SystemMessage
from langchain_core.messages.ai import add_ai_message_chunks

from graphs.events import Degraded
from graphs.guard import Sentences
from graphs.report import Write
from graphs.result import Usage
from graphs.state import Deps
from graphs.usage import used
from llm.failures import failure_sentence, model_failures


class Heard(NamedTuple):
    text: str = ""  # what was let through, and written as it came
    usage: Usage = Usage()
    failures: tuple[str, ...] = ()
    whole: bool = False  # a model came to its end, whoever failed before it


async def hear(
    prompt: Sequence[BaseMessage],
    deps: Deps,
    write: Write,
    *,
    facts: str,
    language: str,
    figures_alone: bool = False,
) -> Heard:
    """A model that fails with nothing said is followed by the next one."""
    usage, failures = Usage(), list[str]()
    system = "\n".join(each.text for each in prompt if isinstance(each, SystemMessage))
    for model in deps.models:
        said = Sentences(
            facts=facts,
            instructions=system,
            language=language,
            write=write,
            figures_alone=figures_alone,
        )
        cost, failure = await _one(model, prompt, said, deps)
        usage += cost
        if not failure:
            return Heard(said.text, usage, tuple(failures), whole=True)
        failures.append(failure)
        write(Degraded(why=failure))
        if said.text:
            return Heard(said.text, usage, tuple(failures))
    return Heard("", usage, tuple(failures))


async def _one(
    model: BaseChatModel, prompt: Sequence[BaseMessage], said: Sentences, deps: Deps
) -> tuple[Usage, str]:
    """What it cost, and a sentence where it failed."""
    pieces, text = list[AIMessageChunk](), ""
    try:
        async for chunk in model.astream(prompt):
            pieces.append(chunk)
            text += chunk.text
            said.hear(text)
        said.finish(text)
    except model_failures() as error:
        return _cost(pieces, deps) if text else Usage(), failure_sentence(error)
    return _cost(pieces, deps), ""


def _cost(pieces: Sequence[AIMessageChunk], deps: Deps) -> Usage:
    return used([add_ai_message_chunks(AIMessageChunk(content=""), *pieces)], deps)
