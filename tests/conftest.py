"""A home of its own for every test run, made before anything reads a setting.

Django is named here and not in pyproject.toml: there it would be set up before this file could move the home away from
the one of whoever runs the tests. With RESONANZ_TEST_POSTGRES the relational store is that PostgreSQL server.
"""
# ruff: noqa: TID251  the tests' own settings are made here

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

pytest.register_assert_rewrite("tests.store.contracts")  # before anybody imports it
os.environ["RESONANZ_HOME"] = tempfile.mkdtemp(prefix="resonanz-test-")
os.environ["RESONANZ_DATABASE_URL"] = os.environ.get("RESONANZ_TEST_POSTGRES", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "resonanz.web.settings"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line has it
atexit.register(shutil.rmtree, os.environ["RESONANZ_HOME"], ignore_errors=True)
django.setup()

# Shared cores stall now and then; a property that is slow is no property that fails. The same commit is asked the same
# examples each time, so that it is good or not; `make explore` looks for new ones.
hypothesis_settings.register_profile("resonanz", deadline=None, derandomize=True)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=500)
hypothesis_settings.load_profile(os.environ.get("RESONANZ_TEST_PROFILE", "resonanz"))
# A real hash takes half a second by design; the tests make hundreds.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return where labelled data and captured payloads lie; skip where they are absent."""
    found = Path(os.environ.get("RESONANZ_SHARED") or Path(__file__).parents[2] / "shared")
    if not (found / "data").is_dir():
        pytest.skip("labelled data and captured payloads are absent; set RESONANZ_SHARED to where they lie")
    return found
