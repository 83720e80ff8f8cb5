"""Mem0 over our table, our pool, our embeddings and our model. Importing this takes seconds.

Importing mem0 2.2 writes `config.json` into `MEM0_DIR` (`~/.mem0`), and its constructor opens a SQLite file there: the
import is pointed at a folder that goes away, and the constructor is ours. Its own LangChain adapters need the package
`langchain`, of which only `langchain-core` is used here. What is kept of Mem0's history and entities is nothing:
both would outlive what they are about.
"""

import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, LiteralString, NamedTuple

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from psycopg import Connection, sql
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool

from memory.long_term.privacy import may_be_kept
from memory.long_term.rules import as_fact
from memory.long_term.store import PUT


@contextmanager
def _leaving_nothing() -> Generator[None]:
    wanted = {"MEM0_TELEMETRY": "False"}
    with tempfile.TemporaryDirectory(prefix="mem0-") as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        wanted["MEM0_DIR"] = scratch
        before = {name: os.environ.get(name) for name in wanted}
        os.environ.update(wanted)
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name) if value is None else os.environ.update({name: value})


with _leaving_nothing():
    from mem0.configs.base import MemoryConfig
    from mem0.memory.main import AsyncMemory
    from mem0.utils import spacy_models
    from mem0.vector_stores.configs import VectorStoreConfig

logging.getLogger("mem0").setLevel(logging.CRITICAL)  # it logs what it stores
# Where spaCy is installed Mem0 would download a model of it, and rank differently than elsewhere.
setattr(spacy_models, "_load_failed_full", True)  # noqa: B010
setattr(spacy_models, "_load_failed_lemma", True)  # noqa: B010

EXACT_UP_TO = 5_000  # memories of a person that are all compared
Pool = ConnectionPool[Connection[Any]]

# The user's rows first, by their index, then all of them by distance: exact whatever the planner thinks.
_EXACTLY = """
WITH mine AS MATERIALIZED (
    SELECT id, vector, payload FROM {table}
    WHERE payload ->> 'user_id' = %(user)s AND payload ->> 'embedder' = %(embedder)s
      AND coalesce(payload ->> 'expiration_date', 'never') >= %(today)s
    LIMIT %(exact)s + 1
)
SELECT id, vector <=> %(vector)s::vector AS distance, payload, count(*) OVER () AS known
FROM mine ORDER BY distance, id LIMIT %(most)s
"""
_NEARLY = """
SELECT id, vector <=> %(vector)s::vector AS distance, payload, 0 AS known FROM {table}
WHERE payload ->> 'user_id' = %(user)s AND payload ->> 'embedder' = %(embedder)s
  AND coalesce(payload ->> 'expiration_date', 'never') >= %(today)s
ORDER BY vector <=> %(vector)s::vector LIMIT %(most)s
"""


class Terms(NamedTuple):
    """What the table needs to know of the world."""

    embedder: str  # the mark of what made the vectors: those of another are never compared
    today: Callable[[], date]
    table: str = "memories"
    exact_up_to: int = EXACT_UP_TO


class Row(NamedTuple):
    """As Mem0 reads it."""

    id: str
    score: float
    payload: dict[str, Any]


class MemoryTable:
    """The part of Mem0's vector store that `add` and `search` need, under one user at a time.

    What is inserted passes the gate first: no secret, one memory a topic. There is nothing here by which Mem0
    could read, change or delete by id alone, or drop the table.
    """

    def __init__(self, pool: Pool, terms: Terms) -> None:
        self._pool, self._terms = pool, terms

    def insert(
        self,
        vectors: Sequence[Sequence[float]],
        payloads: Sequence[dict[str, Any]] | None = None,
        ids: Sequence[str] | None = None,
    ) -> None:
        rows = zip(ids or (), vectors, payloads or (), strict=True)
        kept = [(id, str(list(vector)), Jsonb(gated)) for id, vector, gated in self._gated(rows)]
        with self._pool.connection() as connection, connection.transaction():
            for row in kept:
                connection.execute(self._query(PUT), row)

    def _gated(
        self, rows: Iterator[tuple[str, Sequence[float], dict[str, Any]]]
    ) -> Iterator[tuple[str, Sequence[float], dict[str, Any]]]:
        for id, vector, payload in rows:
            text = str(payload["data"])
            if may_be_kept(text, asked=bool(payload.get("asked"))):
                fact = as_fact(text, self._terms.today())
                ends = fact.expires_on.isoformat() if fact.expires_on else None
                said = {"topic": fact.topic, "expiration_date": ends} | payload
                yield id, vector, said | {"embedder": self._terms.embedder}

    def search(
        self,
        query: str,
        vectors: Sequence[float],
        top_k: int | None = 5,
        filters: Mapping[str, Any] | None = None,
    ) -> list[Row]:
        given = {
            "user": _one_user(filters),
            "embedder": self._terms.embedder,
            "today": self._terms.today().isoformat(),
            "vector": str(list(vectors)),
            "most": top_k,
            "exact": self._terms.exact_up_to,
        }
        with self._pool.connection() as connection:
            rows = connection.execute(self._query(_EXACTLY), given).fetchall()
            if rows and rows[0][-1] > self._terms.exact_up_to:
                with connection.transaction():
                    connection.execute("SET LOCAL hnsw.iterative_scan = strict_order")
                    rows = connection.execute(self._query(_NEARLY), given).fetchall()
        return [
            Row(id=str(id), score=max(0.0, 1.0 - float(distance)), payload=payload)
            for id, distance, payload, _ in rows
        ]

    def keyword_search(
        self, query: str, top_k: int | None = 5, filters: Mapping[str, Any] | None = None
    ) -> None:
        """None, which Mem0 reads as "no such index": of a few hundred rows the vectors tell enough."""

    def _query(self, text: LiteralString) -> sql.Composed:
        return sql.SQL(text).format(table=sql.Identifier(self._terms.table))


class OnMem0(AsyncMemory):
    """Mem0's `add` and `search`, without its files and telemetry."""

    def __init__(
        self,
        pool: Pool,
        terms: Terms,
        embeddings: Embeddings,
        model: BaseChatModel | None,
        instructions: str,
    ) -> None:
        store = VectorStoreConfig(provider="pgvector", config={"connection_pool": pool})
        vars(self).update(
            config=MemoryConfig(vector_store=store),
            embedding_model=_Embedder(embeddings),
            vector_store=MemoryTable(pool, terms),
            llm=_Model(model),
            db=_NoHistory(),
            collection_name=terms.table,
            api_version="v1.1",
            custom_instructions=instructions,
            reranker=None,
            _entity_store=_NoEntities(),
        )
        self._add: Callable[..., Any] = vars(AsyncMemory)["add"]  # its types say nothing
        self._search: Callable[..., Any] = vars(AsyncMemory)["search"]

    async def extract(self, user: str, said: str, metadata: dict[str, Any]) -> list[str]:
        """The ids of what the model found worth keeping; those that the gate refused are of no row."""
        messages = [{"role": "user", "content": said}]
        added = await self._add(self, messages, user_id=user, metadata=metadata, infer=True)
        return [each["id"] for each in added["results"]]

    async def likest(self, user: str, query: str, most: int) -> list[dict[str, Any]]:
        """In Mem0's format, the likest first."""
        filters = {"user_id": user}
        found = await self._search(
            self, query, top_k=most, filters=filters, threshold=0.0, show_expired=True
        )
        return found["results"]


class _Embedder:
    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings

    def embed(self, text: str, memory_action: str | None = None) -> list[float]:
        embeddings = self._embeddings
        return (
            embeddings.embed_query(text)
            if memory_action == "search"
            else self.embed_batch([text])[0]
        )

    def embed_batch(self, texts: list[str], memory_action: str = "add") -> list[list[float]]:
        return self._embeddings.embed_documents(texts)


class _Model:
    def __init__(self, model: BaseChatModel | None) -> None:
        self._model = model

    def generate_response(
        self,
        messages: list[dict[str, str]],
        tools: Any = None,
        tool_choice: str = "auto",
        **kwargs: Any,
    ) -> str:
        if self._model is None:
            raise RuntimeError("no model extracts here: infer=False")
        return self._model.invoke([_message(each) for each in messages]).text


def _message(given: Mapping[str, str]) -> BaseMessage:
    kinds: Mapping[str, type[BaseMessage]] = {"system": SystemMessage, "assistant": AIMessage}
    return kinds.get(given["role"], HumanMessage)(content=given["content"])


class _NoHistory:
    """In the place of Mem0's SQLite file."""

    def get_last_messages(self, scope: str, limit: int = 10) -> list[dict[str, Any]]:
        return []

    def get_history(self, memory_id: str) -> list[dict[str, Any]]:
        return []

    def save_messages(self, *given: Any, **named: Any) -> None: ...

    add_history = batch_add_history = save_messages

    def close(self) -> None: ...


class _NoEntities:
    """In the place of Mem0's second table."""

    def search(self, *given: Any, **named: Any) -> list[Any]:
        return []

    list = search

    def search_batch(
        self, queries: Sequence[str], *given: Any, **named: Any
    ) -> "Sequence[Sequence[Any]]":
        return [[] for _ in queries]

    def insert(self, *given: Any, **named: Any) -> None: ...

    update = delete = insert


def _one_user(filters: Mapping[str, Any] | None) -> str:
    """Raises ValueError for anything but one user: to Mem0's own filter "*" is everybody."""
    user = (filters or {}).get("user_id")
    if not isinstance(user, str) or set(filters or {}) != {"user_id"}:
        raise ValueError("memories are searched for one user")
    return user
