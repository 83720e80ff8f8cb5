"""The table of memories: who may read it, and how it is read."""

import uuid
from collections.abc import Sequence

import psycopg
from psycopg.types.json import Jsonb

from memory.embedding import HashingEmbeddings
from memory.long_term.on_mem0 import MemoryTable, Pool, Terms
from memory.migrations import migrations_folder
from tests.memory.long_term import TODAY, World

HASHING = HashingEmbeddings()


def payload(user: str, text: str, number: int) -> Jsonb:
    return Jsonb(
        {
            "user_id": user,
            "data": text,
            "topic": f"said:{number}",
            "embedder": HASHING.name,
            "source": {"thread": "", "turn": 0, "at": TODAY.isoformat()},
            "updated_at": TODAY.isoformat(),
        }
    )


async def fill(world: World, user: str, texts: Sequence[str]) -> None:
    async with await psycopg.AsyncConnection.connect(world.dsn, autocommit=True) as connection:
        for number, text in enumerate(texts):
            await connection.execute(
                "INSERT INTO memories (id, vector, payload) VALUES (%s, %s::vector, %s)",
                (uuid.uuid4(), HASHING.embed_query(text), payload(user, text, number)),
            )


async def test_the_migration_may_run_again(world: World) -> None:
    sql = (migrations_folder() / "20261121120000_memories.sql").read_text()
    async with await psycopg.AsyncConnection.connect(world.dsn, autocommit=True) as connection:
        await connection.execute(sql.encode(), prepare=False)


async def test_a_person_who_comes_with_a_token_reads_and_erases_their_own_rows_only(
    world: World,
) -> None:
    await fill(world, "ada", ["I prefer window seats", "I'm vegetarian"])
    await fill(world, "ben", ["I love Porto"])
    role = f"r{uuid.uuid4().hex[:8]}"
    async with await psycopg.AsyncConnection.connect(world.dsn, autocommit=True) as connection:
        for statement in (
            f"CREATE ROLE {role}",
            f"GRANT SELECT, DELETE, INSERT ON memories, memory_pauses TO {role}",
            f"SET ROLE {role}",
        ):
            await connection.execute(statement.encode())
        counted = "SELECT count(*) FROM memories"
        assert await (await connection.execute(counted)).fetchone() == (0,)
        await connection.execute("""SET request.jwt.claims = '{"sub": "ada"}'""")
        assert await (await connection.execute(counted)).fetchone() == (2,)
        gone = await connection.execute("DELETE FROM memories WHERE payload ->> 'user_id' = 'ben'")
        assert gone.rowcount == 0
        gone = await connection.execute("DELETE FROM memories")
        assert gone.rowcount == 2
        try:
            await connection.execute(
                "INSERT INTO memories (id, vector, payload) VALUES (%s, %s::vector, %s)",
                (uuid.uuid4(), HASHING.embed_query("x"), payload("ada", "x", 9)),
            )
        except psycopg.errors.InsufficientPrivilege:
            pass
        else:
            raise AssertionError("a token wrote a memory past the checks")
        await connection.execute("RESET ROLE")
        for statement in (f"DROP OWNED BY {role}", f"DROP ROLE {role}"):
            await connection.execute(statement.encode())
    assert await world.rows("SELECT payload ->> 'user_id' FROM memories") == [("ben",)]


async def test_a_search_finds_the_same_by_all_rows_and_by_the_index_of_vectors(
    world: World,
) -> None:
    texts = [f"I love town{number}" for number in range(60)]
    await fill(world, "ada", texts)
    await fill(world, "ben", [f"I love city{number}" for number in range(200)])
    query = HASHING.embed_query("I love town7")
    found: list[list[str]] = []
    with Pool(world.dsn, min_size=1, max_size=1, open=True, kwargs={"autocommit": True}) as pool:
        for limit in (1_000, 10):
            terms = Terms(HASHING.name, TODAY.date, exact_up_to=limit)
            rows = MemoryTable(pool, terms).search("", query, top_k=20, filters={"user_id": "ada"})
            assert {row.payload["user_id"] for row in rows} == {"ada"}
            assert [row.score for row in rows] == sorted((row.score for row in rows), reverse=True)
            found.append([row.payload["data"] for row in rows])
    assert [len(each) for each in found] == [20, 20]
    assert found[0][0] == found[1][0] == "I love town7"


async def test_a_person_among_many_is_found_by_index(world: World) -> None:
    for number in range(40):
        await fill(world, f"person{number}", ["I love Porto", "I'm vegetarian"])
    async with await psycopg.AsyncConnection.connect(world.dsn, autocommit=True) as connection:
        await connection.execute("ANALYZE memories")
        await connection.execute("SET enable_seqscan = off")  # of eighty rows it would be cheaper
        plan = await connection.execute(
            "EXPLAIN SELECT id FROM memories WHERE payload ->> 'user_id' = 'person7'"
        )
        lines = "\n".join(row[0] for row in await plan.fetchall())
    assert "memories_of_user" in lines or "memories_topic" in lines
