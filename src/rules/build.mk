# The words that rules look for: data/lexicon/rules/*.tsv -> C.
GEN_SRC += $(BUILD)/gen/rules_terms.c

$(BUILD)/tools/termgen: tools/termgen.c src/rules/term.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -o $@ tools/termgen.c

$(BUILD)/gen/rules_terms.c: $(BUILD)/tools/termgen $(sort $(wildcard data/lexicon/rules/*.tsv))
	@mkdir -p $(@D)
	$< $@ $(sort $(wildcard data/lexicon/rules/*.tsv))
