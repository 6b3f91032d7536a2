# The style sheet of the HTML page, as C strings of one line each; comments and indents are left behind.
GEN_HDR += $(BUILD)/gen/render_page_css.h

$(BUILD)/gen/render_page_css.h: src/render/page.css
	@mkdir -p $(@D)
	sed -e ':a' -e '/\/\*/{/\*\//!{N;ba' -e '}}' -e 's,/\*[^*]*\*/,,g' -e 's/^ *//' -e '/^$$/d' -e 's/\\/\\\\/g' \
	    -e 's/"/\\"/g' -e 's/.*/"&\\n",/' $< > $@
