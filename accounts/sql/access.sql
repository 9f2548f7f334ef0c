-- Ending sessions and tokens when whatever gave somebody access changes, also by bulk updates and other programs.
-- A session holds `access_stamp` in its hash; a token is marked as ended. Neither comes back with the role or the person.

CREATE OR REPLACE FUNCTION end_tokens_of(owner bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE accounts_accesstoken SET ended_with_access = true WHERE user_id = owner AND NOT ended_with_access;
$$;

CREATE OR REPLACE FUNCTION end_access_of(owner bigint) RETURNS void LANGUAGE sql AS $$
    UPDATE accounts_user SET access_stamp = access_stamp + 1 WHERE id = owner;
    SELECT end_tokens_of(owner);
$$;

-- The stamp never goes back: who saves a person as it was read before writes the old one.
CREATE OR REPLACE FUNCTION user_access_stamp_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.access_stamp := greatest(NEW.access_stamp, OLD.access_stamp);
    IF (OLD.is_active AND NOT NEW.is_active) OR OLD.is_superuser <> NEW.is_superuser THEN
        NEW.access_stamp := NEW.access_stamp + 1;
    END IF;
    RETURN NEW;
END $$;

-- A password is part of a session's hash as it is; tokens do not hold it.
CREATE OR REPLACE FUNCTION user_access_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM end_tokens_of(NEW.id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION membership_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM end_access_of(OLD.user_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION seat_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM end_access_of(user_id) FROM (
        SELECT DISTINCT user_id FROM accounts_membership
        WHERE party_id = OLD.party_id AND partnership_id = OLD.partnership_id ORDER BY user_id
    ) member;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER user_access_stamp_rises BEFORE UPDATE ON accounts_user
    FOR EACH ROW EXECUTE FUNCTION user_access_stamp_rises();
CREATE OR REPLACE TRIGGER user_access_changed AFTER UPDATE ON accounts_user FOR EACH ROW
    WHEN (OLD.password <> NEW.password OR (OLD.is_active AND NOT NEW.is_active) OR OLD.is_superuser <> NEW.is_superuser)
    EXECUTE FUNCTION user_access_changed();
CREATE OR REPLACE TRIGGER membership_removed AFTER DELETE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION membership_ended();
CREATE OR REPLACE TRIGGER membership_changed AFTER UPDATE ON accounts_membership FOR EACH ROW
    WHEN ((OLD.user_id, OLD.partnership_id, OLD.party_id, OLD.role)
          IS DISTINCT FROM (NEW.user_id, NEW.partnership_id, NEW.party_id, NEW.role))
    EXECUTE FUNCTION membership_ended();
CREATE OR REPLACE TRIGGER seat_removed AFTER DELETE ON accounts_seat FOR EACH ROW EXECUTE FUNCTION seat_ended();
-- A first end closes the partnership on that day by itself; whoever moves an end lets everybody log in anew.
CREATE OR REPLACE TRIGGER seat_changed AFTER UPDATE ON accounts_seat FOR EACH ROW
    WHEN ((OLD.partnership_id, OLD.party_id, OLD.since) IS DISTINCT FROM (NEW.partnership_id, NEW.party_id, NEW.since)
          OR (OLD.until IS NOT NULL AND OLD.until IS DISTINCT FROM NEW.until))
    EXECUTE FUNCTION seat_ended();
