# Everything a person needs to type. `make serve` and `make test` work on a fresh machine with Python 3.10 and 3.11.
.DEFAULT_GOAL := serve
.PHONY: setup serve test check bench lock
APP := .venv/bin
RASA := .venv-rasa/bin
STOCK := .venv-stock/bin

# An environment is made anew when its lock file changes.
.venv/ready: requirements/dev.txt pyproject.toml
	@echo "== app environment (Python 3.11): about a minute"
	python3.11 -m venv .venv
	$(APP)/pip install --quiet --no-deps --require-hashes -r requirements/dev.txt
	$(APP)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv-rasa/ready: requirements/rasa.txt
	@echo "== rasa environment (Python 3.10): about a minute"
	python3.10 -m venv .venv-rasa
	$(RASA)/pip install --quiet --no-deps --require-hashes -r requirements/rasa.txt
	@touch $@

# What the benchmark compares our classifier with; nothing else needs it.
.venv-stock/ready: requirements/stock.txt
	@echo "== environment with TensorFlow (Python 3.10): about two minutes"
	python3.10 -m venv .venv-stock
	$(STOCK)/pip install --quiet --no-deps --require-hashes -r requirements/stock.txt
	@touch $@

setup: .venv/ready .venv-rasa/ready
	@$(APP)/michishirube train --if-needed

serve: setup
	@exec $(APP)/michishirube serve

test: setup
	$(APP)/python -m pytest

check: setup
	$(APP)/ruff check .
	$(APP)/mypy
	$(APP)/lint-imports --no-cache
	$(APP)/michishirube kb check --strict
	PYTHONPATH=. $(RASA)/python -W ignore -m bot.nlu.launch data validate --domain bot/domain --data nlu_data --fail-on-warnings

bench: setup .venv-stock/ready
	$(APP)/python -m tests.bench

# Needs uv on the path. Names no registry; versions move only here.
lock:
	uv pip compile --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.11 requirements/dev.in -o requirements/dev.txt
	uv pip compile --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.10 \
	  --override requirements/rasa-overrides.in requirements/rasa.in -o requirements/rasa.txt
	uv pip compile --generate-hashes --no-emit-index-url --no-header --upgrade --python-version 3.10 requirements/stock.in -o requirements/stock.txt
