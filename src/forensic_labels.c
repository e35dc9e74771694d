/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Labels that do not belong to their rows. */
#include <math.h>
#include "forensic_internal.h"

enum { LEAST_ROWS = 30 };
enum { DOWN, SAME, UP }; /* the model predicts y - 1, y, y + 1 */

/* Standard deviations from chance at which something is there, and below which nothing is. */
static const double surely = 6, hardly = 3;

/* Cohen's kappa from which on an agreement is one that a model has learnt. */
static const double learnt = 0.25;

/* Agreement beyond chance, as a share of what there could be; NAN if chance leaves nothing. */
static double
kappa(size_t agree, double chance, double rows)
{
    return rows > chance ? ((double)agree - chance) / (rows - chance) : (double)NAN;
}

static double
kappa_at(const xent_alignment *a, int d)
{
    return kappa(a->agree[d], a->chance[d], (double)a->rows);
}

/* Standard deviations from chance. */
static double
z_at(const xent_alignment *a, int d)
{
    return a->spread[d] > 0 ? ((double)a->agree[d] - a->chance[d]) / a->spread[d] : 0;
}

static void
show_agreement(const xent_alignment *a, xent_found *found)
{
    double n = (double)a->rows;
    xent_found_number(found, "accuracy", (double)a->agree[SAME] / n);
    xent_found_number(found, "accuracy_by_chance", a->chance[SAME] / n);
    xent_found_number(found, "mean_confidence", a->confidence);
}

/* ---- one class */

static bool
look_one_class(const xent_clues *clues, xent_found *found)
{
    if (!clues->shape->labelled || clues->shape->of == XENT_SCORES_OF_TRUTH ||
        clues->facts->classes_seen != 1)
        return false;
    found->severity = XENT_NOTE;
    xent_found_say(found, "only class %d occurs: losses are defined, discrimination is not",
                   (int)clues->facts->label_min);
    xent_found_number(found, "class", (double)clues->facts->label_min);
    return true;
}

const xent_forensic xent_forensic_one_class = {
    .name = "one_class",
    .title = "one class only occurs",
    .look = look_one_class,
};

/* ---- off by one */

/* DOWN or UP, if the labels are so; else SAME. */
static int
offset_of(const xent_alignment *a)
{
    int best = kappa_at(a, UP) > kappa_at(a, DOWN) ? UP : DOWN;
    bool off = a->rows >= LEAST_ROWS && kappa_at(a, best) >= learnt && z_at(a, best) > surely &&
               kappa_at(a, SAME) < learnt / 2;
    return off ? best : SAME;
}

static bool
look_off_by_one(const xent_clues *clues, xent_found *found)
{
    const xent_alignment *a = &clues->facts->evidence.alignment;
    int offset = clues->shape->classes > 2 ? offset_of(a) : SAME;
    if (offset == SAME)
        return false;
    bool large = offset == DOWN;
    double n = (double)a->rows, accuracy = (double)a->agree[offset] / n;
    xent_found_say(found, "the labels seem to be one too %s: the model predicts the class %s the "
                          "label in %.3g %% of the rows, and the label in %.3g %%",
                   large ? "large" : "small", large ? "before" : "behind", 100 * accuracy,
                   100 * (double)a->agree[SAME] / n);
    xent_found_hint(found, large ? "--label-base 1, if they count from 1"
                                 : "number the labels from 0, in the order of the columns");
    xent_found_number(found, "accuracy_shifted", accuracy);
    show_agreement(a, found);
    return true;
}

const xent_forensic xent_forensic_labels_off_by_one = {
    .name = "labels_off_by_one",
    .title = "labels are off by one",
    .look = look_off_by_one,
};

/* ---- two classes in each other's place */

static bool
look_swapped(const xent_clues *clues, xent_found *found)
{
    const xent_alignment *a = &clues->facts->evidence.alignment;
    bool column = clues->shape->columns == 1;
    if (clues->shape->classes != 2 || clues->shape->of != XENT_SCORES_OF_CLASSES ||
        a->rows < LEAST_ROWS || z_at(a, SAME) > -surely || kappa_at(a, SAME) > -learnt)
        return false;
    xent_found_say(found,
                   "predictions are right in %.3g %% of the rows, where chance would be right in "
                   "%.3g %%: the two classes seem to be swapped%s",
                   100 * (double)a->agree[SAME] / (double)a->rows,
                   100 * a->chance[SAME] / (double)a->rows,
                   column ? ", or the column to be that of class 0" : "");
    xent_found_hint(found, column ? "a column of scores speaks of the class 1"
                                  : "the first column is that of the class 0");
    show_agreement(a, found);
    return true;
}

const xent_forensic xent_forensic_labels_swapped = {
    .name = "labels_swapped",
    .title = "the two classes are swapped",
    .look = look_swapped,
};

/* ---- shuffled */

/* How much more accuracy than chance the scores must promise (and at most which share of that they
   may keep), and how different the predictions must be, for agreement at chance to say anything. */
static const double least_promise = 0.2, least_variety = 0.1;

bool
xent_labels_unrelated(const xent_alignment *a)
{
    return a->rows >= LEAST_ROWS && z_at(a, SAME) < hardly;
}

/* "the labels are those of the row before", if they are. */
static const char *
neighbour_of(const xent_alignment *a)
{
    double chance = a->chance[SAME] / (double)a->rows * (double)a->pairs;
    if (a->pairs < LEAST_ROWS)
        return NULL;
    if (kappa(a->late, chance, (double)a->pairs) >= learnt)
        return "they stand one row too low";
    return kappa(a->early, chance, (double)a->pairs) >= learnt ? "they stand one row too high"
                                                                  : NULL;
}

/* Few rows may be right by bad luck, and a model may promise too much: what the rows that are right
   leave open must fall far short of the promise. */
static bool
falls_short(const xent_alignment *a)
{
    double n = (double)a->rows, hits = (double)a->agree[SAME], chance = a->chance[SAME];
    double promise = a->confidence * n - chance;
    return promise > least_promise * n && promise > 2 * surely * a->spread[SAME] &&
           hits + hardly * sqrt(hits + 1) - chance < least_promise * promise;
}

static bool
look_shuffled(const xent_clues *clues, xent_found *found)
{
    const xent_alignment *a = &clues->facts->evidence.alignment;
    double n = (double)a->rows;
    if (!xent_labels_unrelated(a) || z_at(a, SAME) < -surely || a->variety < least_variety ||
        !falls_short(a) || (clues->shape->classes > 2 && offset_of(a) != SAME))
        return false;
    const char *neighbour = neighbour_of(a);
    xent_found_say(found, "the labels have nothing to do with the scores: the model is sure (%.3g on "
                          "average), but right in %.3g %% of the rows, as shuffled labels would be "
                          "(%.3g %%)%s%s", a->confidence, 100 * (double)a->agree[SAME] / n,
                   100 * a->chance[SAME] / n, neighbour ? ": " : "", neighbour ? neighbour : "");
    xent_found_hint(found, neighbour ? "shift the labels by one row"
                           : a->distance < 0.1 ? "labels and predictions have the same frequencies: were "
                                                 "the rows shuffled, or sorted otherwise?"
                                               : "are these the labels of these rows, and the classes in "
                                                 "the order of the columns?");
    show_agreement(a, found);
    xent_found_number(found, "frequency_distance", a->distance);
    if (a->pairs > 0) {
        xent_found_number(found, "accuracy_row_before", (double)a->late / (double)a->pairs);
        xent_found_number(found, "accuracy_row_behind", (double)a->early / (double)a->pairs);
    }
    return true;
}

const xent_forensic xent_forensic_rows_shuffled = {
    .name = "rows_shuffled",
    .title = "labels have nothing to do with the scores",
    .look = look_shuffled,
};
