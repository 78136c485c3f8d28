# make run     build .venv from the hash lock, run the reference line, print its table
# make test    the same environment with the tests' packages, then the tests
# make bench   speed, side by side in one run (a table; nothing is asserted)
# make lint    style
# make clean   remove the environment, compiled code and runs
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SCENARIO ?= scenarios/reference_line.yaml

.PHONY: run test test-all bench lint lock clean

run: $(VENV)/.installed-run
	$(BIN)/twin run $(SCENARIO)

test: run-once $(VENV)/.installed-dev
	$(BIN)/python -m pytest -m "not slow"

test-all: $(VENV)/.installed-dev
	$(BIN)/python -m pytest

bench: $(VENV)/.installed-dev
	$(BIN)/python tests/bench.py

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# the tests start from an environment in which the main job has run
.PHONY: run-once
run-once: $(VENV)/.installed-run
	@$(BIN)/twin run $(SCENARIO)

# An install is named for the lock it came from: done again when the lock changes.
$(VENV)/.installed-run: requirements/run.txt pyproject.toml
	@$(call install,run,$@)

$(VENV)/.installed-dev: requirements/dev.txt pyproject.toml $(VENV)/.installed-run
	@$(call install,dev,$@)

define install
test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { \
	echo "no $(PYTHON) with venv found: install Python 3.11 (Debian: python3.11-venv)" \
	"or say where it is: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
echo "installing requirements/$(1).txt into $(VENV) ..."; \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	-r requirements/$(1).txt && \
$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
	--no-build-isolation -e . && \
touch $(2)
endef

# needs uv; names, versions and hashes only, no host
lock:
	cd requirements && for name in run dev bench; do \
	uv pip compile --quiet --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-header $$name.in -o $$name.txt; done

clean:
	rm -rf $(VENV) runs *.egg-info .pytest_cache .hypothesis .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
