/*
 * plan_text_lexicon.h: the tables made from data/lexicon/headings.tsv and line_words.tsv, and looking things up in
 * them. Layer: plan (inside the module).
 */
#ifndef PLAN_PLAN_TEXT_LEXICON_H
#define PLAN_PLAN_TEXT_LEXICON_H

#include "base/str.h"
#include "plan_topics.h"

#include <stdbool.h>
#include <stdint.h>

/* A word that means something to the reader of lines. */
struct heading_word {
    uint64_t hash;
    uint64_t same_as; /* hash of the word it is another spelling of, else its own */
    uint32_t classes; /* WORD_... */
    uint8_t keyword;  /* enum topic that it announces in a heading of unknown wording, TOPIC_NONE */
    uint8_t rank;     /* the smaller one decides */
    uint8_t sign;     /* 1: stands in heading_signs, 2: in a phrase */
};

/* Words that together announce a topic, whatever else stands in the heading; one word alone only as its head noun. */
struct heading_sign {
    uint64_t bits; /* one for each word, by its hash */
    uint64_t word[4];
    uint8_t n, topic;
};

struct heading_phrase {
    uint64_t key;
    uint8_t topic;
};

struct heading_topic {
    const char *name, *group, *inside;
};

/* Open addressing; a hash or key of 0 is a free place. */
extern const struct heading_word heading_words[];
extern const uint64_t heading_words_mask;
extern const struct heading_phrase heading_phrases[];
extern const uint64_t heading_phrases_mask;
extern const uint64_t heading_word_set[], heading_phrase_set[]; /* of the hashes and of the keys: word_in_set */
extern const struct heading_sign heading_signs[];               /* those of most words first */
extern const size_t heading_sign_count;
extern const char *const heading_cues[]; /* NULL ends them */
extern const uint8_t heading_cue_topics[];
extern const struct heading_topic heading_topics[TOPIC_COUNT];

/* heading_word: NULL when the word is not in the table. */
const struct heading_word *heading_word(uint64_t hash);

/* heading_topic: the topic a heading or label announces, TOPIC_NONE when no phrase fits. */
enum topic heading_topic(struct str label);

/* heading_for_goal: objectives, interventions or measures that a label says are for a goal ("Interventions for Goal 1",
 * "Steps towards this goal"); TOPIC_NONE when it is no such label. */
enum topic heading_for_goal(struct str label);

/* heading_sign: the topic of a heading or label whose wording is in no phrase, from the words that tell it
 * ("What could get in the way" is about barriers, "Strengths of the family" about strengths); TOPIC_NONE when none
 * does. */
enum topic heading_sign(struct str label);

/* heading_cue: what a sentence of running text says it is about ("what gets in the way is ..."), TOPIC_NONE. */
enum topic heading_cue(struct str sentence);

/* heading_keyword: a guess from single words, for headings only. */
enum topic heading_keyword(struct str label);

/* heading_is_pure: nothing in it but words of headings and numbers of items: dropping it loses nothing. */
bool heading_is_pure(struct str label);

/* heading_accepts: a bullet labelled `topic` inside a section of `section` is that topic. */
bool heading_accepts(enum topic section, enum topic topic);

/* heading_classes: all classes of the words of a text. */
uint32_t heading_classes(struct str text);

#endif
