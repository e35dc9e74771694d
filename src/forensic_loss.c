/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Losses beside that of a guess which gives all classes the same probability. */
#include <math.h>
#include "forensic_internal.h"

enum { LEAST_ROWS = 50 };

/* Of the guess, nats.  Classes that are masked do not count; the mean of logarithms is at most the
   logarithm of the mean, so that the guess is not made out better than it is. */
static double
uniform_loss(const xent_clues *clues)
{
    double classes = (double)clues->shape->classes, rows = (double)clues->shape->rows;
    if (clues->shape->columns > 1)
        classes -= (double)clues->facts->minus_inf / rows;
    return log(classes);
}

static void
show_losses(const xent_clues *clues, xent_found *found)
{
    xent_found_number(found, "nll", clues->measured->nll);
    xent_found_number(found, "nll_uniform", uniform_loss(clues));
    xent_found_number(found, "accuracy", clues->measured->accuracy);
    xent_found_number(found, "mean_confidence", clues->measured->confidence);
}

static bool
is_measured(const xent_clues *clues)
{
    return clues->shape->of == XENT_SCORES_OF_CLASSES && clues->shape->rows >= LEAST_ROWS &&
           isfinite(clues->measured->nll);
}

/* ---- NLL near log K */

/* Near: within this share of the loss.  An honest model of classes that can hardly be told apart
   comes near, too, and only many rows show that it is right more often than by chance: a note, no
   warning. */
static bool
look_uniform(const xent_clues *clues, xent_found *found)
{
    static const double near = 0.005, unsure = 0.1;
    const xent_measured *m = clues->measured;
    double uniform = uniform_loss(clues), guess = 1 / (double)clues->shape->classes;
    if (!is_measured(clues) || !(fabs(m->nll - uniform) <= near * uniform) ||
        !(m->confidence <= guess + unsure * (1 - guess)) ||
        !xent_labels_unrelated(&clues->facts->evidence.alignment))
        return false;
    found->severity = XENT_NOTE;
    xent_found_say(found, "the NLL (%.4g nats) is that of a uniform guess over %zu classes (%.4g), and "
                          "predictions are right no more often than by chance: an untrained model, "
                          "scores of something else, or classes that nobody can tell apart",
                    m->nll, clues->shape->classes, uniform);
    xent_found_hint(found,
                    "check that trained weights were loaded, and that the rows are those of the "
                    "labels");
    show_losses(clues, found);
    return true;
}

const xent_forensic xent_forensic_uniform_loss = {
    .name = "uniform_loss",
    .title = "the NLL is that of a uniform guess",
    .measured = true,
    .look = look_uniform,
};

/* ---- mis-scaled */

static bool
look_understated(const xent_clues *clues, xent_found *found)
{
    static const double gap = 0.3, near = 0.25;
    const xent_measured *m = clues->measured;
    double uniform = uniform_loss(clues);
    if (!is_measured(clues) || !(m->accuracy - m->confidence > gap) ||
        !(m->nll >= (1 - near) * uniform && m->nll <= uniform))
        return false;
    xent_found_say(found,
                   "the NLL (%.4g nats) is near that of a uniform guess (%.4g), though %.3g %% of "
                   "the predictions are right: the scores are far too small (divided by a "
                   "temperature, or put through softmax twice?)",
                   m->nll, uniform, 100 * m->accuracy);
    xent_found_hint(found,
                    "save the scores before they are scaled; xent fit temperature says by how "
                    "much they are off");
    show_losses(clues, found);
    return true;
}

const xent_forensic xent_forensic_understated = {
    .name = "understated",
    .title = "the NLL is near a uniform guess, though predictions are right",
    .measured = true,
    .look = look_understated,
};

/* ---- NLL above log K */

static const char *
fix_of(const xent_clues *clues)
{
    const xent_measured *m = clues->measured;
    if (xent_labels_unrelated(&clues->facts->evidence.alignment))
        return "predictions are right no more often than by chance: are these the labels of these "
               "rows?";
    return m->confidence > m->accuracy ? "the model is far too sure: xent fit temperature (platt "
                                         "for one column) brings it down"
                                       : "check --kind, and the order of the classes";
}

static bool
look_worse(const xent_clues *clues, xent_found *found)
{
    const xent_measured *m = clues->measured;
    double uniform = uniform_loss(clues);
    if (!is_measured(clues) || !(m->nll_low > uniform))
        return false;
    xent_found_say(found,
                   "the NLL (%.4g nats) is above that of a uniform guess over %zu classes (%.4g): "
                   "giving all of them the same probability would be better; the mean confidence "
                   "is %.3g, the accuracy %.3g",
                   m->nll, clues->shape->classes, uniform, m->confidence, m->accuracy);
    xent_found_hint(found, "%s", fix_of(clues));
    show_losses(clues, found);
    return true;
}

const xent_forensic xent_forensic_worse_than_uniform = {
    .name = "worse_than_uniform",
    .title = "the NLL is above that of a uniform guess",
    .measured = true,
    .look = look_worse,
};
