/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written reads back as the same sample. */
#include "reader_files.h"
#include "suite.h"

START_TEST(round_trip)
{
    static const char *const names[] = {"out.npy", "out.npz", "out.csv", "out.tsv"};
    static const char *const kinds[] = {"<f4 C", ">f8 Fortran"};
    const char *in = sound_file("scores", kinds[_i % 2], "in.npy");
    const char *out = scratch_path(names[_i / 2]);
    const char *inputs[] = {in, NULL};
    xent_read_options options = {.labels = sound_file("labels", "<i8", "labels.npy")};
    xent_sample *sample = must_read("in", in, &options), *again;
    xent_error err = {0};
    ck_assert_msg(xent_write(out, sample, inputs, &err) == XENT_OK, "%s", err.sentence);
    options = (xent_read_options){.unlabelled = true};
    again = must_read("out", out, &options);
    const xent_shape *shape = xent_sample_shape(again);
    ck_assert_int_eq(shape->kind, XENT_PROBS);
    ck_assert_uint_eq(shape->rows, ROWS);
    ck_assert_int_eq(shape->labelled, strstr(out, ".npz") != NULL);
    xent_row row[ROWS];
    double q[ROWS * COLUMNS];
    xent_block block;
    void *scratch = malloc(xent_sample_scratch_size(sample) + xent_sample_scratch_size(again) + 1);
    ck_assert_int_eq(xent_sample_block(sample, 0, scratch, &block, NULL), XENT_OK);
    xent_kernel_rows(&block, XENT_LOGITS, 0, COLUMNS, row, q);
    ck_assert_int_eq(xent_sample_block(again, 0, scratch, &block, NULL), XENT_OK);
    for (size_t i = 0; i < ROWS * COLUMNS; i++) /* not one bit is lost, in text either */
        ck_assert(_i % 2 ? xent_block_score(&block, i) == q[i]
                         : (float)xent_block_score(&block, i) == (float)q[i]);
    ck_assert_int_eq(xent_write(in, sample, inputs, &err), XENT_EINVAL);
    ck_assert_int_eq(xent_write("out.xyz", sample, NULL, &err), XENT_EINVAL);
    free(scratch);
    xent_sample_free(sample);
    xent_sample_free(again);
}
END_TEST

/* Converted, a file is the same sample: scores bit by bit, labels, weights. */
START_TEST(conversion)
{
    static const char *const names[] = {"out.npy", "out.npz", "out.csv", "out.tsv"};
    static const char *const kinds[] = {"<f4 C", ">f8 Fortran", "<f2 C"};
    static const char weights[] = "w\n1\n0.1\n2.5\n1e-3\n";
    const char *name = names[_i / 3], *kind = kinds[_i % 3], *out = scratch_path(name);
    const char *labels_out = scratch_path("y.npy");
    bool text = _i / 3 > 1, npy = _i / 3 == 0;
    xent_error err = {0};
    xent_read_options options = {.labels = sound_file("labels", "<i8", "labels.npy")};
    if (!npy)
        options.weights = scratch_file("w.csv", weights, sizeof weights - 1);
    xent_sample *sample = must_read("in", sound_file("scores", kind, "in.npy"), &options);
    if (npy)
        ck_assert_int_eq(xent_convert(out, NULL, sample, NULL, &err), XENT_EINVAL);
    ck_assert_msg(xent_convert(out, labels_out, sample, NULL, &err) == XENT_OK, "%s", err.sentence);
    options = (xent_read_options){.labels = npy ? labels_out : NULL,
                                  .weights = npy ? NULL : text ? "weight" : "weights"};
    xent_sample *again = must_read("out", out, &options);
    const xent_shape *shape = xent_sample_shape(again);
    ck_assert_int_eq(shape->float32, !text && strcmp(kind, ">f8 Fortran") != 0);
    ck_assert(shape->labelled && shape->weighted == !npy);
    if (!text || strcmp(kind, ">f8 Fortran") == 0) /* text is float64, to the hash as well */
        ck_assert_str_eq(xent_sample_facts(again)->fingerprint,
                         xent_sample_facts(sample)->fingerprint);
    xent_sample_free(sample);
    check_wanted("again", again, true);
}
END_TEST

START_TEST(formats)
{
    for (const xent_format *const *f = xent_formats; *f; f++) {
        ck_assert_ptr_eq(xent_format_find((*f)->name), *f);
        for (const char *const *suffix = (*f)->suffixes; *suffix; suffix++) {
            char path[32];
            snprintf(path, sizeof path, "a%s", *suffix);
            ck_assert_ptr_eq(xent_format_of_path(path), *f);
        }
        ck_assert((*f)->title && (*f)->sniff && (*f)->open && (*f)->write);
    }
    ck_assert_ptr_null(xent_format_find("parquet"));
    ck_assert_ptr_null(xent_format_of_path("npy"));
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("write");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, round_trip, 0, 8);
    tcase_add_loop_test(tests, conversion, 0, 12);
    tcase_add_test(tests, formats);
    return run_tests("write", tests);
}
