/* trouble.c: what the record says of a trouble, in whole sentences for clients: practice/ speaks to who works there. */
#include "web/me/trouble.h"

/* The first row that fits: kind, place, and how the text begins; NULL: any. */
static const struct {
    enum err_kind kind;
    const char *where, *begins, *sentence;
} rows[] = {
    {ERR_REFUSED, "sign-in", NULL, N_("Your sign-in has ended. Sign in again.")},
    {ERR_REFUSED, "reauthenticate", NULL, N_("Show once more that it is you: give your password or a code.")},
    {ERR_REFUSED, "guardian", "this is for the client", N_("Only the person in care can decide this.")},
    {ERR_REFUSED, "guardian", NULL, N_("This is not open to a parent or guardian now. You can ask the care team.")},
    {ERR_REFUSED, "assignment", NULL, N_("You fill this in together with your clinician.")},
    {ERR_REFUSED, "wording", NULL, N_("You fill this in together with your clinician.")},
    {ERR_REFUSED, "consent.treatment", NULL,
     N_("To sign, you first say yes to your care. You find it in “My record”.")},
    {ERR_REFUSED, "consent.e-record", NULL,
     N_("To sign here, you first say yes to records on a screen. You find it in “My record”.")},
    {ERR_REFUSED, "plan", "waits for", N_("It is not your turn to sign yet.")},
    {ERR_REFUSED, "plan", NULL, N_("This plan does not wait for your signature.")},
    {ERR_REFUSED, NULL, "is not yours to change", N_("You cannot change this on your own. Tell your clinician.")},
    {ERR_CONFLICT, "form", "was sent",
     N_("You sent this before, so it stays as it is. Tell your care team about a mistake.")},
    {ERR_CONFLICT, "form", "was withdrawn", N_("This check-in was taken back. You can begin a new one.")},
    {ERR_CONFLICT, "form", NULL, N_("This check-in is not sent yet. You can still change each answer.")},
    {ERR_CONFLICT, "assignment", NULL, N_("You are not asked for this check-in any more.")},
    {ERR_CONFLICT, "goals", NULL, N_("There is no goal to rate just now.")},
    {ERR_CONFLICT, "client", NULL, N_("Your care here has ended, so nothing is asked.")},
    {ERR_CONFLICT, "consent", "does not wait", N_("This question was answered or taken back before.")},
    {ERR_CONFLICT, "consent", NULL, N_("This consent has ended, so there is nothing to take back.")},
    {ERR_CONFLICT, "record", NULL, N_("This entry was changed before. Open the newest one.")},
    {ERR_CONFLICT, "plan", NULL, N_("The plan changed meanwhile. Open it again and read what it says now.")},
    {ERR_CONFLICT, "safety_plan", NULL,
     N_("Your safety plan changed meanwhile. Open it again to see what it says now.")},
    {ERR_CONFLICT, "request", "has a statement", N_("Your statement is kept already.")},
    {ERR_CONFLICT, "request", NULL, N_("You can write a statement when a change was not made.")},
    {ERR_CONFLICT, "once", NULL, N_("This page was sent before. Open it again.")},
    {ERR_INVALID, "form", NULL, N_("You have not answered a question yet.")},
    {ERR_INVALID, "value", NULL, N_("This is no answer to the question. Choose one, or skip it.")},
    {ERR_INVALID, "words", "are no answer", N_("This is no answer to the question. Choose one, or skip it.")},
    {ERR_INVALID, "item", NULL, N_("This question is not part of this check-in.")},
    {ERR_INVALID, "words", NULL, N_("Write it a little shorter, or in two parts.")},
    {ERR_INVALID, "text", "is longer", N_("Write it a little shorter, or in two parts.")},
    {ERR_INVALID, "text", "must be a text", N_("Write it a little shorter, or in two parts.")},
    {ERR_INVALID, "text", NULL, N_("Write a few words.")},
    {ERR_INVALID, "date", "has not come", N_("Choose a day that has come already.")},
    {ERR_INVALID, "signed_on", NULL, N_("Choose a day that has come already.")},
    {ERR_INVALID, "made_on", NULL, N_("Choose a day that has come already.")},
    {ERR_INVALID, "date", NULL, N_("Choose a day.")},
    {ERR_INVALID, "warning_signs", NULL, N_("Write at least one step.")},
    {ERR_INVALID, "email", NULL, N_("Fill in one mail address, such as name@example.org.")},
    {ERR_INVALID, "name", NULL, N_("Fill in your name.")},
    {ERR_LIMIT, NULL, NULL, N_("Write it a little shorter, or in two parts.")},
    /* Where nothing is said of the place. */
    {ERR_REFUSED, NULL, NULL, N_("It is not open to you, or not now.")},
    {ERR_CONFLICT, NULL, NULL, N_("Nothing was overwritten. Open the page again to see what stands there now.")},
    {ERR_INVALID, NULL, NULL, N_("Look at what you filled in, and change what does not fit.")},
};

const char *me_trouble(const struct err *e)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (rows[i].kind == e->kind && (!rows[i].where || strcmp(rows[i].where, e->where) == 0) &&
            (!rows[i].begins || strncmp(rows[i].begins, e->text, strlen(rows[i].begins)) == 0)) {
            return rows[i].sentence;
        }
    }
    return NULL;
}
