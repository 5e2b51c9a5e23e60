# make demo    sets up and sorts a bank's support messages
# make test    sets up and runs every check that CI runs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test lint unit test-llm test-web models reference clean

demo: $(VENV)/installed
	$(BIN)/sdol run examples/triage.sdol --input examples/data/banking_sample.jsonl

test: lint unit

lint: $(VENV)/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

unit: $(VENV)/tested
	$(BIN)/python -m pytest -n 2

# Models in GGUF: needs a small one, and the first call compiles llama.cpp, which takes some minutes.
MODELS ?= ../shared/models

test-llm: $(VENV)/tested
	$(PIP) install -e '.[llm]'
	SDOL_GGUF=$(MODELS)/stories260K.gguf $(BIN)/python -m pytest tests/llm -rs

# The served dashboard in a browser; installs Debian's Chromium where there is none and root calls it.
test-web: $(VENV)/tested
	@command -v chromium >/dev/null || { test "$$(id -u)" = 0 && apt-get update && \
	  apt-get install -y --no-install-recommends chromium; } \
	  || echo "no Chromium, and it cannot be installed here (no root, no apt, or no network): its tests are skipped"
	SDOL_BROWSER="$$(command -v chromium)" $(BIN)/python -m pytest tests/web -rs

# Maintainers: the models that travel with the package, from their pinned origin.
DATA ?= ../shared/data

models: $(VENV)/tested
	$(PIP) install -e '.[models]'
	$(BIN)/python -m tools.build_models --data $(DATA)

# Pages that are generated from the program itself; CI compares them.
reference: $(VENV)/tested
	$(BIN)/python -m sdol.lang.tables
	$(BIN)/python -m sdol.lang.textmate
	$(BIN)/python -m sdol.shell.reference

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "sdol needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: pyproject.toml | $(BIN)/python
	$(PIP) install -e .
	@touch $@

$(VENV)/tested: pyproject.toml | $(BIN)/python
	$(PIP) install -e '.[test]'
	@touch $@ $(VENV)/installed

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
