# make demo | make run TASK='...' [APP='...'] | make test | make check
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LIGHT := $(VENV)/.installed-light
export PATH := $(CURDIR)/$(BIN):$(PATH)
WORKERS ?= 2

.PHONY: help install install-all system demo run test test-all check check-types check-rest docs format clean

help:  ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: $(LIGHT)  ## Set up what run, act and mcp need in .venv

install-all: $(STAMP)  ## Set up everything: tests, checks, studio, models in process

$(LIGHT): pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) scripts/install-python-packages light
	@touch $@

$(STAMP): pyproject.toml constraints.txt
	@PYTHON=$(PYTHON) scripts/install-python-packages all
	@touch $(LIGHT) $@

system:  ## Install the missing Debian/Ubuntu packages
	@scripts/install-system-packages demo

demo: install system  ## Watch the embedded model fill a todo list, on a private screen
	@gui-agent demo

run: install system  ## Perform TASK='...' on a private screen, with APP='...' if given
	@test -n "$(TASK)" || { echo "usage: make run TASK='what should happen' [APP='a program']" >&2; exit 2; }
	@gui-agent run "$$TASK" $(if $(APP),--app "$$APP") --contact-sheet

test: install-all check  ## Check and test everything
	@scripts/install-system-packages test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q -m "not slow"

test-all: install-all check  ## The same, and what takes long
	@scripts/install-system-packages test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

check: install-all  ## Lint, types (Python and JavaScript), the import rule, the documentation
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target check-types check-rest

check-types: install-all
	@$(BIN)/mypy
	@$(BIN)/python scripts/docs_blocks.py build/docs_blocks && $(BIN)/mypy build/docs_blocks

check-rest: install-all
	@$(BIN)/python scripts/event_docs.py --check
	@scripts/check-javascript
	@$(BIN)/lint-imports --no-cache > .lint-imports.log 2>&1 || { cat .lint-imports.log; exit 1; }
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

docs: install-all  ## Build the documentation site in site/, without a warning
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

format: install-all  ## Format the code, and make the docs of the events
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .
	@$(BIN)/python scripts/event_docs.py

clean:  ## Remove what was made (not the runs)
	rm -rf $(VENV) scripts/typescript/node_modules build dist site *.egg-info .mypy_cache .ruff_cache .pytest_cache
