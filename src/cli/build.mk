# The words of the invented practice: data/demo/*.tsv -> C.
RECORD_GEN += $(BUILD)/gen/demo_data.c

$(BUILD)/gen/demo_data.c: $(BUILD)/tools/embed data/demo/blanks.tsv data/demo/words.tsv
	@mkdir -p $(@D)
	$< $@ cli/demo.h demo_blanks data/demo/blanks.tsv demo_words data/demo/words.tsv
