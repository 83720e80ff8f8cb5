"""Embedding models of OpenAI and every server that speaks its API."""

from langchain_core.embeddings import Embeddings
from langchain_openai import OpenAIEmbeddings
from pydantic import SecretStr

from llm.failures import failure_sentence, model_failures
from travel.errors import ModelUnavailable
from travel.value import Value


class EmbeddingSettings(Value):
    """`timeout` in seconds. `dimensions` are asked of the server; some give what they have."""

    name: str
    dimensions: int
    api_key: SecretStr | None = None
    base_url: str | None = None
    timeout: float = 30.0
    retries: int = 2


def open_embeddings(settings: EmbeddingSettings) -> Embeddings:
    """Raises ModelUnavailable when it is asked and doesn't answer."""
    return _Mapped(
        OpenAIEmbeddings(
            model=settings.name,
            dimensions=settings.dimensions,
            api_key=settings.api_key or SecretStr("none"),  # local servers ask for none
            base_url=settings.base_url,
            timeout=settings.timeout,
            max_retries=settings.retries,
            check_embedding_ctx_length=False,  # sends text: other servers don't know OpenAI's tokens
        )
    )


class _Mapped(Embeddings):
    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        try:
            return self._embeddings.embed_documents(texts)
        except model_failures() as error:
            raise ModelUnavailable(failure_sentence(error)) from None
