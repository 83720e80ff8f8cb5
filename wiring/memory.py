"""Long-term memory, opened when something is remembered or asked for."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from memory.embedding import HashingEmbeddings
from memory.long_term.in_turn import TurnMemories
from memory.pooling import Pool
from wiring.settings import Settings

if TYPE_CHECKING:
    from memory.long_term import Embedder, LongTermMemory


@asynccontextmanager
async def open_memory(
    settings: Settings, clock: Callable[[], datetime]
) -> "AsyncGenerator[LongTermMemory]":
    """Without a graph. Raises StorageError, ConfigurationError."""
    from memory.long_term import open_long_term
    from wiring.open import database, model_settings

    dsn = await database(settings)
    model = None
    if not settings.keyless:
        from llm.openai import open_chat_model

        model = open_chat_model(model_settings(settings, settings.model))
    async with open_long_term(dsn, embedder(settings), clock, model=model) as memory:
        yield memory


def turn_memories(pool: Pool, settings: Settings, clock: Callable[[], datetime]) -> TurnMemories:
    """On a pool that is open already."""
    return TurnMemories(pool, HashingEmbeddings(), clock, extracts=not settings.keyless)


def embedder(settings: Settings) -> "Embedder":
    """The keyless one, unless an embedding model is named."""
    from memory.embedding import DIMENSIONS
    from memory.long_term import Embedder

    if settings.embedding_model is None:
        hashing = HashingEmbeddings()
        return Embedder(hashing.name, hashing)
    from llm.embeddings import EmbeddingSettings, open_embeddings

    url = settings.embedding_url or settings.openai_base_url
    chosen = EmbeddingSettings(
        name=settings.embedding_model,
        dimensions=DIMENSIONS,
        api_key=settings.openai_api_key,
        base_url=url,
        timeout=settings.model_timeout,
        retries=settings.model_retries,
    )
    return Embedder(f"{settings.embedding_model} of {url or 'OpenAI'}", open_embeddings(chosen))
