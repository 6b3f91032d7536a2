# Goldthread. `make` builds, `make demo` shows the main job, `make test` proves it; `make help` lists the rest.

BUILD   ?= build
CC      ?= gcc
HOSTCC  ?= gcc
PREFIX  ?= /usr/local
DESTDIR ?=
VERSION := 0.1.0

PKGS     := yajl cairo pango pangocairo libarchive expat libutf8proc
CSTD     := -std=c11 -D_POSIX_C_SOURCE=200809L -D_DEFAULT_SOURCE
WARN     := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
            -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 -Wundef
WERROR   ?= -Werror
OPT      ?= -O2 -g
CPPFLAGS += -Isrc -Iinclude -I$(BUILD)/gen -DGOLDTHREAD_VERSION='"$(VERSION)"' $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
CFLAGS   += $(CSTD) $(WARN) $(WERROR) $(OPT) -fno-strict-aliasing -fstack-protector-strong -pthread $(SANITIZE)
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lm -pthread

SRC      := $(filter-out src/main/%,$(wildcard src/*/*.c))
CORE_SRC := $(filter-out src/cli/%,$(SRC))
GEN_SRC  :=
# A module that generates code adds its rules and GEN_SRC here.
include $(wildcard src/*/build.mk)

CORE_OBJ := $(CORE_SRC:%.c=$(BUILD)/%.o) $(GEN_SRC:%.c=%.o)
CLI_OBJ  := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/cli/*.c))
MAIN_OBJ := $(patsubst %.c,$(BUILD)/%.o,$(wildcard src/main/*.c))

.PHONY: all
all: $(BUILD)/goldthread $(BUILD)/libgoldthread.a

$(BUILD)/libgoldthread.a: $(CORE_OBJ)
	@rm -f $@
	$(AR) rcs $@ $^

$(BUILD)/goldthread: $(MAIN_OBJ) $(CLI_OBJ) $(BUILD)/libgoldthread.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# Generated headers must exist before anything is compiled.
GEN_HDR ?=
$(CORE_OBJ) $(CLI_OBJ) $(MAIN_OBJ): | $(GEN_HDR)

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Unit tests: one cmocka program for each tests/unit/test_*.c
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/test/%,$(wildcard tests/unit/test_*.c))
$(BUILD)/test/%: tests/unit/%.c $(CLI_OBJ) $(BUILD)/libgoldthread.a
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -Itests -o $@ $< $(CLI_OBJ) $(BUILD)/libgoldthread.a $(LDLIBS) -lcmocka
.PHONY: unit
unit: $(UNIT_TESTS)
	@set -e; for t in $(UNIT_TESTS); do $$t; done

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
