/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays of many axes: rows by direct arithmetic on the indices, whatever the class axis and the
   order of the cells; the axis that labels leave; shapes that do not go together. */
#include <stdint.h>
#include "reader.h"
#include "scratch_file.h"
#include "suite.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { MOST = 5 };

typedef struct {
    size_t count, length[MOST];
} shape;

static size_t
cells_of(const shape *s)
{
    size_t cells = 1;
    for (size_t a = 0; a < s->count; a++)
        cells *= s->length[a];
    return cells;
}

static void
put_header(FILE *f, const shape *s, const char *type, bool fortran)
{
    char text[200];
    int n = snprintf(text, sizeof text, "{'descr': '%s', 'fortran_order': %s, 'shape': (", type,
                     fortran ? "True" : "False");
    for (size_t a = 0; a < s->count; a++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%zu,", s->length[a]);
    n += snprintf(text + n, sizeof text - (size_t)n, ")}");
    fprintf(f, "\x93NUMPY\1%c%c%c%s", 0, n & 255, n >> 8, text);
}

/* The index in C order of the cell that is stored in place i. */
static size_t
stored_cell(const shape *s, bool fortran, size_t i)
{
    size_t position[MOST], cell = 0;
    for (size_t a = 0; a < s->count && fortran; a++) {
        position[a] = i % s->length[a];
        i /= s->length[a];
    }
    for (size_t a = 0; a < s->count && fortran; a++)
        cell = cell * s->length[a] + position[a];
    return fortran ? cell : i;
}

/* An array whose cells are their own indices in C order, modulo `modulus`. */
static const char *
make_array(const char *name, const shape *s, const char *type, bool fortran, size_t modulus)
{
    const char *path = scratch_path(name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    put_header(f, s, type, fortran);
    for (size_t i = 0; i < cells_of(s); i++) {
        size_t value = stored_cell(s, fortran, i) % modulus;
        float single = (float)value;
        int32_t whole = (int32_t)value;
        unsigned char big[4] = {0, 0, (unsigned char)(value >> 8), (unsigned char)value};
        const void *bytes = type[1] == 'f' ? (const void *)&single
                            : *type == '>' ? (const void *)big
                                           : (const void *)&whole;
        ck_assert_uint_eq(fwrite(bytes, 4, 1, f), 1);
    }
    ck_assert_int_eq(fclose(f), 0);
    return path;
}

/* The index in C order of the cell of a row and a class. */
static size_t
wanted_cell(const shape *s, size_t axis, size_t row, size_t class)
{
    size_t cell = 0, weight = 1;
    for (size_t a = s->count; a-- > 0;) {
        cell += weight * (a == axis ? class : row % s->length[a]);
        row /= a == axis ? 1 : s->length[a];
        weight *= s->length[a];
    }
    return cell;
}

static void
check_rows(const shape *s, size_t axis, const char *path, const xent_read_options *options)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_block block;
    ck_assert_msg(xent_read(path, options, NULL, &sample, &err) == XENT_OK, "%s", err.sentence);
    const xent_shape *its = xent_sample_shape(sample);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_uint_eq(its->columns, s->length[axis]);
    ck_assert_uint_eq(its->rows, cells_of(s) / s->length[axis]);
    for (size_t b = 0; b < its->blocks; b++) {
        ck_assert_int_eq(xent_sample_block(sample, b, scratch, &block, NULL), XENT_OK);
        for (size_t i = 0; i < block.rows * block.columns; i++) {
            size_t row = block.first + i / block.columns;
            size_t wanted = wanted_cell(s, axis, row, i % block.columns);
            if (xent_block_score(&block, i) != (double)wanted)
                ck_abort_msg("axis %zu, row %zu: %g, not %zu", axis, row,
                             xent_block_score(&block, i), wanted);
        }
    }
    free(scratch);
    xent_sample_free(sample);
}

/* The fourth has many blocks of rows, and rows and strips that end within them. */
static const shape shapes[] = {
    {3, {2, 3, 4}}, {2, {5, 3}}, {5, {2, 1, 3, 1, 2}}, {4, {4, 7, 30, 41}}, {3, {1, 1, 6}},
    {3, {300, 3, 50}},
};

START_TEST(every_axis)
{
    static const char *const types[] = {"<f4", "<i4", ">i4"};
    const shape *s = &shapes[_i % (int)COUNT(shapes)];
    bool fortran = _i / (int)COUNT(shapes) % 2;
    for (size_t t = 0; t < COUNT(types); t++) {
        const char *path = make_array("a.npy", s, types[t], fortran, SIZE_MAX);
        for (size_t axis = 0; axis < 2 * s->count; axis++)
            for (int map = 0; map < 2; map++) {
                xent_read_options options = {.map = map,
                                             .unlabelled = true,
                                             .has_class_axis = true,
                                             .class_axis = (long long)axis - (long long)s->count,
                                             .admit.kind = XENT_KIND_LOGITS};
                check_rows(s, axis % s->count, path, &options);
            }
    }
}
END_TEST

typedef struct {
    shape scores, labels;
    size_t axis;      /* that is taken, or */
    const char *fail; /* what is said instead */
    const char *hint; /* of the failure, or of a note */
} fit;

static const fit fits[] = {
    {{3, {2, 5, 3}}, {2, {2, 5}}, 2, NULL, NULL},
    {{3, {2, 5, 3}}, {1, {10}}, 2, NULL, NULL},
    {{3, {1, 5, 3}}, {2, {1, 5}}, 2, NULL, NULL},
    {{3, {5, 3, 1}}, {1, {5}}, 1, NULL, NULL},
    {{4, {2, 3, 4, 5}}, {3, {2, 4, 5}}, 1, NULL, "--class-axis 1 says so"},
    {{4, {2, 3, 4, 5}}, {4, {2, 1, 4, 5}}, 1, NULL, "--class-axis 1 says so"},
    {{4, {2, 3, 4, 5}}, {1, {40}}, 1, NULL, "--class-axis 1 says so"},
    {{4, {2, 4, 4, 4}}, {3, {2, 4, 4}}, 3, NULL, "--class-axis 1 or --class-axis 2, if they are not"},
    {{4, {4, 4, 4, 3}}, {3, {4, 4, 3}}, 0, "labels [4, 4, 3] do not go with scores [4, 4, 4, 3] "
     "without axis 3", "--class-axis 0 or --class-axis 1 or --class-axis 2"},
    {{4, {2, 3, 4, 5}}, {3, {2, 3, 5}}, 2, NULL, "--class-axis 2 says so"},
    {{4, {2, 3, 4, 5}}, {3, {2, 5, 4}}, 0, "labels [2, 5, 4] do not go with scores [2, 3, 4, 5] "
     "without axis 3", "--class-axis 3 wants labels of the shape [2, 3, 4]"},
    {{3, {2, 5, 3}}, {3, {2, 5, 3}}, 0, "labels [2, 5, 3] do not go with scores [2, 5, 3] without "
     "axis 2", "--task multilabel, if a row may have any number of labels; if they are one-hot, "
        "numbers are read: numpy.save(\"labels.npy\", a.argmax(axis=2)), and "
     "--labels labels.npy"},
    {{2, {5, 3}}, {2, {5, 2}}, 0, "the labels are 2 columns; one is wanted", "--task multilabel, if a row may have any number "
        "of labels; if they are one-hot, numbers "
     "are read: numpy.save(\"labels.npy\", a.argmax(axis=1)), and --labels labels.npy"},
    {{2, {3, 5}}, {1, {5}}, 0, "3 rows of scores but 5 labels", "are the scores transposed? rows are "
     "cases, columns are classes: --class-axis 0"},
};

START_TEST(labels_leave_an_axis)
{
    const fit *f = &fits[_i / 2];
    xent_error err = {0};
    xent_notes notes = {0};
    xent_sample *sample;
    xent_block block;
    xent_read_options options = {.admit.kind = XENT_KIND_LOGITS};
    options.labels = make_array("y.npy", &f->labels, "<i4", _i % 2, 2);
    const char *path = make_array("a.npy", &f->scores, "<f4", _i % 2, SIZE_MAX);
    if (f->fail) {
        ck_assert_int_eq(xent_read(path, &options, &notes, &sample, &err), XENT_EDATA);
        ck_assert_str_eq(err.sentence, f->fail);
        ck_assert_str_eq(err.hint, f->hint);
        return;
    }
    ck_assert_msg(xent_read(path, &options, &notes, &sample, &err) == XENT_OK, "%s", err.sentence);
    ck_assert_uint_eq(xent_sample_facts(sample)->axes.classes, f->axis);
    ck_assert_uint_eq(notes.size, f->hint != NULL);
    if (f->hint)
        ck_assert_str_eq(notes.items[0].message.hint, f->hint);
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_int_eq(xent_sample_block(sample, 0, scratch, &block, NULL), XENT_OK);
    for (size_t i = 0; i < block.rows; i++)
        ck_assert_int_eq(block.label[i], (int)i % 2);
    free(scratch);
    xent_notes_clear(&notes);
    xent_sample_free(sample);
}
END_TEST

START_TEST(no_such_axis)
{
    static const char csv[] = "a,b\n1,2\n3,4\n";
    static const long long axes[] = {3, -4, 1LL << 40};
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {.unlabelled = true, .has_class_axis = true};
    const char *path = make_array("a.npy", &shapes[0], "<f4", false, SIZE_MAX);
    for (size_t i = 0; i < COUNT(axes); i++) {
        options.class_axis = axes[i];
        ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EINVAL);
        ck_assert_str_eq(err.hint, "--class-axis from 0 to 2, or from the end -1 to -3");
    }
    options.class_axis = 0;
    path = make_array("a.npy", &(shape){1, {4}}, "<f4", false, SIZE_MAX);
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EINVAL);
    ck_assert_int_eq(xent_read(scratch_file("a.csv", csv, sizeof csv - 1), &options, NULL, &sample,
                               &err), XENT_EINVAL);
    ck_assert_str_eq(err.sentence, "--class-axis 0, but the scores are columns of text");
}
END_TEST

START_TEST(places_of_rows)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {.admit.kind = XENT_KIND_LOGITS};
    options.labels = make_array("y.npy", &(shape){2, {2, 3}}, "<i4", true, SIZE_MAX);
    const char *path = make_array("a.npy", &(shape){3, {2, 4, 3}}, "<f4", false, SIZE_MAX);
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_str_eq(err.sentence, "label 4 at row 4 (1, 1); 4 classes allow 0 to 3 (2 such rows)");
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("axes");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, every_axis, 0, 2 * COUNT(shapes));
    tcase_add_loop_test(tests, labels_leave_an_axis, 0, 2 * COUNT(fits));
    tcase_add_test(tests, no_such_axis);
    tcase_add_test(tests, places_of_rows);
    return run_tests("axes", tests);
}
