-- An agreed model, a closed ballot and an adopted snapshot with its run are immutable: of such a row only the named columns
-- may change.

CREATE OR REPLACE FUNCTION sia_refuse(what text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- The owner of the tables may, and the application is not the owner: only sia_erase_fictitious acts as it.
    IF current_user <> (SELECT tableowner FROM pg_tables WHERE schemaname = current_schema AND tablename = 'sia_snapshot') THEN
        RAISE EXCEPTION '% is fixed and cannot be changed', what USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION sia_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE runs bigint[]; models bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    runs := array(SELECT id FROM sia_scorerun WHERE partnership_id = which);
    models := array(SELECT id FROM sia_scoremodel WHERE partnership_id = which);
    UPDATE sia_snapshot SET state = 'adopted', replaced_by_id = NULL WHERE partnership_id = which AND state = 'replaced';
    DELETE FROM sia_deviation WHERE snapshot_id IN (SELECT id FROM sia_snapshot WHERE partnership_id = which);
    DELETE FROM sia_snapshot WHERE partnership_id = which;
    DELETE FROM sia_diagnosis WHERE run_id = ANY(runs);
    DELETE FROM sia_arearesult WHERE run_id = ANY(runs);
    DELETE FROM sia_scorerun WHERE id = ANY(runs);
    DELETE FROM sia_division WHERE vote_id IN (SELECT v.id FROM sia_vote v JOIN sia_ballot b ON b.id = v.ballot_id WHERE b.model_id = ANY(models));
    DELETE FROM sia_vote WHERE ballot_id IN (SELECT id FROM sia_ballot WHERE model_id = ANY(models));
    DELETE FROM sia_ballot WHERE model_id = ANY(models);
    DELETE FROM sia_scoreindicator WHERE theme_id IN (SELECT id FROM sia_scoretheme WHERE model_id = ANY(models));
    DELETE FROM sia_scoretheme WHERE model_id = ANY(models);
    DELETE FROM sia_scoremodel WHERE id = ANY(models);
END $$;

CREATE OR REPLACE FUNCTION sia_model_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('agreed', 'retired') AND (
        to_jsonb(NEW) - '{state,based_on_id,created_by_id,agreed_by_id}'::text[]
        <> to_jsonb(OLD) - '{state,based_on_id,created_by_id,agreed_by_id}'::text[]
        OR NEW.state NOT IN ('agreed', 'retired')
    ) THEN PERFORM sia_refuse('an agreed model'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sia_part_of_model_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record; model_state text;
BEGIN
    part := coalesce(NEW, OLD);
    IF TG_TABLE_NAME = 'sia_scoretheme' THEN
        SELECT state INTO model_state FROM sia_scoremodel WHERE id = part.model_id;
    ELSE
        SELECT m.state INTO model_state FROM sia_scoretheme t JOIN sia_scoremodel m ON m.id = t.model_id WHERE t.id = part.theme_id;
    END IF;
    IF model_state IN ('agreed', 'retired') THEN PERFORM sia_refuse('an agreed model'); END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION sia_vote_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record; closed timestamptz;
BEGIN
    part := coalesce(NEW, OLD);
    IF TG_TABLE_NAME = 'sia_vote' THEN
        SELECT closed_at INTO closed FROM sia_ballot WHERE id = part.ballot_id FOR SHARE;
    ELSE
        SELECT b.closed_at INTO closed FROM sia_vote v JOIN sia_ballot b ON b.id = v.ballot_id WHERE v.id = part.vote_id FOR SHARE OF b;
    END IF;
    IF closed IS NOT NULL THEN PERFORM sia_refuse('a closed ballot'); END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION sia_snapshot_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('adopted', 'replaced') THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - '{state,replaced_by_id,created_by_id,adopted_by_id}'::text[]
        <> to_jsonb(OLD) - '{state,replaced_by_id,created_by_id,adopted_by_id}'::text[]
        OR NOT (NEW.state = OLD.state OR (OLD.state = 'adopted' AND NEW.state = 'replaced'))
    THEN PERFORM sia_refuse('an adopted snapshot'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION sia_deviation_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE part record;
BEGIN
    part := coalesce(NEW, OLD);
    IF EXISTS (SELECT FROM sia_snapshot WHERE id = part.snapshot_id AND state IN ('adopted', 'replaced'))
    THEN PERFORM sia_refuse('an adopted snapshot'); END IF;
    RETURN part;
END $$;

CREATE OR REPLACE FUNCTION sia_run_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sia_snapshot WHERE run_id = OLD.id AND state IN ('adopted', 'replaced'))
        AND (TG_OP = 'DELETE' OR to_jsonb(NEW) - 'data_version' <> to_jsonb(OLD) - 'data_version')
    THEN PERFORM sia_refuse('the run of an adopted snapshot'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION sia_result_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM sia_snapshot WHERE run_id IN (OLD.run_id, NEW.run_id) AND state IN ('adopted', 'replaced'))
    THEN PERFORM sia_refuse('the run of an adopted snapshot'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER model_is_fixed BEFORE UPDATE ON sia_scoremodel FOR EACH ROW EXECUTE FUNCTION sia_model_is_fixed();
CREATE OR REPLACE TRIGGER theme_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_scoretheme FOR EACH ROW EXECUTE FUNCTION sia_part_of_model_is_fixed();
CREATE OR REPLACE TRIGGER indicator_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_scoreindicator FOR EACH ROW EXECUTE FUNCTION sia_part_of_model_is_fixed();
CREATE OR REPLACE TRIGGER vote_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_vote FOR EACH ROW EXECUTE FUNCTION sia_vote_is_fixed();
CREATE OR REPLACE TRIGGER division_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_division FOR EACH ROW EXECUTE FUNCTION sia_vote_is_fixed();
CREATE OR REPLACE TRIGGER snapshot_is_fixed BEFORE UPDATE OR DELETE ON sia_snapshot FOR EACH ROW EXECUTE FUNCTION sia_snapshot_is_fixed();
CREATE OR REPLACE TRIGGER deviation_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_deviation FOR EACH ROW EXECUTE FUNCTION sia_deviation_is_fixed();
CREATE OR REPLACE TRIGGER run_is_fixed BEFORE UPDATE OR DELETE ON sia_scorerun FOR EACH ROW EXECUTE FUNCTION sia_run_is_fixed();
CREATE OR REPLACE TRIGGER result_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON sia_arearesult FOR EACH ROW EXECUTE FUNCTION sia_result_is_fixed();
