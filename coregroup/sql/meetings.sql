-- A closed meeting and a version of the rules of play are immutable; whoever did a thing may become NULL with their account.

CREATE OR REPLACE FUNCTION coregroup_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE meetings bigint[]; agreements bigint[]; bids bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    meetings := array(SELECT id FROM coregroup_meeting WHERE partnership_id = which);
    agreements := array(SELECT id FROM coregroup_agreement WHERE partnership_id = which);
    bids := array(SELECT id FROM coregroup_bid WHERE partnership_id = which);
    DELETE FROM coregroup_presentation WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_task WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_answer WHERE decision_id IN (SELECT id FROM coregroup_decision WHERE meeting_id = ANY(meetings));
    UPDATE coregroup_decision SET replaces_id = NULL WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_decision WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_item WHERE partnership_id = which;
    DELETE FROM coregroup_attendance WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_meeting WHERE id = ANY(meetings);
    DELETE FROM coregroup_rulesofplay WHERE partnership_id = which;
    DELETE FROM coregroup_bidtext WHERE bid_id = ANY(bids);
    DELETE FROM coregroup_bid WHERE id = ANY(bids);
    DELETE FROM coregroup_spearhead WHERE partnership_id = which;
    DELETE FROM coregroup_article WHERE agreement_id = ANY(agreements);
    DELETE FROM coregroup_signatory WHERE agreement_id = ANY(agreements);
    DELETE FROM coregroup_agreement WHERE id = ANY(agreements);
END $$;

CREATE OR REPLACE FUNCTION coregroup_meeting_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{series_id,created_by_id,closed_by_id}'::text[] <> to_jsonb(OLD) - '{series_id,created_by_id,closed_by_id}'::text[])
    THEN PERFORM sia_refuse('a closed meeting'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- FOR SHARE: whoever closes the meeting waits for what is being written, and what comes later finds it closed.
CREATE OR REPLACE FUNCTION coregroup_part_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held bigint[]; closed boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - TG_ARGV[0]::text[] = to_jsonb(OLD) - TG_ARGV[0]::text[] THEN RETURN NEW; END IF;
    IF TG_TABLE_NAME = 'coregroup_answer' THEN
        held := array(SELECT meeting_id FROM coregroup_decision
            WHERE id IN ((to_jsonb(OLD)->>'decision_id')::bigint, (to_jsonb(NEW)->>'decision_id')::bigint));
    ELSE
        held := ARRAY[(to_jsonb(OLD)->>'meeting_id')::bigint, (to_jsonb(NEW)->>'meeting_id')::bigint];
    END IF;
    FOR closed IN SELECT state = 'closed' FROM coregroup_meeting WHERE id = ANY(held) FOR SHARE LOOP
        IF closed THEN PERFORM sia_refuse('a closed meeting'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION coregroup_rules_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'by_id' <> to_jsonb(OLD) - 'by_id' THEN PERFORM sia_refuse('a version of the rules of play'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION coregroup_meeting_has_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM coregroup_item WHERE meeting_id = NEW.id AND said <> '')
        OR EXISTS (SELECT FROM coregroup_attendance WHERE meeting_id = NEW.id AND (present OR names <> ''))
        OR EXISTS (SELECT FROM coregroup_decision WHERE meeting_id = NEW.id AND number IS NOT NULL)
    THEN PERFORM sia_refuse('a meeting that has begun'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER meeting_is_fixed BEFORE UPDATE OR DELETE ON coregroup_meeting FOR EACH ROW EXECUTE FUNCTION coregroup_meeting_is_fixed();
CREATE OR REPLACE TRIGGER item_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_item FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{created_by_id}');
CREATE OR REPLACE TRIGGER attendance_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_attendance FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{}');
CREATE OR REPLACE TRIGGER decision_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_decision FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{by_id}');
CREATE OR REPLACE TRIGGER answer_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_answer FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{by_id}');
CREATE OR REPLACE TRIGGER task_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_task FOR EACH ROW
    EXECUTE FUNCTION coregroup_part_is_fixed('{by_id,done_at,done_by_id,outcome}');
CREATE OR REPLACE TRIGGER rules_are_fixed BEFORE UPDATE OR DELETE ON coregroup_rulesofplay FOR EACH ROW EXECUTE FUNCTION coregroup_rules_are_fixed();
CREATE OR REPLACE TRIGGER meeting_has_begun BEFORE UPDATE ON coregroup_meeting FOR EACH ROW
    WHEN (OLD.state = 'open' AND NEW.state = 'planned') EXECUTE FUNCTION coregroup_meeting_has_begun();
