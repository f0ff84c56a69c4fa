"""The whole bot, told things that nobody would tell it."""

import pytest

# What is checked there is told as what is checked in a test.
pytest.register_assert_rewrite("tests.e2e.stage", "tests.fuzz.playing", "tests.fuzz.owed")
