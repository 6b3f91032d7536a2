# Tables of the plan module made from data/.
GEN_SRC += $(BUILD)/gen/icd10cm_table.c $(BUILD)/gen/evidence_table.c $(BUILD)/gen/starter_table.c $(BUILD)/gen/starter_short.c

$(addprefix $(BUILD)/tools/,gen_icd10cm gen_evidence gen_starters gen_short gen_lists): $(BUILD)/tools/%: tools/data/%.c tools/data/djson.c \
        tools/data/djson.h src/plan/phrase.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -Itools/data -o $@ $< tools/data/djson.c

$(BUILD)/gen/icd10cm_table.c: $(BUILD)/tools/gen_icd10cm data/icd10cm.tsv
	@mkdir -p $(@D)
	$< $@ data/icd10cm.tsv

EVIDENCE := $(addprefix data/interventions/,sources.json techniques.json any.json)
EVIDENCE += $(filter-out $(EVIDENCE),$(sort $(wildcard data/interventions/*.json)))
$(BUILD)/gen/evidence_table.c: $(BUILD)/tools/gen_evidence $(EVIDENCE)
	@mkdir -p $(@D)
	$< $@ $(EVIDENCE)

LIBRARY := data/library/index.tsv $(sort $(wildcard data/library/*.json))
$(BUILD)/gen/starter_table.c: $(BUILD)/tools/gen_starters $(LIBRARY)
	@mkdir -p $(@D)
	$< $@ $(LIBRARY)

$(BUILD)/gen/starter_short.c: $(BUILD)/tools/gen_short data/library/short.tsv
	@mkdir -p $(@D)
	$< $@ data/library/short.tsv

# The headings of plans: data/lexicon/headings.tsv and line_words.tsv -> enum topic and its tables.
GEN_SRC += $(BUILD)/gen/plan_headings.c
GEN_HDR += $(BUILD)/gen/plan_topics.h

$(BUILD)/tools/gen_headings: tools/data/gen_headings.c src/plan/plan_text_words.h src/base/bytes.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -o $@ tools/data/gen_headings.c

$(BUILD)/gen/plan_topics.h: $(BUILD)/tools/gen_headings data/lexicon/headings.tsv data/lexicon/line_words.tsv
	@mkdir -p $(@D)
	$< $@ $(BUILD)/gen/plan_headings.c data/lexicon/headings.tsv data/lexicon/line_words.tsv
$(BUILD)/gen/plan_headings.c: $(BUILD)/gen/plan_topics.h

# Lists of words: data/lexicon/lists.tsv -> word_lists.h and its tables.
GEN_SRC += $(BUILD)/gen/word_lists.c
GEN_HDR += $(BUILD)/gen/word_lists.h

$(BUILD)/gen/word_lists.c: $(BUILD)/tools/gen_lists data/lexicon/lists.tsv
	@mkdir -p $(@D)
	$< $@ data/lexicon/lists.tsv
$(BUILD)/gen/word_lists.h: $(BUILD)/gen/word_lists.c ;
