-- The histories of deliveries and of boundaries are append-only; figures become current only after somebody accepted them.

CREATE OR REPLACE FUNCTION datasets_delivery_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only a delivery of a partnership that is made up may go, and its history along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM datasets_delivery d JOIN accounts_partnership p ON p.id = d.partnership_id
        WHERE d.id = OLD.delivery_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    RAISE integrity_constraint_violation USING MESSAGE = 'the history of a delivery is fixed';
END $$;

CREATE OR REPLACE FUNCTION datasets_delivery_is_accepted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE integrity_constraint_violation USING MESSAGE = 'a delivery becomes current only after it is accepted';
END $$;

CREATE OR REPLACE FUNCTION datasets_area_revision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Only a delivery of a partnership that is made up may go, and what it replaced along with it.
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM datasets_delivery d JOIN accounts_partnership p ON p.id = d.partnership_id
        WHERE d.id = OLD.replaced_by_id AND p.fictitious
    ) THEN RETURN OLD; END IF;
    RAISE integrity_constraint_violation USING MESSAGE = 'what boundaries replaced is fixed';
END $$;

CREATE OR REPLACE TRIGGER delivery_history_stays BEFORE UPDATE OR DELETE ON datasets_deliveryevent
    FOR EACH ROW EXECUTE FUNCTION datasets_delivery_history_stays();
CREATE OR REPLACE TRIGGER delivery_is_accepted BEFORE UPDATE ON datasets_delivery FOR EACH ROW
    WHEN (NEW.state = 'current' AND OLD.state NOT IN ('current', 'superseded') AND NEW.accepted_at IS NULL)
    EXECUTE FUNCTION datasets_delivery_is_accepted();
CREATE OR REPLACE TRIGGER area_revision_stays BEFORE UPDATE OR DELETE ON datasets_arearevision
    FOR EACH ROW EXECUTE FUNCTION datasets_area_revision_stays();
