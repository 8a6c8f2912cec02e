# The doors to this project. `make` alone lists them.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= $(shell nproc 2>/dev/null || echo 2)
OPTIONS ?=

SOURCES := mdt tests tools wsgi.py migrations/env.py $(wildcard benchmarks faults)
PYTEST := $(BIN)/python -m pytest
AT_ONCE := --numprocesses $(WORKERS) --dist worksteal
MAKEFLAGS += --no-print-directory
export PYTHONDONTWRITEBYTECODE :=
# Compiled once and kept, whatever the shell says: a start of mdt takes half the time.

.DEFAULT_GOAL := help
.PHONY: help run test check looks lint types floors templates static unit format migrate migration \
	worker bench faults docs messages lock hooks setup setup-test setup-faults clean

help:  ## List these doors
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' Makefile

run: setup  ## Set up everything and start the portal with its demo region; Ctrl-C stops it
	@exec $(BIN)/mdt run $(OPTIONS)

test: setup-test  ## Set up everything and check all of it, in SQLite, PostgreSQL and a browser
	@$(MAKE) static
	$(PYTEST) $(AT_ONCE) -m "not browser and not postgresql" --cov $(OPTIONS)
	$(PYTEST) $(AT_ONCE) -m "browser or postgresql" $(OPTIONS)

check: setup-test  ## The same, quickly: SQLite only, no browser
	@$(MAKE) static unit

static: ; @$(MAKE) -j2 --keep-going --output-sync=target lint types floors templates

lint: setup-test  ## Style: ruff with every rule on
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check

types: setup-test  ## Types: mypy, strict
	$(BIN)/mypy $(SOURCES)

floors: setup-test  ## Floors: who may import whom
	$(BIN)/lint-imports --no-logo --no-cache

templates: setup-test  ## Templates: djlint
	$(BIN)/djlint --quiet --lint --check mdt/templates

looks: setup-test  ## Every rule of axe on every page, at each width, in light and dark
	$(PYTEST) $(AT_ONCE) --every-look tests/browser/test_every_page.py $(OPTIONS)

unit: setup-test
	$(PYTEST) --database sqlite -m "not browser" --numprocesses $(WORKERS) $(OPTIONS)

format: setup-test  ## Lay out code and templates
	$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet
	$(BIN)/djlint --quiet --reformat mdt/templates || true

migrate: setup  ## Bring the database to the newest revision
	$(BIN)/mdt db upgrade

migration: setup-test  ## Write the next revision: make migration NAME="What changes"
	@$(BIN)/python -m tools.migration $(NAME)

worker: setup  ## Deliver what the outbox owes
	$(BIN)/mdt worker $(OPTIONS)

bench: setup-test  ## What is fast, beside its yardstick
	$(BIN)/python -m benchmarks

faults: setup-faults  ## Break it on purpose: a thousand killed workers on each database, and more
	$(BIN)/python -m faults

docs: setup-test  ## Render the pages in docs/ that follow from the code
	@$(BIN)/python -m tools.docs

messages: setup-test  ## Collect the words on screen for the translators
	@$(BIN)/python -m tools.messages

lock: setup-test  ## Lock every package anew; UPGRADE=1 takes newer versions
	@$(BIN)/python -m tools.lock $(if $(UPGRADE),--upgrade)

hooks: setup-test  ## Run the quick checks at every commit
	$(BIN)/pre-commit install

clean:  ## Remove everything that these doors made, except the database in var/
	rm -rf .venv node_modules build .coverage .hypothesis .*_cache
	find mdt -name '*.mo' -delete

setup: python
	@$(PYTHON) -m tools.setup run

setup-test: python
	@$(PYTHON) -m tools.setup test

setup-faults: python
	@$(PYTHON) -m tools.setup faults

.PHONY: python
python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed; say which: make run PYTHON=python3.12" >&2; exit 1; }
