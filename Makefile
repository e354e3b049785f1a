# `make run` and `make test` need Python 3.11+ and make; everything else is installed, pinned, into .venv and node_modules.
PYTHON ?= python3
BIN := .venv/bin
# The suite shares two cores; PYTEST_ARGS narrows it: make test PYTEST_ARGS="tests/clients -k consent"
PYTEST_ARGS ?= -n 2
.PHONY: run test check format bench screenshot lock install
.DEFAULT_GOAL := run

run: ## installs what is pinned, starts everything, serves on http://127.0.0.1:8000 until Ctrl-C
	@exec $(PYTHON) -m casemgmt.local run

install:
	@$(PYTHON) -m casemgmt.local test

test: install ## the whole suite on a real PostgreSQL and Valkey
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: install ## formatter, linter, types, import contracts, migrations, deploy check, schema and state drift
	$(BIN)/python -m casemgmt.local.check

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## the benchmarks, with ratios to the limit
	$(BIN)/python -m casemgmt.local.during bench

screenshot: install ## the README's picture, from the demo agency
	$(BIN)/python -m casemgmt.local.during screenshot

lock: install ## pins requirements*.txt anew from requirements*.in
	$(BIN)/python -m casemgmt.local.lock
