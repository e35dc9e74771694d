/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libxent: calibration and cross-entropy analysis.  The order of these lines is the order of the
   layers: a header may use those above it, never those below (tests/layers.sh). */
#ifndef XENT_H
#define XENT_H
#include "status.h"
#include "escape.h"
#include "output.h"
#include "exact.h"
#include "executor.h"
#include "info.h"
#include "density.h"
#include "kernel.h"
#include "loss.h"
#include "sample.h"
#include "cells.h"
#include "loss_sample.h"
#include "forensic.h"
#include "reader.h"
#include "distribution.h"
#include "optim.h"
#include "bin.h"
#include "metric.h"
#include "isotonic.h"
#include "per_class.h"
#include "convention.h"
#include "map.h"
#include "crossfit.h"
#include "ledger.h"
#include "result.h"
#include "plot.h"
#include "report.h"
#endif
