-- The history of an agenda is append-only.

CREATE OR REPLACE FUNCTION dia_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{by_id,measure_id}'::text[] = to_jsonb(OLD) - '{by_id,measure_id}'::text[]
        AND (NEW.by_id IS NULL OR NEW.by_id = OLD.by_id) AND (NEW.measure_id IS NULL OR NEW.measure_id = OLD.measure_id)
    THEN RETURN NEW; END IF;
    -- Only an agenda that is made up may go, and its history along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM dia_agenda a JOIN accounts_partnership p ON p.id = a.partnership_id WHERE a.id = OLD.agenda_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    PERFORM sia_refuse('the history of an agenda');
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER history_stays BEFORE UPDATE OR DELETE ON dia_agendaevent FOR EACH ROW EXECUTE FUNCTION dia_history_stays();
