-- What was said in each conversation, whole and searchable: the state of a conversation carries only its end.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. The server writes as the owner of
-- the table, whom row-level security doesn't bind; a person who comes with a token reads their own rows.

-- Lower case without accents: "málaga" is found as "Malaga". Of a text in any language, so without its grammar.
CREATE OR REPLACE FUNCTION plain_words(content text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(lower(content), 'áàâäãåçéèêëíìîïñóòôöõúùûüýÿ', 'aaaaaaceeeeiiiinooooouuuuyy')
$$;

CREATE TABLE IF NOT EXISTS messages (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,    -- in the order of what was said
    thread_id text NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    id text NOT NULL,
    role text NOT NULL CHECK (role IN ('user', 'assistant')),
    content text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', plain_words(left(content, 100000)))) STORED,
    UNIQUE (thread_id, id)
);
CREATE INDEX IF NOT EXISTS messages_of_thread ON messages (thread_id, key);
CREATE INDEX IF NOT EXISTS messages_words ON messages USING gin (words);

ALTER TABLE messages ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS messages_own ON messages;
CREATE POLICY messages_own ON messages FOR SELECT USING (
    EXISTS (SELECT 1 FROM threads WHERE threads.id = messages.thread_id));

-- The command's conversations had no row until now.
DO $$
BEGIN
    IF to_regclass('checkpoints') IS NOT NULL THEN
        INSERT INTO threads (id, user_id)
        SELECT DISTINCT thread_id, 'local' FROM checkpoints ON CONFLICT DO NOTHING;
    END IF;
END
$$;
