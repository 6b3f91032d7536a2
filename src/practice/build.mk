# The rule packs that ship: data/packs/*.json -> C.
RECORD_GEN += $(BUILD)/gen/practice_packs.c

$(BUILD)/gen/practice_packs.c: $(BUILD)/tools/embed data/packs/core.json
	@mkdir -p $(@D)
	$< $@ practice/pack.h pack_core data/packs/core.json
