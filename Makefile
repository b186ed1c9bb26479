# `make run` needs Python 3.11 or later and make, nothing else; what it installs goes to .venv, what
# it writes to .state. `make test` needs npm and Chromium on top, and installs them where it may.

PYTHON ?= python3
PORT ?= 8000
OSS_PORT ?= 9100

VENV := .venv
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export PORT OSS_PORT
export PYTHONUNBUFFERED = 1

# What a shell may say against it, modules are compiled once and not in each of the processes.
unexport PYTHONDONTWRITEBYTECODE

# The demo and the checks have data of their own, whatever database this shell is for.
unexport DATABASE_URL DATABASE_URL_FILE

# A stamp for each set of requirements: nothing is installed twice, and a second run needs no network.
FOR_RUN := $(VENV)/.installed-run
FOR_DEV := $(VENV)/.installed-dev
NODE_CLIENT := tests/node/node_modules/.package-lock.json

# One more than the cores: some wait for processes.
PYTEST := pytest --numprocesses 3 --dist worksteal

# What no database can change.
WITHOUT_DATABASE := $(addprefix --ignore=tests/,cors localoss oss browser/test_accessibility.py)

# Runs a command with the demo's settings, which corsconsole.demo has written.
DEMO := honcho -e .state/demo.env

.DEFAULT_GOAL := help
.PHONY: help run test test-fast test-full test-postgres faults bench check vendor-check requirements clean chromium gettext

help: ## Show what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{printf "%-22s%s\n", $$1, $$2}'

run: $(FOR_RUN) ## Try the console on this machine, with sample buckets (PORT=8000 OSS_PORT=9100)
	@python -m corsconsole.demo "$(PORT)" "$(OSS_PORT)"
	@$(DEMO) run python manage.py migrate --verbosity 0
	@$(DEMO) run python manage.py collectstatic --no-input --verbosity 0
	@$(DEMO) start --no-prefix --no-colour --port "$(PORT)"

test: $(FOR_DEV) $(NODE_CLIENT) chromium gettext ## Run all behaviour once, a sample of the combinations in the browser
	@$(PYTEST)

test-fast: $(FOR_DEV) ## Run the domain, the client of OSS and the verbs: no browser, no processes
	@$(PYTEST) tests/cors tests/forms tests/models tests/oss tests/presenters tests/sync

test-full: $(FOR_DEV) $(NODE_CLIENT) chromium gettext ## Run every combination, with coverage, and the tests on PostgreSQL
	@HYPOTHESIS_PROFILE=full $(PYTEST) -m "not faults" --cov
	@$(MAKE) test-postgres

test-postgres: $(FOR_DEV) $(NODE_CLIENT) chromium gettext ## Run the tests on a PostgreSQL of its own, where one is installed
	@python -m tests.postgres -- $(PYTEST) $(WITHOUT_DATABASE)

faults: $(FOR_DEV) ## The long randomised runs: properties with a thousand examples, and what is marked faults
	@HYPOTHESIS_PROFILE=faults $(PYTEST) -m "faults or hypothesis"

bench: $(FOR_DEV) ## Measure what is claimed of speed, and write docs/benchmarks.md; on a quiet machine
	@python -m tests.bench

check: $(FOR_DEV) ## Check style, types, imports and settings, as a reviewer would
	ruff check
	ruff format --check
	djade --check $$(find templates -name '*.html')
	mypy
	lint-imports
	@set -e; state=$$(mktemp -d); trap 'rm -rf "$$state"' EXIT; \
	export CORSCONSOLE_STATE_DIR="$$state" CORSCONSOLE_ALLOWED_HOSTS=console.example.com \
		CORSCONSOLE_SECRET_KEY=$$(python -c 'import secrets; print(secrets.token_urlsafe(50))') \
		CORSCONSOLE_FIELD_KEYS=$$(python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'); \
	set -x; \
	python manage.py check --deploy --fail-level WARNING; \
	python manage.py makemigrations --check --dry-run

vendor-check: $(FOR_DEV) ## Compare the vendored front-end files with their npm packages (needs the network)
	@python -m tests.vendored

requirements: $(FOR_DEV) ## Move the pinned requirements to the newest versions
	@for set in requirements requirements-dev; do \
		pip-compile --quiet --upgrade --strip-extras --allow-unsafe --no-header --no-emit-options \
			--output-file $$set.txt $$set.in || exit 1; \
	done

clean: ## Remove the demo with its data, and everything made but .venv
	rm -rf .state .coverage .coverage.* htmlcov .hypothesis .pytest_cache .mypy_cache .ruff_cache \
		.import_linter_cache tests/node/node_modules
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("CORS Console needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(FOR_RUN): requirements.txt | $(VENV)/bin/python
	python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(FOR_DEV): requirements-dev.txt | $(VENV)/bin/python
	python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

# The vendor's Node client, a witness for local OSS.
$(NODE_CLIENT): tests/node/package-lock.json
	@command -v npm >/dev/null || $(call install,npm)
	cd tests/node && npm ci --ignore-scripts --no-progress
	@touch $@

gettext:
	@command -v xgettext >/dev/null || $(call install,gettext)

# Without a browser's own windows the same engine is a third of the work.
chromium:
	@command -v chromium-headless-shell >/dev/null || { $(call apt,chromium-headless-shell); } \
		|| command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null || $(call install,chromium)

# $(call install,PACKAGE): with apt where we may, otherwise a sentence.
install = { $(call apt,$(1)); } \
	|| { echo "The tests need $(1), and only root can install it with apt-get. Please install it and start again." >&2; exit 1; }
apt = test "$$(id -u)" -eq 0 && command -v apt-get >/dev/null && apt-get update --quiet && apt-get install --yes --quiet $(1)
