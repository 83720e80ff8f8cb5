-- What is remembered of a person, as Mem0's pgvector store lays it out: id, vector, payload.
--
-- Runs under Supabase and on any PostgreSQL from 14 on with pgvector from 0.8 on, any number of times. The server
-- writes as the owner of the tables, whom row-level security doesn't bind; a person who comes with a token reads
-- and erases their own rows, and writes none: what is stored passes the server's checks.

CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE IF NOT EXISTS memories (
    id uuid PRIMARY KEY,
    vector vector(384) NOT NULL,
    payload jsonb NOT NULL CHECK (
        length(payload ->> 'user_id') > 0 AND length(payload ->> 'data') > 0 AND length(payload ->> 'topic') > 0)
);

-- A person has some hundred memories: found by this index and ordered exactly.
CREATE INDEX IF NOT EXISTS memories_of_user ON memories ((payload ->> 'user_id'));
-- One memory a topic: what is said anew takes the place of what was said before.
CREATE UNIQUE INDEX IF NOT EXISTS memories_topic ON memories ((payload ->> 'user_id'), (payload ->> 'topic'));
-- For whoever has more memories than are ordered exactly; read with hnsw.iterative_scan, else the filter on the
-- user would leave too few.
CREATE INDEX IF NOT EXISTS memories_nearest ON memories USING hnsw (vector vector_cosine_ops);

CREATE TABLE IF NOT EXISTS memory_pauses (
    user_id text PRIMARY KEY,
    since timestamptz NOT NULL
);

ALTER TABLE memories ENABLE ROW LEVEL SECURITY;
ALTER TABLE memory_pauses ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS memories_read_own ON memories;
CREATE POLICY memories_read_own ON memories FOR SELECT USING (
    payload ->> 'user_id' = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS memories_erase_own ON memories;
CREATE POLICY memories_erase_own ON memories FOR DELETE USING (
    payload ->> 'user_id' = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS memory_pauses_own ON memory_pauses;
CREATE POLICY memory_pauses_own ON memory_pauses FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
