-- Consent of all parties before a bundle is programmed, and which works a bundle holds.

CREATE OR REPLACE FUNCTION dia_bundle_keeps_its_works() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dia_bundlework SET live = NEW.state NOT IN ('dissolved', 'evaluated')
        WHERE bundle_id = NEW.id AND live <> (NEW.state NOT IN ('dissolved', 'evaluated'));
    RETURN NULL;
END $$;

-- A bundle is programmed only with the standing consent of every party that has a work in it.
CREATE OR REPLACE FUNCTION dia_bundle_has_consent() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('consented', 'programmed', 'execution') AND NEW.state <> OLD.state AND (
        NOT EXISTS (SELECT FROM dia_bundlework WHERE bundle_id = NEW.id) OR EXISTS (
            SELECT FROM dia_bundlework b JOIN dia_work w ON w.id = b.work_id WHERE b.bundle_id = NEW.id AND NOT EXISTS (
                SELECT FROM dia_consent c WHERE c.bundle_id = NEW.id AND c.party_id = w.party_id
                    AND c.lapsed_at IS NULL AND (c.answer = 'yes' OR c.answer = 'condition' AND (NEW.state = 'consented' OR c.met_at IS NOT NULL))))
    ) THEN RAISE EXCEPTION 'dia_bundle_has_consent: not every party has agreed' USING ERRCODE = 'check_violation'; END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bundle_has_consent BEFORE UPDATE ON dia_bundle FOR EACH ROW EXECUTE FUNCTION dia_bundle_has_consent();
CREATE OR REPLACE TRIGGER bundle_keeps_its_works AFTER UPDATE ON dia_bundle FOR EACH ROW EXECUTE FUNCTION dia_bundle_keeps_its_works();
