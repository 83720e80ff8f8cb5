-- Keys that scripts hold, as their hashes.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. The server reads and writes as the
-- owner of the table, whom row-level security doesn't bind; nobody else reads it, not even their own rows.

CREATE TABLE IF NOT EXISTS api_keys (
    id text PRIMARY KEY,
    user_id text NOT NULL,
    name text NOT NULL,
    prefix text NOT NULL,               -- how the key begins, for its owner to know it by
    sha256 bytea NOT NULL UNIQUE,       -- of 256 random bits: nothing that could be guessed
    writes boolean NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    last_used_at timestamptz
);
CREATE INDEX IF NOT EXISTS api_keys_of_user ON api_keys (user_id, created_at DESC);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY;
