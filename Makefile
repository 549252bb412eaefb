# `make recap` tells the bundled day on a fresh machine; `make test` is what CI runs.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Two processes, whatever the machine: each may have a browser and a server of its own.  Files stay whole.
WORKERS ?= -n 2 --dist loadgroup --no-loadscope-reorder

.PHONY: recap test bench campaign clean

recap: .venv/.told
	$(BIN)/newsgen recap --sample

test: .venv/.tested
	$(BIN)/ruff check --output-format concise .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/newsgen lint
	$(BIN)/pytest -q $(WORKERS)

# The measurements of the README; they need the real history beside the project.
bench: .venv/.tested
	$(BIN)/python -m benchmarks all

# The long runs, of which `make test` runs a seeded tenth.
campaign: .venv/.tested
	$(BIN)/pytest -q -m campaign
	$(BIN)/python -m benchmarks mutations
	$(BIN)/python -m benchmarks cases
	$(BIN)/python -m benchmarks prose
	$(BIN)/python -m benchmarks faults
	$(BIN)/python -m benchmarks outages
	$(BIN)/python -m benchmarks kills

# Pinned and without build isolation, so that two machines install the same and nothing is fetched twice.
.venv/.told: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) hatchling
	$(INSTALL) --no-build-isolation --editable .
	@touch $@

.venv/.tested: pyproject.toml constraints.txt | .venv/bin/python
	$(INSTALL) hatchling
	$(INSTALL) --no-build-isolation --editable '.[bulk,dev]'
	@touch $@ .venv/.told

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("newsgen needs Python 3.11 or newer: make PYTHON=python3.12 recap" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv dist build
