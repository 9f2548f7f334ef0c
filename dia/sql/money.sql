-- Caps on sums of money and manpower, also under concurrent writes; closed years; firm money for what is programmed.

-- Locks the pot first: whoever else touches it waits, so that the sum is that of everybody.
CREATE OR REPLACE FUNCTION dia_pot_holds(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE shut boolean; had record; paid record;
BEGIN
    SELECT closed INTO shut FROM dia_pot WHERE id = which FOR NO KEY UPDATE;
    IF shut THEN RAISE EXCEPTION 'dia_pot_closed: this year is closed' USING ERRCODE = 'restrict_violation'; END IF;
    SELECT coalesce(sum(euros), 0) AS euros, coalesce(sum(fte), 0) AS fte INTO had
        FROM dia_commitment WHERE pot_id = which AND current AND state <> 'lapsed';
    SELECT coalesce(sum(euros), 0) AS euros, coalesce(sum(fte), 0) AS fte INTO paid FROM dia_contribution WHERE pot_id = which;
    IF paid.euros > had.euros OR paid.fte > had.fte THEN
        RAISE EXCEPTION 'dia_pot_holds: % of % euros and % of % fte', paid.euros, had.euros, paid.fte, had.fte USING ERRCODE = 'check_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.by_id IS NULL AND to_jsonb(NEW) - 'by_id' = to_jsonb(OLD) - 'by_id' THEN RETURN NULL; END IF;
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN
        PERFORM dia_pot_holds(OLD.pot_id);
        PERFORM dia_pot_is_firm(OLD.pot_id);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM dia_pot_holds(NEW.pot_id);
        PERFORM dia_pot_is_firm(NEW.pot_id);
    END IF;
    RETURN NULL;
END $$;

-- A commitment is a version: only that it stops being the current one, or its state, may change.
CREATE OR REPLACE FUNCTION dia_commitment_is_a_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{current,state,by_id}'::text[] <> to_jsonb(OLD) - '{current,state,by_id}'::text[] THEN
        RAISE EXCEPTION 'a commitment is amended by a new version' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The lock is taken before the row is written, so that two writers queue instead of waiting for each other.
CREATE OR REPLACE FUNCTION dia_lock_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM dia_pot WHERE id = coalesce(NEW.pot_id, OLD.pot_id) FOR NO KEY UPDATE;
    RETURN coalesce(NEW, OLD);
END $$;

-- Also in a closed year a person who is named may go, and so may a cell in which nothing stands.
CREATE OR REPLACE FUNCTION dia_year_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
    part := coalesce(NEW, OLD);
    IF TG_OP = 'UPDATE' AND NEW.changed_by_id IS NULL AND to_jsonb(NEW) - 'changed_by_id' = to_jsonb(OLD) - 'changed_by_id'
        OR TG_OP = 'DELETE' AND OLD.euros = 0 AND OLD.fte = 0
    THEN RETURN part; END IF;
    IF EXISTS (
        SELECT FROM dia_measure m JOIN dia_work w ON w.id = m.work_id
        JOIN dia_pot p ON p.agenda_id = m.agenda_id AND p.party_id = w.party_id AND p.year = part.year
        WHERE m.id = part.measure_id AND p.closed
    ) THEN RAISE EXCEPTION 'dia_pot_closed: this year is closed' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION dia_pot_stays_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sia_refuse('a closed year');
    RETURN coalesce(NEW, OLD);
END $$;

-- What goes to works that are programmed or in execution is covered by what is committed or fulfilled, not by what is intended.
CREATE OR REPLACE FUNCTION dia_pot_is_firm(which bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE firm record; promised record;
BEGIN
    SELECT coalesce(sum(euros), 0) AS euros, coalesce(sum(fte), 0) AS fte INTO firm
        FROM dia_commitment WHERE pot_id = which AND current AND state IN ('committed', 'fulfilled');
    SELECT coalesce(sum(c.euros), 0) AS euros, coalesce(sum(c.fte), 0) AS fte INTO promised
        FROM dia_contribution c JOIN dia_measure m ON m.id = c.measure_id JOIN dia_work w ON w.id = m.work_id
        WHERE c.pot_id = which AND w.state IN ('programmed', 'execution');
    IF promised.euros > firm.euros OR promised.fte > firm.fte THEN
        RAISE EXCEPTION 'dia_pot_is_firm: % of % euros and % of % fte', promised.euros, firm.euros, promised.fte, firm.fte USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- A work on an agenda is programmed, and gets another cost after that, only when what the parties bring is what it costs.
CREATE OR REPLACE FUNCTION dia_work_is_paid() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE listed bigint; brought bigint; pot bigint; cost bigint := NEW.direct_cost + coalesce((SELECT m.share FROM dia_bundlework m JOIN dia_bundle b ON b.id = m.bundle_id
    WHERE m.work_id = NEW.id AND m.share IS NOT NULL AND b.state IN ('consented', 'programmed', 'execution', 'evaluated')
    ORDER BY b.id DESC LIMIT 1), NEW.common_cost);
BEGIN
    SELECT id INTO listed FROM dia_measure WHERE work_id = NEW.id;
    IF listed IS NULL THEN RETURN NULL; END IF;
    FOR pot IN SELECT pot_id FROM dia_contribution WHERE measure_id = listed ORDER BY pot_id LOOP
        PERFORM FROM dia_pot WHERE id = pot FOR NO KEY UPDATE;
        PERFORM dia_pot_is_firm(pot);
    END LOOP;
    SELECT coalesce(sum(euros), 0) INTO brought FROM dia_contribution WHERE measure_id = listed;
    IF brought <> cost THEN
        RAISE EXCEPTION 'dia_work_is_paid: % of % euros', brought, cost USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contribution_locks BEFORE INSERT OR UPDATE OR DELETE ON dia_contribution FOR EACH ROW EXECUTE FUNCTION dia_lock_pot();
CREATE OR REPLACE TRIGGER contribution_holds AFTER INSERT OR UPDATE OR DELETE ON dia_contribution FOR EACH ROW EXECUTE FUNCTION dia_check_pot();
CREATE OR REPLACE TRIGGER commitment_locks BEFORE INSERT OR UPDATE OR DELETE ON dia_commitment FOR EACH ROW EXECUTE FUNCTION dia_lock_pot();
CREATE OR REPLACE TRIGGER commitment_versions BEFORE UPDATE ON dia_commitment FOR EACH ROW EXECUTE FUNCTION dia_commitment_is_a_version();
DROP TRIGGER IF EXISTS commitment_holds ON dia_commitment; -- a constraint trigger cannot be replaced
CREATE CONSTRAINT TRIGGER commitment_holds AFTER INSERT OR UPDATE OR DELETE ON dia_commitment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dia_check_pot();
CREATE OR REPLACE TRIGGER measure_year_open BEFORE INSERT OR UPDATE OR DELETE ON dia_measureyear FOR EACH ROW EXECUTE FUNCTION dia_year_is_open();
CREATE OR REPLACE TRIGGER pot_stays_closed BEFORE UPDATE OR DELETE ON dia_pot FOR EACH ROW WHEN (OLD.closed) EXECUTE FUNCTION dia_pot_stays_closed();
CREATE OR REPLACE TRIGGER work_is_paid AFTER UPDATE ON dia_work FOR EACH ROW WHEN (
    NEW.state IN ('programmed', 'execution') AND (
        OLD.state NOT IN ('programmed', 'execution') OR OLD.direct_cost + OLD.common_cost <> NEW.direct_cost + NEW.common_cost)
) EXECUTE FUNCTION dia_work_is_paid();
