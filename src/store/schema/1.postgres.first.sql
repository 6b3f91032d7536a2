-- So that the tables can be written in one way for both.
CREATE DOMAIN BLOB AS BYTEA;
