# `make run` and `make test` need Python 3.11+ and make; everything else is installed, pinned, into .venv and node_modules.
PYTHON ?= python3
BIN := .venv/bin
# The suite shares two cores; PYTEST_ARGS narrows it: make test PYTEST_ARGS="tests/clients -k consent"
PYTEST_ARGS ?= -n 2
# A run starts its modules in dozens of processes: each compiles them only once, also where the shell would have no file of it kept.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: run test check bench screenshot format install lock
.DEFAULT_GOAL := run

run: ## installs what is pinned, starts everything, serves on http://127.0.0.1:8000 until Ctrl-C
	@exec $(PYTHON) -m casemgmt.local run

install:
	@$(PYTHON) -m casemgmt.local test

test: install ## the whole suite on a real PostgreSQL and Valkey
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: install ## formatter, linter, types, import contracts, migrations, deploy check, schema and state drift
	$(BIN)/python -m casemgmt.local.check

bench: ## pages and steps on 100,000 clients, beside raw SQL and a bare view; BENCH_CLIENTS=5000 makes it smaller
	@exec $(PYTHON) -m casemgmt.local bench

screenshot: ## the README's pictures, of the demo agency that `make run` is serving in another terminal
	$(BIN)/python -m casemgmt.local.screenshot

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: install ## pins requirements*.txt anew from requirements*.in
	$(BIN)/python -m pip install --quiet pip-tools==7.5.2
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header -o requirements.txt requirements.in
	$(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-header -o requirements-dev.txt requirements-dev.in
