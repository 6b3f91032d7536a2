/*
 * schema.h: what the build makes of schema/N.sql. Layer: store, private to it.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

extern const char schema_1_sqlite[], schema_1_postgres[];

#endif
