/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written in PyTorch: its edges are float32, whatever the confidences are. */
#include "convention_internal.h"

#define TORCHMETRICS_RULE                                                                          \
    {                                                                                              \
        .edges = XENT_EDGES_FLOAT, .closed = XENT_LEFT, .one_apart = true, .single = true,        \
        .single_sums = true                                                                        \
    }
#define TORCHMETRICS_BINS                                                                          \
    "# equal-width bins [lo,hi) between float32 edges, and one of p = 1"

static const xent_convention_measure torchmetrics[] = {
    {.metric = "ece", .call = "calibration_error(n_bins=#, norm='l1')",
     .definition = "L1, " TORCHMETRICS_BINS, .error = XENT_PAIR_ECE, .rule = TORCHMETRICS_RULE,
     .doubles = XENT_DOUBLES_BINARY},
    {.metric = "rmsce", .call = "calibration_error(n_bins=#, norm='l2')",
     .definition = "L2, " TORCHMETRICS_BINS, .error = XENT_PAIR_RMSCE, .rule = TORCHMETRICS_RULE,
     .doubles = XENT_DOUBLES_BINARY},
    {.metric = "mce", .call = "calibration_error(n_bins=#, norm='max')",
     .definition = "maximum, " TORCHMETRICS_BINS, .error = XENT_PAIR_MCE, .rule = TORCHMETRICS_RULE,
     .doubles = XENT_DOUBLES_BINARY},
    {.metric = NULL},
};

const xent_convention xent_convention_torchmetrics = {
    .name = "torchmetrics",
    .title = "torchmetrics: calibration_error",
    .source = "torchmetrics 1.x, functional/classification/calibration_error.py",
    .default_bins = 15,
    .measures = torchmetrics,
};

static const xent_convention_measure guo[] = {
    {.metric = "ece", .call = "_ECELoss(n_bins=#)",
     .definition = "L1, # equal-width bins (lo,hi] between float32 edges; p = 0 is in no bin",
     .error = XENT_PAIR_ECE,
     .rule = {.edges = XENT_EDGES_FLOAT, .zero_dropped = true, .single = true}},
    {.metric = NULL},
};

const xent_convention xent_convention_guo = {
    .name = "guo",
    .title = "Guo, Pleiss, Sun, Weinberger 2017: _ECELoss",
    .source = "gpleiss/temperature_scaling, temperature_scaling.py",
    .default_bins = 15,
    .measures = guo,
};
