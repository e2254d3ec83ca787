# The doors of the house. On a fresh machine `make run` and `make test` do everything.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.synced
SCALE ?= 0.1
BENCH_SCALE ?= 1
SEED ?= 1
BIND ?= 127.0.0.1:8000
DEMO_DB := var/demo-$(SCALE)-$(SEED).sqlite3

.PHONY: help venv run demo test test-fast test-apps test-journeys check fix nightly bench lock docs clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

venv: $(STAMP)  ## the environment alone (.venv)

$(STAMP): requirements/dev.txt pyproject.toml scripts/venv.sh
	@PYTHON="$(PYTHON)" scripts/venv.sh $(VENV)
	@touch $(STAMP)

run: venv  ## a synthetic municipality, served at http://127.0.0.1:8000
	@scripts/run.sh "$(BIN)" "$(DEMO_DB)" "$(SCALE)" "$(SEED)" "$(BIND)"

test: venv  ## every test, on SQLite and PostgreSQL, with a real browser
	@scripts/test.sh "$(BIN)" all

test-fast: venv  ## the part that needs no database
	@scripts/test.sh "$(BIN)" fast

test-apps: venv  ## the apps on both databases
	@scripts/test.sh "$(BIN)" apps

test-journeys: venv  ## the journeys in a real browser, on both databases
	@scripts/test.sh "$(BIN)" journeys

check: venv  ## lint, types, import contracts, migrations, translations, host names
	@scripts/check.sh "$(BIN)"

fix: venv  ## let ruff mend what it can
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .

nightly: venv  ## what needs no database, with far more generated examples (over 10,000 grants)
	@HELHED_HYPOTHESIS=nightly scripts/test.sh "$(BIN)" engines

bench: venv  ## the benchmarks at BENCH_SCALE: tables, JSON in var/bench, docs/reference/speed.md
	@$(BIN)/helhed bench all --scale $(BENCH_SCALE)

docs: venv  ## write the generated pages of docs/reference again
	@$(BIN)/python scripts/reference.py

lock:  ## renew requirements/*.txt from pyproject.toml (needs uv)
	@scripts/lock.sh

clean:  ## remove what the other doors made
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
