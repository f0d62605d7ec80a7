# What a person or a CI machine types. Everything is installed into .venv, at the versions of constraints.txt.

PYTHON ?= python3
PYTEST_ARGS ?= -n auto

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --constraint constraints.txt

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run native wheel test check check-format check-lint check-types check-imports check-tests check-native \
	format bench fuzz monkey screenshots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ARGS ?= debug --strict debugger/examples/bakery/default.nix
run: $(VENV)/.installed-run ## open the debugger on the shipped example; ARGS='...' are nixstep's own arguments
	@$(BIN)/python -m native
	@$(BIN)/nixstep $(ARGS)

native: $(VENV)/.installed-run ## compile the machine: the same sources, several times faster (make run does it too)
	@$(BIN)/python -m native --insist

wheel: $(VENV)/.installed-run ## build a wheel into dist/, compiled where there is a C compiler
	@$(BIN)/python -m pip --disable-pip-version-check wheel --no-build-isolation --no-deps --wheel-dir dist .

test: $(VENV)/.installed-dev ## every check and every test
	@$(BIN)/python tests/prerequisites.py
	@status=0; \
	$(MAKE) --no-print-directory --keep-going check || status=$$?; \
	$(BIN)/python tests/prerequisites.py || status=$$?; \
	exit $$status

check: check-format check-lint check-types check-imports check-tests check-native ## the checks alone, stopping at the first that fails

check-format: $(VENV)/.installed-dev
	$(BIN)/python -m ruff format --check .

check-lint: $(VENV)/.installed-dev
	$(BIN)/python -m ruff check .

check-types: $(VENV)/.installed-dev
	$(BIN)/python -m mypy

check-imports: $(VENV)/.installed-dev
	$(BIN)/lint-imports

check-tests: $(VENV)/.installed-dev
	NIXSTEP_NATIVE=0 $(BIN)/python -m pytest $(PYTEST_ARGS)

NATIVE_TESTS := tests/language tests/bytecode tests/traces tests/debugger/history tests/debugger/side tests/differential tests/native

check-native: $(VENV)/.installed-dev
	$(BIN)/python -m native --insist
	NIXSTEP_NATIVE=1 $(BIN)/python -m pytest $(PYTEST_ARGS) $(NATIVE_TESTS)

format: $(VENV)/.installed-dev ## format, and repair what the linter can repair
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

bench: $(VENV)/.installed-dev ## measure against Nix and the targets; ARGS='--only fib', '--scaling', '--help' ...
	@$(BIN)/python -m benchmarks $(ARGS)

fuzz: $(VENV)/.installed-dev ## look for programs that we and Nix disagree about
	@$(BIN)/python -m tests.fuzz $(ARGS)

monkey: $(VENV)/.installed-dev ## play with the debugger at random; ARGS='--seed 5 --count 300' plays one game again
	@$(BIN)/python -m tests.monkey $(ARGS)

screenshots: $(VENV)/.installed-dev ## make the pictures of the documentation again
	@$(BIN)/python screenshots/make.py $(ARGS)

clean: ## remove what these targets made
	rm -rf $(VENV) build dist nixstep.egg-info snapshot_report.html
	rm -rf .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A virtual environment does not survive being moved or losing its Python: it notes where it was made, and one
# that does not fit is made anew.
ifneq ($(shell $(BIN)/python -c "" 2>/dev/null && cat $(VENV)/.made-in 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/.made-in
endif

$(VENV)/.made-in:
	@command -v $(PYTHON) >/dev/null || { \
		echo "There is no '$(PYTHON)' here. Install Python 3.11 or newer, or name one: make PYTHON=python3.12 ..." >&2; \
		exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "nixstep needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) --version 2>&1)." >&2; \
		echo "Name a newer one: make PYTHON=python3.12 ..." >&2; \
		exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "'$(PYTHON)' cannot make virtual environments: its venv module is missing." >&2; \
		echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@pwd -P > $@

# The build tool comes from the constraints too, so the build needs no environment of its own.
$(VENV)/.installed-run: $(VENV)/.made-in pyproject.toml constraints.txt
	@echo "Installing nixstep into $(VENV) ..."
	@$(PIP) setuptools mypy
	@$(PIP) --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.made-in pyproject.toml constraints.txt
	@echo "Installing nixstep and its development tools into $(VENV) ..."
	@$(PIP) setuptools mypy
	@$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $(VENV)/.installed-run $@
