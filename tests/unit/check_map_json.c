/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Map files: the same bits come back, and no file that is anything else is taken for a map. */
#include <gsl/gsl_errno.h>
#include <jansson.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "map.h"
#include "map_json.h"
#include "memory_sample.h"
#include "suite.h"
#include "../reference/maps.h"

static char folder[] = "check_map_json.XXXXXX";
static char path[64];

static void
make_folder(void)
{
    strcpy(folder + sizeof folder - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/map.json", folder);
}

static void
remove_folder(void)
{
    unlink(path);
    rmdir(folder);
}

static xent_map *
fit_map(const char *type)
{
    xent_sample *sample = memory_sample((memory){.rows = 60, .columns = 4, .f64 = multi_z,
                                                 .label = multi_y});
    xent_map *map;
    ck_assert_int_eq(xent_map_fit(xent_map_type_find(type), sample, &(xent_fit_options){0}, &map,
                                  NULL, NULL), XENT_OK);
    xent_sample_free(sample);
    return map;
}

static void
write_file(const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, n, file), n);
    ck_assert_int_eq(fclose(file), 0);
}

/* ---- there and back */

static void
assert_same_map(const xent_map *a, const xent_map *b)
{
    ck_assert_ptr_eq(xent_map_type_of(a), xent_map_type_of(b));
    ck_assert_uint_eq(xent_map_classes(a), xent_map_classes(b));
    ck_assert_str_eq(xent_map_fitted_on(a), xent_map_fitted_on(b));
    for (const xent_parameter *p = xent_map_type_of(a)->parameter; p->name; p++) {
        size_t n, m;
        const double *x = xent_map_parameter(a, p->name, &n);
        const double *y = xent_map_parameter(b, p->name, &m);
        ck_assert_uint_eq(n, m);
        ck_assert_mem_eq(x, y, n * sizeof *x);
        if (p->shape != XENT_CURVES)
            ck_assert_mem_eq(xent_map_standard_error(a, p->name, NULL),
                             xent_map_standard_error(b, p->name, NULL), n * sizeof *x);
    }
    json_t *one = xent_map_to_json(a), *two = xent_map_to_json(b);
    ck_assert(json_equal(one, two));
    json_decref(one);
    json_decref(two);
}

START_TEST(test_round_trip)
{
    for (const xent_map_type *const *type = xent_map_types; *type; type++) {
        xent_map *map = fit_map((*type)->name), *back;
        ck_assert_int_eq(xent_map_save(map, path, NULL, NULL), XENT_OK);
        ck_assert_int_eq(xent_map_load(path, &back, NULL), XENT_OK);
        assert_same_map(map, back);
        xent_map_free(back);
        xent_map_free(map);
    }
}
END_TEST

/* In locales with decimal signs of one byte and of two, if the system has them.  Jansson can read
   none in the latter. */
START_TEST(test_locale)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ps_AF.UTF-8"};
    xent_map *map = fit_map("temperature"), *back;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!setlocale(LC_ALL, names[i]))
            continue;
        ck_assert_int_eq(xent_map_save(map, path, NULL, NULL), XENT_OK);
        if (strlen(localeconv()->decimal_point) == 1) {
            ck_assert_int_eq(xent_map_load(path, &back, NULL), XENT_OK);
            assert_same_map(map, back);
            xent_map_free(back);
        }
        setlocale(LC_ALL, "C");
        ck_assert_int_eq(xent_map_load(path, &back, NULL), XENT_OK);
        assert_same_map(map, back);
        xent_map_free(back);
    }
    xent_map_free(map);
}
END_TEST

/* A map is not written over the data that it was fitted on. */
START_TEST(test_save_refuses)
{
    xent_map *map = fit_map("temperature");
    const char *const inputs[] = {path, NULL};
    xent_error err;
    write_file("data", 4);
    ck_assert_int_eq(xent_map_save(map, path, inputs, &err), XENT_EINVAL);
    ck_assert_int_eq(xent_map_save(map, "no such folder/map.json", NULL, &err), XENT_EIO);
    xent_map_free(map);
}
END_TEST

/* ---- files that are no maps */

static xent_status
load(const void *bytes, size_t n, xent_error *err)
{
    xent_map *map;
    write_file(bytes, n);
    xent_status status = xent_map_load(path, &map, err);
    ck_assert(status == XENT_OK || !map);
    xent_map_free(map);
    return status;
}

static const struct {
    const char *text;
    unsigned long long line;
} broken[] = {
    {"", 1},
    {"{", 1},
    {"[]", 0},
    {"null", 1},
    {"{}", 0},
    {"{} {}", 1},
    {"{\n\"map\": \"temperature\",\n\"map\": \"platt\"}", 3},
    {"{\n\n\"map\": nan}", 3},
    {"{\"map\": 1e999}", 1},
    {"{\"map\": \"\\u0000\"}", 1},
    {"{\"map\": \"\xff\"}", 1},
    {"{\"classes\": 99999999999999999999}", 1},
    {"PK\003\004", 1},
};

START_TEST(test_broken)
{
    xent_error err;
    ck_assert_int_eq(load(broken[_i].text, strlen(broken[_i].text), &err), XENT_EDATA);
    ck_assert_str_eq(err.place, path);
    ck_assert_msg(err.line == broken[_i].line, "%s: line %llu", broken[_i].text, err.line);
    ck_assert(err.sentence[0]);
}
END_TEST

START_TEST(test_deep)
{
    enum { DEPTH = 100000 };
    char *text = malloc(DEPTH);
    xent_error err;
    ck_assert_ptr_nonnull(text);
    memset(text, '[', DEPTH);
    ck_assert_int_eq(load(text, DEPTH, &err), XENT_EDATA);
    free(text);
}
END_TEST

START_TEST(test_large)
{
    xent_error err;
    xent_map *map;
    write_file("{}", 2);
    ck_assert_int_eq(truncate(path, 16 * 1024 * 1024 + 1), 0);
    ck_assert_int_eq(xent_map_load(path, &map, &err), XENT_EDATA);
    ck_assert_ptr_nonnull(strstr(err.sentence, "16 MiB"));
}
END_TEST

START_TEST(test_unreadable)
{
    xent_error err;
    xent_map *map;
    ck_assert_int_eq(xent_map_load("no such file", &map, &err), XENT_EIO);
    ck_assert_str_eq(err.place, "no such file");
    ck_assert_int_eq(xent_map_load(".", &map, &err), XENT_EIO);
}
END_TEST

/* A member of a good file put to a JSON value (NULL: taken away), and what is said of it. */
static const struct {
    const char *map, *group, *member, *value, *said;
} wrong[] = {
    {"temperature", NULL, "xent", NULL, "\"xent\""},
    {"temperature", NULL, "xent", "1", "\"xent\""},
    {"temperature", NULL, "xent", "\"1.0.0\"", "xent 1.0.0"},
    {"temperature", NULL, "xent", "\"00.1\"", "xent 00.1"},
    {"temperature", NULL, "map", NULL, "\"map\""},
    {"temperature", NULL, "map", "\"no such map\"", "no such map"},
    {"temperature", NULL, "map", "\"platt\"", "\"parameters.slope\""},
    {"temperature", NULL, "classes", NULL, "\"classes\""},
    {"temperature", NULL, "classes", "1", "\"classes\""},
    {"temperature", NULL, "classes", "-4", "\"classes\""},
    {"temperature", NULL, "classes", "4.0", "\"classes\""},
    {"temperature", NULL, "classes", "4294967296", "\"classes\""},
    {"temperature", NULL, "input_kind", NULL, "\"input_kind\""},
    {"temperature", NULL, "input_kind", "\"scores\"", "scores"},
    {"temperature", NULL, "fitted_on", NULL, "\"fitted_on\""},
    {"temperature", NULL, "fitted_on", "\"00112233445566778899aabbccddeeff0\"", "\"fitted_on\""},
    {"temperature", NULL, "fitted_on", "\"DEADBEEF\"", "\"fitted_on\""},
    {"temperature", NULL, "parameters", NULL, "\"parameters\""},
    {"temperature", NULL, "parameters", "[1]", "\"parameters\""},
    {"temperature", "parameters", "temperature", NULL, "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "\"1\"", "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "[1]", "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "null", "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "{\"status\": \"inf\", \"value\": null}",
     "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "{\"value\": 2}", "\"parameters.temperature\""},
    {"temperature", "parameters", "temperature", "0", "not positive"},
    {"temperature", "parameters", "temperature", "-1.5", "not positive"},
    {"temperature", "parameters", "temperature", "1.5", "contradict"},
    {"temperature", "parameters", "inverse_temperature", "1e-300", "contradict"},
    {"temperature", "parameters", "inverse_temperature", NULL, "\"parameters.inverse_temperature\""},
    {"temperature", "parameters", "slope", "1", "more than the parameters"},
    {"temperature", NULL, "standard_errors", NULL, "\"standard_errors\""},
    {"temperature", "standard_errors", "temperature", "-0.1", "\"standard_errors.temperature\""},
    {"temperature", "standard_errors", "temperature", "true", "\"standard_errors.temperature\""},
    {"temperature", NULL, "fit", NULL, "\"fit\""},
    {"temperature", "fit", "status", NULL, "\"status\""},
    {"temperature", "fit", "status", "\"separable\"", "separable"},
    {"temperature", "fit", "rows", "0", "\"rows\""},
    {"temperature", "fit", "rows", "-1", "\"rows\""},
    {"temperature", "fit", "iterations", "1.5", "\"iterations\""},
    {"temperature", "fit", "nll_after", "\"low\"", "\"fit.nll_after\""},
    {"temperature", "fit", "weight", NULL, "\"fit.weight\""},
    {"platt", NULL, "classes", "5", "\"parameters.slope\""},
    {"platt", NULL, "classes", "2147483647", "\"parameters.slope\""},
    {"platt", NULL, "classes", "2", "\"parameters.slope\""},
    {"platt", "parameters", "slope", "[1, 2, 3]", "\"parameters.slope\""},
    {"platt", "parameters", "slope", "[1, 2, 3, null]", "\"parameters.slope\""},
    {"platt", "parameters", "slope", "1", "\"parameters.slope\""},
    {"platt", "parameters", "intercept", "[[1], 2, 3, 4]", "\"parameters.intercept\""},
    {"platt", "standard_errors", "slope", "[1, 2, 3, 4, 5]", "\"standard_errors.slope\""},
    {"isotonic", NULL, "classes", "5", "\"parameters.x\" is no array of 5 arrays"},
    {"isotonic", NULL, "classes", "2147483647", "\"parameters.x\""},
    {"isotonic", "parameters", "x", "[[0], [0], [0], []]", "\"parameters.x\""},
    {"isotonic", "parameters", "x", "[[0], [0], [0], [0]]", "\"parameters.y\""},
    {"isotonic", "parameters", "y", "0.5", "\"parameters.y\""},
    {"isotonic", "parameters", "z", "[1]", "more than the parameters"},
};

START_TEST(test_wrong)
{
    xent_map *map = fit_map(wrong[_i].map);
    json_t *root = xent_map_to_json(map);
    json_t *object = wrong[_i].group ? json_object_get(root, wrong[_i].group) : root;
    xent_error err;
    if (wrong[_i].value)
        json_object_set_new(object, wrong[_i].member,
                            json_loads(wrong[_i].value, JSON_DECODE_ANY, NULL));
    else
        json_object_del(object, wrong[_i].member);
    char *text = json_dumps(root, 0);
    ck_assert_int_eq(load(text, strlen(text), &err), XENT_EDATA);
    ck_assert_str_eq(err.place, path);
    ck_assert_msg(strstr(err.sentence, wrong[_i].said), "%s: %s", wrong[_i].member, err.sentence);
    free(text);
    json_decref(root);
    xent_map_free(map);
}
END_TEST

/* What a later version or `xent fit --json` adds does no harm. */
START_TEST(test_more_members)
{
    xent_map *map = fit_map("platt");
    json_t *root = xent_map_to_json(map);
    xent_error err;
    json_object_set_new(root, "cross_validation", json_object());
    json_object_set_new(root, "xent", json_string("0.9.1"));
    json_object_set_new(json_object_get(root, "fit"), "objective", json_real(1));
    char *text = json_dumps(root, 0);
    ck_assert_int_eq(load(text, strlen(text), &err), XENT_OK);
    free(text);
    json_decref(root);
    xent_map_free(map);
}
END_TEST

/* Every prefix of a map file is refused, and every file with one byte changed loads or is
   refused. */
START_TEST(test_damaged)
{
    xent_map *map = fit_map("platt");
    char text[8192];
    ck_assert_int_eq(xent_map_save(map, path, NULL, NULL), XENT_OK);
    FILE *file = fopen(path, "rb");
    size_t n = fread(text, 1, sizeof text, file);
    fclose(file);
    ck_assert(n > 100 && n < sizeof text);
    for (size_t i = 0; i + 1 < n; i++)
        ck_assert_int_eq(load(text, i, NULL), XENT_EDATA);
    for (size_t i = 0; i < n; i++) {
        char was = text[i];
        text[i] = (char)(was ^ (1 << i % 8));
        xent_status status = load(text, n, NULL);
        ck_assert(status == XENT_OK || status == XENT_EDATA);
        text[i] = was;
    }
    xent_map_free(map);
}
END_TEST

/* The document of a fit that failed has the limits of its parameters. */
START_TEST(test_failed_fit)
{
    static const double z[] = {1, 0, 0, 1};
    static const int32_t right[] = {0, 1};
    xent_sample *sample = memory_sample((memory){.rows = 2, .columns = 2, .f64 = z, .label = right});
    xent_map *map;
    ck_assert_int_eq(xent_map_fit(xent_map_type_find("temperature"), sample,
                                  &(xent_fit_options){0}, &map, NULL, NULL), XENT_EFIT);
    json_t *root = xent_map_to_json(map);
    ck_assert(xent_json_real(xent_json_at(root, "parameters.temperature")) == 0);
    ck_assert_str_eq(json_string_value(xent_json_at(root, "parameters.inverse_temperature.status")),
                     "inf");
    ck_assert_str_eq(json_string_value(xent_json_at(root, "fit.status")), "separable");
    ck_assert(json_is_string(xent_json_at(root, "fit.advice")));
    json_decref(root);
    xent_map_free(map);
    xent_sample_free(sample);
}
END_TEST

int
main(void)
{
    TCase *tcase = tcase_create("map_json");
    gsl_set_error_handler_off();
    tcase_add_checked_fixture(tcase, make_folder, remove_folder);
    tcase_add_test(tcase, test_round_trip);
    tcase_add_test(tcase, test_locale);
    tcase_add_test(tcase, test_save_refuses);
    tcase_add_loop_test(tcase, test_broken, 0, (int)(sizeof broken / sizeof *broken));
    tcase_add_test(tcase, test_deep);
    tcase_add_test(tcase, test_large);
    tcase_add_test(tcase, test_unreadable);
    tcase_add_loop_test(tcase, test_wrong, 0, (int)(sizeof wrong / sizeof *wrong));
    tcase_add_test(tcase, test_more_members);
    tcase_add_test(tcase, test_damaged);
    tcase_add_test(tcase, test_failed_fit);
    return run_tests("map_json", tcase);
}
