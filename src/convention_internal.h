/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The conventions, and the rules that they are made of.  One line makes a convention known
   everywhere. */
#ifndef XENT_CONVENTION_INTERNAL_H
#define XENT_CONVENTION_INTERNAL_H
#include "convention.h"
#include "edges.h"

#define XENT_CONVENTIONS(C)                                                                        \
    C(torchmetrics)                                                                                \
    C(netcal)                                                                                      \
    C(sklearn)                                                                                     \
    C(guo)                                                                                         \
    C(verified)

#pragma GCC visibility push(hidden)

/* All zero: ours, bins (lo,hi] with 0 in the first and 1 in the last, sums that do not round. */
typedef struct {
    xent_edge_rule edges;
    xent_edges closed;
    bool one_apart;      /* p = 1 has a bin of its own */
    bool zero_dropped;   /* p = 0 is in no bin, though it counts as a row */
    bool single;         /* p is rounded to float32 */
    bool single_sums;    /* the bins' sums are float32, in the order of the rows */
    double clip;         /* p is moved into [clip, 1 - clip] */
    bool distinct_edges; /* two equal edges are an error */
} xent_rule;

/* Whose float64 scores stay float64; all others become float32. */
typedef enum { XENT_DOUBLES_ALL, XENT_DOUBLES_BINARY } xent_doubles;

struct xent_convention_measure {
    const char *metric;     /* "ece"; NULL ends the list */
    const char *call;       /* # stands for the number of bins */
    const char *definition; /* likewise */
    xent_pair_error error;  /* which function of the bins */
    xent_rule rule;         /* as it is for float32 */
    xent_doubles doubles;   /* that escape it */
    bool needs_labels;      /* multiclass: more than two different labels must occur */
};

/* What a rule makes of the rows. */
typedef struct {
    double value;
    xent_bins bins;   /* the caller's to free; those with rows */
    uint16_t *place;  /* of every row: its bin, `bins` for the one of p = 1, XENT_NO_BIN */
    bool refused;     /* the edges are not distinct */
} xent_rule_bins;

enum { XENT_NO_BIN = UINT16_MAX };

/* Follows a rule.  rows: in file order; sorted: by p, if the rule needs it; place: one for each
   row.  XENT_ENOMEM. */
xent_status xent_rule_follow(const xent_rule *rule, xent_pair_error error, const xent_pairs *rows,
                             const xent_pairs *sorted, size_t bins, xent_rule_bins *binning,
                             xent_error *err);

/* p as the rule sees it. */
double xent_rule_p(const xent_rule *rule, double p);

#define XENT_DECLARE_CONVENTION(id) extern const xent_convention xent_convention_##id;
XENT_CONVENTIONS(XENT_DECLARE_CONVENTION)
#undef XENT_DECLARE_CONVENTION

#pragma GCC visibility pop

#endif
