# Two commands do all the set-up: `make serve` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# One process more than there are processors, for many tests wait for a service; each takes what the others have left,
# in the order of the files, so that few files are begun by two. Clients that mean harm are given no more than there are:
# what they cost others is looked at.
PYTEST = $(BIN)/python -m pytest -rs --dist worksteal
SPARE  = -n $$(( $$(getconf _NPROCESSORS_ONLN) + 1 ))

.PHONY: serve test test-hostile test-browser test-long test-clients quality check format messages clean

# Modules are compiled here, as pip does with what it copies: each start would take half as long again without.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	@echo "Setting up in $(VENV), once: this takes a minute or so."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable . --group test
	@$(BIN)/python -m compileall -q service
	@touch $@

serve: $(STAMP)
	@$(BIN)/smartregions serve $(SERVE_ARGS)

test: $(STAMP) check
	$(PYTEST) $(SPARE) --ignore tests/hostile --ignore tests/browser
	@echo "Left out, for they take minutes: hostile clients (make test-hostile), pages in a browser (make test-browser), all sizes (make test-long)."

# Whatever one client sends, all others go on being served.
test-hostile: $(STAMP)
	$(PYTEST) -n auto tests/hostile

# Pages as people see them; needs Chromium.
test-browser: $(STAMP)
	$(PYTEST) $(SPARE) tests/browser

test-long: $(STAMP) check
	$(PYTEST) -n auto --long

# Clients of others over HTTP, each installed in an environment of its own in the user's cache folder.
test-clients: $(STAMP)
	$(PYTEST) $(SPARE) --dist loadfile --clients -m clients tests/clients

# The points of our own catalogue, published with each release; needs the official shapes (docs/harvest-check.md).
quality: $(STAMP)
	PYTHONPATH=tests $(BIN)/python tests/clients/quality.py > quality.part
	mv quality.part service/smartregions/web/static/quality.ttl

check: $(STAMP)
	$(BIN)/ruff check service tests
	$(BIN)/ruff format --check service tests
	$(BIN)/mypy
	$(BIN)/smartregions format --check ontology shapes data examples tests/examples

format: $(STAMP)
	$(BIN)/ruff check --fix service tests
	$(BIN)/ruff format service tests
	$(BIN)/smartregions format ontology shapes data examples tests/examples

messages: $(STAMP)
	$(BIN)/python -m smartregions.web.messages

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache
