# Every target uses the environment in .venv, made from locked and hashed requirements.
PYTHON ?= python3
BIN := .venv/bin
TEMPLATE := bot/texts/heronry.pot
STAMP := .venv/.made-from-lock

.PHONY: env demo run test long lint types docs texts chaos crowd blocking screenshots lock
.DEFAULT_GOAL := env

env: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Heronry needs Python 3.11 or newer; say which with: make $@ PYTHON=/path/to/python3.11"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv \
		|| { rm -rf .venv; echo "Python's venv module is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q bot cogs migrations sandbox  # as pip does with what it copies: the first start is quicker
	@touch $@

demo: env  ## Try Heronry here, without an account
	@$(BIN)/heronry demo

run: env  ## Run Heronry against Discord, with the token in .env
	@$(BIN)/heronry run

test: env lint types  ## Lint, types, import contracts and every test but the long ones
	$(BIN)/python -m pytest

long: env  ## The tests that take long: more kills, years gone through, a rotation cut at every step
	$(BIN)/python -m pytest -m long

lint: env
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: env
	$(BIN)/basedpyright --level error

docs: env texts  ## Write the pages and the template of texts that are made from the code
	$(BIN)/heronry permissions > docs/permissions.md

texts:
	$(BIN)/pybabel --quiet extract --no-wrap --no-location --sort-output --omit-header \
		-k _ -k N_ -k locale_str -k ngettext:1,2 -o $(TEMPLATE) bot cogs

chaos: env  ## 500 kills while it delivers; CHAOS_SEED=N replays a run
	CHAOS_KILLS=$${CHAOS_KILLS:-500} $(BIN)/python -m pytest -n0 -m "" -o log_cli=true -o log_cli_level=INFO tests/chaos

crowd: env  ## An announcement to 1,000 followers, killed and withdrawn on the way; CROWD=N for more or fewer
	CROWD=$${CROWD:-1000} $(BIN)/python -m pytest -n0 -m "" -o log_cli=true -o log_cli_level=INFO \
		tests/chaos/test_announcement.py

blocking: env  ## The acceptance tests in asyncio's debug mode; lists every callback of over 100 ms
	@rm -f build/blocking.log && mkdir -p build
	$(BIN)/python -m pytest tests/acceptance -o asyncio_debug=true --log-file=build/blocking.log \
		--log-file-mode=a --log-file-level=WARNING -W ignore::ResourceWarning
	@sed -nE 's/.*Executing .* coro=<([^ ]+) .* took ([0-9.]+ seconds).*/\1 took \2/p' build/blocking.log \
		| sort | grep . || echo "Nothing held up the loop for over 100 ms."

screenshots: env  ## Take the documentation's pictures anew (needs Chromium)
	$(BIN)/python -m tests.screenshots

lock:  ## Pin and hash every requirement anew (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements/run.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-annotate --no-header -q -o requirements/dev.txt
