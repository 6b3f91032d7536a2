# The table of measures: data/instruments/*.json -> C.
GEN_SRC += $(BUILD)/gen/measure_table.c

GEN_MEASURES := tools/data/gen_measures.c tools/data/gen_structure.c tools/data/gen_rules.c tools/data/djson.c
$(BUILD)/tools/gen_measures: $(GEN_MEASURES) tools/data/gen_structure.h tools/data/djson.h src/measure/name.h \
    src/measure/structure.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -Itools/data -o $@ $(GEN_MEASURES) -lm

$(BUILD)/gen/measure_table.c: $(BUILD)/tools/gen_measures $(sort $(wildcard data/instruments/*.json))
	@mkdir -p $(@D)
	$< $@ $(sort $(wildcard data/instruments/*.json))

# Counting pairs of scores (track.c) is worth several scores at a time, which gcc 12 does from -O3 on.
$(BUILD)/src/measure/track.o: CFLAGS += $(if $(findstring -O2,$(OPT)),-O3)
