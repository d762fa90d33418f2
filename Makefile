# `make audit` and `make test` make their own environment in .venv; nothing is installed outside it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
REPO ?=

.PHONY: audit test test-browser lint types architecture unit self-audit bench evaluate docs clean

audit: $(STAMP)  ## audit the demo repository, or REPO=path
ifeq ($(strip $(REPO)),)
	$(BIN)/debtaudit demo
else
	$(BIN)/debtaudit scan "$(REPO)"
endif

test: lint types architecture unit self-audit  ## everything that CI checks

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "debtaudit needs Python 3.10 or newer; set PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python -m compileall -q src  # where PYTHONDONTWRITEBYTECODE is set, no run would ever keep its byte code
	@touch $@

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

architecture: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/python -m pytest -n auto

test-browser: $(STAMP)  ## the HTML report in headless Chromium; needs chromium, chromedriver and npm
	npm install --silent --no-audit --no-fund --prefix $(VENV)/axe axe-core@4
	AXE=$(CURDIR)/$(VENV)/axe $(BIN)/python -m pytest -m browser tests/browser

self-audit: $(STAMP)
	$(BIN)/debtaudit gate .

bench: $(STAMP)  ## REPOS=folder of clones: against limits, and how the cost grows (an hour)
	$(BIN)/python benchmarks/bench.py $(if $(REPOS),--repositories "$(REPOS)")
	$(BIN)/python -m benchmarks.manifests
	$(BIN)/python -m benchmarks.growth $(if $(REPOS),--repositories "$(REPOS)")

evaluate: $(STAMP)  ## REPOS=folder of clones
	@test -n "$(REPOS)" || { echo "make evaluate REPOS=folder, with one clone for each labelled repository"; exit 2; }
	$(BIN)/python -m evaluation --repositories "$(REPOS)"
	$(BIN)/python -m evaluation.entry_points --repositories "$(REPOS)"
	$(BIN)/python -m evaluation.dependencies --repositories "$(REPOS)"
	$(BIN)/python -m evaluation.checklist_items --repositories "$(REPOS)"
	$(BIN)/python -m evaluation.inventory --repositories "$(REPOS)"

docs: $(STAMP)  ## renew what the documents show of the program
	$(BIN)/python -m benchmarks.renew_docs

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.PHONY: evaluate-hotspots

evaluate-hotspots: $(STAMP)  ## REPOS=folder of clones, ONLY=names: against radon and git log
	@test -n "$(REPOS)" || { echo "make evaluate-hotspots REPOS=folder of clones"; exit 2; }
	$(BIN)/python -m evaluation.hotspots --repositories "$(REPOS)" --since 2000-01-01 $(if $(ONLY),--only $(ONLY))
