/* sharing_marks.h: a record with a word of its own in every part, for the tests of what leaves. Include it after
 * sharing_support.h. */
#ifndef TESTS_SHARING_MARKS_H
#define TESTS_SHARING_MARKS_H

#define PASSPHRASE STR("twelve words told apart")
#define NAMED "{\"name\":\"Practice Lindenhof\",\"country\":\"US\"}"
#define NAMED_PART2 "{\"name\":\"Practice Lindenhof\",\"country\":\"DE\",\"part2\":true}"

static const struct actor ann = {.practice = 1, .user = {"ann", 3}, .roles = ROLE_CLINICIAN, .from = {"test", 4}};
static const struct actor pat = {.practice = 1, .user = {"pat", 3}, .roles = ROLE_PRIVACY_OFFICER, .from = {"test", 4}};

static inline struct disclosure whole_ground(const char *ground, struct record_test *t)
{
    struct disclosure d = {.to = STR("Dr Okafor"),
                           .purpose = STR("care by the family doctor"),
                           .authority = STR("a matter of life and death"),
                           .issued_by = STR("District Court"),
                           .issued_on = date_add_days(today_of(t), -2),
                           .passphrase = PASSPHRASE};
    assert_true(sharing_ground_find(str_of(ground), &d.ground));
    d.use = d.ground == GROUND_CONSENT     ? PURPOSE_TREATMENT
            : d.ground == GROUND_EMERGENCY ? PURPOSE_EMERGENCY
            : d.ground == GROUND_CLIENT    ? PURPOSE_CLIENT_REQUEST
                                           : PURPOSE_LEGAL;
    d.to = d.ground == GROUND_CLIENT ? STR("mara example") : d.to;
    return d;
}

enum { NEVER = 1 << 30 };
static const struct mark {
    const char *word;
    enum record_kind kind;
    const char *state, *content;
    unsigned sections; /* that open it; NEVER: nothing does */
    bool dated;
    char labelled; /* n: never; s: by itself; c: because the client's record is one of substance use */
    unsigned labels;
} marks[] = {
    {"markdetails", RECORD_DETAILS, "current",
     "{\"name\":\"Mara Example\",\"birth_date\":\"1990-05-04\",\"address\":\"markdetails\"}", SHARE_DETAILS, false, 'n',
     0},
    {"markdiagnosis", RECORD_DIAGNOSIS, "current", "{\"code\":\"F32.1\",\"text\":\"markdiagnosis\"}", SHARE_DIAGNOSES,
     true, 'n', 0},
    {"markaddiction", RECORD_DIAGNOSIS, "current", "{\"code\":\"F10.20\",\"text\":\"markaddiction\"}", SHARE_DIAGNOSES,
     true, 's', 0},
    {"markgad", RECORD_SCORE, "sent", "{\"instrument\":\"gad7\",\"total\":14,\"text\":\"markgad\"}", SHARE_PROGRESS,
     true, 'n', 0},
    {"markaudit", RECORD_SCORE, "sent", "{\"instrument\":\"audit\",\"total\":21,\"text\":\"markaudit\"}",
     SHARE_PROGRESS, true, 's', 0},
    {"markbam", RECORD_SCORE, "sent", "{\"instrument\":\"bam\",\"text\":\"markbam\"}", SHARE_PROGRESS, true, 's', 0},
    {"markrating", RECORD_RATING, "current", "{\"type\":\"rating\",\"measure\":\"markrating\",\"value\":6}",
     SHARE_PROGRESS, true, 'c', 0},
    {"markown", RECORD_CHECKIN, "sent", "{\"questions\":[{\"text\":\"markown\"}],\"responses\":[4]}", SHARE_PROGRESS,
     true, 'c', 0},
    {"markheard", RECORD_CHECKIN, "sent", "{\"questions\":[{\"feedback\":\"change\"}],\"responses\":[\"markheard\"]}",
     SHARE_NOTES, true, 'c', 0},
    {"marksession", RECORD_SESSION, "current", "{\"status\":\"attended\",\"present\":[\"marksession\"]}",
     SHARE_SESSIONS, true, 'c', 0},
    {"marknote", RECORD_NOTE, "current", "{\"client_words\":\"marknote\"}", SHARE_NOTES, true, 'c', 0},
    {"markgone", RECORD_NOTE, "withdrawn", "{\"client_words\":\"markgone\"}", NEVER, true, 'c', 0},
    {"markold", RECORD_NOTE, "corrected", "{\"client_words\":\"markold\"}", NEVER, true, 'c', 0},
    {"markwhy", RECORD_NOTE, "withdrawal", "{\"reason\":\"markwhy\"}", NEVER, true, 'c', 0},
    {"markunsent", RECORD_SCORE, "open", "{\"instrument\":\"gad7\",\"text\":\"markunsent\"}", NEVER, true, 'n', 0},
    {"markkept", RECORD_NOTE, "current", "{\"client_words\":\"markkept\"}", NEVER, true, 'c', LABEL_PRIVATE},
    {"markpsych", RECORD_PSYCHOTHERAPY_NOTE, "current", "{\"text\":\"markpsych\"}", NEVER, true, 'c', 0},
    {"markprivate", RECORD_PRIVATE_DIARY, "current", "{\"text\":\"markprivate\"}", NEVER, true, 'c', 0},
    {"markdiary", RECORD_DIARY, "current", "{\"mood\":4,\"text\":\"markdiary\"}", SHARE_NOTES, true, 'c', 0},
    {"markevent", RECORD_EVENT, "current", "{\"kind\":\"loss_of_job\",\"text\":\"markevent\"}", SHARE_NOTES, true, 'c',
     0},
    {"markreferral", RECORD_REFERRAL, "current", "{\"to\":\"markreferral\"}", SHARE_NOTES, true, 'c', 0},
    {"markconsult", RECORD_CONSULTATION, "current", "{\"advice\":\"markconsult\"}", SHARE_NOTES, true, 'c', 0},
    {"markreview", RECORD_REVIEW, "current", "{\"results\":\"markreview\",\"areas\":[\"a\",\"b\"]}", SHARE_REVIEWS,
     true, 'c', 0},
    {"markdecision", RECORD_DECISION, "current", "{\"reason\":\"markdecision\"}", SHARE_REVIEWS, true, 'c', 0},
    {"marksafety", RECORD_SAFETY_PLAN, "current", "{\"coping\":[\"marksafety\"]}", SHARE_SAFETY_PLAN, true, 'c', 0},
    {"markalert", RECORD_ALERT, "open", "{\"text\":\"markalert\"}", NEVER, true, 'c', 0},
    {"markassigned", RECORD_ASSIGNMENT, "current", "{\"instrument\":\"gad7\",\"text\":\"markassigned\"}", NEVER, true,
     'c', 0},
    {"markasked", RECORD_REQUEST, "open", "{\"kind\":\"amendment\",\"text\":\"markasked\"}", NEVER, true, 'c', 0},
};

/* Parts of the plan, each with its word. */
#define PLAN_JSON(word, code)                                                                                          \
    "{\"format\":\"goldthread.plan/1\",\"client\":{\"address\":\"" word "address\"},"                                  \
    "\"diagnoses\":[{\"id\":\"d1\",\"code\":\"" code "\",\"title\":\"" word "title\"},"                                \
    "{\"id\":\"d2\",\"code\":\"F41.1\",\"title\":\"" word "anxious\",\"text\":\"" word "around\"}],"                   \
    "\"medications\":[{\"name\":\"" word "pill\"}],"                                                                   \
    "\"problems\":[{\"id\":\"p1\",\"statement\":\"" word "problem\",\"diagnoses\":[\"d1\"]}],"                         \
    "\"goals\":[{\"id\":\"g1\",\"statement\":\"" word "goal\",\"diagnoses\":[\"d1\"],\"problems\":[\"p1\"],"           \
    "\"progress\":\"" word "progress\","                                                                               \
    "\"objectives\":[{\"id\":\"o1\",\"statement\":\"Lower the GAD-7 score from 14 to 5 in 12 weeks.\","                \
    "\"progress\":\"" word "onward\"}]}],"                                                                             \
    "\"reviews\":{\"held\":[{\"text\":\"" word "held\"}]},"                                                            \
    "\"crisis\":{\"resources\":[\"" word "crisis\"]},"                                                                 \
    "\"notes\":[{\"text\":\"" word "source\"}]}"

static const struct plan_mark {
    const char *word;
    unsigned sections; /* all of them are needed */
    char labelled;     /* c: as the plan; n: leaves without the label too; s: only with it */
} plan_marks[] = {
    {"theirsaddress", SHARE_DETAILS, 'c'}, /* and any part of the plan */
    {"theirstitle", SHARE_DIAGNOSES, 's'},
    {"theirsanxious", SHARE_DIAGNOSES, 'n'},
    {"theirsaround", SHARE_DIAGNOSES, 'c'},
    {"theirspill", SHARE_MEDICATION, 'c'},
    {"theirsproblem", SHARE_PLAN, 'c'},
    {"theirsgoal", SHARE_PLAN, 'c'},
    {"theirsprogress", SHARE_PLAN | SHARE_PROGRESS, 'c'},
    {"theirsonward", SHARE_PLAN | SHARE_PROGRESS, 'c'},
    {"theirsheld", SHARE_PLAN | SHARE_REVIEWS, 'c'},
    {"theirscrisis", SHARE_SAFETY_PLAN, 'c'},
    {"theirssource", SHARE_PLAN | SHARE_NOTES, 'c'},
    {"markdisagree", SHARE_PLAN, 'c'},
};

#define DAY0 20830 /* the days of the entries: DAY0, DAY0 + 1, ... */

/* A client with all of it. substance: something tells of substance use. */
static inline struct str marked_client(struct record_test *t, bool substance)
{
    struct str id = record_test_client(t, "Mara", "Example", "ann"), plan;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const struct mark *m = &marks[i];
        if (m->labelled != 's' || substance)
            add_row(t, (struct record){.client = id,
                                       .kind = m->kind,
                                       .state = str_of(m->state),
                                       .day = DAY0 + (int32_t)i,
                                       .labels = m->labels,
                                       .content = str_of(m->content)});
    }
    struct record row = {.client = id, .kind = RECORD_PLAN, .day = DAY0};
    row.state = STR("superseded");
    row.content = STR(PLAN_JSON("former", "F32.1"));
    add_row(t, row);
    row.state = STR("draft");
    row.content = STR(PLAN_JSON("draft", "F32.1"));
    add_row(t, row);
    row.state = STR("signed");
    row.content = substance ? STR(PLAN_JSON("theirs", "F10.20")) : STR(PLAN_JSON("theirs", "F32.1"));
    plan = add_row(t, row);
    row = (struct record){
        .client = id, .kind = RECORD_AMENDMENT, .state = STR("in_force"), .day = DAY0, .of = plan, .locked = true};
    row.content = STR("{\"kind\":\"disagreement\",\"text\":\"markdisagree\"}");
    add_row(t, row);
    row.content = STR("{\"kind\":\"return\",\"text\":\"markreturn\"}");
    add_row(t, row);
    row.of = STR("01ARZ3NDEKTSV4RRFFQ69G5FAV");
    row.content = STR("{\"kind\":\"amendment\",\"text\":\"markelsewhere\"}");
    add_row(t, row);
    return id;
}

static inline bool holds(struct str text, const char *word)
{
    return str_find(text, str_of(word), 0) != (size_t)-1;
}

/* The words of a PDF. */
static inline char *pdf_words(struct record_test *t, struct str pdf)
{
    char in[192], out[192], command[512];
    snprintf(in, sizeof in, "%s/packet.pdf", t->backend->folder);
    snprintf(out, sizeof out, "%s/packet.txt", t->backend->folder);
    FILE *f = fopen(in, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(pdf.p, 1, pdf.n, f), pdf.n);
    fclose(f);
    snprintf(command, sizeof command, "pdftotext -enc UTF-8 %s %s", in, out);
    assert_int_equal(system(command), 0);
    return read_file(out, NULL);
}

#define ON_EACH(name)                                                                                                  \
    static void test_##name(void **state)                                                                              \
    {                                                                                                                  \
        (void)state;                                                                                                   \
        each_record(run_##name);                                                                                           \
    }
#endif
