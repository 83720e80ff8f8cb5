"""Chat models of OpenAI and every server that speaks its API."""

from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from llm.completions import Completions
from travel.value import Value

REASONING = ("o1", "o3", "o4", "gpt-5")  # families that refuse a temperature


class ModelSettings(Value):
    """`timeout` in seconds, for connecting and between two pieces of a stream."""

    name: str
    api_key: SecretStr | None = None
    base_url: str | None = None
    timeout: float = 30.0
    retries: int = 2
    max_tokens: int = 4000


def open_chat_model(settings: ModelSettings) -> ChatOpenAI:
    """A model that counts its tokens while streaming and retries what may be retried.

    Retries (429, 408, 409, 5xx, broken connections; with backoff and Retry-After) are the client's own.
    """
    model = ChatOpenAI(
        model=settings.name,
        api_key=settings.api_key or SecretStr("none"),  # local servers ask for none
        base_url=settings.base_url,
        timeout=settings.timeout,
        max_retries=settings.retries,
        stream_usage=True,
        temperature=None if settings.name.startswith(REASONING) else 0,
        max_completion_tokens=settings.max_tokens,
        stream_chunk_timeout=None,  # the client's own timeout is as long
    )
    model.async_client = Completions(model.root_async_client)
    return model
