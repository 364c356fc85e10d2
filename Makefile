# `make run` and `make test` are all that a newcomer needs; the rest is for those who build.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export RESONANZ_HOME ?= $(CURDIR)/.resonanz

.DEFAULT_GOAL := help
.PHONY: help run test check unit explore e2e peers postgresql slow bench docs lock assets setup setup-run clean

help:  ## Say what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup-run assets $(VENV)/.warm  ## Install, start everything, open with an example company (RESONANZ_HOME, default ./.resonanz).
	@$(BIN)/resonanz run --demo-if-empty

test: setup assets  ## Install what tests need and run all of them.
	@scripts/test-all

check: setup  ## Format, lint, types, layers, spelling, quick tests: two minutes on two cores, no network.
	@scripts/check

unit: setup  ## The quick tests alone.
	@$(BIN)/pytest

explore: setup  ## Ask every property for new examples, 500 each, other ones in every run.
	@RESONANZ_TEST_PROFILE=explore $(BIN)/pytest -q -n 2

e2e: setup assets  ## Walk the pages in a real browser.
	@scripts/install-debian chromium
	@$(BIN)/pytest -m e2e tests/e2e

peers: setup assets  ## Run the whole loop against real servers on loopback.
	@$(BIN)/pytest -m peers tests/peers tests/acceptance

postgresql: setup  ## Run the tests of the relational store and of the API on PostgreSQL.
	@$(BIN)/python scripts/with-postgresql.py $(BIN)/pytest -q tests/store/relational tests/api

slow: setup assets  ## Kill processes, fill disks, fuzz for longer.
	@$(BIN)/pytest -m 'slow and not peers'

bench: setup  ## Run the benchmarks; each prints a ratio against a named baseline of the same run.
	@for one in benchmarks/*.py; do echo "== $$one"; $(BIN)/python $$one || exit 1; done

docs: setup  ## Build the documentation into site/.
	@$(BIN)/zensical build --clean

assets: src/resonanz/web/static/dist/.built  ## Build style sheet and scripts of the pages.

src/resonanz/web/static/dist/.built: package.json package-lock.json hatch_build.py $(shell find assets src/resonanz/web/assets src/resonanz/web/locale -type f -not -name '*.mo' 2>/dev/null)
	@$(BIN)/python hatch_build.py
	@touch $@

setup: $(VENV)/.dev
setup-run: $(VENV)/.run

$(VENV)/bin/python:
	@scripts/make-venv "$(PYTHON)" $(VENV)

$(VENV)/.run: $(VENV)/bin/python requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

$(VENV)/.warm: $(VENV)/.run $(shell find src/resonanz/query -name '*.py' 2>/dev/null)
	@$(BIN)/python -m resonanz.app.warm
	@touch $@

lock:  ## Write the lock files anew from pyproject.toml and requirements/*.in (needs uv).
	@scripts/lock

clean:  ## Remove what was built; your data stays.
	@rm -rf $(VENV) node_modules site dist build src/resonanz/web/static/dist .mypy_cache .ruff_cache .pytest_cache
