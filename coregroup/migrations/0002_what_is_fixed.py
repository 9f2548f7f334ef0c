"""A closed meeting, the rules of play, an offered bid and a signed agreement stay as they were, whoever asks."""

from django.db import migrations

# `sia_refuse` (sia 0003) lets the owner of the tables pass, and nobody else: only the function that erases acts as it.
# Who did a thing may become nobody when that person's account is removed.
FORWARD = """
CREATE FUNCTION coregroup_erase_fictitious(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE meetings bigint[]; agreements bigint[]; bids bigint[];
BEGIN
    IF NOT EXISTS (SELECT FROM accounts_partnership WHERE id = which AND fictitious) THEN
        RAISE EXCEPTION 'only a fictitious partnership can be erased';
    END IF;
    meetings := array(SELECT id FROM coregroup_meeting WHERE partnership_id = which);
    agreements := array(SELECT id FROM coregroup_agreement WHERE partnership_id = which);
    bids := array(SELECT id FROM coregroup_bid WHERE partnership_id = which);
    DELETE FROM coregroup_presentation WHERE meeting_id = ANY(meetings);
    DELETE FROM coregroup_action WHERE meeting_id = ANY(meetings);
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

CREATE FUNCTION coregroup_meeting_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'closed' AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{series_id,created_by_id,closed_by_id}'::text[] <> to_jsonb(OLD) - '{series_id,created_by_id,closed_by_id}'::text[])
    THEN PERFORM sia_refuse('a closed meeting'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- FOR SHARE: whoever closes the meeting waits for what is being written, and what comes later finds it closed.
CREATE FUNCTION coregroup_part_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION coregroup_rules_are_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'by_id' <> to_jsonb(OLD) - 'by_id' THEN PERFORM sia_refuse('a version of the rules of play'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

-- An offered bid may be taken back as a whole; what it says does not change under the reader.
CREATE FUNCTION coregroup_bid_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' OR (TG_OP = 'UPDATE' AND NEW.state = 'draft' AND OLD.state <> 'absorbed') THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'DELETE' OR OLD.state = 'absorbed' AND to_jsonb(NEW) - '{created_by_id,offered_by_id}'::text[] <> to_jsonb(OLD) - '{created_by_id,offered_by_id}'::text[]
        OR to_jsonb(NEW) - '{state,agreement_id,version,created_by_id,offered_by_id}'::text[]
        <> to_jsonb(OLD) - '{state,agreement_id,version,created_by_id,offered_by_id}'::text[]
    THEN PERFORM sia_refuse('an offered bid'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION coregroup_agreement_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('running', 'ended') AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{state,version,created_by_id}'::text[] <> to_jsonb(OLD) - '{state,version,created_by_id}'::text[]
        OR NEW.state NOT IN ('running', 'ended'))
    THEN PERFORM sia_refuse('a signed agreement'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE FUNCTION coregroup_part_of_agreement_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'signed_by_id' = to_jsonb(OLD) - 'signed_by_id' THEN RETURN NEW; END IF;
    FOR signed IN SELECT state IN ('running', 'ended') FROM coregroup_agreement
        WHERE id IN ((to_jsonb(OLD)->>'agreement_id')::bigint, (to_jsonb(NEW)->>'agreement_id')::bigint) FOR SHARE LOOP
        IF signed THEN PERFORM sia_refuse('a signed agreement'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER meeting_is_fixed BEFORE UPDATE OR DELETE ON coregroup_meeting FOR EACH ROW EXECUTE FUNCTION coregroup_meeting_is_fixed();
CREATE TRIGGER item_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_item FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{created_by_id}');
CREATE TRIGGER attendance_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_attendance FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{}');
CREATE TRIGGER decision_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_decision FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{by_id}');
CREATE TRIGGER answer_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_answer FOR EACH ROW EXECUTE FUNCTION coregroup_part_is_fixed('{by_id}');
CREATE TRIGGER action_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_action FOR EACH ROW
    EXECUTE FUNCTION coregroup_part_is_fixed('{by_id,done_at,done_by_id,outcome}');
CREATE TRIGGER rules_are_fixed BEFORE UPDATE OR DELETE ON coregroup_rulesofplay FOR EACH ROW EXECUTE FUNCTION coregroup_rules_are_fixed();
CREATE TRIGGER bid_is_fixed BEFORE UPDATE OR DELETE ON coregroup_bid FOR EACH ROW EXECUTE FUNCTION coregroup_bid_is_fixed();
CREATE TRIGGER agreement_is_fixed BEFORE UPDATE OR DELETE ON coregroup_agreement FOR EACH ROW EXECUTE FUNCTION coregroup_agreement_is_fixed();
CREATE TRIGGER article_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_article FOR EACH ROW EXECUTE FUNCTION coregroup_part_of_agreement_is_fixed();
CREATE TRIGGER signatory_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_signatory FOR EACH ROW EXECUTE FUNCTION coregroup_part_of_agreement_is_fixed();
"""

BACK = """
DROP TRIGGER meeting_is_fixed ON coregroup_meeting;
DROP TRIGGER item_is_fixed ON coregroup_item;
DROP TRIGGER attendance_is_fixed ON coregroup_attendance;
DROP TRIGGER decision_is_fixed ON coregroup_decision;
DROP TRIGGER answer_is_fixed ON coregroup_answer;
DROP TRIGGER action_is_fixed ON coregroup_action;
DROP TRIGGER rules_are_fixed ON coregroup_rulesofplay;
DROP TRIGGER bid_is_fixed ON coregroup_bid;
DROP TRIGGER agreement_is_fixed ON coregroup_agreement;
DROP TRIGGER article_is_fixed ON coregroup_article;
DROP TRIGGER signatory_is_fixed ON coregroup_signatory;
DROP FUNCTION coregroup_erase_fictitious(bigint), coregroup_meeting_is_fixed(), coregroup_part_is_fixed(), coregroup_rules_are_fixed(),
    coregroup_bid_is_fixed(), coregroup_agreement_is_fixed(), coregroup_part_of_agreement_is_fixed();
"""


class Migration(migrations.Migration):
    dependencies = [("coregroup", "0001_initial"), ("sia", "0003_what_is_fixed")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
