# Languages besides English: po/LANGUAGE.po, in the order of enum language (web/language.h).
PO     := po/es.po
VOICE  := po/guardian.po
PO_ARG := $(PO:%=--po %) --po $(VOICE)
# Views that clients see, besides what these hold inside and around them: their texts are in every language.
CLIENT_VIEWS := $(patsubst src/web/view/%.html,%,$(wildcard src/web/view/me_*.html)) page language field token message \
    confirm again sign_in invitation password second_factor recovery account \
    account_change link_ask link_sent link_open device_back crisis wallet
TEXT_SOURCES := $(sort $(wildcard src/web/*.c src/web/*.h src/web/*.def src/web/me/*.c src/web/me/*.h) src/render/words.def src/render/labels.def \
    $(wildcard src/render/doc*.c) src/render/html.c src/render/pdf_lay.c src/render/pdf_paint.c)

# The views: view/NAME.html -> C, and one header with all of them (docs/views.md).
VIEWS  := $(sort $(wildcard src/web/view/*.html))
VIEW_C := $(VIEWS:src/web/view/%.html=$(BUILD)/gen/view_%.c)
RECORD_GEN += $(VIEW_C)
GEN_HDR    += $(BUILD)/gen/views.h

$(BUILD)/tools/viewc: $(wildcard tools/viewc/*.[ch]) src/base/str.c src/base/str.h
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -Isrc -o $@ $(filter %.c,$^)

$(VIEW_C): $(BUILD)/gen/view_%.c: src/web/view/%.html $(BUILD)/tools/viewc $(PO) $(VOICE)
	@mkdir -p $(@D)
	$(BUILD)/tools/viewc $(PO_ARG) $@ $<

# Texts of C files in these languages. The table's time changes only when it does.
RECORD_GEN += $(BUILD)/gen/language_table.c
$(BUILD)/gen/language.stamp: $(BUILD)/tools/viewc $(PO) $(VOICE) $(TEXT_SOURCES)
	@mkdir -p $(@D)
	$(BUILD)/tools/viewc --table $(BUILD)/gen/language_table.c $(PO_ARG) $(TEXT_SOURCES)
	@touch $@
$(BUILD)/gen/language_table.c: $(BUILD)/gen/language.stamp
	@:

comma := ,
space := $(subst ,, )
texts_of = $(BUILD)/tools/viewc $(1) --po $(VOICE) --po $(2) --clients $(subst $(space),$(comma),$(strip $(CLIENT_VIEWS))) $(TEXT_SOURCES) \
    $(VIEWS)
# `make texts` writes an empty row into each catalogue for every text that has none; `make texts-check` lists them.
.PHONY: texts texts-check
texts: $(BUILD)/tools/viewc
	@for p in $(PO); do $(call texts_of,--add,$$p) || exit 1; done
texts-check: $(BUILD)/tools/viewc
	@for p in $(PO); do $(call texts_of,--check,$$p) || exit 1; done

# Its time changes only when it does: a change inside one view compiles that view alone.
$(BUILD)/gen/views.stamp: $(BUILD)/tools/viewc $(VIEWS) $(wildcard src/web/view)
	@mkdir -p $(@D)
	$(BUILD)/tools/viewc --header $(BUILD)/gen/views.h $(VIEWS)
	@touch $@
$(BUILD)/gen/views.h: $(BUILD)/gen/views.stamp
	@:

# Numbers for a crisis by country.
RECORD_GEN += $(BUILD)/gen/web_crisis.c

$(BUILD)/gen/web_crisis.c: $(BUILD)/tools/embed data/crisis.tsv
	@mkdir -p $(@D)
	$< $@ web/crisis.h crisis_table data/crisis.tsv

# What browsers fetch once: style sheet, script, icon; fonts cut to the letters that the pages use, as WOFF2. Sources of
# the fonts are Debian's fonts-inter-variable (else fonts-inter, with one weight) and fonts-vollkorn (all SIL Open Font
# License 1.1).
WEB_FONTS   := $(BUILD)/gen/font
WEB_LETTERS := U+0020-007E,U+00A0-017F,U+02C6,U+02DC,U+2009,U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+202F,U+2030,$\
    U+2032,U+2033,U+2039,U+203A,U+2044,U+20AC,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+2713,U+25CF
WEB_FEATURES := kern,liga,tnum,calt,ccmp,locl,mark,mkmk,lnum
FONT_SANS   ?= $(firstword $(wildcard /usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf) \
    /usr/share/fonts/opentype/inter/Inter-Regular.otf)
FONT_SERIF  ?= /usr/share/fonts/truetype/vollkorn/Vollkorn-SemiBold.ttf
RECORD_GEN += $(BUILD)/gen/web_assets.c

$(BUILD)/tools/assets: tools/assets.c
	@mkdir -p $(@D)
	$(HOSTCC) $(CSTD) $(WARN) -O1 -o $@ $<

$(WEB_FONTS)/sans.woff2: $(FONT_SANS)
$(WEB_FONTS)/serif.woff2: $(FONT_SERIF)
$(WEB_FONTS)/%.woff2: src/web/build.mk
	@mkdir -p $(@D)
	hb-subset --unicodes="$(WEB_LETTERS)" --layout-features=$(WEB_FEATURES) --no-hinting \
	    --output-file=$(@:.woff2=.font) $(filter %.otf %.ttf,$^)
	woff2_compress $(@:.woff2=.font) >/dev/null 2>&1

$(BUILD)/gen/web_assets.c: $(BUILD)/tools/assets $(wildcard src/web/static/*) \
    $(WEB_FONTS)/sans.woff2 $(WEB_FONTS)/serif.woff2
	@mkdir -p $(@D)
	$< $@ web/asset.h sans.woff2=$(WEB_FONTS)/sans.woff2 \
	    serif.woff2=$(WEB_FONTS)/serif.woff2 icon.svg=src/web/static/icon.svg app.css=src/web/static/app.css \
	    app.js=src/web/static/app.js editor.js=src/web/static/editor.js copy.js=src/web/static/copy.js
