# The commands of this project. `make` alone lists them.

PORT ?= 8000
PYTHON ?=
PY := .venv/bin/python
# Two processes: as many as the smallest machine that we test on has cores. A module's tests stay
# in one process, so that a server started for a module is started once.
PYTEST := $(PY) -m pytest
PARALLEL := -n 2 --dist loadscope
NOT_LONG := not long and not faults and not mail_faults
RUN := PYTHON="$(PYTHON)" requirements/install run
DEV := $(RUN) && PYTHON="$(PYTHON)" requirements/install dev

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo demo-reset test test-fast test-long test-faults test-mail-faults \
	check bench screenshots lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## build .venv with what the app needs (GROUP=dev: with tests and checks)
	@$(if $(filter dev,$(GROUP)),$(DEV),$(RUN))

setup-dev:
	@$(DEV)

# `exec`: what make is told reaches the demo itself and not a shell around it, which would die alone.
demo: setup ## serve the demo course on http://127.0.0.1:8000 (PORT= changes it)
	@PORT=$(PORT) exec $(PY) manage.py demo

demo-reset: setup ## the same, begun anew
	@PORT=$(PORT) exec $(PY) manage.py demo --reset

test: setup-dev ## every test, on SQLite and on PostgreSQL
	@$(PY) -m tests.both_databases $(PARALLEL)

test-fast: setup-dev ## SQLite alone, no browser, no servers
	@$(PYTEST) $(PARALLEL) -m "not browser and not servers and not slow and $(NOT_LONG)"

test-long: setup-dev ## the full matrices and long runs
	@HYPOTHESIS_PROFILE=long $(PY) -m tests.both_databases $(PARALLEL) \
		-m "not faults and not mail_faults"

test-faults: setup-dev ## the fault runs of hand-ins
	@FAULT_ROUNDS=$${FAULT_ROUNDS:-200} $(PYTEST) -m faults

test-mail-faults: setup-dev ## the fault runs of mail
	@FAULT_ROUNDS=$${FAULT_ROUNDS:-200} $(PYTEST) -m mail_faults

check: setup-dev ## format, lint, types, import rules, templates, migrations, deployment
	@$(PY) deploy/check.py

bench: setup-dev ## measure against the limits; writes bench/results.json
	@$(PY) -m bench

screenshots: setup-dev ## pictures of the main pages, phone and desktop
	@$(PY) -m tests.browser.screenshots

COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header pyproject.toml
lock: setup-dev ## renew requirements/*.txt within the bounds of pyproject.toml
	@$(COMPILE) --upgrade -o requirements/run.txt
	@$(COMPILE) --upgrade --group test --group check -c requirements/run.txt \
		-o requirements/dev.txt
