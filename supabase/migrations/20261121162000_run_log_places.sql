-- Where what a run tells is kept: a server with its logs elsewhere can't go on with it.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times.

ALTER TABLE runs ADD COLUMN IF NOT EXISTS log text NOT NULL DEFAULT 'postgres'
    CHECK (log IN ('postgres', 'redis'));
