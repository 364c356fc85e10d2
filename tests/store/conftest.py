"""Assertions in the contract tests explain themselves like those in any test."""

import pytest

pytest.register_assert_rewrite("tests.store.contracts")
