# Goldthread. `make` builds, `make demo` shows the main job, `make test` proves it; `make help` lists the rest.

BUILD   ?= build
CC      ?= gcc
HOSTCC  ?= gcc
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

PKGS     := yajl cairo pango pangocairo libarchive expat libutf8proc zlib libsodium
CSTD     := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef
WERROR   ?= -Werror
OPT      ?= -O2 -g
RECORD_PKGS := sqlite3 libpq libcurl liboath libzstd libmicrohttpd gnutls libseccomp libqrencode
CPPFLAGS += -Isrc -Iinclude -I$(BUILD)/gen -DGOLDTHREAD_VERSION='"$(VERSION)"' \
            $(shell pkg-config --cflags $(PKGS) $(RECORD_PKGS) 2>/dev/null)
CFLAGS   += $(CSTD) $(WARN) $(WERROR) $(OPT) -fno-strict-aliasing -fstack-protector-strong -pthread $(SANITIZE)
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm -pthread
RECORD_LIBS := $(shell pkg-config --libs $(RECORD_PKGS) 2>/dev/null)

# The clinical core is the library; the record and what serves it are the program's alone.
CORE_SRC   := $(wildcard $(patsubst %,src/%/*.c,base statement measure plan rules render fhir embed))
RECORD_SRC := $(wildcard $(patsubst %,src/%/*.c,db store practice http web web/me))
GEN_SRC  :=
RECORD_GEN :=
.DEFAULT_GOAL := all
# A module that generates code adds its rules and GEN_SRC here.
include $(wildcard src/*/build.mk)

CORE_OBJ := $(CORE_SRC:%.c=$(BUILD)/%.o) $(GEN_SRC:%.c=%.o)
RECORD_OBJ := $(RECORD_SRC:%.c=$(BUILD)/%.o) $(RECORD_GEN:%.c=%.o)
CLI_OBJ  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/cli/*.c))
MAIN_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/main/*.c))

.PHONY: all
all: $(BUILD)/goldthread $(BUILD)/libgoldthread.a

$(BUILD)/libgoldthread.a: $(CORE_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/librecord.a: $(RECORD_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/goldthread: $(MAIN_OBJ) $(CLI_OBJ) $(BUILD)/librecord.a $(BUILD)/libgoldthread.a
	@tools/symbolcheck $(BUILD)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(RECORD_LIBS) $(LDLIBS)

# tests/coverage.h stands before every file when coverage is measured, but not before what it is about.
$(foreach d,src counted,$(BUILD)/$d/base/err.o $(BUILD)/$d/base/arena.o): CPPFLAGS += -DCOVERAGE_PLAIN

# Generated headers must exist before anything is compiled.
GEN_HDR ?=
$(CORE_OBJ) $(RECORD_OBJ) $(CLI_OBJ) $(MAIN_OBJ): | $(GEN_HDR)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: one cmocka program for each tests/unit/test_*.c
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/test_*.c))
$(BUILD)/test/%: tests/unit/%.c $(CLI_OBJ) $(BUILD)/librecord.a $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(TEST_OPT) $(LDFLAGS) -MMD -MP -Itests -o $@ $< $(FIRST_OBJ) $(CLI_OBJ) \
	    $(BUILD)/librecord.a $(BUILD)/libgoldthread.a $(RECORD_LIBS) $(LDLIBS) -lcmocka
.PHONY: unit
unit: $(UNIT_TESTS)

# In these tests everything a transaction does fails once (tests/failing.h): what it calls passes through that file.
FAILING := between between_alerts between_follow calls consent gate guardian people plans plans_after plans_locked plans_sign plans_whole \
    record requests sessions sharing team upkeep worker words diary safety
FAILING_CALLS := malloc calloc realloc strdup sodium_malloc arena_alloc arena_array arena_grow arena_copy arena_str \
    arena_reset arena_free open close read write pread pwrite fsync fdatasync fstat ftruncate rename unlink pipe fork \
    flock pthread_create fread fwrite fflush fseeko ftello db_write db_read practice_do
$(FAILING:%=$(BUILD)/test/test_%): LDFLAGS += $(FAILING_CALLS:%=-Wl,--wrap=%)
$(FAILING:%=$(BUILD)/test/test_%): CPPFLAGS += -DFAILING

# test_migrate has a schema of its own, with a version that was never released.
$(BUILD)/test/test_migrate: LDFLAGS += -Wl,--wrap=store_migrate -Wl,--wrap=store_version

# test_plans_page looks at what goes on while a page is made.
$(BUILD)/test/test_plans_page: LDFLAGS += -Wl,--wrap=render_pdf

# test_trouble stands between the driver and the server.
$(BUILD)/test/test_trouble: LDFLAGS += -Wl,--wrap=PQexec -Wl,--wrap=PQpipelineSync -Wl,--wrap=PQsendQueryParams -Wl,--wrap=PQsendPrepare -Wl,--wrap=PQsendQueryPrepared -Wl,--wrap=PQexecPrepared -Wl,--wrap=nanosleep

# These count the steps of the core (tests/steps.h): its files once more, with a call at the head of each block.
COUNTED := $(patsubst src/%.c,$(BUILD)/counted/%.o,$(wildcard $(patsubst %,src/%/*.c,base statement plan rules)))
$(BUILD)/counted/%.o: src/%.c | $(GEN_HDR)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(filter-out --coverage,$(CFLAGS)) -fsanitize-coverage=trace-pc -MMD -MP -c -o $@ $<
STEPS := $(BUILD)/test/test_steps $(BUILD)/test/test_plan_text_steps
$(STEPS): FIRST_OBJ := $(COUNTED)
$(STEPS): LDFLAGS += -Wl,--wrap=memcmp
$(STEPS): $(COUNTED)

# The compiler of views as a part of its tests, and sample views as it compiles them.
VIEWC_OBJ := $(patsubst tools/%.c,$(BUILD)/test/%.o,$(filter-out %/main.c,$(wildcard tools/viewc/*.c)))
$(BUILD)/test/viewc/%.o: tools/viewc/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<
SAMPLES   := $(wildcard tests/data/view/*.html)
SAMPLE_C  := $(SAMPLES:tests/data/view/%.html=$(BUILD)/test/view/view_%.c)
$(BUILD)/test/view/views.h: $(BUILD)/tools/viewc $(SAMPLES)
	@mkdir -p $(@D)
	$< --header $@ $(SAMPLES)
	@touch $@
$(SAMPLE_C): $(BUILD)/test/view/view_%.c: tests/data/view/%.html $(BUILD)/tools/viewc $(BUILD)/test/view/views.h
	$(BUILD)/tools/viewc $@ $<
$(SAMPLE_C:.c=.o): %.o: %.c tests/view_samples.h
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -Itests -c -o $@ $<
$(BUILD)/test/test_view $(BUILD)/fuzz/fuzz_view: FIRST_OBJ := $(SAMPLE_C:.c=.o)
$(BUILD)/test/test_view $(BUILD)/fuzz/fuzz_view: $(SAMPLE_C:.c=.o)
$(BUILD)/test/test_viewc $(BUILD)/test/test_reading $(BUILD)/fuzz/fuzz_viewc $(BUILD)/fuzz/fuzz_catalogue: FIRST_OBJ := $(VIEWC_OBJ)
$(BUILD)/test/test_viewc $(BUILD)/test/test_reading $(BUILD)/fuzz/fuzz_viewc $(BUILD)/fuzz/fuzz_catalogue: $(VIEWC_OBJ)

# Fuzz targets: one libFuzzer program for each tests/fuzz/fuzz_*.c; built by `make fuzz` with clang into build-fuzz.
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
$(BUILD)/fuzz/%: tests/fuzz/%.c $(BUILD)/librecord.a $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -fsanitize=fuzzer -MMD -MP -Itests -o $@ $< $(FIRST_OBJ) $(BUILD)/librecord.a $(BUILD)/libgoldthread.a \
	    $(RECORD_LIBS) $(LDLIBS)
.PHONY: fuzzers
fuzzers: $(FUZZERS)

# Benchmarks: one program for each bench/bench_*.c
BENCHES := $(patsubst bench/%.c,$(BUILD)/bench/%,$(wildcard bench/bench_*.c))
$(BUILD)/bench/%: bench/%.c $(BUILD)/librecord.a $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -o $@ $< $(BUILD)/librecord.a $(BUILD)/libgoldthread.a $(RECORD_LIBS) $(LDLIBS)
.PHONY: benches
benches: $(BENCHES)

# ---- what a person types ------------------------------------------------------------------------------------------

.PHONY: help practice demo test soak asan fuzz bench lint coverage docs pictures install uninstall clean deps
help:
	@echo "make            build build/goldthread and build/libgoldthread.a"
	@echo "make practice   install what is missing, build, make a record of your own when there is none, serve it"
	@echo "make demo       install what is missing, build, check and mend an example plan, write demo/plan.pdf"
	@echo "make test       install what the tests need and run them all (sanitizers, short fuzzing, both compilers)"
	@echo "make soak       the long runs: a million plans, more random rounds"
	@echo "make asan       the program with address and undefined-behaviour sanitizers, in build-asan"
	@echo "make fuzz       60 s of each fuzz target"
	@echo "make bench      times, with the ratio to their limit"
	@echo "make lint       layers, texts, cppcheck, formatting"
	@echo "make texts      a row in po/*.po for each text of clients' pages; make texts-check lists what is missing"
	@echo "make coverage   branch coverage by folder"
	@echo "make docs       generated documents: docs/rules.md, docs/plan.schema.json"
	@echo "make pictures   docs/pictures/*.png for the README, from the pages of the invented practice"
	@echo "make install    program, library, header, man pages, completions (PREFIX, DESTDIR)"

deps:
	@tools/deps build

practice:
	@tools/deps build
	@$(MAKE) --no-print-directory -s all
	@tools/practice $(BUILD)/goldthread

demo:
	@tools/deps build
	@$(MAKE) --no-print-directory -s all
	@tools/demo $(BUILD)/goldthread

test:
	@tools/deps build test
	@tests/run

soak:
	@tools/deps build test
	@tests/run soak

pictures:
	@tools/deps build test
	@$(MAKE) --no-print-directory -s all
	@tools/pictures $(BUILD)/goldthread

SANITIZERS := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# Lines are all that a report of theirs needs; a test's own file is compiled oftener than it is run.
asan:
	@$(MAKE) --no-print-directory BUILD=build-asan OPT="-O1 -g1" TEST_OPT="-O0" SANITIZE="$(SANITIZERS)" all unit

# The program too: what clang has to say of it is an error here as in every build.
CLANG ?= clang-14
fuzz-build:
	@$(MAKE) --no-print-directory BUILD=build-fuzz CC="$(CLANG)" OPT="-O1 -gline-tables-only" \
	    SANITIZE="$(SANITIZERS) -fsanitize=fuzzer-no-link" all fuzzers

fuzz:
	@tools/deps build test
	@FUZZ_SECONDS=60 tests/run fuzz

bench:
	@tools/deps build bench
	@$(MAKE) --no-print-directory -s all benches
	@bench/run $(BUILD)

lint:
	@tools/deps build lint
	@tests/run lint

coverage:
	@tools/deps build test lint
	@tests/run coverage

docs: $(BUILD)/goldthread $(BUILD)/tools/put_schema
	$(BUILD)/goldthread explain --format markdown > docs/rules.md
	$(BUILD)/tools/put_schema > docs/plan.schema.json

$(BUILD)/tools/put_schema: tools/put_schema.c $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -o $@ $< $(BUILD)/libgoldthread.a $(LDLIBS)

COMMANDS = check parse score progress import export diff explain new mend follow instrument init user disclose backup restore audit key retention demo serve worker help
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include \
	    $(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d \
	    $(DESTDIR)$(PREFIX)/share/doc/goldthread
	install -m 755 $(BUILD)/goldthread $(DESTDIR)$(PREFIX)/bin/goldthread
	install -m 644 $(BUILD)/libgoldthread.a $(DESTDIR)$(PREFIX)/lib/libgoldthread.a
	install -m 644 include/goldthread.h $(DESTDIR)$(PREFIX)/include/goldthread.h
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|' -e 's|@REQUIRES@|$(PKGS)|' packaging/goldthread.pc.in \
	    > $(DESTDIR)$(PREFIX)/lib/pkgconfig/goldthread.pc
	$(BUILD)/goldthread help --man > $(DESTDIR)$(PREFIX)/share/man/man1/goldthread.1
	for c in $(COMMANDS); do $(BUILD)/goldthread help --man $$c > $(DESTDIR)$(PREFIX)/share/man/man1/goldthread-$$c.1 || exit 1; done
	$(BUILD)/goldthread help --completion bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/goldthread
	$(BUILD)/goldthread help --completion zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_goldthread
	$(BUILD)/goldthread help --completion fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/goldthread.fish
	install -m 644 docs/plan.schema.json docs/rules.md LICENSE $(DESTDIR)$(PREFIX)/share/doc/goldthread/

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/goldthread $(DESTDIR)$(PREFIX)/lib/libgoldthread.a $(DESTDIR)$(PREFIX)/include/goldthread.h \
	    $(DESTDIR)$(PREFIX)/lib/pkgconfig/goldthread.pc $(DESTDIR)$(PREFIX)/share/man/man1/goldthread.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man1/goldthread-*.1 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/goldthread \
	    $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_goldthread \
	    $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/goldthread.fish
	rm -rf $(DESTDIR)$(PREFIX)/share/doc/goldthread

clean:
	rm -rf build build-asan build-fuzz build-cov build-clang demo

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
