-- As 1.sqlite.sql.

CREATE FUNCTION refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'locked'
 USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER record_locked BEFORE UPDATE ON record FOR EACH ROW WHEN (OLD.locked = 1
 AND (NEW.sealed IS DISTINCT FROM OLD.sealed OR NEW.kind IS DISTINCT FROM OLD.kind
 OR NEW.id IS DISTINCT FROM OLD.id OR NEW.client_id IS DISTINCT FROM OLD.client_id
 OR NEW.of_id IS DISTINCT FROM OLD.of_id OR NEW.labels IS DISTINCT FROM OLD.labels
 OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.entered_ms IS DISTINCT FROM OLD.entered_ms
 OR NEW.locked IS DISTINCT FROM 1)) EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER record_kept BEFORE DELETE ON record FOR EACH ROW WHEN (OLD.locked = 1)
 EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER signature_kept BEFORE UPDATE OR DELETE ON signature FOR EACH ROW WHEN (OLD.hash IS NOT NULL)
 EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER document_kept BEFORE UPDATE OR DELETE ON document FOR EACH ROW EXECUTE FUNCTION refuse_locked();
CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION refuse_locked();
