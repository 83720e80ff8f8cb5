-- Runs that another server goes on with, runs that wait for their conversation, and logs that end.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times.

ALTER TABLE runs ADD COLUMN IF NOT EXISTS epoch integer NOT NULL DEFAULT 0;  -- of its holders: an earlier one's writes are refused
ALTER TABLE runs ADD COLUMN IF NOT EXISTS input text;             -- what it was begun with, until it has ended
ALTER TABLE runs ADD COLUMN IF NOT EXISTS ended_at timestamptz;
ALTER TABLE runs ADD COLUMN IF NOT EXISTS pruned boolean NOT NULL DEFAULT false;  -- whether its log is gone

ALTER TABLE runs DROP CONSTRAINT IF EXISTS runs_state_check;
ALTER TABLE runs ADD CONSTRAINT runs_state_check
    CHECK (state IN ('queued', 'running', 'finished', 'interrupted', 'cancelled', 'failed'));

UPDATE runs SET ended_at = now() WHERE ended_at IS NULL AND state NOT IN ('queued', 'running');

CREATE INDEX IF NOT EXISTS runs_queued ON runs (thread_id, key) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS runs_to_prune ON runs (ended_at) WHERE ended_at IS NOT NULL AND NOT pruned;
