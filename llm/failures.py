"""What a call of a language model may raise, and how that's said to a person."""

import asyncio
import json

from travel.errors import ModelError


def model_failures() -> tuple[type[BaseException], ...]:
    """Everything that means "the model didn't give what was asked"; anything else is a fault of ours.

    A function, because importing OpenAI's client takes half a second that a keyless turn needn't pay:
    `except model_failures()` is evaluated only when something was raised.
    """
    from langchain_core.exceptions import OutputParserException
    from openai import OpenAIError
    from pydantic import ValidationError

    return (
        ModelError,
        OpenAIError,
        OutputParserException,
        ValidationError,
        asyncio.TimeoutError,
        ConnectionError,
        json.JSONDecodeError,
    )


def failure_sentence(error: BaseException) -> str:
    """One sentence, without the server's text: it may hold anything."""
    from openai import APIConnectionError, APITimeoutError, OpenAIError, RateLimitError

    match error:
        case APITimeoutError() | TimeoutError():
            return "The language model took too long."
        case RateLimitError():
            return "The language model is rate limited."
        case APIConnectionError() | ConnectionError():
            return "The language model can't be reached."
        case OpenAIError():
            return "The language model answered with an error."
        case _:
            return "The language model answered with something that can't be used."
