-- An offered bid and a signed agreement are immutable, whoever asks.

-- An offered bid may be taken back as a whole; what it says does not change under the reader.
CREATE OR REPLACE FUNCTION coregroup_bid_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' OR (TG_OP = 'UPDATE' AND NEW.state = 'draft' AND OLD.state <> 'absorbed') THEN RETURN coalesce(NEW, OLD); END IF;
    IF TG_OP = 'DELETE' OR OLD.state = 'absorbed' AND to_jsonb(NEW) - '{created_by_id,offered_by_id}'::text[] <> to_jsonb(OLD) - '{created_by_id,offered_by_id}'::text[]
        OR to_jsonb(NEW) - '{state,agreement_id,version,created_by_id,offered_by_id}'::text[]
        <> to_jsonb(OLD) - '{state,agreement_id,version,created_by_id,offered_by_id}'::text[]
    THEN PERFORM sia_refuse('an offered bid'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION coregroup_agreement_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('running', 'ended') AND (TG_OP = 'DELETE'
        OR to_jsonb(NEW) - '{state,version,created_by_id}'::text[] <> to_jsonb(OLD) - '{state,version,created_by_id}'::text[]
        OR NEW.state NOT IN ('running', 'ended'))
    THEN PERFORM sia_refuse('a signed agreement'); END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION coregroup_part_of_agreement_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE signed boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - 'signed_by_id' = to_jsonb(OLD) - 'signed_by_id' THEN RETURN NEW; END IF;
    FOR signed IN SELECT state IN ('running', 'ended') FROM coregroup_agreement
        WHERE id IN ((to_jsonb(OLD)->>'agreement_id')::bigint, (to_jsonb(NEW)->>'agreement_id')::bigint) FOR SHARE LOOP
        IF signed THEN PERFORM sia_refuse('a signed agreement'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE OR REPLACE FUNCTION coregroup_article_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said text[] := '{outcome,reason,said_by_id,said_at}'; who text := 'said_by_id';
    stands text;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - who = to_jsonb(OLD) - who THEN RETURN NEW; END IF;
    FOR stands IN SELECT state FROM coregroup_agreement
        WHERE id IN ((to_jsonb(OLD)->>'agreement_id')::bigint, (to_jsonb(NEW)->>'agreement_id')::bigint) FOR SHARE LOOP
        IF stands = 'running' AND TG_OP = 'UPDATE' AND to_jsonb(NEW) - said = to_jsonb(OLD) - said THEN CONTINUE; END IF;
        IF stands IN ('running', 'ended') THEN PERFORM sia_refuse('a signed agreement'); END IF;
        IF TG_OP <> 'DELETE' AND NEW.outcome <> '' THEN PERFORM sia_refuse('what came of an agreement that does not run'); END IF;
    END LOOP;
    RETURN coalesce(NEW, OLD);
END $$;

-- What ended does not run again: its outcomes would be open once more.
CREATE OR REPLACE FUNCTION coregroup_agreement_stays_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'ended' AND NEW.state <> 'ended' THEN PERFORM sia_refuse('a signed agreement'); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER bid_is_fixed BEFORE UPDATE OR DELETE ON coregroup_bid FOR EACH ROW EXECUTE FUNCTION coregroup_bid_is_fixed();
CREATE OR REPLACE TRIGGER agreement_is_fixed BEFORE UPDATE OR DELETE ON coregroup_agreement FOR EACH ROW EXECUTE FUNCTION coregroup_agreement_is_fixed();
CREATE OR REPLACE TRIGGER article_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_article FOR EACH ROW EXECUTE FUNCTION coregroup_article_is_fixed();
CREATE OR REPLACE TRIGGER signatory_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON coregroup_signatory FOR EACH ROW EXECUTE FUNCTION coregroup_part_of_agreement_is_fixed();
CREATE OR REPLACE TRIGGER agreement_stays_ended BEFORE UPDATE ON coregroup_agreement FOR EACH ROW EXECUTE FUNCTION coregroup_agreement_stays_ended();
