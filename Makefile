# make run     build .venv from the hash lock, run the reference line, print its table
# make test    the same environment with the tests' packages, then the tests
# make app     the dashboard in a browser, the reference line already run
# make bench   speed, side by side in one run (tables; nothing is asserted)
# make bench-all  the same with PyBaMM beside the others, in its own .venv-bench
# make e2e     the app's stories in a real browser (Chromium; installed where it may)
# make test-dask  the tests on a Dask cluster of this machine, in its own .venv-dask
# make lint    style
# make clean   remove the environments, compiled code and runs
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= scenarios/reference_line.yaml
BENCH_VENV := .venv-bench
DASK_VENV := .venv-dask
CORES ?= -n auto --maxprocesses 4 --dist worksteal# of the tests; CORES= for one process
BENCH ?=# parts and options, as in make bench BENCH="exposure --picture out.png"

.PHONY: run app test test-all e2e test-dask bench bench-all lint lock clean

run: $(VENV)/.installed-run
	$(BIN)/twin run $(SCENARIO)

PORT ?= 8501
E2E_PICTURES ?= docs/img# those that README shows
app: $(VENV)/.installed-run
	$(BIN)/twin app --port $(PORT)

test: run-once $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not slow" $(CORES)

test-all: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(CORES)

test-dask: $(DASK_VENV)/.installed-dask
	$(DASK_VENV)/bin/python -m pytest tests/test_study_dask.py

e2e: $(VENV)/.installed-e2e
	E2E_PICTURES=$(E2E_PICTURES) $(BIN)/python -m pytest tests/e2e.py -s --timeout 600

bench: $(VENV)/.installed-dev
	$(BIN)/python tests/bench.py $(BENCH)

bench-all: $(BENCH_VENV)/.installed-bench
	$(BENCH_VENV)/bin/python tests/bench.py $(BENCH)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# the tests start from an environment in which the main job has run
.PHONY: run-once
run-once: $(VENV)/.installed-run
	@$(BIN)/twin run $(SCENARIO)

# An install is named for the lock it came from: done again when the lock changes.
$(VENV)/.installed-run: requirements/run.txt pyproject.toml
	@$(call install,run,$@,$(VENV))

$(VENV)/.installed-dev: requirements/dev.txt pyproject.toml $(VENV)/.installed-run
	@$(call install,dev,$@,$(VENV))

$(VENV)/.installed-e2e: requirements/e2e.txt $(VENV)/.installed-dev
	@$(call install,e2e,$@,$(VENV))

$(BENCH_VENV)/.installed-bench: requirements/bench.txt pyproject.toml
	@$(call install,bench,$@,$(BENCH_VENV))

$(DASK_VENV)/.installed-dask: requirements/dask.txt pyproject.toml
	@$(call install,dask,$@,$(DASK_VENV))

# $(1) the lock, $(2) the mark of its install, $(3) the environment
define install
test -x $(3)/bin/python || $(PYTHON) -m venv $(3) || { \
	echo "no $(PYTHON) with venv found: install Python 3.11 (Debian: python3.11-venv)" \
	"or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
echo "installing requirements/$(1).txt into $(3) ..."; \
$(3)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	-r requirements/$(1).txt && \
$(3)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps \
	--no-build-isolation -e . && \
touch $(2)
endef

# needs uv; names, versions and hashes only, no host
lock:
	cd requirements && for name in run dev bench dask e2e; do \
	uv pip compile --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $$name.in -o $$name.txt; done

clean:
	rm -rf $(VENV) $(BENCH_VENV) $(DASK_VENV) runs studies *.egg-info .pytest_cache .hypothesis .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
