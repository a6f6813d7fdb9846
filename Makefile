# Grappe: `make run` and `make test` need nothing but Python 3.11+ and make.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
# The machine's own certificates: company networks often have a root of their own.
export UV_SYSTEM_CERTS := true
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Each process of Grappe starts in less than half the time from what Python kept compiled; it is kept out of the way.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/bytecode

.PHONY: help run setup test check fmt bench lock clean browser java xmlsec dovecot stories screenshots

help:
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: setup ## set up everything and serve Grappe with demo data
	@exec $(BIN)/grappe serve --demo --port $(PORT)

setup: var/.assets var/.messages ## install everything, start nothing

test: setup var/.peers browser java xmlsec dovecot ## lint, types, architecture, engines, apps on PostgreSQL, browser stories
	@# While one core looks at the types, the other migrates the database that the tests copy, and runs the engines' tests.
	@{ DJANGO_SETTINGS_MODULE=grappe.config.settings PYTHONPATH=src:tests $(BIN)/python -m factories.databases; \
	  $(BIN)/pytest -q tests/engines; echo $$? >var/engines.failed; } >var/engines.log 2>&1 & \
	  $(MAKE) --no-print-directory check; checked=$$?; wait; echo "• engines …"; cat var/engines.log; exit $$checked
	@echo "• architecture, apps and browser stories …"
	@$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/engines; failed=$$?; \
	  test "$$(cat var/engines.failed)" = 0 || { echo "The engines' tests failed: see above, or var/engines.log."; exit 1; }; exit $$failed

check: setup ## lint, types and architecture
	@echo "• lint …"
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	@echo "• types …"
	$(BIN)/mypy src/grappe
	@echo "• layers …"
	$(BIN)/lint-imports --no-logo

fmt: setup ## format
	$(BIN)/ruff check --fix src tests benchmarks
	$(BIN)/ruff format src tests benchmarks

stories: setup browser ## every browser story in each of its languages (make test tells it in one)
	GRAPPE_STORIES=all $(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests/stories

screenshots: setup browser ## take the pictures of the documents anew, from the stories
	GRAPPE_SCREENSHOTS=1 $(BIN)/pytest -q tests/stories

bench: setup var/.peers ## the benchmarks, as ratios within one run
	$(BIN)/python -m benchmarks

lock: var/.venv ## resolve the dependencies anew
	$(BIN)/uv pip compile -q pyproject.toml --group dev --universal --generate-hashes --no-header --no-emit-index-url -o requirements.lock
	$(BIN)/uv pip compile -q pyproject.toml --group dev --group peers -c requirements.lock --universal --generate-hashes --no-header --no-emit-index-url -o requirements-peers.lock

browser: ## install Chromium where that can be done
	@command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null || test -n "$$CHROMIUM" || \
	  { echo "• installing Chromium for the browser stories …"; \
	    { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	      for name in chromium-headless-shell chromium; do \
	        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$name >/dev/null 2>&1 && break; done && \
	      { command -v chromium-headless-shell || command -v chromium; } >/dev/null; } || \
	    echo "  Chromium could not be installed: the stories will say how."; }

java: ## install Java 17 for the Spark tests where that can be done
	@command -v java >/dev/null || test -n "$$JAVA_HOME" || \
	  { echo "• installing Java for the tests of the sweep on Spark …"; \
	    { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq openjdk-17-jre-headless >/dev/null; } || \
	    echo "  Java could not be installed: those tests will say how."; }

xmlsec: ## install xmlsec1, with which the tests' SAML identity provider signs, where that can be done
	@command -v xmlsec1 >/dev/null || \
	  { echo "• installing xmlsec1 for the tests of SAML …"; \
	    { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq xmlsec1 >/dev/null; } || \
	    echo "  xmlsec1 could not be installed: those tests will say how."; }

dovecot: ## install Dovecot, the IMAP server of the tests of mails, where that can be done
	@PATH="$$PATH:/usr/sbin" command -v dovecot >/dev/null || \
	  { echo "• installing Dovecot for the tests of mails …"; \
	    { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq dovecot-imapd >/dev/null; } || \
	    echo "  Dovecot could not be installed: those tests will say how."; }

var/.peers: var/.venv requirements-peers.lock
	@echo "• installing what the tests and benchmarks measure beside …"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-peers.lock
	@touch $@

var/.venv: pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("Grappe needs Python 3.11 or newer, not " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	@mkdir -p var
	@echo "• installing the Python packages …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

var/.assets: var/.venv package.json package-lock.json $(wildcard src/grappe/ui/assets/*)
	@echo "• bundling the pages' assets …"
	@$(BIN)/python -m grappe.config.assets
	@touch $@

var/.messages: var/.venv $(wildcard src/grappe/ui/locale/*/*/*.po) $(wildcard src/grappe/apps/*/locale/*/*/*.po src/grappe/config/doors/locale/*/*/*.po)
	@echo "• compiling the translations …"
	@$(BIN)/grappe messages compile >/dev/null
	@touch $@

clean: ## remove what was installed and built; the data in var/postgres stays
	rm -rf .venv node_modules src/grappe/ui/static/grappe/dist var/.venv var/.peers var/.assets var/.messages var/static var/bytecode
