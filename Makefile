# Everything a newcomer needs. `make demo` and `make test` want only Python 3.11+, make and the package registries.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
DEMO := THIDUA_VAR=$(CURDIR)/var/demo
UV := $(BIN)/uv pip install --quiet --require-hashes --compile-bytecode
# Every process would compile all modules anew where the environment forbids to keep them: seconds at each start.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: setup setup-dev demo demo-reset run test check bench journeys lock clean

setup: .venv/ready
setup-dev: .venv/ready-dev

.venv/ready: requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	test -x $(BIN)/uv || $(BIN)/pip install --quiet --disable-pip-version-check "uv>=0.9,<1"
	$(UV) -r requirements.lock
	$(BIN)/uv pip install --quiet --no-deps -e .
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.lock
	$(UV) -r requirements-dev.lock
	touch $@

demo: setup
	$(DEMO) $(BIN)/thidua demo --port $(PORT)

demo-reset: setup
	rm -rf var/demo
	$(DEMO) $(BIN)/thidua demo --port $(PORT)

run: setup
	$(BIN)/thidua serve --port $(PORT)

test: setup-dev
	$(BIN)/pytest -n auto

check: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy thidua
	$(BIN)/lint-imports
	$(BIN)/thidua makemigrations --check --dry-run
	$(BIN)/djlint --lint --quiet thidua
	@! grep -nE 'https?://|--index-url|--find-links' requirements.lock requirements-dev.lock

bench: setup-dev
	$(BIN)/python -m bench

journeys: setup-dev
	$(BIN)/pytest -n 2 --dist=loadfile journeys

lock:
	for extra in "" "--extra dev"; do \
	  $(BIN)/uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --universal \
	    --python-version 3.11 pyproject.toml $$extra -o requirements$${extra:+-dev}.lock; done

clean:
	rm -rf .venv build var/demo *.egg-info
