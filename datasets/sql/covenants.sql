-- A signed covenant and the access log are immutable. `sia_refuse` (sia/sql/adopted.sql) lets only the owner of the tables
-- pass, as which only the functions that erase a fictitious partnership act. A signed covenant can only be ended earlier.

CREATE OR REPLACE FUNCTION datasets_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE covenants bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    covenants := array(SELECT id FROM datasets_covenant WHERE partnership_id = which);
    DELETE FROM datasets_accessevent WHERE partnership_id = which;
    DELETE FROM datasets_accessrequest WHERE partnership_id = which;
    DELETE FROM datasets_covenantreview WHERE covenant_id = ANY(covenants);
    DELETE FROM datasets_covenantclause_indicators
        WHERE covenantclause_id IN (SELECT id FROM datasets_covenantclause WHERE covenant_id = ANY(covenants));
    DELETE FROM datasets_covenantclause WHERE covenant_id = ANY(covenants);
    DELETE FROM datasets_covenantparty WHERE covenant_id = ANY(covenants);
    UPDATE datasets_covenant SET replaces_id = NULL WHERE id = ANY(covenants);
    DELETE FROM datasets_covenant WHERE id = ANY(covenants);
END $$;

CREATE OR REPLACE FUNCTION datasets_covenant_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{ended_on,ended_by_id,end_reason,created_by_id}'::text[]
            <> to_jsonb(OLD) - '{ended_on,ended_by_id,end_reason,created_by_id}'::text[]
        OR OLD.ended_on IS NOT NULL AND (NEW.ended_on IS NULL OR NEW.ended_on > OLD.ended_on))
    THEN PERFORM sia_refuse('a signed covenant'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- FOR SHARE: the last signature waits for what is being written, and what comes later finds the covenant signed.
CREATE OR REPLACE FUNCTION datasets_part_of_covenant_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint[]; signed boolean;
BEGIN
    IF TG_TABLE_NAME = 'datasets_covenantclause_indicators' THEN
        held := array(SELECT covenant_id FROM datasets_covenantclause
            WHERE id IN ((to_jsonb(OLD)->>'covenantclause_id')::bigint, (to_jsonb(NEW)->>'covenantclause_id')::bigint));
    ELSE
        held := ARRAY[(to_jsonb(OLD)->>'covenant_id')::bigint, (to_jsonb(NEW)->>'covenant_id')::bigint];
    END IF;
    FOR signed IN SELECT signed_at IS NOT NULL FROM datasets_covenant WHERE id = ANY(held) FOR SHARE LOOP
        IF signed THEN PERFORM sia_refuse('a signed covenant'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION datasets_is_appended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM sia_refuse(TG_ARGV[0]);
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER covenant_is_fixed BEFORE UPDATE OR DELETE ON datasets_covenant FOR EACH ROW EXECUTE FUNCTION datasets_covenant_is_fixed();
CREATE OR REPLACE TRIGGER covenant_party_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON datasets_covenantparty
    FOR EACH ROW EXECUTE FUNCTION datasets_part_of_covenant_is_fixed();
CREATE OR REPLACE TRIGGER covenant_clause_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON datasets_covenantclause
    FOR EACH ROW EXECUTE FUNCTION datasets_part_of_covenant_is_fixed();
CREATE OR REPLACE TRIGGER covenant_clause_indicator_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON datasets_covenantclause_indicators
    FOR EACH ROW EXECUTE FUNCTION datasets_part_of_covenant_is_fixed();
CREATE OR REPLACE TRIGGER covenant_review_is_appended BEFORE UPDATE OR DELETE ON datasets_covenantreview
    FOR EACH ROW EXECUTE FUNCTION datasets_is_appended('the review of a covenant');
CREATE OR REPLACE TRIGGER access_event_is_appended BEFORE UPDATE OR DELETE ON datasets_accessevent
    FOR EACH ROW EXECUTE FUNCTION datasets_is_appended('the access log');
