# make demo | make run TASK='...' [APP='...'] | make test | make check
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PATH := $(CURDIR)/$(BIN):$(PATH)
DEMO_TASK := Type 'Buy milk' into the New todo field, click Add, type 'Call home' into the New todo field, click Add, then tick the check box Buy milk
DEMO_STATE := .gui-agent/demo/todo.json
WORKERS ?= 2

.PHONY: help install system demo run test check format clean

help:  ## Show what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

install: $(STAMP)  ## Set everything up in .venv

$(STAMP): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing gui-agent into $(VENV) (a minute or two) ..."
	@{ $(BIN)/python -m pip install --disable-pip-version-check --upgrade 'pip>=25.1' && \
	   $(BIN)/python -m pip install --disable-pip-version-check -c constraints.txt -e '.[local,studio]' --group dev; \
	 } > $(VENV)/install.log 2>&1 || { tail -n 20 $(VENV)/install.log >&2; exit 1; }
	@touch $@

system:  ## Install the missing Debian/Ubuntu packages
	@scripts/install-system-packages demo

demo: install system  ## Watch the embedded model fill a todo list, on a private screen
	@rm -rf $(dir $(DEMO_STATE)) && mkdir -p $(dir $(DEMO_STATE))
	@gui-agent run "$(DEMO_TASK)" --app "python scenarios/apps/todo.py $(DEMO_STATE)" --contact-sheet
	@printf 'the todo list now holds: '; cat $(DEMO_STATE); echo

run: install system  ## Perform TASK='...' on a private screen, with APP='...' if given
	@test -n "$(TASK)" || { echo "usage: make run TASK='what should happen' [APP='a program']" >&2; exit 2; }
	@gui-agent run "$$TASK" $(if $(APP),--app "$$APP") --contact-sheet

test: install check  ## Check and test everything
	@scripts/install-system-packages test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -q

check: install  ## Lint, types, the import rule
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache > .lint-imports.log 2>&1 || { cat .lint-imports.log; exit 1; }

format: install  ## Format the code
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

clean:  ## Remove what was made (not the runs)
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
