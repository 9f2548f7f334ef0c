"""What must hold of money also when two people are at it at once: caps on sums, and years that are closed."""

from django.db import migrations

FORWARD = """
-- Locks the pot first: whoever else touches it waits, so that the sum is that of everybody.
CREATE FUNCTION dia_pot_holds(which bigint) RETURNS void LANGUAGE plpgsql AS $$
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

CREATE FUNCTION dia_check_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR OLD.pot_id <> NEW.pot_id) THEN PERFORM dia_pot_holds(OLD.pot_id); END IF;
    IF TG_OP <> 'DELETE' THEN PERFORM dia_pot_holds(NEW.pot_id); END IF;
    RETURN NULL;
END $$;

-- A commitment is a version: only that it stops being the current one, or its state, may change.
CREATE FUNCTION dia_commitment_is_a_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{current,state,by_id}'::text[] <> to_jsonb(OLD) - '{current,state,by_id}'::text[] THEN
        RAISE EXCEPTION 'a commitment is amended by a new version' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

-- The lock is taken before the row is written, so that two writers queue instead of waiting for each other.
CREATE FUNCTION dia_lock_pot() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM dia_pot WHERE id = coalesce(NEW.pot_id, OLD.pot_id) FOR NO KEY UPDATE;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION dia_year_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
    part := coalesce(NEW, OLD);
    IF EXISTS (
        SELECT FROM dia_measure m JOIN dia_work w ON w.id = m.work_id
        JOIN dia_pot p ON p.agenda_id = m.agenda_id AND p.party_id = w.party_id AND p.year = part.year
        WHERE m.id = part.measure_id AND p.closed
    ) THEN RAISE EXCEPTION 'dia_pot_closed: this year is closed' USING ERRCODE = 'restrict_violation'; END IF;
    RETURN part;
END $$;

CREATE FUNCTION dia_bundle_keeps_its_works() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dia_bundlework SET live = NEW.state NOT IN ('dissolved', 'evaluated')
        WHERE bundle_id = NEW.id AND live <> (NEW.state NOT IN ('dissolved', 'evaluated'));
    RETURN NULL;
END $$;

-- A bundle is programmed only with the standing consent of every party that has a work in it.
CREATE FUNCTION dia_bundle_has_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('consented', 'programmed', 'execution') AND NEW.state <> OLD.state AND (
        NOT EXISTS (SELECT FROM dia_bundlework WHERE bundle_id = NEW.id) OR EXISTS (
            SELECT FROM dia_bundlework b JOIN dia_work w ON w.id = b.work_id WHERE b.bundle_id = NEW.id AND NOT EXISTS (
                SELECT FROM dia_consent c WHERE c.bundle_id = NEW.id AND c.party_id = w.party_id
                    AND c.lapsed_at IS NULL AND c.answer <> 'no'))
    ) THEN RAISE EXCEPTION 'dia_bundle_has_consent: not every party has agreed' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contribution_locks BEFORE INSERT OR UPDATE OR DELETE ON dia_contribution FOR EACH ROW EXECUTE FUNCTION dia_lock_pot();
CREATE TRIGGER contribution_holds AFTER INSERT OR UPDATE OR DELETE ON dia_contribution FOR EACH ROW EXECUTE FUNCTION dia_check_pot();
CREATE TRIGGER commitment_locks BEFORE INSERT OR UPDATE OR DELETE ON dia_commitment FOR EACH ROW EXECUTE FUNCTION dia_lock_pot();
CREATE TRIGGER commitment_versions BEFORE UPDATE ON dia_commitment FOR EACH ROW EXECUTE FUNCTION dia_commitment_is_a_version();
CREATE CONSTRAINT TRIGGER commitment_holds AFTER INSERT OR UPDATE OR DELETE ON dia_commitment DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION dia_check_pot();
CREATE TRIGGER measure_year_open BEFORE INSERT OR UPDATE OR DELETE ON dia_measureyear FOR EACH ROW EXECUTE FUNCTION dia_year_is_open();
CREATE TRIGGER bundle_has_consent BEFORE UPDATE ON dia_bundle FOR EACH ROW EXECUTE FUNCTION dia_bundle_has_consent();
CREATE TRIGGER bundle_keeps_its_works AFTER UPDATE ON dia_bundle FOR EACH ROW EXECUTE FUNCTION dia_bundle_keeps_its_works();
"""

BACKWARD = """
DROP TRIGGER contribution_locks ON dia_contribution; DROP TRIGGER contribution_holds ON dia_contribution;
DROP TRIGGER commitment_locks ON dia_commitment; DROP TRIGGER commitment_versions ON dia_commitment;
DROP TRIGGER commitment_holds ON dia_commitment; DROP TRIGGER measure_year_open ON dia_measureyear;
DROP TRIGGER bundle_has_consent ON dia_bundle; DROP TRIGGER bundle_keeps_its_works ON dia_bundle;
DROP FUNCTION dia_check_pot, dia_commitment_is_a_version, dia_lock_pot, dia_year_is_open, dia_bundle_keeps_its_works,
    dia_bundle_has_consent, dia_pot_holds(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("dia", "0002_joint_agenda")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
