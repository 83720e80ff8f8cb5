-- What a request with an Idempotency-Key came to, so that the same one again comes to the same.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. Nobody who comes with a token
-- reads this: there is no policy.

CREATE TABLE IF NOT EXISTS idempotent_requests (
    user_id text NOT NULL,
    key text NOT NULL,
    fingerprint text NOT NULL,          -- of method, path and body
    run_id text NOT NULL,               -- of the run that it begins, if it begins one
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'streams', 'answered')),
    status integer,
    headers text,
    body bytea,
    claimed_at timestamptz NOT NULL DEFAULT now(),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, key)
);
CREATE INDEX IF NOT EXISTS idempotent_requests_age ON idempotent_requests (created_at);

ALTER TABLE idempotent_requests ENABLE ROW LEVEL SECURITY;
