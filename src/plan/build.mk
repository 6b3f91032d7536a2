# Tables of the plan module made from data/.
GEN_SRC += $(BUILD)/gen/icd10cm_table.c

$(BUILD)/tools/gen_icd10cm: tools/data/gen_icd10cm.c tools/data/djson.c tools/data/djson.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Itools/data -o $@ tools/data/gen_icd10cm.c tools/data/djson.c

$(BUILD)/gen/icd10cm_table.c: $(BUILD)/tools/gen_icd10cm data/icd10cm.tsv
	@mkdir -p $(@D)
	$< $@ data/icd10cm.tsv
