/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The end of every test program. */
#ifndef XENT_TESTS_SUITE_H
#define XENT_TESTS_SUITE_H
#include <check.h>
#include <stdlib.h>

/* Runs the tests of one case, each for at most so many seconds, and returns what main should. */
static inline int
run_tests_within(double seconds, const char *name, TCase *tests)
{
    Suite *suite = suite_create(name);
    tcase_set_timeout(tests, seconds);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Long enough for a machine that is busy with other things. */
static inline int
run_tests(const char *name, TCase *tests)
{
    return run_tests_within(300, name, tests);
}

#endif
