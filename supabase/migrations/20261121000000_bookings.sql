-- Bookings, their log, and their travellers' encrypted details.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. The server writes as the owner of
-- the tables, whom row-level security doesn't bind; a person who comes with a token reads their own rows.

CREATE TABLE IF NOT EXISTS bookings (
    id text PRIMARY KEY,
    thread_id text NOT NULL,
    user_id text NOT NULL,
    state text NOT NULL CHECK (state IN (
        'offered', 'repriced', 'awaiting_approval', 'approved', 'rejected', 'expired', 'placing',
        'confirmed', 'failed', 'unknown', 'cancelling', 'cancelled')),
    version integer NOT NULL CHECK (version > 0),
    provider text NOT NULL,
    offer_mark text NOT NULL,
    order_id text,
    reason text NOT NULL DEFAULT '',
    body jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

-- A second click proposes nothing twice.
CREATE UNIQUE INDEX IF NOT EXISTS bookings_open_offer ON bookings (user_id, thread_id, offer_mark)
    WHERE state IN ('awaiting_approval', 'approved', 'placing', 'unknown') AND order_id IS NULL;
CREATE INDEX IF NOT EXISTS bookings_order ON bookings (provider, order_id)
    WHERE order_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS bookings_of_user ON bookings (user_id, created_at DESC);
CREATE INDEX IF NOT EXISTS bookings_unsettled ON bookings (updated_at)
    WHERE state IN ('awaiting_approval', 'approved', 'placing', 'unknown', 'cancelling');

CREATE TABLE IF NOT EXISTS booking_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    booking_id text NOT NULL REFERENCES bookings (id),
    version integer NOT NULL,
    state text NOT NULL,
    reason text NOT NULL DEFAULT '',
    at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS booking_events_of ON booking_events (booking_id, id);

CREATE OR REPLACE FUNCTION booking_events_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'booking_events is append-only';
END
$$;
CREATE OR REPLACE TRIGGER booking_events_only_grow BEFORE UPDATE OR DELETE ON booking_events
    FOR EACH ROW EXECUTE FUNCTION booking_events_only_grow();

-- Apart from the bookings, so that reading those never fetches personal data.
CREATE TABLE IF NOT EXISTS booking_travellers (
    booking_id text PRIMARY KEY REFERENCES bookings (id),
    sealed bytea NOT NULL
);

-- The orders of the sandbox: nothing real.
CREATE TABLE IF NOT EXISTS sandbox_orders (
    order_id text PRIMARY KEY,
    body text NOT NULL
);

ALTER TABLE bookings ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_events ENABLE ROW LEVEL SECURITY;
ALTER TABLE booking_travellers ENABLE ROW LEVEL SECURITY;  -- no policy: the owner's alone
ALTER TABLE sandbox_orders ENABLE ROW LEVEL SECURITY;

DROP POLICY IF EXISTS bookings_own ON bookings;
CREATE POLICY bookings_own ON bookings FOR SELECT USING (
    user_id = nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub');
DROP POLICY IF EXISTS booking_events_own ON booking_events;
CREATE POLICY booking_events_own ON booking_events FOR SELECT USING (
    EXISTS (SELECT 1 FROM bookings WHERE bookings.id = booking_events.booking_id));
