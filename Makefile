# Each command does its own set-up: it needs Python 3.11-3.13 with venv, and a C compiler.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The published wheels of lightfm-next use the build machine's instruction set: build it here.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-binary lightfm-next

.PHONY: demo test lint bench

demo: $(VENV)/installed
	$(BIN)/chirashi demo

test: $(VENV)/installed-dev
	$(BIN)/pytest --numprocesses 2 --dist loadscope

lint: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-dev
	$(BIN)/python -m tests.bench

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(VENV)/bin/pip pyproject.toml constraints.txt $(shell find recommender api -name "*.[ch]")
	@echo "Installing into $(VENV): a minute or two, once."
	$(PIP) --editable '.[training]'
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "Installing what the tests need into $(VENV), once."
	$(PIP) --editable '.[training,postgresql,peers,dev]'
	touch $@
