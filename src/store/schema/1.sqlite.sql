-- What must never happen is refused by the database too, whoever asks. A locked row may still change its state (signed,
-- then superseded), never its content.

CREATE TRIGGER record_locked BEFORE UPDATE ON record WHEN OLD.locked = 1 AND (NEW.sealed IS NOT OLD.sealed
 OR NEW.kind IS NOT OLD.kind OR NEW.id IS NOT OLD.id OR NEW.client_id IS NOT OLD.client_id
 OR NEW.of_id IS NOT OLD.of_id OR NEW.labels IS NOT OLD.labels OR NEW.by_id IS NOT OLD.by_id
 OR NEW.entered_ms IS NOT OLD.entered_ms OR NEW.locked IS NOT 1)
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER record_kept BEFORE DELETE ON record WHEN OLD.locked = 1 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_kept BEFORE UPDATE ON signature WHEN OLD.hash IS NOT NULL
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_stays BEFORE DELETE ON signature WHEN OLD.hash IS NOT NULL
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER document_kept BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
