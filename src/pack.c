/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pack.h"
#include <string.h>

static size_t
score_size(const xent_shape *shape)
{
    return shape->float32 ? sizeof(float) : sizeof(double);
}

size_t
xent_pack_lay_out(const xent_sample *parent, char *scratch, xent_packing *pack)
{
    const xent_shape *shape = xent_sample_shape(parent);
    size_t rows = shape->block_rows, size = 0;
    *pack = (xent_packing){
        .parent = xent_scratch_cut(scratch, &size, xent_sample_scratch_size(parent)),
        .scores = xent_scratch_cut(scratch, &size, rows * shape->columns * score_size(shape)),
        .weight = xent_scratch_cut(scratch, &size, rows * sizeof(double)),
        .target = xent_scratch_cut(scratch, &size,
                                   shape->soft ? rows * shape->columns * sizeof(double) : 0),
        .row = xent_scratch_cut(scratch, &size, rows * sizeof(uint64_t)),
        .mark = xent_scratch_cut(scratch, &size,
                                 shape->task == XENT_MULTILABEL ? rows * shape->columns : 0),
        .label = xent_scratch_cut(scratch, &size, rows * sizeof(int32_t)),
        .factor = xent_scratch_cut(scratch, &size, rows * shape->factors * sizeof(int32_t)),
    };
    return size;
}

void
xent_pack_row(const xent_shape *shape, const xent_block *from, size_t i, const xent_packing *pack,
         size_t to)
{
    size_t width = shape->columns * score_size(shape);
    const char *scores = from->f32 ? (const char *)from->f32 : (const char *)from->f64;
    memcpy((char *)pack->scores + to * width, scores + i * width, width);
    pack->row[to] = xent_block_row(from, i);
    if (from->weight)
        pack->weight[to] = from->weight[i];
    if (from->label)
        pack->label[to] = from->label[i];
    if (from->target)
        memcpy(pack->target + to * shape->columns, from->target + i * shape->columns,
               shape->columns * sizeof *pack->target);
    if (from->mark)
        memcpy(pack->mark + to * shape->columns, from->mark + i * shape->columns, shape->columns);
    if (from->factor)
        memcpy(pack->factor + to * shape->factors, from->factor + i * shape->factors,
               shape->factors * sizeof *pack->factor);
}

xent_block
xent_packed_block(const xent_block *from, size_t rows, size_t first, const xent_packing *pack)
{
    return (xent_block){
        .first = first,
        .rows = rows,
        .columns = from->columns,
        .f32 = from->f32 ? pack->scores : NULL,
        .f64 = from->f64 ? pack->scores : NULL,
        .label = from->label ? pack->label : NULL,
        .target = from->target ? pack->target : NULL,
        .mark = from->mark ? pack->mark : NULL,
        .weight = from->weight ? pack->weight : NULL,
        .row = pack->row,
        .factor = from->factor ? pack->factor : NULL,
    };
}
