-- Answers to questions of knowledge, kept by month, and who asked for them.
--
-- Runs under Supabase and on any PostgreSQL from 14 on with pgvector from 0.7 on, any number of times. The server
-- writes as the owner of the tables, whom row-level security doesn't bind; a person who comes with a token reads
-- what is everybody's and their own, and writes none. A partition has no policy: nobody else reads it by its name.

CREATE EXTENSION IF NOT EXISTS vector;

-- `key` is a hash of all that has to be equal (places, dates, terms, language, model, prompt, tenant); `phrasing` is
-- what only has to be alike. `tenant` is empty where the answer is everybody's.
CREATE TABLE IF NOT EXISTS answers (
    id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    dropped_at timestamptz,
    key bytea NOT NULL CHECK (length(key) = 32),
    kind text NOT NULL,
    tenant text NOT NULL DEFAULT '',
    phrasing halfvec(384) NOT NULL,
    tokens integer NOT NULL DEFAULT 0 CHECK (tokens >= 0),
    body jsonb NOT NULL,
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

-- The exact part leaves a handful of rows, which are ordered by likeness as they are: an index of vectors would
-- have to be searched with a filter on the key, and a near vector under another key is of no use.
CREATE INDEX IF NOT EXISTS answers_key ON answers (key, created_at);
CREATE INDEX IF NOT EXISTS answers_tenant ON answers (tenant) WHERE tenant <> '';

-- Who asked, and what came of it; nothing of what was said.
CREATE TABLE IF NOT EXISTS answer_audit (
    at timestamptz NOT NULL,
    user_id text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('hit', 'miss', 'kept', 'dropped')),
    kind text NOT NULL,
    key bytea NOT NULL,
    likeness real,
    tokens integer NOT NULL DEFAULT 0
) PARTITION BY RANGE (at);
CREATE INDEX IF NOT EXISTS answer_audit_user ON answer_audit (user_id, at);

ALTER TABLE answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE answer_audit ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS answers_read ON answers;
CREATE POLICY answers_read ON answers FOR SELECT USING (
    tenant IN ('', nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')
    AND nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub' <> '');
DROP POLICY IF EXISTS answer_audit_read_own ON answer_audit;
CREATE POLICY answer_audit_read_own ON answer_audit FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');

-- The partitions of the month of a day (UTC), of answers and of their audit; how many were made.
CREATE OR REPLACE FUNCTION create_monthly_cache_partition(day date) RETURNS integer
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    first date := date_trunc('month', day)::date;
    after date := (date_trunc('month', day) + interval '1 month')::date;
    parent text;
    part text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('create_monthly_cache_partition'));
    FOREACH parent IN ARRAY ARRAY['answers', 'answer_audit'] LOOP
        part := parent || '_' || to_char(first, '"y"YYYY"m"MM');
        IF to_regclass(part) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
                part, parent, first::timestamp AT TIME ZONE 'UTC', after::timestamp AT TIME ZONE 'UTC');
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;

-- Every partition with its months; `until` is the first moment that isn't in it.
CREATE OR REPLACE VIEW partition_health_metrics WITH (security_invoker = true) AS
SELECT part.relname AS partition, parent.relname AS of_table, bound.since, bound.until,
       CASE WHEN now() < bound.since THEN 'ahead' WHEN now() < bound.until THEN 'current' ELSE 'past' END AS state,
       greatest(part.reltuples, coalesce(stat.n_live_tup, 0))::bigint AS entries,
       coalesce(stat.n_dead_tup, 0) AS dead,
       pg_total_relation_size(part.oid) AS bytes
FROM pg_inherits
JOIN pg_class AS part ON part.oid = pg_inherits.inhrelid
JOIN pg_class AS parent ON parent.oid = pg_inherits.inhparent
LEFT JOIN pg_stat_user_tables AS stat ON stat.relid = part.oid
CROSS JOIN LATERAL (
    SELECT to_timestamp(right(part.relname, 7) || ' UTC', 'YYYY"m"MM TZ') AS since,
           to_timestamp(right(part.relname, 7) || ' UTC', 'YYYY"m"MM TZ') + interval '1 month' AS until
) AS bound
WHERE parent.oid IN ('answers'::regclass, 'answer_audit'::regclass) AND part.relkind = 'r';

-- Deletes what has expired or was dropped, a batch at a time, and the partitions that ended 92 days before `at`: no
-- answer is kept for longer (memory/answers/terms.py).
CREATE OR REPLACE FUNCTION cleanup_expired_cache_entries_production(
    at timestamptz DEFAULT now(), batch integer DEFAULT 10000,
    OUT deleted bigint, OUT partitions_dropped integer)
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    part text;
    gone bigint;
BEGIN
    deleted := 0;
    partitions_dropped := 0;
    FOR part IN SELECT partition FROM partition_health_metrics WHERE until < at - interval '92 days' LOOP
        EXECUTE format('DROP TABLE %I', part);
        partitions_dropped := partitions_dropped + 1;
    END LOOP;
    FOR part IN SELECT partition FROM partition_health_metrics WHERE of_table = 'answers' AND since <= at LOOP
        LOOP
            EXECUTE format('DELETE FROM %I WHERE ctid = ANY (ARRAY(SELECT ctid FROM %I '
                'WHERE expires_at <= $1 OR dropped_at IS NOT NULL LIMIT $2))', part, part) USING at, batch;
            GET DIAGNOSTICS gone = ROW_COUNT;
            deleted := deleted + gone;
            EXIT WHEN gone < batch;
        END LOOP;
    END LOOP;
END $$;

CREATE OR REPLACE VIEW cache_performance_metrics WITH (security_invoker = true) AS
SELECT kind,
       count(*) FILTER (WHERE outcome IN ('hit', 'miss')) AS asked,
       count(*) FILTER (WHERE outcome = 'hit') AS hits,
       round(count(*) FILTER (WHERE outcome = 'hit')::numeric
             / nullif(count(*) FILTER (WHERE outcome IN ('hit', 'miss')), 0), 4) AS hit_rate,
       round(avg(likeness) FILTER (WHERE outcome = 'hit')::numeric, 4) AS likeness,
       count(*) FILTER (WHERE outcome = 'kept') AS kept,
       count(*) FILTER (WHERE outcome = 'dropped') AS dropped,
       coalesce(sum(tokens) FILTER (WHERE outcome = 'hit'), 0) AS tokens_saved,
       coalesce(sum(tokens) FILTER (WHERE outcome = 'kept'), 0) AS tokens_paid
FROM answer_audit GROUP BY kind;

CREATE OR REPLACE VIEW user_cache_analytics WITH (security_invoker = true) AS
SELECT user_id,
       count(*) FILTER (WHERE outcome IN ('hit', 'miss')) AS asked,
       count(*) FILTER (WHERE outcome = 'hit') AS hits,
       count(*) FILTER (WHERE outcome = 'dropped') AS dropped,
       coalesce(sum(tokens) FILTER (WHERE outcome = 'hit'), 0) AS tokens_saved,
       min(at) AS first_asked, max(at) AS last_asked
FROM answer_audit GROUP BY user_id;

-- Connections to this database that the cache holds, by what they do; what others do isn't shown.
CREATE OR REPLACE VIEW cache_connection_metrics WITH (security_invoker = true) AS
SELECT coalesce(state, 'unknown') AS state, count(*) AS connections,
       count(*) FILTER (WHERE wait_event_type = 'Lock') AS waiting_for_a_lock,
       max(now() - state_change) AS longest
FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'tripsage-answers'
GROUP BY state;

SELECT create_monthly_cache_partition((now() + make_interval(months => ahead))::date) FROM generate_series(0, 2) AS ahead;
