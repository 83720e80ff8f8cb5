-- Conversations and whose they are, their runs, and each run's log of events.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. The server writes as the owner of
-- the tables, whom row-level security doesn't bind; a person who comes with a token reads their own rows.

CREATE TABLE IF NOT EXISTS threads (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    title text NOT NULL DEFAULT '',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS threads_of_user ON threads (user_id, updated_at DESC);

CREATE TABLE IF NOT EXISTS runs (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id text NOT NULL,
    user_id text NOT NULL,
    thread_id text NOT NULL REFERENCES threads (id) ON DELETE CASCADE,
    state text NOT NULL CHECK (state IN ('running', 'finished', 'interrupted', 'cancelled', 'failed')),
    server text NOT NULL,               -- the process that runs it
    lease_until timestamptz NOT NULL,   -- after this it is held to have died
    stop boolean NOT NULL DEFAULT false,
    message text NOT NULL DEFAULT '',   -- the client's own id of the message that goes on
    transcript text NOT NULL DEFAULT '',  -- what the conversation came to, for clients that send it whole
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, id)                -- an id is the client's to choose: another's says nothing of it
);

-- A conversation has one run at a time, over all processes.
CREATE UNIQUE INDEX IF NOT EXISTS runs_one_a_thread ON runs (thread_id) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS runs_of_thread ON runs (thread_id, key DESC);
CREATE INDEX IF NOT EXISTS runs_leases ON runs (lease_until) WHERE state = 'running';
CREATE INDEX IF NOT EXISTS runs_transcripts ON runs (user_id, transcript) WHERE transcript <> '';

CREATE TABLE IF NOT EXISTS run_events (
    run_key bigint NOT NULL REFERENCES runs (key) ON DELETE CASCADE,
    number integer NOT NULL CHECK (number > 0),
    body text NOT NULL,
    PRIMARY KEY (run_key, number)
);

ALTER TABLE threads ENABLE ROW LEVEL SECURITY;
ALTER TABLE runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_events ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS threads_own ON threads;
CREATE POLICY threads_own ON threads FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS runs_own ON runs;
CREATE POLICY runs_own ON runs FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS run_events_own ON run_events;
CREATE POLICY run_events_own ON run_events FOR SELECT USING (
    EXISTS (SELECT 1 FROM runs WHERE runs.key = run_events.run_key));
