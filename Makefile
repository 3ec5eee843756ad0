# make run: set up everything and open the dashboard. make test: set up everything, browser included, and run all tests.
# make site: the dashboard as files in site/ that need no server; SITE=https://… is the address where they will stand.
SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: run test test-fast check lint bench site screenshots lock train clean

run: $(VENV)/.ready
	$(BIN)/streamlit run app.py

test: lint check
	scripts/ensure_browser.sh
	scripts/ensure_postgres.sh
	$(BIN)/python -m pytest tests/unit tests/data tests/app tests/browser

test-fast: $(VENV)/.ready-dev
	scripts/ensure_postgres.sh
	$(BIN)/python -m pytest tests/unit tests/data

lint: $(VENV)/.ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

check: $(VENV)/.ready-dev
	$(BIN)/python -m decoupling check

bench: $(VENV)/.ready-dev
	scripts/ensure_browser.sh
	$(BIN)/python benchmarks/engine.py --events 1000000
	$(BIN)/python benchmarks/pages.py
	$(BIN)/python benchmarks/first_chart.py
	$(BIN)/python benchmarks/streaming.py
	$(BIN)/python benchmarks/extraction.py
	$(BIN)/python benchmarks/review.py

site: $(VENV)/.ready
	$(BIN)/python -m decoupling site --out site --site "$(SITE)"

screenshots: $(VENV)/.ready-dev
	scripts/ensure_browser.sh
	$(BIN)/python scripts/take_screenshots.py

# Pins everything the two requirements files need, with hashes, for every system.
lock: $(VENV)/.ready-dev
	$(BIN)/python -m pip install --quiet uv
	for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    $$name.txt --output-file $$name.lock; done

# Trains the extractor's weights from data/extraction/corpus (about an hour and a half on two cores), then fits confidence.
train:
	scripts/make_venv.sh .venv-training requirements.lock
	.venv-training/bin/python -m pip install --quiet -r training/requirements.txt
	.venv-training/bin/python -m training.train
	.venv-training/bin/python -m training.calibrate data/extraction/rounds/1 data/extraction/rounds/2 data/extraction/rounds/3

$(VENV)/.ready: requirements.lock scripts/make_venv.sh
	scripts/make_venv.sh $(VENV) requirements.lock
	touch $@

$(VENV)/.ready-dev: requirements-dev.lock scripts/make_venv.sh
	scripts/make_venv.sh $(VENV) requirements-dev.lock
	touch $(VENV)/.ready $@

clean:
	rm -rf $(VENV) .venv-training var .pytest_cache .ruff_cache .mypy_cache
