# One command is enough: each target first installs into .venv what it needs, and only when that has changed.

VENV  := .venv
BIN   := $(VENV)/bin
STAMP := $(VENV)/.installed

# The first Python on this machine that is new enough; `make PYTHON=/path/to/python …` chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)

PIP := $(BIN)/python -m pip -qq --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help install demo test kill fuzz lint bench pictures lock clean

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##\(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

install: $(STAMP)  ## .venv with everything the other targets need

demo: $(STAMP)  ## a day of the service in the terminal, then a page to try it on; no token, no network
	$(BIN)/zhuqi demo

test: $(STAMP)  ## all tests, side by side
	$(BIN)/python -m pytest -n auto

kill: $(STAMP)  ## the bot killed at every single point of the main story; takes half an hour
	$(BIN)/python -m pytest -n auto -m exhaustive tests/kill

fuzz: $(STAMP)  ## 20,000 harmed updates: nobody stuck, nobody shown a traceback; takes some minutes
	$(BIN)/python -m pytest -n auto -m exhaustive tests/fuzz

lint: $(STAMP)  ## ruff, mypy, import contracts
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)  ## the measurements that the decisions rest on
	$(BIN)/python -m tests.benchmarks

pictures: $(STAMP)  ## those of the README anew: the demo, and the page in the Chromium of the system
	$(BIN)/zhuqi demo --once --picture docs/pictures/demo.svg
	$(BIN)/python -m tests.browser.pictures docs/pictures

$(STAMP): pyproject.toml requirements.lock
	$(if $(PYTHON),,$(error No Python 3.11 or newer with venv found; install one (Debian: python3 python3-venv) or name it: make PYTHON=/path/to/python))
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(PIP) install --require-hashes --requirement requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

# The newest versions that pyproject.toml allows, for every platform; the tool lives apart from what it pins.
lock: $(STAMP)  ## requirements.lock anew
	test -x $(VENV)/lock/bin/uv || { $(BIN)/python -m venv $(VENV)/lock && $(VENV)/lock/bin/pip install --quiet uv; }
	echo 'setuptools>=80' | $(VENV)/lock/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --extra dev \
		--output-file requirements.lock pyproject.toml -

clean:  ## take away what make made; data/ and .env stay
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
