"""What a call of a language model may raise, and how that's said to a person."""

import asyncio

from langchain_core.exceptions import OutputParserException
from openai import APIConnectionError, APIError, APITimeoutError, OpenAIError, RateLimitError
from pydantic import ValidationError

from travel.errors import ModelError

# Everything that means "the model didn't give what was asked"; anything else is a fault of ours.
MODEL_FAILURES = (
    ModelError,
    OpenAIError,
    OutputParserException,
    ValidationError,
    asyncio.TimeoutError,
    ConnectionError,
)


def failure_sentence(error: BaseException) -> str:
    """One sentence, without the server's text: it may hold anything."""
    match error:
        case APITimeoutError() | TimeoutError():
            return "The language model took too long."
        case RateLimitError():
            return "The language model is rate limited."
        case APIConnectionError() | ConnectionError():
            return "The language model can't be reached."
        case APIError() | OpenAIError():
            return "The language model answered with an error."
        case _:
            return "The language model answered with something that can't be used."
