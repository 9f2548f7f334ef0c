-- A closed look-back, and the plan that it looks back on, are immutable.

CREATE OR REPLACE FUNCTION dia_look_back_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.plan <> OLD.plan THEN PERFORM sia_refuse('the plan of a look-back'); END IF;
    -- Who opened or closed it may go; nobody else comes in their place.
    IF OLD.state = 'closed' AND (
        TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{opened_by_id,closed_by_id}'::text[] <> to_jsonb(OLD) - '{opened_by_id,closed_by_id}'::text[]
        OR coalesce(NEW.opened_by_id, OLD.opened_by_id) IS DISTINCT FROM OLD.opened_by_id
        OR coalesce(NEW.closed_by_id, OLD.closed_by_id) IS DISTINCT FROM OLD.closed_by_id
    ) THEN PERFORM sia_refuse('a closed look-back'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION dia_look_back_line_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - '{by_id,measure_id}'::text[] = to_jsonb(OLD) - '{by_id,measure_id}'::text[]
        AND coalesce(NEW.by_id, OLD.by_id) IS NOT DISTINCT FROM OLD.by_id
        AND coalesce(NEW.measure_id, OLD.measure_id) IS NOT DISTINCT FROM OLD.measure_id
    THEN RETURN NEW; END IF;
    -- Whoever closes it at this very moment is waited for.
    PERFORM FROM dia_lookback WHERE id IN (OLD.look_back_id, NEW.look_back_id) FOR SHARE;
    IF EXISTS (SELECT FROM dia_lookback WHERE id IN (OLD.look_back_id, NEW.look_back_id) AND state = 'closed')
    THEN PERFORM sia_refuse('a closed look-back'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- As sia_erase_fictitious: of a made-up partnership the closed years open again, so that its agendas can be deleted.
CREATE OR REPLACE FUNCTION dia_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE agendas bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    agendas := array(SELECT id FROM dia_agenda WHERE partnership_id = which);
    DELETE FROM dia_lookbackline WHERE look_back_id IN (SELECT id FROM dia_lookback WHERE agenda_id = ANY(agendas));
    DELETE FROM dia_lookback WHERE agenda_id = ANY(agendas);
    UPDATE dia_pot SET closed = false WHERE agenda_id = ANY(agendas) AND closed;
END $$;

CREATE OR REPLACE TRIGGER look_back_is_fixed BEFORE UPDATE OR DELETE ON dia_lookback FOR EACH ROW EXECUTE FUNCTION dia_look_back_is_fixed();
CREATE OR REPLACE TRIGGER look_back_line_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON dia_lookbackline
    FOR EACH ROW EXECUTE FUNCTION dia_look_back_line_is_fixed();
