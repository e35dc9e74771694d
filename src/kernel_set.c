/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The descriptor of the instruction set that this file is compiled for. */
#include "kernel_internal.h"

#define TEXT(name) #name
#define TEXT_OF_VALUE(name) TEXT(name)
#define ENTRY(name, parameters) .name = XENT_PASS(name),

#pragma GCC visibility push(hidden)
extern const xent_kernels XENT_PASTE_VALUES(xent_kernels, XENT_KERNEL_SET);
#pragma GCC visibility pop

const xent_kernels XENT_PASTE_VALUES(xent_kernels, XENT_KERNEL_SET) = {
    .name = TEXT_OF_VALUE(XENT_KERNEL_SET), XENT_KERNEL_PASSES(ENTRY)};
