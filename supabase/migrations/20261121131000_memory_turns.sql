-- What a person said in a turn, until it is remembered; then only that it was, so that it never is a second time.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. The server writes as the owner of the
-- table, whom row-level security doesn't bind; a person who comes with a token reads and erases their own rows.

CREATE TABLE IF NOT EXISTS memory_turns (
    user_id text NOT NULL,
    thread_id text NOT NULL,
    message_id text NOT NULL,
    turn integer NOT NULL CHECK (turn > 0),
    said text NOT NULL,          -- empty once it is remembered or was to be forgotten
    at timestamptz NOT NULL,
    PRIMARY KEY (user_id, thread_id, message_id)
);

ALTER TABLE memory_turns ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS memory_turns_read_own ON memory_turns;
CREATE POLICY memory_turns_read_own ON memory_turns FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS memory_turns_erase_own ON memory_turns;
CREATE POLICY memory_turns_erase_own ON memory_turns FOR DELETE USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
