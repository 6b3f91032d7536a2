-- As 1.sqlite.sql.

CREATE FUNCTION refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'locked'
 USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER record_locked BEFORE UPDATE ON record FOR EACH ROW WHEN (OLD.locked = 1
 AND (NEW.sealed IS DISTINCT FROM OLD.sealed OR NEW.kind IS DISTINCT FROM OLD.kind
 OR NEW.id IS DISTINCT FROM OLD.id OR NEW.client_id IS DISTINCT FROM OLD.client_id
 OR NEW.of_id IS DISTINCT FROM OLD.of_id OR NEW.labels IS DISTINCT FROM OLD.labels
 OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.entered_ms IS DISTINCT FROM OLD.entered_ms
 OR NEW.locked IS DISTINCT FROM 1 OR NEW.day IS DISTINCT FROM OLD.day
 OR NEW.practice_id IS DISTINCT FROM OLD.practice_id)) EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER record_kept BEFORE DELETE ON record FOR EACH ROW WHEN (OLD.locked = 1)
 EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER record_kind BEFORE UPDATE ON record FOR EACH ROW WHEN (NEW.kind IS DISTINCT FROM OLD.kind)
 EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER record_way BEFORE UPDATE ON record FOR EACH ROW WHEN (OLD.kind = 'plan' AND OLD.locked = 1
 AND NEW.state IS DISTINCT FROM OLD.state AND NOT (OLD.state = 'signing' AND NEW.state IN ('signed', 'returned'))
 AND NOT (OLD.state = 'signed' AND NEW.state IN ('superseded', 'ended'))) EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER record_appended BEFORE INSERT ON record FOR EACH ROW
 WHEN (NEW.kind IN ('amendment', 'ending', 'disclosure') AND NEW.locked IS DISTINCT FROM 1)
 EXECUTE FUNCTION refuse_locked();
CREATE FUNCTION refuse_signature() RETURNS trigger LANGUAGE plpgsql AS $$
 DECLARE plan_state TEXT; plan_locked BIGINT; it RECORD; BEGIN
 IF TG_OP = 'DELETE' THEN it = OLD; ELSE it = NEW; END IF; SELECT state, locked INTO plan_state, plan_locked
 FROM record WHERE practice_id = it.practice_id AND client_id = it.client_id AND id = it.plan_id; IF
 TG_OP = 'DELETE' AND plan_locked = 1 OR TG_OP = 'INSERT' AND (it.hash IS NOT NULL AND FOUND OR plan_locked = 1)
 OR TG_OP = 'UPDATE' AND (plan_state IS DISTINCT FROM 'signing' OR NEW.plan_id <> OLD.plan_id
 OR NEW.item <> OLD.item OR NEW.place <> OLD.place OR NEW.role <> OLD.role) THEN
 RAISE EXCEPTION 'locked' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN it; END $$;
CREATE TRIGGER signature_way BEFORE INSERT OR UPDATE OR DELETE ON signature FOR EACH ROW
 EXECUTE FUNCTION refuse_signature();
CREATE TRIGGER signature_kept BEFORE UPDATE OR DELETE ON signature FOR EACH ROW WHEN (OLD.hash IS NOT NULL)
 EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER document_kept BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_locked();
