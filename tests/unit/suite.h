/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every test program. */
#ifndef XENT_TESTS_SUITE_H
#define XENT_TESTS_SUITE_H
#include <check.h>
#include <stdlib.h>

/* Runs the tests of one case and returns what main should. */
static inline int
run_tests(const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
