-- What must never happen is refused by the database too, whoever asks. A locked row may still change its state (signed,
-- then superseded), never its content; a plan's states go one way. What is appended to a plan, and what says that
-- something left, is locked from the first; no kind of record becomes another. Places for signatures are made before
-- the first signature, and settled while the plan is being signed; a signature that is there already comes in only
-- before its plan (a copy of a whole database).

CREATE TRIGGER record_locked BEFORE UPDATE ON record WHEN OLD.locked = 1 AND (NEW.sealed IS NOT OLD.sealed
 OR NEW.kind IS NOT OLD.kind OR NEW.id IS NOT OLD.id OR NEW.client_id IS NOT OLD.client_id
 OR NEW.of_id IS NOT OLD.of_id OR NEW.labels IS NOT OLD.labels OR NEW.by_id IS NOT OLD.by_id
 OR NEW.entered_ms IS NOT OLD.entered_ms OR NEW.locked IS NOT 1 OR NEW.day IS NOT OLD.day
 OR NEW.practice_id IS NOT OLD.practice_id)
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER record_kept BEFORE DELETE ON record WHEN OLD.locked = 1 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER record_kind BEFORE UPDATE ON record WHEN NEW.kind IS NOT OLD.kind
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER record_way BEFORE UPDATE ON record WHEN OLD.kind = 'plan' AND OLD.locked = 1
 AND NEW.state IS NOT OLD.state AND NOT (OLD.state = 'signing' AND NEW.state IN ('signed', 'returned'))
 AND NOT (OLD.state = 'signed' AND NEW.state IN ('superseded', 'ended'))
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER record_appended BEFORE INSERT ON record WHEN NEW.kind IN ('amendment', 'ending', 'disclosure')
 AND NEW.locked IS NOT 1
 BEGIN SELECT RAISE(ABORT, 'not locked'); END;
CREATE TRIGGER signature_new BEFORE INSERT ON signature WHEN EXISTS (SELECT 1 FROM record
 WHERE practice_id = NEW.practice_id AND client_id = NEW.client_id AND id = NEW.plan_id
 AND (NEW.hash IS NOT NULL OR locked = 1)) BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_late BEFORE UPDATE ON signature WHEN NOT EXISTS (SELECT 1 FROM record
 WHERE practice_id = NEW.practice_id AND client_id = NEW.client_id AND id = NEW.plan_id AND state = 'signing')
 OR NEW.plan_id IS NOT OLD.plan_id OR NEW.item IS NOT OLD.item OR NEW.place IS NOT OLD.place
 OR NEW.role IS NOT OLD.role BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_gone BEFORE DELETE ON signature WHEN EXISTS (SELECT 1 FROM record
 WHERE practice_id = OLD.practice_id AND client_id = OLD.client_id AND id = OLD.plan_id AND locked = 1)
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_kept BEFORE UPDATE ON signature WHEN OLD.hash IS NOT NULL
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER signature_stays BEFORE DELETE ON signature WHEN OLD.hash IS NOT NULL
 BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER document_kept BEFORE UPDATE ON document BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER document_stays BEFORE DELETE ON document BEGIN SELECT RAISE(ABORT, 'locked'); END;
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
