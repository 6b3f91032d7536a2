# The word tables are made from data/lexicon, the scanner from scan.re. The order of the tables matters: a word's first
# row gives its lemma, so the words that the code names come first.
LEXICON := $(addprefix data/lexicon/,function.tsv time.tsv units.tsv people.tsv measures.tsv states.tsv nouns.tsv \
           verbs.tsv vague.tsv)

GEN_SRC += $(BUILD)/gen/statement_lexicon.c $(BUILD)/gen/statement_scan.c
GEN_HDR += $(BUILD)/gen/words.h

$(BUILD)/tools/lexgen: tools/lexgen.c src/statement/class.h src/statement/lexicon.h
	@mkdir -p $(@D)
	$(HOSTCC) -std=c11 -D_DEFAULT_SOURCE $(WARN) -O1 -Isrc -o $@ $<

$(BUILD)/gen/statement_lexicon.c: $(BUILD)/tools/lexgen $(LEXICON)
	@mkdir -p $(@D)
	$(BUILD)/tools/lexgen $@ $(BUILD)/gen/words.h $(LEXICON)

$(BUILD)/gen/words.h: $(BUILD)/gen/statement_lexicon.c ;

$(BUILD)/gen/statement_scan.c: src/statement/scan.re
	@mkdir -p $(@D)
	re2c -i --no-debug-info -W -o $@ $<

$(BUILD)/gen/statement_scan.o: $(BUILD)/gen/words.h

# How well it reads labelled sentences, source by source, and which rules fire where: make statement-report
$(BUILD)/tools/statement_report: tools/statement_report.c $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $^ $(LDLIBS)
.PHONY: statement-report
statement-report: $(BUILD)/tools/statement_report
	$(BUILD)/tools/statement_report --rules
