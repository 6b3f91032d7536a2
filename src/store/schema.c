/*
 * schema.c: the tables, as numbered migrations. Their text is schema/N.sql, put into the program by tools/embed; a file
 * that has been released is never edited, and tests/data/store/ keeps a database of each version to migrate from.
 */
#include "store/schema.h"

#include "store/store.h"

static const struct db_migration migrations[] = {
    {1, schema_1_sqlite, schema_1_postgres},
};

#define COUNT (sizeof migrations / sizeof *migrations)

bool store_migrate(struct db *db, struct err *e)
{
    return db_migrate(db, migrations, COUNT, e);
}

int store_version(void)
{
    return migrations[COUNT - 1].version;
}
