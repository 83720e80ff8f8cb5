-- A conversation that is deleted leaves nothing of what was said in it waiting to be remembered, nor that it was.
--
-- Runs under Supabase and on any PostgreSQL from 14 on, any number of times. A trigger, because the conversations of
-- the command have turns before they have a row in `threads`, which a foreign key would demand.

CREATE OR REPLACE FUNCTION forget_turns_of_thread() RETURNS trigger
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM memory_turns WHERE user_id = OLD.user_id AND thread_id = OLD.id;
    RETURN NULL;
END
$$;

DROP TRIGGER IF EXISTS threads_forget_turns ON threads;
CREATE TRIGGER threads_forget_turns AFTER DELETE ON threads
FOR EACH ROW EXECUTE FUNCTION forget_turns_of_thread();
