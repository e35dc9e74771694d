/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The readers: sound files of every kind give the same rows, damaged ones the right complaint. */
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include "reader_files.h"
#include "suite.h"

/* A pipe that a child fills; its reading end. */
static int
pipe_of(const void *bytes, size_t n)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_uint_lt(n, 65536); /* what a pipe takes without a reader */
    ck_assert_int_eq((int)write(ends[1], bytes, n), (int)n);
    close(ends[1]);
    return ends[0];
}

/* ---- npy and npz */

/* Where the cells may be: read or mapped; decoded into memory, or beyond 4 rows of 48 bytes into a
   temporary file that is read or mapped. */
static const xent_read_options places[] = {
    {.map = false}, {.map = true}, {.max_memory = 202, .folder = folder},
    {.max_memory = 202, .folder = folder, .map = true},
};

START_TEST(sound_files)
{
    const char *labels = sound_file("labels", "<i8", "labels.npy");
    const char *scores = sound_file("scores", "<f4 C", "scores.npy");
    const char *path = scratch_file("a.bin", sound[_i].bytes, sound[_i].size);
    char fingerprint[33] = "";
    for (size_t p = 0; p < COUNT(places); p++) {
        xent_read_options options = places[p];
        bool of_labels = sound[_i].role[0] == 'l';
        options.labels = sound[_i].role[0] == 'b' ? NULL : of_labels ? path : labels;
        xent_sample *sample = must_read(sound[_i].what, of_labels ? scores : path, &options);
        bool narrow = !strstr(sound[_i].what, "f8");
        ck_assert_int_eq(xent_sample_shape(sample)->float32, narrow);
        if (p == 0)
            strcpy(fingerprint, xent_sample_facts(sample)->fingerprint);
        ck_assert_str_eq(xent_sample_facts(sample)->fingerprint, fingerprint);
        check_wanted(sound[_i].what, sample, true);
    }
}
END_TEST

START_TEST(sound_files_through_a_pipe)
{
    const char *labels = sound_file("labels", "<i8", "labels.npy");
    for (size_t p = 0; p < COUNT(places) && sound[_i].role[0] != 'l'; p++) {
        char path[32];
        xent_read_options options = places[p];
        options.labels = sound[_i].role[0] == 'b' ? NULL : labels;
        int fd = pipe_of(sound[_i].bytes, sound[_i].size);
        snprintf(path, sizeof path, "/dev/fd/%d", fd);
        check_wanted(sound[_i].what, must_read(sound[_i].what, path, &options), true);
        close(fd);
    }
}
END_TEST

/* Labels and 16 bytes of four rows are 96 bytes, and weights take as much again. */
START_TEST(too_little_memory)
{
    xent_error err = {0};
    xent_sample *sample;
    const char *path = sound_file("both", "stored", "a.npz");
    xent_read_options options = {.max_memory = 96};
    check_wanted("enough", must_read("enough", path, &options), true);
    options.max_memory = 95;
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_ENOMEM);
    ck_assert_ptr_nonnull(strstr(err.sentence, "4 rows keep 96 bytes in memory (24 each)"));
    ck_assert_str_eq(err.place, path);
    ck_assert_str_eq(err.hint, "--max-memory 1M");
}
END_TEST

START_TEST(no_room_for_temporary_files)
{
    xent_error err = {0};
    xent_sample *sample;
    const char *path = sound_file("both", "deflated", "a.npz");
    xent_read_options options = {.max_memory = 98, .folder = "/nonexistent"};
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EIO);
    ck_assert_ptr_nonnull(strstr(err.sentence, "cannot make a temporary file: No such file"));
    ck_assert_str_eq(err.place, "/nonexistent");
}
END_TEST

START_TEST(damaged_files)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {0};
    const char *path = scratch_file("bad", damaged[_i].bytes, damaged[_i].size);
    xent_status status = xent_read(path, &options, NULL, &sample, &err);
    ck_assert_msg(status == XENT_EDATA, "%s: status %d, %s", damaged[_i].what, status,
                  err.sentence);
    ck_assert_msg(strstr(err.sentence, damaged[_i].sentence), "%s: %s", damaged[_i].what,
                  err.sentence);
    ck_assert_str_eq(err.place, path);
    ck_assert_ptr_null(sample);
}
END_TEST

/* Every way to cut a sound file short is refused, and none is read beyond its end. */
START_TEST(cut_files)
{
    static const char *const whole[] = {"stored", "deflated", "streamed"};
    size_t size;
    const unsigned char *bytes = sound_bytes("both", whole[_i], &size);
    for (size_t n = 0; n < size; n++) {
        xent_sample *sample;
        xent_read_options options = {0};
        const char *path = scratch_file("cut.npz", bytes, n);
        ck_assert_int_eq(xent_read(path, &options, NULL, &sample, NULL), XENT_EDATA);
    }
}
END_TEST

START_TEST(cut_arrays)
{
    size_t size;
    const unsigned char *bytes = sound_bytes("scores", "<f4 Fortran", &size);
    for (size_t n = 0; n < size; n++) {
        xent_sample *sample;
        xent_read_options options = {.unlabelled = true};
        const char *path = scratch_file("cut.npy", bytes, n);
        ck_assert_int_eq(xent_read(path, &options, NULL, &sample, NULL), XENT_EDATA);
    }
}
END_TEST

START_TEST(member_by_name)
{
    const char *path = sound_file("both", "other names", "a.npz");
    xent_read_options options = {.scores = "predictions", .labels = "truth"};
    check_wanted("by name", must_read("by name", path, &options), true);
    options.labels = "nothing";
    xent_error err = {0};
    xent_sample *sample;
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.sentence, "'nothing'"));
    ck_assert_ptr_nonnull(strstr(err.sentence, "truth: int64 [4]"));
}
END_TEST

/* ---- csv */

#define SCORES "-1.5,0.25,2\n0.5,-3,1.75\n4,0.125,-0.75\n1,1.5,-2.25\n"

static const struct {
    const char *what, *text;
    xent_read_options options;
    bool unlabelled;
} texts[] = {
    {"plain", "label,a,b,c\n2,-1.5,0.25,2\n0,0.5,-3,1.75\n0,4,0.125,-0.75\n1,1,1.5,-2.25\n", {0}, 0},
    {"label last", "a,b,c,y\n-1.5,0.25,2,2\n0.5,-3,1.75,0\n4,0.125,-0.75,0\n1,1.5,-2.25,1\n", {0}, 0},
    {"words", "label,a,b,c\nc,-1.5,0.25,2\na,0.5,-3,1.75\na,4,0.125,-0.75\nb,1,1.5,-2.25\n", {0}, 0},
    {"crlf, bom, no end", "\xEF\xBB\xBF" "label,a,b,c\r\n2,-1.5,0.25,2\r\n0,0.5,-3,1.75\r\n"
                          "0,4,0.125,-0.75\r\n1,1,1.5,-2.25", {0}, 0},
    {"carriage returns", "label,a,b,c\r2,-1.5,0.25,2\r0,0.5,-3,1.75\r0,4,0.125,-0.75\r1,1,1.5,-2.25\r", {0}, 0},
    {"tabs", "label\ta\tb\tc\n2\t-1.5\t0.25\t2\n0\t0.5\t-3\t1.75\n0\t4\t0.125\t-0.75\n1\t1\t1.5\t-2.25\n", {0}, 0},
    {"quotes, blanks, blank lines", "\n\"label\", a ,\"b\",c\n\n 2 ,-1.5,\"0.25\",2\n0,0.5,-3,1.75\n\n\n"
                                    "0,4,+0.125,-.75\n1,1,1.5e0,-225e-2\n\n", {0}, 0},
    {"decimal comma", "label;a;b;c\n2;-1,5;0,25;2\n0;0,5;-3;1,75\n0;4;0,125;-0,75\n1;1;1,5;-2,25\n",
     {.decimal = ','}, 0},
    {"index without a name", ",a,b,c,label\n10,-1.5,0.25,2,2\n11,0.5,-3,1.75,0\n12,4,0.125,-0.75,0\n13,1,1.5,-2.25,1\n", {0}, 0},
    {"id and words beside", "ID,text,label,a,b,c\n7,x,2,-1.5,0.25,2\n8,y,0,0.5,-3,1.75\n9,z,0,4,0.125,-0.75\n"
                            "3,\"a, b\",1,1,1.5,-2.25\n", {0}, 0},
    {"counting column", "n,label,a,b,c\n0,2,-1.5,0.25,2\n1,0,0.5,-3,1.75\n2,0,4,0.125,-0.75\n3,1,1,1.5,-2.25\n", {0}, 0},
    {"no header", "2,-1.5,0.25,2\n0,0.5,-3,1.75\n0,4,0.125,-0.75\n1,1,1.5,-2.25\n",
     {.labels = "0", .header = XENT_HEADER_NO}, 0},
    {"no header, found out", "-1.5,0.25,2,2\n0.5,-3,1.75,0\n4,0.125,-0.75,0\n1,1.5,-2.25,1\n", {.labels = "3"}, 0},
    {"range", "k,a,b,c,w\n2,-1.5,0.25,2,1\n0,0.5,-3,1.75,2\n0,4,0.125,-0.75,3\n1,1,1.5,-2.25,4\n",
     {.labels = "k", .scores = "a:c", .weights = "w"}, 0},
    {"list", "c,b,a,k\n2,0.25,-1.5,2\n1.75,-3,0.5,0\n-0.75,0.125,4,0\n-2.25,1.5,1,1\n",
     {.labels = "k", .scores = "a,b,c"}, 0},
    {"numbers for columns", "c,b,a,k\n2,0.25,-1.5,2\n1.75,-3,0.5,0\n-0.75,0.125,4,0\n-2.25,1.5,1,1\n",
     {.labels = "3", .scores = "2,1,0"}, 0},
    {"weights claimed", "label,a,b,c,w\n2,-1.5,0.25,2,1\n0,0.5,-3,1.75,2\n0,4,0.125,-0.75,3\n1,1,1.5,-2.25,4\n",
     {.weights = "w"}, 0},
    {"classes for names", "y,0,1,2\n2,-1.5,0.25,2\n0,0.5,-3,1.75\n0,4,0.125,-0.75\n1,1,1.5,-2.25\n", {0}, 0},
    {"unlabelled", "a,b,c\n" SCORES, {.unlabelled = true}, 1},
    {"unlabelled, no header", SCORES, {.unlabelled = true}, 1},
};

START_TEST(sound_texts)
{
    const char *path = scratch_file("a.csv", texts[_i].text, strlen(texts[_i].text));
    for (size_t p = 0; p < COUNT(places); p++) {
        xent_read_options options = texts[_i].options;
        options.max_memory = places[p].max_memory;
        options.folder = places[p].folder;
        options.map = places[p].map;
        check_wanted(texts[_i].what, must_read(texts[_i].what, path, &options),
                     !texts[_i].unlabelled);
    }
}
END_TEST

static const struct {
    const char *what, *text;
    xent_read_options options;
    unsigned long long line;
    const char *sentence, *hint;
} broken[] = {
    {"ragged", "label,a,b\n0,1,2\n0,1\n1,3,-4\n1,2,3,4\n", {0}, 3, "2 fields, the first row has 3 (2 such rows)", ""},
    {"not a number", "label,a,b\n0,1,2\n\n0,1x,3\n", {0}, 4, "column a: \"1x\" is not a number", ""},
    {"hexadecimal", "label,a,b\n0,1,2\n0,0x1p3,3\n", {0}, 3, "\"0x1p3\" is not a number", ""},
    {"number after words", "label,a,b\n0,x,2\n0,1,3\n0,2,4\n", {0}, 2, "column a: \"x\" is not a number", ""},
    {"empty cells", "label,a,b\n0,1,2\n0,,3\n1,,4\n", {0}, 3, "column a: an empty cell (2 such cells)", "drop"},
    {"NaN", "label,a,b\n0,1,2\n\n\n0,nan,3\n", {0}, 5, "NaN at row 1, column a", ""},
    {"inf", "label,a,b\n0,1,2\n0,4,inf\n", {0}, 3, "+inf at row 1, column b", ""},
    {"all masked", "label,a,b\n0,1,2\n0,-inf,-inf\n", {0}, 3, "every score of row 1 is -inf", ""},
    {"label too large", "label,a,b\n0,1,2\n2,4,1\n", {0}, 3, "label 2 at row 1; 2 classes allow 0 to 1", ""},
    {"labels from 1", "label,a,b\n1,1,2\n2,4,1\n", {0}, 3, "label 2 at row 1", "--label-base 1"},
    {"label -100", "label,a,b\n1,1,2\n-100,4,1\n", {0}, 3, "label -100", "--ignore-index -100"},
    {"label of a fraction", "label,a,b\n1,1,2\n0.5,4,1\n", {0}, 3, "label 0.5 at row 1 is not a whole number", ""},
    {"word without a column", "label,a,b\na,1,2\nb,4,1\nd,4,1\n", {0}, 4, "the label \"d\"", "a, b"},
    {"two label columns", "label,y,a,b\n1,1,1,2\n0,0,4,1\n", {0}, 0, "more than one column", "--labels COLUMN"},
    {"no label column", "q,a,b\n1,1,2\n0,4,1\n", {0}, 0, "no column is called label", "--labels COLUMN"},
    {"no such column", "label,a,b\n1,1,2\n0,4,1\n", {.labels = "t"}, 0, "no column is called 't'; there are: label, a, b", ""},
    {"twice the same name", "label,a,a\n1,1,2\n0,4,1\n", {.scores = "a"}, 0, "more than one column is called 'a'", ""},
    {"words as scores", "label,a,t\n1,1,x\n0,4,y\n", {.scores = "a,t"}, 2, "column t holds words", ""},
    {"only words", "label,a\n1,x\n0,y\n", {0}, 0, "no column of numbers is left", "--scores"},
    {"header alone", "label,a,b\n", {0}, 0, "a header, but no rows", ""},
    {"wrong delimiter", "label;a;b\n1;1;2\n0;4;1\n", {.delimiter = ','}, 0, "one column found, but every line has 2 ';'", "--delimiter ';'"},
    {"decimal comma", "label;a;b\n1;0,123;2\n0;0,4;1\n", {0}, 2, "\"0,123\" has a decimal comma", "--decimal ,"},
    {"open quote", "label,a,b\n1,\"1,2\n0,4,1\n", {0}, 4, "quote", ""},
    {"stray quote", "label,a,b\n1,1\"2,2\n0,4,1\n", {0}, 2, "quote", ""},
    {"weight 0", "label,a,b,w\n1,1,2,1\n0,4,1,0\n", {.weights = "w"}, 3, "weight 0 at row 1", "drop"},
    {"weight nan", "label,a,b,w\n1,1,2,1\n0,4,1,nan\n", {.weights = "w"}, 3, "weight nan at row 1", ""},
    {"fractions of rows", "label,a,b,w\n1,1,2,1\n0,4,1,1.5\n", {.weights = "w", .admit = {.weight_kind = XENT_FREQUENCY}}, 3, "positive whole number", "importance"},
    {"control characters", "label,\1a\n1,1\n", {0}, 0, "neither npy", ""},
};

START_TEST(broken_texts)
{
    xent_error err = {0};
    xent_sample *sample;
    const char *path = scratch_file("a.csv", broken[_i].text, strlen(broken[_i].text));
    xent_status status = xent_read(path, &broken[_i].options, NULL, &sample, &err);
    if (!broken[_i].sentence) {
        xent_sample_free(sample);
        ck_assert(status == XENT_OK || status == XENT_EINVAL);
        return;
    }
    ck_assert_msg(status == XENT_EDATA, "%s: status %d, %s", broken[_i].what, status,
                  err.sentence);
    ck_assert_msg(strstr(err.sentence, broken[_i].sentence), "%s: %s", broken[_i].what,
                  err.sentence);
    ck_assert_msg(strstr(err.hint, broken[_i].hint), "%s: hint %s", broken[_i].what, err.hint);
    ck_assert_msg(err.line == broken[_i].line, "%s: line %llu", broken[_i].what, err.line);
    ck_assert_str_eq(err.place, path);
}
END_TEST

START_TEST(nul_in_a_number)
{
    static const char text[] = "label,a,b\n0,1,2\n0,1\0002,3\n";
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {0};
    const char *path = scratch_file("a.csv", text, sizeof text - 1);
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
}
END_TEST

START_TEST(long_field)
{
    char text[6000];
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {0};
    memset(text, '1', sizeof text);
    memcpy(text, "label,a\n0,", 10);
    const char *path = scratch_file("a.csv", text, sizeof text);
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.sentence, "more than 4096 bytes"));
    ck_assert_uint_eq(err.line, 2);
}
END_TEST

START_TEST(binary_column)
{
    static const char text[] = "label,yes\nno,0.25\nyes,0.75\nyes,1\n";
    xent_read_options options = {0};
    xent_sample *sample = must_read("yes", scratch_file("a.csv", text, sizeof text - 1), &options);
    xent_block block;
    void *scratch = malloc(xent_sample_scratch_size(sample) + 1);
    ck_assert_int_eq(xent_sample_shape(sample)->task, XENT_BINARY);
    ck_assert_int_eq(xent_sample_shape(sample)->kind, XENT_PROBS);
    ck_assert_uint_eq(xent_sample_shape(sample)->classes, 2);
    ck_assert_int_eq(xent_sample_block(sample, 0, scratch, &block, NULL), XENT_OK);
    ck_assert_int_eq(block.label[0], 0);
    ck_assert_int_eq(block.label[1], 1);
    ck_assert(block.f64[0] == 0.25);
    free(scratch);
    xent_sample_free(sample);
}
END_TEST

START_TEST(missing_files)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {0};
    ck_assert_int_eq(xent_read("/nonexistent.npy", &options, NULL, &sample, &err), XENT_EIO);
    ck_assert_ptr_nonnull(strstr(err.sentence, "No such file"));
    ck_assert_str_eq(err.place, "/nonexistent.npy");
    ck_assert_int_eq(xent_read(folder, &options, NULL, &sample, &err), XENT_EIO);
    options.labels = "/nonexistent.npy";
    const char *path = sound_file("scores", "<f4 C", "scores.npy");
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EIO);
}
END_TEST

/* An error about labels names the file of the labels, with its own lines. */
START_TEST(labels_elsewhere)
{
    static const char labels[] = "y\n2\n\n0\n3\n1\n";
    xent_error err = {0};
    xent_sample *sample;
    const char *scores = sound_file("scores", "<f4 C", "scores.npy");
    xent_read_options options = {.labels = scratch_file("y.csv", labels, sizeof labels - 1)};
    ck_assert_int_eq(xent_read(scores, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_str_eq(err.place, options.labels);
    ck_assert_uint_eq(err.line, 5);
    ck_assert_ptr_nonnull(strstr(err.sentence, "label 3 at row 2"));
}
END_TEST

static const char *
damaged_file(const char *what)
{
    size_t i = 0;
    while (strcmp(damaged[i].what, what) != 0)
        i++;
    return scratch_file("a.npz", damaged[i].bytes, damaged[i].size);
}

/* The only array that may be the labels is taken for them, so that the error is about its shape. */
START_TEST(labels_of_another_width)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {.task = XENT_TASK_MULTILABEL, .admit.kind = XENT_KIND_LOGITS};
    const char *path = damaged_file("npz of labels in two columns");
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_str_eq(err.sentence, "4 x 2 labels for 4 x 3 scores");
}
END_TEST

START_TEST(one_hot_labels)
{
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {0};
    const char *path = damaged_file("npz of one-hot labels");
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.hint, "y.argmax(axis=1)"));
    options.labels = "y";
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.sentence, "the labels are 3 columns; one is wanted"));
    ck_assert_ptr_nonnull(strstr(err.hint, "y.argmax(axis=1)"));
}
END_TEST

START_TEST(scores_that_are_labels)
{
    static const char text[] = "label,a,b\n1,1,2\n0,4,1\n";
    static const char hint[] = "leave it out of --scores, or name other labels by --labels";
    xent_error err = {0};
    xent_sample *sample;
    xent_read_options options = {.scores = "label,a,b"};
    const char *path = scratch_file("a.csv", text, sizeof text - 1);
    ck_assert_int_eq(xent_read(path, &options, NULL, &sample, &err), XENT_EINVAL);
    ck_assert_str_eq(err.sentence, "'label' is taken for scores and for labels");
    ck_assert_str_eq(err.hint, hint);
    options = (xent_read_options){.weights = "scores"};
    path = sound_file("both", "stored", "a.npz");
    ck_assert_int_ne(xent_read(path, &options, NULL, &sample, &err), XENT_OK);
}
END_TEST

int
main(void)
{
    TCase *tests = tcase_create("reader");
    tcase_add_checked_fixture(tests, make_folder, remove_folder);
    tcase_add_loop_test(tests, sound_files, 0, COUNT(sound));
    tcase_add_loop_test(tests, sound_files_through_a_pipe, 0, COUNT(sound));
    tcase_add_test(tests, too_little_memory);
    tcase_add_test(tests, no_room_for_temporary_files);
    tcase_add_loop_test(tests, damaged_files, 0, COUNT(damaged));
    tcase_add_loop_test(tests, cut_files, 0, 3);
    tcase_add_test(tests, cut_arrays);
    tcase_add_test(tests, member_by_name);
    tcase_add_loop_test(tests, sound_texts, 0, COUNT(texts));
    tcase_add_loop_test(tests, broken_texts, 0, COUNT(broken));
    tcase_add_test(tests, nul_in_a_number);
    tcase_add_test(tests, long_field);
    tcase_add_test(tests, binary_column);
    tcase_add_test(tests, missing_files);
    tcase_add_test(tests, labels_elsewhere);
    tcase_add_test(tests, one_hot_labels);
    tcase_add_test(tests, labels_of_another_width);
    tcase_add_test(tests, scores_that_are_labels);
    return run_tests("reader", tests);
}
