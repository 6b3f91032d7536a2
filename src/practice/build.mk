# The rule packs that ship: data/packs/*.json -> C.
RECORD_GEN += $(BUILD)/gen/practice_packs.c

$(BUILD)/gen/practice_packs.c: $(BUILD)/tools/embed data/packs/core.json
	@mkdir -p $(@D)
	$< $@ practice/pack.h pack_core data/packs/core.json

# What guardians see by state, and the notices that go with packets.
RECORD_GEN += $(BUILD)/gen/practice_sharing.c

$(BUILD)/gen/practice_sharing.c: $(BUILD)/tools/embed data/minors.tsv data/notices.tsv
	@mkdir -p $(@D)
	$< $@ practice/sharing_parts.h sharing_minors data/minors.tsv sharing_notices data/notices.tsv
