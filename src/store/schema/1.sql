-- The tables of version 1, the same for SQLite and PostgreSQL. Each statement ends with a semicolon at the end of a line.
-- In the clear: ids, kinds, states, days and times, who, tokens, hashes. Everything else stands in a column "sealed".
-- A file that has been released is never edited; what changes is the next number.

CREATE TABLE practice (practice_id BIGINT NOT NULL, state TEXT NOT NULL, key_version BIGINT NOT NULL,
 wrapped_key BLOB NOT NULL, version BIGINT NOT NULL, sealed BLOB, created_ms BIGINT NOT NULL,
 PRIMARY KEY (practice_id));

CREATE TABLE key_store (practice_id BIGINT NOT NULL, name TEXT NOT NULL, wrapped_key BLOB NOT NULL,
 public_key BLOB, PRIMARY KEY (practice_id, name));

CREATE TABLE account (practice_id BIGINT NOT NULL, id TEXT NOT NULL, sign_in BLOB NOT NULL, roles BIGINT NOT NULL,
 state TEXT NOT NULL, client_id TEXT, password TEXT, code_step BIGINT, ends_ms BIGINT, version BIGINT NOT NULL,
 sealed BLOB NOT NULL, created_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, id), UNIQUE (practice_id, sign_in));

CREATE TABLE throttle (practice_id BIGINT NOT NULL, token BLOB NOT NULL, failed BIGINT NOT NULL, until_ms BIGINT,
 at_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, token));

CREATE TABLE recovery_code (practice_id BIGINT NOT NULL, account_id TEXT NOT NULL, hash BLOB NOT NULL,
 used_ms BIGINT, PRIMARY KEY (practice_id, account_id, hash));

CREATE TABLE sign_in (practice_id BIGINT NOT NULL, token BLOB NOT NULL, account_id TEXT NOT NULL,
 kind TEXT NOT NULL, created_ms BIGINT NOT NULL, seen_ms BIGINT NOT NULL, ends_ms BIGINT NOT NULL,
 reauthenticated_ms BIGINT, reauthenticated_by TEXT, sealed BLOB, PRIMARY KEY (practice_id, token));

CREATE TABLE client (practice_id BIGINT NOT NULL, id TEXT NOT NULL, state TEXT NOT NULL, wrapped_key BLOB,
 key_version BIGINT NOT NULL, version BIGINT NOT NULL, sealed BLOB, review_due BIGINT, review_overdue BIGINT,
 alerts BIGINT NOT NULL, hold BIGINT NOT NULL, created_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, id));

CREATE TABLE client_token (practice_id BIGINT NOT NULL, token BLOB NOT NULL, client_id TEXT NOT NULL,
 PRIMARY KEY (practice_id, token, client_id));
CREATE INDEX client_token_client ON client_token (practice_id, client_id);

CREATE TABLE care_team (practice_id BIGINT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL,
 role TEXT NOT NULL, from_ms BIGINT NOT NULL, until_ms BIGINT,
 PRIMARY KEY (practice_id, account_id, client_id, role));
CREATE INDEX care_team_client ON care_team (practice_id, client_id);

CREATE TABLE supervision (practice_id BIGINT NOT NULL, supervisor_id TEXT NOT NULL, account_id TEXT NOT NULL,
 from_ms BIGINT NOT NULL, until_ms BIGINT, PRIMARY KEY (practice_id, supervisor_id, account_id));

CREATE TABLE glass (practice_id BIGINT NOT NULL, id TEXT NOT NULL, account_id TEXT NOT NULL,
 client_id TEXT NOT NULL, from_ms BIGINT NOT NULL, until_ms BIGINT NOT NULL, seen_by TEXT, seen_ms BIGINT,
 sealed BLOB NOT NULL, PRIMARY KEY (practice_id, id));
CREATE INDEX glass_account ON glass (practice_id, account_id, client_id);

CREATE TABLE record (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
 state TEXT NOT NULL, version BIGINT NOT NULL, day BIGINT NOT NULL, due_ms BIGINT, owner TEXT, of_id TEXT,
 labels BIGINT NOT NULL, locked BIGINT NOT NULL, by_id TEXT, entered_ms BIGINT NOT NULL, sealed BLOB NOT NULL,
 PRIMARY KEY (practice_id, client_id, id));
CREATE INDEX record_day ON record (practice_id, client_id, kind, day, id);
CREATE INDEX record_of ON record (practice_id, client_id, of_id) WHERE of_id IS NOT NULL;
CREATE INDEX record_due ON record (practice_id, due_ms) WHERE due_ms IS NOT NULL;
CREATE INDEX record_owner ON record (practice_id, owner, state) WHERE owner IS NOT NULL;

CREATE TABLE signature (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, plan_id TEXT NOT NULL,
 item BIGINT NOT NULL, place BIGINT NOT NULL, role TEXT NOT NULL, account_id TEXT, state TEXT NOT NULL, at_ms BIGINT,
 hash BLOB, version BIGINT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (practice_id, client_id, plan_id, item));
CREATE INDEX signature_client ON signature (practice_id, client_id) WHERE state = 'waiting';
CREATE INDEX signature_account ON signature (practice_id, account_id) WHERE state = 'waiting';

CREATE TABLE draft (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, plan_id TEXT NOT NULL,
 version BIGINT NOT NULL, once TEXT, by_id TEXT, at_ms BIGINT NOT NULL, sealed BLOB NOT NULL,
 PRIMARY KEY (practice_id, client_id, plan_id, version));

CREATE TABLE document (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL,
 of_id TEXT, hash BLOB NOT NULL, at_ms BIGINT NOT NULL, sealed BLOB NOT NULL,
 PRIMARY KEY (practice_id, client_id, id));
CREATE INDEX document_of ON document (practice_id, client_id, of_id);
CREATE UNIQUE INDEX document_plan ON document (practice_id, client_id, of_id) WHERE kind = 'plan_pdf';

CREATE TABLE audit (practice_id BIGINT NOT NULL, node TEXT NOT NULL, number BIGINT NOT NULL, at_ms BIGINT NOT NULL,
 action TEXT NOT NULL, use_case TEXT NOT NULL, account_id TEXT, client_id TEXT, object_id TEXT, source TEXT,
 sealed BLOB, hash BLOB NOT NULL, PRIMARY KEY (practice_id, node, number));
CREATE INDEX audit_time ON audit (practice_id, at_ms, node, number);
CREATE INDEX audit_client ON audit (practice_id, client_id, at_ms, node, number) WHERE client_id IS NOT NULL;
CREATE INDEX audit_account ON audit (practice_id, account_id, at_ms, node, number) WHERE account_id IS NOT NULL;

CREATE TABLE audit_head (practice_id BIGINT NOT NULL, node TEXT NOT NULL, number BIGINT NOT NULL,
 hash BLOB NOT NULL, PRIMARY KEY (practice_id, node));

CREATE TABLE erasure (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, at_ms BIGINT NOT NULL,
 PRIMARY KEY (practice_id, client_id));

CREATE TABLE job (practice_id BIGINT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, client_id TEXT,
 due_ms BIGINT NOT NULL, state TEXT NOT NULL, tries BIGINT NOT NULL, sealed BLOB, PRIMARY KEY (practice_id, id));
CREATE INDEX job_due ON job (practice_id, state, due_ms);

CREATE TABLE desk (practice_id BIGINT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL,
 form TEXT NOT NULL, at_ms BIGINT NOT NULL, sealed BLOB NOT NULL,
 PRIMARY KEY (practice_id, account_id, client_id, form));
CREATE INDEX desk_client ON desk (practice_id, client_id);
CREATE INDEX desk_time ON desk (practice_id, at_ms);

CREATE TABLE chart (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, client_version BIGINT NOT NULL,
 day BIGINT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (practice_id, client_id));

CREATE TABLE entries (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, turn BIGINT NOT NULL,
 kept BIGINT NOT NULL, added TEXT NOT NULL, PRIMARY KEY (practice_id, client_id));
CREATE TABLE entries_part (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, part BIGINT NOT NULL,
 turn BIGINT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (practice_id, client_id, part));

CREATE TABLE news (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, account_id TEXT NOT NULL,
 at_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, client_id));

CREATE TABLE seen (practice_id BIGINT NOT NULL, account_id TEXT NOT NULL, client_id TEXT NOT NULL,
 at_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, account_id, client_id));

CREATE TABLE wording (practice_id BIGINT NOT NULL, instrument TEXT NOT NULL, version BIGINT NOT NULL,
 by_id TEXT, at_ms BIGINT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (practice_id, instrument));

CREATE TABLE sketch (practice_id BIGINT NOT NULL, client_id TEXT NOT NULL, plan_id TEXT NOT NULL,
 sealed BLOB NOT NULL, PRIMARY KEY (practice_id, client_id));

CREATE TABLE leader (practice_id BIGINT NOT NULL, name TEXT NOT NULL, node TEXT NOT NULL,
 until_ms BIGINT NOT NULL, PRIMARY KEY (practice_id, name));
