# Thin names for commands that also work without make (see docs/developing.md).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.run-ready
TEST_READY := $(VENV)/.test-ready
SIZES ?= 10000,100000
DATABASES ?= sqlite,postgresql

.PHONY: run test test-fast check bench rules screenshots translations pins clean

run: $(RUN_READY)
	PORTAL_DEMONSTRATION=true $(BIN)/python -m portal demo
	PORTAL_DEMONSTRATION=true exec $(BIN)/python -m portal serve

test: $(TEST_READY) browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup

test-fast: $(TEST_READY)
	$(BIN)/python -m pytest -n 2 -m "not browser and not faults and not slow" -k "not postgresql" tests/rules tests/db tests/actions

check: $(TEST_READY)
	$(BIN)/ruff check portal seed tests tools app.py
	$(BIN)/ruff format --check portal seed tests tools app.py
	$(BIN)/mypy portal seed tools app.py
	$(BIN)/lint-imports
	$(BIN)/python -m tools.check

bench: $(TEST_READY) browser
	$(BIN)/python -m tests.bench --sizes $(SIZES) --databases $(DATABASES) --browser

rules: $(TEST_READY)
	$(BIN)/python -m tools.rules

screenshots: $(TEST_READY) browser
	$(BIN)/python -m tools.screenshots

translations: $(TEST_READY)
	$(BIN)/python -m tools.translations

# New pins from pyproject.toml, without the address of whichever registry served them.
pins: $(TEST_READY)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --no-emit-index-url --no-header --quiet -o requirements-dev.txt

.PHONY: browser
browser: $(TEST_READY)
	@$(BIN)/python -m tools.browser

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(TEST_READY): requirements-dev.txt requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(RUN_READY)

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
