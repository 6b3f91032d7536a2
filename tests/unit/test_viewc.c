/* The compiler of views: what it refuses, how it folds white space, and that what it takes is safe with any value. */
#include "support.h"

#include "../../tools/viewc/viewc.h"

static void demand(bool ok, const char *what)
{
    if (!ok)
        fail_msg("broken promise: %s", what);
}

#include "view_support.h"

static bool compile(struct str view, struct view_made *made)
{
    struct buf b;
    bool ok;

    buf_init(&b, 0);
    if (view.n > 0 && view.p[0] == '=')
        view = str_sub(view, 1, view.n);
    else
        buf_cstr(&b, "{{ view t \"x.h\" }}\n");
    buf_add(&b, view);
    ok = viewc_compile("tests/t.html", buf_str(&b), made);
    buf_free(&b);
    return ok;
}

/* row_ok: says what is wrong with a row and goes on, so that one run shows all of them. */
static size_t row_ok(struct tsv *t, bool ok, const char *what, const char *got)
{
    if (!ok)
        print_error("%s: %s: %s\n", tsv_where(t), what, got);
    return !ok;
}

static void refusals(void **state)
{
    size_t wrong = 0;
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/view/refused.tsv");
    while (tsv_next(&t)) {
        struct view_made made;
        char head[64];

        wrong += row_ok(&t, !compile(tsv_text(&t, "view"), &made), "taken", "");
        snprintf(head, sizeof head, "tests/t.html:%lld: ", tsv_int(&t, "line"));
        wrong += row_ok(&t, strncmp(made.refusal, head, strlen(head)) == 0, "another line", made.refusal);
        wrong += row_ok(&t, strstr(made.refusal, tsv_get(&t, "refusal")) != NULL, "another refusal", made.refusal);
        wrong += row_ok(&t, strstr(made.refusal, "; ") != NULL, "no way out", made.refusal);
        viewc_free(&made);
        wrong += row_ok(&t, compile(tsv_text(&t, "mended"), &made) && made.refusal[0] == '\0', "mended", made.refusal);
        viewc_free(&made);
    }
    tsv_close(&t);
    assert_int_equal(wrong, 0);
}

/* Of the code: each literal as it is, each value as [name], each branch once. */
static void written(const struct view_made *made, struct buf *out)
{
    struct code c = {.text = buf_str(&made->code), .out = {out}};

    c.at = str_find(c.text, STR("\n{\n"), 0) + 3;
    while (c.at < c.text.n) {
        size_t from = c.at;
        struct str line = code_line_here(&c), inside, name;

        if (str_starts(line, STR("out_raw(o, "))) {
            c.at = str_find(c.text, STR("\""), from);
            code_literals(&c);
            code_line_here(&c);
        } else if (str_starts(line, STR("OUT_")) && str_cut(line, ',', &line, &name)) {
            name = str_sub(name, 1, name.n - 2);
            name = name.p[0] == '(' ? str_sub(name, 5, name.n - 1) : str_sub(name, 3, name.n);
            buf_printf(out, "[%.*s]", (int)name.n, name.p);
        } else if (str_starts(line, STR("view_")) && str_cut(line, '(', &line, &inside)) {
            buf_printf(out, "[%.*s]", (int)line.n, line.p);
        }
    }
}

static void folding(void **state)
{
    size_t wrong = 0;
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/view/fold.tsv");
    while (tsv_next(&t)) {
        struct view_made made;
        struct str wanted = tsv_text(&t, "written");
        struct buf b;

        buf_init(&b, 0);
        CHECK(compile(tsv_text(&t, "view"), &made), "%s: %s", tsv_where(&t), made.refusal);
        written(&made, &b);
        wrong += row_ok(&t, str_eq(buf_str(&b), wanted), "got", buf_str(&b).p);
        viewc_free(&made);
        buf_free(&b);
    }
    tsv_close(&t);
    assert_int_equal(wrong, 0);
}

static const char *const beside[][2] = {
    {"whole/lay.html", "{{ view lay \"x.h\" }}\n<body><p>{{ use inline }}</p><main>{{ body }}</main></body>"},
    {"whole/lay2.html", "{{ view lay2 \"x.h\" }}\n{{ in lay }}<div>{{ body }}</div>{{ end }}\n"},
    {"whole/inline.html", "{{ view inline \"x.h\" }}\n<b>{{ a }}</b>"},
    {"whole/block.html", "{{ view block \"x.h\" }}\n<div>{{ a }}</div>"},
    {"whole/row.html", "{{ view row \"x.h\" }}\n{{ for a in b }}<tr><td>{{ a }}</td></tr>{{ end }}"},
    {"whole/through.html", "{{ view through \"x.h\" }}\n<i>{{ use block }}</i>"},
    {"whole/text.html", "{{ view text \"x.h\" }}\na"},
    {"whole/value.html", "{{ view value \"x.h\" }}\n{{ a }}"},
    {"whole/asks.html", "{{ view asks \"x.h\" }}\n<div><form></form></div>"},
};
enum { BESIDE = sizeof beside / sizeof beside[0] };

static void wholes(void **state)
{
    struct view_source all[BESIDE + 1];
    struct view_made made[BESIDE + 1];
    char refusal[REFUSAL_SIZE];
    size_t wrong = 0;
    struct tsv t;

    (void)state;
    for (size_t i = 0; i < BESIDE; i++) {
        all[i] = (struct view_source){beside[i][0], str_of(beside[i][1]), &made[i]};
        CHECK(viewc_compile(all[i].path, all[i].source, &made[i]), "%s", made[i].refusal);
    }
    tsv_open(&t, "tests/data/view/whole.tsv");
    while (tsv_next(&t)) {
        const char *says = tsv_get(&t, "refusal");
        bool ok, fits = strcmp(says, "-") == 0;
        struct buf b;

        buf_init(&b, 0);
        buf_cstr(&b, "{{ view t \"x.h\" }}\n");
        buf_add(&b, tsv_text(&t, "view"));
        all[BESIDE] = (struct view_source){"whole/t.html", buf_str(&b), &made[BESIDE]};
        ok = viewc_compile("whole/t.html", buf_str(&b), &made[BESIDE]);
        snprintf(refusal, sizeof refusal, "%s", made[BESIDE].refusal);
        ok = ok && viewc_check(all, BESIDE + 1, BESIDE, refusal);
        wrong += row_ok(&t, ok == fits && (fits || strstr(refusal, says) != NULL), "says", refusal);
        viewc_free(&made[BESIDE]);
        buf_free(&b);
    }
    tsv_close(&t);
    for (size_t i = 0; i < BESIDE; i++) {
        wrong += !viewc_check(all, BESIDE, i, refusal);
        viewc_free(&made[i]);
    }
    assert_int_equal(wrong, 0);
}

static void code_has(const char *view, const char *code)
{
    struct view_made made;

    CHECK(compile(str_of(view), &made), "%s: %s", view, made.refusal);
    CHECK(strstr(made.code.p, code) != NULL, "%s: no %s in %s", view, code, made.code.p);
    viewc_free(&made);
}

static void code(void **state)
{
    (void)state;
    code_has("={{ view t \"a/x.h\" }}", "#include \"a/x.h\"\n");
    code_has("={{ view t \"a/x.h\" }}", "void view_t(struct out *o, const struct view_t *v)");
    code_has("={{ view t \"a/x.h\" other }}", "void view_t(struct out *o, const struct other *v)");
    code_has("\n\n{{ a }}", "#line 4 \"tests/t.html\"\n    OUT_TEXT(o, v->a);");
    code_has("{{ a.b->c }}", "OUT_TEXT(o, v->a.b->c);");
    code_has("<p>{{ theirs a.b->c }}</p>", "OUT_THEIRS(o, v->a.b->c);");
    code_has("{{ for a in b }}<p>said: {{ theirs a.c }}.</p>{{ end }}", "OUT_THEIRS(o, (*at_a).c);");
    code_has("{{ for a in b }}{{ a.b->c }}{{ c.a }}{{ end }}", "OUT_TEXT(o, (*at_a).b->c);");
    code_has("{{ for a in b }}{{ a.b->c }}{{ c.a }}{{ end }}", "OUT_TEXT(o, v->c.a);");
    code_has("{{ for a in b }}{{ else }}{{ a }}{{ end }}", "OUT_TEXT(o, v->a);");
    code_has("<title>{{ a }}</title>", "OUT_PLAIN(o, v->a);");
    code_has("<p title=\"{{ a }}\"></p>", "OUT_ATTR(o, v->a);");
    code_has("<a href=\"{{ a }}\">b</a>", "OUT_URL(o, v->a);");
    code_has("<a href=\"/a{{ a }}\">b</a>", "OUT_PATH(o, v->a);");
    code_has("<a href=\"/a?{{ a }}\">b</a>", "OUT_PART(o, v->a);");
    code_has("<a href=\"/a#{{ a }}\">b</a>", "OUT_PART(o, v->a);");
    code_has("{{ if not a }}b{{ end }}", "if (!OUT_IS(v->a)) {");
    code_has("{{ if not }}b{{ end }}", "if (OUT_IS(v->not)) {"); /* a member of that name */
    code_has("{{ use a }}", "view_a(o, view_a_of(*v));");
    code_has("{{ use a b.c }}", "view_a(o, view_a_of(v->b.c));");
    code_has("{{ for c in b }}{{ use a c }}{{ end }}", "view_a(o, view_a_of((*at_c)));");
    code_has("a?"
             "?/b\\\"",
             "out_raw(o, \"a\\?\\?/b\\\\\\\"\", 7);"); /* no trigraph */
    code_has("{{ body }}", "void view_t_begin(");
    code_has("{{ body }}", "void view_t_end(");
}

static void header(void **state)
{
    struct view_made made[2];
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    assert_true(compile(STR("={{ view t \"a/x.h\" other }}"), &made[0]));
    assert_true(compile(STR("{{ body }}"), &made[1]));
    viewc_header(made, 2, &b);
    assert_non_null(strstr(b.p, "void view_t(struct out *o, const struct other *v);\n"));
    assert_non_null(strstr(b.p, "void view_t_begin(struct out *o, const struct view_t *v);\n"
                                "void view_t_end(struct out *o, const struct view_t *v);\n"));
    assert_non_null(strstr(b.p, "struct other: &(x)"));
    viewc_free(&made[0]);
    viewc_free(&made[1]);
    buf_free(&b);
}

static void texts(void **state)
{
    struct view_made made;
    struct buf b;

    (void)state;
    assert_true(compile(
        STR("<h1>Plan of\n {{ name }}</h1>\n<p title=\"Where, {{ a }}\">&nbsp;{{ b }} <b>and more</b> {{ if c }}one"
            "{{ else }}none{{ end }}</p><input placeholder=\"Say what\" value=\"not told\">\n"
            "<script>var a</script>{{ for a in b }}x &amp; y{{ end }}12 \xe2\x80\x93 3<p>&#xe1;{{ a.b }}</p>"),
        &made));
    buf_init(&b, 0);
    for (size_t i = 0; i < made.text_count; i++)
        if (made.texts[i].told)
            buf_printf(&b, "%d %s\n", made.texts[i].line, made.texts[i].id);
    assert_string_equal(b.p, "2 Plan of {name}\n4 Where, {a}\n4 and more\n4 one\n4 none\n4 Say what\n5 x & y\n"
                             "5 \xc3\xa1{a.b}\n");
    buf_free(&b);
    viewc_free(&made);
}

/* A catalogue and a view that is compiled with it. */
static void catalogues(void **state)
{
    size_t wrong = 0;
    struct tsv t;

    (void)state;
    tsv_open(&t, "tests/data/view/catalogue.tsv");
    while (tsv_next(&t)) {
        struct po po;
        const struct po *list[] = {&po};
        struct view_made made = {.layout = false};
        struct buf view, b;
        const char *refusal;
        char head[64];
        bool read, ok;

        buf_init(&view, 0);
        buf_init(&b, 0);
        buf_cstr(&view, "{{ view t \"x.h\" }}\n");
        buf_add(&view, tsv_text(&t, "view"));
        read = po_read("po/es.po", tsv_text(&t, "po"), false, &po);
        ok = read && viewc_translate("tests/t.html", buf_str(&view), list, 1, NULL, &made);
        refusal = read ? made.refusal : po.refusal;
        snprintf(head, sizeof head, "po/es.po:%lld: ", tsv_int(&t, "line"));
        if (tsv_get(&t, "refusal")[0] != '\0') {
            wrong += row_ok(&t, !ok, "taken", "");
            wrong += row_ok(&t, strncmp(refusal, head, strlen(head)) == 0, "another line", refusal);
            wrong += row_ok(&t, strstr(refusal, tsv_get(&t, "refusal")) != NULL, "another refusal", refusal);
            wrong += row_ok(&t, strstr(refusal, "; ") != NULL, "no way out", refusal);
        } else if (row_ok(&t, ok, "refused", refusal) == 0) {
            written(&made, &b);
            wrong += row_ok(&t, str_eq(buf_str(&b), tsv_text(&t, "written")), "got", buf_str(&b).p);
        } else {
            wrong++;
        }
        if (read)
            viewc_free(&made);
        po_free(&po);
        buf_free(&view);
        buf_free(&b);
    }
    tsv_close(&t);
    assert_int_equal(wrong, 0);
}

static bool read_c(const char *source, struct c_texts *out)
{
    *out = (struct c_texts){.count = 0};
    return c_texts_read("src/web/x.c", str_of(source), out);
}

/* The texts of C files. */
static void c_files(void **state)
{
    static const struct {
        const char *source, *texts, *refusal; /* texts: joined by | */
    } rows[] = {
        {"static const char *a = N_(\"One\");", "One", NULL},
        {"x(web_t(w, \"One\" /* and */ \" two\"), \"not\", N_(\"Three\"));", "One two|Three", NULL},
        {"web_t(w, n == 1 ? \"One day\" : \"%d days\")", "One day|%d days", NULL},
        {"/* N_(\"no\") */ // web_t(w, \"no\")\nN_ (\"no\") XN_(\"no\") web_part(w, \"no\") \"N_(\\\"no\\\")\"", "", NULL},
        {"#define N_(english) english\nN_(\"a\\\"b\\\\c\\n\")", "a\"b\\c\n", NULL},
        {"web_t(w, x[')'], '\\'', \"One\") N_(\"\")", "One", NULL},
        {"ROUTE(GET, \"/a\", 1, 2, h, \"Title\")", "", NULL},
        {"N_(\"One", NULL, "src/web/x.c:1: a literal that is not closed"},
        {"\n\nN_(\"One\"", NULL, "src/web/x.c:3: a ( that is not closed"},
        {"N_(\"a\\x41\")", NULL, "src/web/x.c:1: an escape"},
        {"\n\xc3", NULL, "src/web/x.c:2: a byte that is not UTF-8"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct c_texts t;
        struct buf b;
        bool ok = read_c(rows[i].source, &t);
        buf_init(&b, 0);
        for (size_t k = 0; k < t.count; k++)
            buf_printf(&b, "%s%s", k > 0 ? "|" : "", t.list[k].id);
        if (rows[i].texts != NULL)
            CHECK(ok && str_is(buf_str(&b), rows[i].texts), "row %zu: %s%s", i, t.refusal, buf_str(&b).p);
        else
            CHECK(!ok && strncmp(t.refusal, rows[i].refusal, strlen(rows[i].refusal)) == 0, "row %zu: %s", i, t.refusal);
        buf_free(&b);
        c_texts_free(&t);
    }
    struct c_texts t = {.count = 0};
    assert_true(c_texts_read("src/web/routes_me.def", STR("ROUTE(GET, \"/me\", -1, 0, f, \"Start\")\nROUTE(POST, \"/x\", C, A | B, f, \"End\")"), &t));
    assert_true(t.count == 2 && strcmp(t.list[0].id, "Start") == 0 && t.list[1].line == 2);
    c_texts_free(&t);
}

/* Conversions of printf: the same in both texts. */
static void conversions_agree(void **state)
{
    static const struct {
        const char *english, *other;
        bool same;
    } rows[] = {
        {"One", "Uno", true},        {"%d days", "%d días", true},          {"%d days", "días", false},
        {"%d days", "%s días", false}, {"%d days", "%lld días", false},     {"%s of %d", "%2$d: %1$s", true},
        {"%s of %d", "%d: %s", false}, {"%s of %d", "%1$s %2$s", false},    {"%s of %d", "%1$s", false},
        {"%s of %d", "%1$s %3$d", false}, {"%s", "%1$s %1$s", true},        {"%s %s", "%1$s %s", false},
        {"60 % of it", "60 % de", true}, {"100%% of %s", "%s al 100%%", true}, {"%.*s", "%.*s", true},
        {"%.*s", "%s", false},       {"%", "%", false},                     {"%s", "%n", false},
        {"%5.1f", "%.2f", true},     {"%d", "%n%d", false},                 {"One", "%s", false},
    };
    char says[SAYS_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(c_same(rows[i].english, rows[i].other, says) == rows[i].same, "%s / %s", rows[i].english, rows[i].other);
}

/* What is missing, too long, of no use; and the table and the file that are made. */
static void complete(void **state)
{
    struct view_made made, other;
    struct view_source views[] = {{"a.html", STR("{{ view a \"x.h\" }}\n<p>Hello</p><button>Go</button>{{ use b }}"), &made},
                                  {"b.html", STR("{{ view b \"x.h\" }}\n<p>Inside</p>"), &other}};
    bool marked[2] = {true, false};
    struct c_texts t;
    struct po po;
    const struct po *list[] = {&po};
    struct buf b;
    char refusal[REFUSAL_SIZE];

    (void)state;
    buf_init(&b, 0);
    assert_true(viewc_compile("a.html", views[0].source, &made) && viewc_compile("b.html", views[1].source, &other));
    views_below(views, 2, marked);
    assert_true(marked[1]);
    assert_true(read_c("N_(\"%s and\\n\\\"%d\\\"\")", &t));
    assert_true(po_read("po/es.po", STR("msgid \"Hello\"\nmsgstr \"Hola\"\nmsgid \"Go\"\nmsgstr \"Seguir adelante\"\n"
                                        "msgid \"Old\"\nmsgstr \"Viejo\"\n"), false, &po));
    assert_int_equal(catalogue_check(&t, views, 2, &po, &b), 4);
    assert_string_equal(b.p, "po/es.po:5: no text of ours: \"Old\"; take it out\n"
                             "src/web/x.c:1: no es text: \"%s and\n\"%d\"\"; write it into po/es.po\n"
                             "po/es.po:3: 15 letters where 13 have room (\"Go\"); say it shorter\n"
                             "b.html:2: no es text: \"Inside\"; write it into po/es.po\n");
    buf_reset(&b);
    catalogue_write(&t, views, 2, &po, STR("# head\n"), &b);
    assert_string_equal(b.p, "# head\n\n#: src/web/x.c\n#, c-format\nmsgid \"%s and\\n\\\"%d\\\"\"\nmsgstr \"\"\n"
                             "\n#: a.html\nmsgid \"Hello\"\nmsgstr \"Hola\"\n\n#: a.html\nmsgid \"Go\"\nmsgstr \"Seguir adelante\"\n"
                             "\n#: b.html\nmsgid \"Inside\"\nmsgstr \"\"\n");
    po_free(&po);
    buf_reset(&b);
    assert_true(po_read("es.po", STR("msgid \"%s and\\n\\\"%d\\\"\"\nmsgstr \"%2$d y %1$s\""), false, &po));
    assert_true(catalogue_table(&t, list, 1, &b, refusal));
    assert_non_null(strstr(b.p, "{\"%s and\\n\\\"%d\\\"\", {[LANGUAGE_ES] = \"%2$d y %1$s\"}, NULL},\n"));
    po_free(&po);
    assert_true(po_read("es.po", STR("msgid \"%s and\\n\\\"%d\\\"\"\nmsgstr \"%d y %s\""), false, &po));
    assert_false(catalogue_table(&t, list, 1, &b, refusal));
    assert_true(strncmp(refusal, "es.po:1: the conversions are not those", 37) == 0 && strstr(refusal, "src/web/x.c:1") != NULL);
    po_free(&po);
    /* What a guardian reads in place of a text: a text of its own, with the same conversions, and no row of no use. */
    struct po voice;
    t.voice = &voice;
    assert_true(po_read("po/guardian.po", STR("msgid \"Hello\"\nmsgstr \"Good day\"\nmsgid \"%s and\\n\\\"%d\\\"\"\nmsgstr \"%s, %d\""), false, &voice));
    assert_true(po_read("es.po", STR("msgid \"%s, %d\"\nmsgstr \"%s; %d\"\nmsgid \"Good day\"\nmsgstr \"Buen día\""), false, &po));
    buf_reset(&b);
    assert_int_equal(catalogue_voice(&t, views, 2, &b), 0);
    assert_int_equal(catalogue_check(&t, views, 2, &po, &b), 4); /* "Hello", "Go", "Inside", and the text of the C file */
    buf_reset(&b);
    assert_true(catalogue_table(&t, list, 1, &b, refusal));
    assert_non_null(strstr(b.p, "{\"%s and\\n\\\"%d\\\"\", {NULL}, \"%s, %d\"},\n"));
    assert_non_null(strstr(b.p, "{\"%s, %d\", {[LANGUAGE_ES] = \"%s; %d\"}, NULL},\n"));
    struct view_made with;
    assert_true(viewc_translate("a.html", views[0].source, list, 1, &voice, &with));
    const char *es = strstr(with.code.p, "o->guardian && o->language == LANGUAGE_ES"), *en = strstr(with.code.p, "else if (o->guardian) {");
    assert_true(es && en && es < en && strstr(es, "Buen d") < en && strstr(en, "Good day") != NULL && strstr(en, "Hello") != NULL);
    assert_true(strstr(with.code.p, "<p>") < es); /* what stands before it is written before it */
    viewc_free(&with);
    po_free(&voice);
    assert_true(po_read("po/guardian.po", STR("msgid \"%s and\\n\\\"%d\\\"\"\nmsgstr \"%d, %s\"\nmsgid \"No\"\nmsgstr \"Text\"\nmsgid \"Go\"\nmsgstr \"Go\""), false, &voice));
    assert_false(catalogue_table(&t, list, 1, &b, refusal));
    buf_reset(&b);
    assert_int_equal(catalogue_voice(&t, views, 2, &b), 2); /* one is of no text, one says nothing else */
    po_free(&voice);
    t.voice = NULL;
    po_free(&po);
    assert_true(po_read("es.po", STR("msgid \"a\"\nmsgstr \"\"\nmsgid \"a\"\nmsgstr \"b\"\n"), true, &po)); /* of a merge */
    assert_true(po.count == 1 && strcmp(po_text(&po, "a"), "b") == 0 && po_text(&po, "b") == NULL);
    po_free(&po);
    assert_false(po_read("spanish.txt", STR(""), false, &po));
    assert_non_null(strstr(po.refusal, "named after its language"));
    po_free(&po);
    c_texts_free(&t);
    viewc_free(&made);
    viewc_free(&other);
    buf_free(&b);
}

/* Limits say which they are. */
static void limits(void **state)
{
    struct view_made made;
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (int depth = DEPTH_MAX; depth <= DEPTH_MAX + 1; depth++) {
        buf_reset(&b);
        for (int i = 0; i < depth; i++)
            buf_cstr(&b, "<div>");
        for (int i = 0; i < depth; i++)
            buf_cstr(&b, "</div>");
        assert_int_equal(compile(buf_str(&b), &made), depth <= DEPTH_MAX);
        viewc_free(&made);
    }
    for (int depth = BLOCKS_MAX; depth <= BLOCKS_MAX + 1; depth++) {
        buf_reset(&b);
        for (int i = 0; i < depth; i++)
            buf_cstr(&b, "{{ if a }}");
        for (int i = 0; i < depth; i++)
            buf_cstr(&b, "{{ end }}");
        assert_int_equal(compile(buf_str(&b), &made), depth <= BLOCKS_MAX);
        viewc_free(&made);
    }
    for (int count = ATTRS_MAX; count <= ATTRS_MAX + 1; count++) {
        buf_reset(&b);
        buf_cstr(&b, "<p");
        for (int i = 0; i < count; i++)
            buf_printf(&b, " data-a%d", i);
        buf_cstr(&b, "></p>");
        assert_int_equal(compile(buf_str(&b), &made), count <= ATTRS_MAX);
        viewc_free(&made);
    }
    buf_reset(&b); /* longer than a literal may be */
    buf_repeat(&b, 'a', 10000);
    assert_true(compile(buf_str(&b), &made));
    assert_non_null(strstr(made.code.p, "aaa\", 3500);\n"));
    assert_non_null(strstr(made.code.p, "aaa\", 3000);\n"));
    viewc_free(&made);
    buf_free(&b);
}

/* Views put together by chance from pieces: what is taken keeps its shape with hostile values, whichever branches are
 * taken. Most are refused; enough are not. */
static const char *const pieces[] = {"<p>",
                                     "</p>",
                                     "<div>",
                                     "</div>",
                                     "<b>",
                                     "</b>",
                                     "<a href=\"/x/{{ a }}\">",
                                     "</a>",
                                     "<ul>",
                                     "</ul>",
                                     "<li>",
                                     "</li>",
                                     "<p title=\"{{ b }}\">",
                                     "<input name=\"{{ a }}\" ",
                                     ">",
                                     "hidden ",
                                     "{{ if c }}",
                                     "{{ if c }}",
                                     "{{ else }}",
                                     "{{ else if d }}",
                                     "{{ end }}",
                                     "{{ end }}",
                                     "{{ for e in f }}",
                                     "{{ e }}",
                                     "{{ a }}",
                                     " text ",
                                     "\n ",
                                     "id=\"{{ a }}\" ",
                                     "class=\"",
                                     "\"",
                                     "<textarea>",
                                     "</textarea>",
                                     "<pre>",
                                     "</pre>",
                                     "href=\"/x",
                                     "<a ",
                                     "?q={{ a }}",
                                     "{{ use g }}",
                                     "<br>",
                                     "&amp;",
                                     "/",
                                     "#",
                                     "<option>",
                                     "</option>",
                                     "<select>",
                                     "</select>",
                                     "{{# x }}",
                                     "<svg>",
                                     "</svg>",
                                     "<path d=\"{{ a }}\"/>"};

static struct page plain, hostile;

static void compare(const struct view_made *made, uint64_t bits)
{
    static const struct str mark = {"Zq1z", 4};
    const struct str value = STR("\"'><b onx=\">&amp;\r\n/../?#\xc3");
    struct buf b;

    buf_init(&b, 0);
    code_run(buf_str(&made->code), bits, mark, &b);
    CHECK(page_read(buf_str(&b), &plain), "%s at %zu of %s", plain.wrong, plain.at, buf_str(&b).p);
    code_run(buf_str(&made->code), bits, value, &b);
    CHECK(page_read(buf_str(&b), &hostile), "%s at %zu of %s", hostile.wrong, hostile.at, buf_str(&b).p);
    page_compare(&plain, &hostile, mark, value);
    page_free(&plain);
    page_free(&hostile);
    buf_free(&b);
}

static void chance(void **state)
{
    uint64_t seed = test_seed();
    const char *rounds = getenv("GOLDTHREAD_TEST_ROUNDS");
    long left = rounds != NULL ? atol(rounds) : 200000, taken = 0, all = left;
    struct buf b;

    (void)state;
    buf_init(&b, 0);
    for (; left > 0; left--) {
        struct view_made made;

        buf_reset(&b);
        for (size_t n = 2 + test_random(&seed) % 8; n > 0; n--)
            buf_cstr(&b, pieces[test_random(&seed) % (sizeof pieces / sizeof pieces[0])]);
        if (compile(buf_str(&b), &made)) {
            taken++;
            for (uint64_t bits = 0; bits < 4; bits++)
                compare(&made, bits * 0x9e3779b97f4a7c15u);
        }
        viewc_free(&made);
    }
    print_message("%ld of %ld taken\n", taken, all);
    assert_true(all < 10000 || taken > all / 100);
    buf_free(&b);
}

/* Trees of elements by chance: what is taken must stand in a browser as it stands in the view. This test reads it with
 * the tests' own reader; tests/pages/views.sh lets it be written to a file and hands that to a browser. */
static const char *const tree_names[] = {
    "head",     "body",     "title",   "script",     "address", "article",  "details", "summary", "div",     "div",
    "fieldset", "legend",   "figure",  "figcaption", "form",    "h1",       "h2",      "hr",      "main",    "p",
    "p",        "pre",      "section", "ul",         "li",      "ol",       "dl",      "dt",      "dd",      "table",
    "caption",  "colgroup", "col",     "thead",      "tbody",   "tr",       "th",      "td",      "a",       "b",
    "br",       "code",     "em",      "i",          "img",     "span",     "s",       "small",   "u",       "wbr",
    "button",   "datalist", "input",   "label",      "meter",   "optgroup", "option",  "output",  "select",  "textarea",
    "svg",      "circle",   "g",       "path",       "text",    "tspan",    "use",     "desc",    "symbol",  "noscript",
    "menu",     "ins",      "del",     "dialog",     "hgroup",  "search",   "bdo",     "q",       "progress"};

static const char *usual_child(const char *parent)
{
    static const char *const usual[][2] = {
        {"ul", "li"},        {"ol", "li"},           {"menu", "li"},        {"dl", "dt"},         {"table", "tbody"},
        {"tbody", "tr"},     {"thead", "tr"},        {"tr", "td"},          {"select", "option"}, {"svg", "g"},
        {"colgroup", "col"}, {"optgroup", "option"}, {"datalist", "option"}};

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        if (strcmp(usual[i][0], parent) == 0)
            return usual[i][1];
    return NULL;
}

static void grow(struct buf *b, uint64_t *seed, int depth, const char *name)
{
    const struct element *is = element_find(str_of(name));
    const char *child = usual_child(name);
    size_t n = depth > 0 ? test_random(seed) % 4 : 0;

    buf_printf(b, "<%s>", name);
    if (is->flags & EL_VOID)
        return;
    if (is->flags & (EL_TEXT | EL_RAW)) {
        buf_cstr(b, "t");
        n = 0;
    }
    for (; n > 0; n--) {
        if (test_random(seed) % 4 == 0)
            buf_cstr(b, "t");
        grow(b, seed, depth - 1,
             child != NULL && test_random(seed) % 5 > 0
                 ? child
                 : tree_names[test_random(seed) % (sizeof tree_names / sizeof tree_names[0])]);
    }
    buf_printf(b, "</%s>", name);
}

static void trees(void **state)
{
    const char *path = getenv("GOLDTHREAD_TEST_TREES"), *rounds = getenv("GOLDTHREAD_TEST_ROUNDS");
    FILE *f = path != NULL ? fopen(path, "w") : NULL;
    uint64_t seed = test_seed();
    struct buf b, html;

    (void)state;
    assert_true(path == NULL || f != NULL);
    buf_init(&b, 0);
    buf_init(&html, 0);
    if (f != NULL)
        fputs("const trees = [\n", f);
    for (long left = rounds != NULL ? atol(rounds) : 30000; left > 0; left--) {
        struct view_made made;

        buf_reset(&b);
        grow(&b, &seed, 5, "div");
        if (compile(buf_str(&b), &made) && b.n > 20) {
            code_run(buf_str(&made.code), 0, STR("v"), &html);
            CHECK(page_read(buf_str(&html), &plain), "%s at %zu of %s", plain.wrong, plain.at, html.p);
            page_free(&plain);
            buf_reset(&b);
            page_replace(buf_str(&html), STR("\n"), STR("\\n"), &b);
            if (f != NULL)
                fprintf(f, "\"%s\",\n", b.p);
        }
        viewc_free(&made);
    }
    if (f != NULL) {
        fputs("];\n", f);
        assert_int_equal(fclose(f), 0);
    }
    buf_free(&b);
    buf_free(&html);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals), cmocka_unit_test(wholes), cmocka_unit_test(folding),
        cmocka_unit_test(code),     cmocka_unit_test(header), cmocka_unit_test(texts), cmocka_unit_test(catalogues), cmocka_unit_test(c_files), cmocka_unit_test(conversions_agree), cmocka_unit_test(complete),
        cmocka_unit_test(limits),   cmocka_unit_test(chance), cmocka_unit_test(trees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
