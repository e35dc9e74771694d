/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an opened file offers before anything is selected: arrays of rows and columns.  An npy file
   is one array, an npz file one per member, a csv file one whose columns have names and types. */
#ifndef XENT_TABLE_H
#define XENT_TABLE_H
#include <stdint.h>
#include "axes.h"
#include "input.h"
#include "number.h"
#include "reader.h"
#include "words.h"
#pragma GCC visibility push(hidden)

enum { XENT_MAX_COLUMNS = 1 << 20 };

typedef enum { XENT_CELL_FLOAT, XENT_CELL_INT, XENT_CELL_UINT, XENT_CELL_BOOL } xent_cell;

/* A cell of text that is not what its column holds. */
typedef struct {
    size_t count;            /* such cells */
    unsigned long long line; /* of the first */
    char *text;              /* what it says, cut; NULL: none */
} xent_misfit;

/* A column of text, by its first row: numbers, or words (then cells are numbers of words). */
typedef struct {
    char *name;          /* "" if it has none */
    xent_words *words;   /* not NULL: a column of words */
    unsigned digits;     /* the most significant digits that a number has */
    xent_misfit word;    /* cells that are no numbers */
    xent_misfit comma;   /* of those, the ones that are numbers with the other decimal sign */
    size_t numbers;      /* cells that are numbers */
    bool counts;         /* cells are 0, 1, ... so far */
} xent_column;

typedef struct {
    char *name;           /* npz member without .npy; "" */
    xent_cell cell;
    unsigned size;        /* bytes of a cell: 1, 2, 4, 8 */
    bool swapped;         /* bytes are in the other order than this machine's */
    bool fortran;         /* column by column */
    xent_array_axes axes;
    xent_layout layout;   /* of the cells, for the axis of classes; */
    size_t rows, columns; /* likewise */
    const xent_file *file; /* where the cells are; NULL: not loaded yet */
    uint64_t offset;      /* of the first cell in the file */
    xent_spool *spool;    /* owned, if they were decoded; else NULL */
    uint64_t member;      /* npz: number in the archive, */
    size_t header;        /* and bytes of it before the first cell */
    xent_column *column;  /* csv: columns of them; else NULL */
} xent_array;

/* Where consecutive rows stop standing on consecutive lines. */
typedef struct {
    size_t row;
    unsigned long long line;
} xent_line;

struct xent_table {
    xent_input input;
    xent_budget *budget;  /* for what is decoded; only while something is read */
    const xent_format *format;
    xent_array *array;
    size_t arrays;
    bool header;          /* csv: the first row is one */
    char decimal;         /* csv */
    xent_line *line;      /* csv: `lines` breakpoints, rows increasing */
    size_t lines;
    void *state;          /* the format's: what load needs */
    /* Decodes an array whose file is NULL; NULL: there are none. */
    xent_status (*load)(xent_table *table, xent_array *array, xent_error *err);
    void (*free_state)(void *state);
};

/* Opens PATH with the format that it is in.  *table is NULL on failure. */
xent_status xent_table_open(const char *path, const xent_read_options *options,
                            xent_budget *budget, xent_notes *notes, xent_table **table,
                            xent_error *err);
void xent_table_free(xent_table *table); /* NULL is allowed */

/* Is it a column of words only because its first cell is one, or has another decimal sign? */
bool xent_column_is_broken(const xent_column *column);

/* Are some of its cells numbers and others not? */
static inline bool
xent_column_is_mixed(const xent_column *column)
{
    return column->words ? xent_column_is_broken(column) : column->word.count > 0;
}

/* Appends an array to the table, all zero; NULL: no memory. */
xent_array *xent_table_add(xent_table *table, const char *name);

/* The line of a row, 0 if the table has no lines.  O(log lines). */
unsigned long long xent_table_line(const xent_table *table, size_t row);

/* Puts the classes on an axis; axis == axes.count: on none. */
void xent_array_lay_out(xent_array *array, unsigned axis);

/* "float32 [64, 10], Fortran order": for messages and xent_facts.storage. */
void xent_array_describe(const xent_array *array, char *text, size_t size);
void xent_array_storage(const xent_array *array, char *text, size_t size);

/* A few columns of an array, shown as float32 (float16, float32) or float64 blocks. */
typedef struct {
    xent_table *table;
    xent_array *array;
    size_t *column;    /* which, or NULL: all in order */
    size_t columns;
    char **name;       /* columns names for messages, borrowed from the table; NULL: none */
    bool owns_table;   /* freeing the view frees the table */
} xent_view;

/* Can a reader of scores show the array in the precision float32? */
bool xent_array_float32(const xent_array *array);

/* Shows a view; freeing it frees column and name, the table if it is owned, and the view. */
extern const xent_source xent_view_source;
size_t xent_view_scratch_size(const xent_view *view);

/* All cells of one column, for labels and weights: rows values.  The array must be loaded. */
xent_status xent_array_doubles(const xent_array *array, size_t column, double *out,
                               xent_error *err);

/* The same as whole numbers; XENT_EDATA, with the row, for one that is not.  Beyond 64 bits:
   INT64_MAX. */
xent_status xent_array_integers(const xent_table *table, const xent_array *array,
                                size_t column, int64_t *out, xent_error *err);

#pragma GCC visibility pop
#endif
