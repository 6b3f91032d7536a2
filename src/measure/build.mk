# The table of measures: data/instruments/*.json -> C.
GEN_SRC += $(BUILD)/gen/measure_table.c

$(BUILD)/tools/gen_measures: tools/data/gen_measures.c tools/data/djson.c tools/data/djson.h src/measure/name.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -Itools/data -o $@ tools/data/gen_measures.c tools/data/djson.c

$(BUILD)/gen/measure_table.c: $(BUILD)/tools/gen_measures $(sort $(wildcard data/instruments/*.json))
	@mkdir -p $(@D)
	$< $@ $(sort $(wildcard data/instruments/*.json))
