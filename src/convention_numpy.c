/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written in numpy: doubles, and edges of numpy.linspace where nothing else is said. */
#include <float.h>
#include "convention_internal.h"

#define NETCAL_RULE                                                                                \
    {                                                                                              \
        .edges = XENT_EDGES_STEP, .closed = XENT_LEFT, .clip = DBL_EPSILON                         \
    }
#define NETCAL_CLIPPED "p moved into [2.2e-16, 1 - 2.2e-16]"

static const xent_convention_measure netcal[] = {
    {.metric = "ece", .call = "ECE(#).measure",
     .definition = "L1, # equal-width bins [lo,hi), 1 in the last; " NETCAL_CLIPPED,
     .error = XENT_PAIR_ECE, .rule = NETCAL_RULE, .needs_labels = true},
    {.metric = "mce", .call = "MCE(#).measure",
     .definition = "maximum, # equal-width bins [lo,hi), 1 in the last; " NETCAL_CLIPPED,
     .error = XENT_PAIR_MCE, .rule = NETCAL_RULE, .needs_labels = true},
    {.metric = "ece_mass", .call = "ECE(#, equal_intervals=False).measure",
     .definition = "L1, # bins [lo,hi) between quantiles of p; " NETCAL_CLIPPED,
     .error = XENT_PAIR_ECE_MASS,
     .rule = {.edges = XENT_EDGES_LINSPACE, .closed = XENT_LEFT, .clip = DBL_EPSILON,
              .distinct_edges = true},
     .needs_labels = true},
    {.metric = NULL},
};

const xent_convention xent_convention_netcal = {
    .name = "netcal",
    .title = "net:cal: ECE, MCE",
    .source = "netcal 1.3, metrics/Miscalibration.py",
    .default_bins = 10,
    .measures = netcal,
};

#define SKLEARN_RULE                                                                               \
    {                                                                                              \
        .edges = XENT_EDGES_STEP                                                                   \
    }
#define SKLEARN_CALL "calibration_curve(n_bins=#), bins weighted by their rows"
#define SKLEARN_BINS "# equal-width bins [0,hi], (lo,hi]"

static const xent_convention_measure sklearn[] = {
    {.metric = "ece", .call = SKLEARN_CALL, .definition = "L1, " SKLEARN_BINS,
     .error = XENT_PAIR_ECE, .rule = SKLEARN_RULE},
    {.metric = "rmsce", .call = SKLEARN_CALL, .definition = "L2, " SKLEARN_BINS,
     .error = XENT_PAIR_RMSCE, .rule = SKLEARN_RULE},
    {.metric = "mce", .call = SKLEARN_CALL, .definition = "maximum, " SKLEARN_BINS,
     .error = XENT_PAIR_MCE, .rule = SKLEARN_RULE},
    {.metric = "ece_mass",
     .call = "calibration_curve(n_bins=#, strategy='quantile'), bins weighted by their rows",
     .definition = "L1, # bins (lo,hi] between percentiles of p",
     .error = XENT_PAIR_ECE_MASS, .rule = {.edges = XENT_EDGES_PERCENTILE}},
    {.metric = NULL},
};

const xent_convention xent_convention_sklearn = {
    .name = "sklearn",
    .title = "scikit-learn: calibration_curve",
    .source = "scikit-learn 1.2, sklearn/calibration.py",
    .default_bins = 5,
    .measures = sklearn,
};

static const xent_convention_measure verified[] = {
    {.metric = "ece", .call = "get_ece(num_bins=#)",
     .definition = "L1, # equal-width bins (lo,hi], 0 in the first",
     .error = XENT_PAIR_ECE},
    {.metric = "rmsce",
     .call = "lower_bound_scaling_ce(p=2, debias=False, num_bins=#, get_equal_prob_bins)",
     .definition = "L2, # equal-width bins (lo,hi], 0 in the first",
     .error = XENT_PAIR_RMSCE},
    {.metric = "ece_mass", .call = "get_ece_em(num_bins=#)",
     .definition = "L1, # equal-mass bins, ties never split",
     .error = XENT_PAIR_ECE_MASS, .rule = {.edges = XENT_EDGES_MIDPOINT}},
    {.metric = "rmsce_mass", .call = "lower_bound_scaling_ce(p=2, debias=False, num_bins=#)",
     .definition = "L2, # equal-mass bins, ties never split",
     .error = XENT_PAIR_RMSCE_MASS, .rule = {.edges = XENT_EDGES_MIDPOINT}},
    {.metric = "ece_debiased", .call = "lower_bound_scaling_ce(p=2, num_bins=#)",
     .definition = "L2, # equal-mass bins, less the bins' variance, 0 if negative",
     .error = XENT_PAIR_ECE_DEBIASED, .rule = {.edges = XENT_EDGES_MIDPOINT}},
    {.metric = NULL},
};

const xent_convention xent_convention_verified = {
    .name = "verified",
    .title = "verified_calibration: get_ece, get_ece_em, lower_bound_scaling_ce",
    .source = "uncertainty-calibration 0.1, calibration/utils.py",
    .default_bins = 15,
    .measures = verified,
};
