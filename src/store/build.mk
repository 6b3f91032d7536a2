# The tables: schema/N.sql -> C. Of each version: what PostgreSQL needs first, the common text, what each needs after it.
RECORD_GEN += $(BUILD)/gen/store_schema.c

$(BUILD)/tools/embed: tools/embed.c
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -o $@ tools/embed.c

$(BUILD)/gen/store_schema.c: $(BUILD)/tools/embed $(wildcard src/store/schema/*.sql)
	@mkdir -p $(@D)
	$< $@ store/schema.h schema_1_sqlite src/store/schema/1.sql,src/store/schema/1.sqlite.sql \
	    schema_1_postgres src/store/schema/1.postgres.first.sql,src/store/schema/1.sql,src/store/schema/1.postgres.sql
