# The views: view/NAME.html -> C, and one header with all of them (docs/views.md).
VIEWS  := $(sort $(wildcard src/web/view/*.html))
VIEW_C := $(VIEWS:src/web/view/%.html=$(BUILD)/gen/view_%.c)
RECORD_GEN += $(VIEW_C)
GEN_HDR    += $(BUILD)/gen/views.h

$(BUILD)/tools/viewc: $(wildcard tools/viewc/*.[ch]) src/base/str.c src/base/str.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -o $@ $(filter %.c,$^)

$(VIEW_C): $(BUILD)/gen/view_%.c: src/web/view/%.html $(BUILD)/tools/viewc
	@mkdir -p $(@D)
	$(BUILD)/tools/viewc $@ $<

# Its time changes only when it does: a change inside one view compiles that view alone.
$(BUILD)/gen/views.stamp: $(BUILD)/tools/viewc $(VIEWS) $(wildcard src/web/view)
	@mkdir -p $(@D)
	$(BUILD)/tools/viewc --header $(BUILD)/gen/views.h $(VIEWS)
	@touch $@
$(BUILD)/gen/views.h: $(BUILD)/gen/views.stamp
	@:
