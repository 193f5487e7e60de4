# Two commands for a fresh machine with Python 3.11+ and make: `make demo` and `make test`.
PYTHON := $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
KG := .venv/bin/kg
PAGES ?=
OUT := out
GRAPH ?= $(OUT)/demo.kg
PAPERS ?= 20000 100000 500000
BENCH ?=

.PHONY: help setup demo test lint fix golden servers servers-stop soak bench clean

help:
	@echo "make demo [PAGES='page1.txt page2.txt']   install, build a graph, ask it, draw it"
	@echo "make test                                 install, lint, type-check, run every test"
	@echo "make servers | servers-stop               start the servers of the tests to try things on; end them"
	@echo "make soak [GRAPH=graph.kg]                kill loads of every store at random moments, repeat, compare; their cost"
	@echo "make bench [PAPERS=20000] [BENCH='--only ours duckdb --question NAME']   measure beside others; docs/benchmarks.md"
	@echo "make fix | golden | clean                 format; renew golden files; remove what was made here"

setup: .venv/.ready

.venv/.ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "paperkg needs Python 3.11 or later; none was found"; exit 1; }
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@

demo: setup
	@mkdir -p $(OUT)
	$(KG) build kg/sample/papers.jsonl $(PAGES) -g $(OUT)/demo.kg
	$(KG) stats -g $(OUT)/demo.kg
	$(KG) shared LoRA --limit 5 --evidence 1 -g $(OUT)/demo.kg
	$(KG) path LoRA ImageNet -k 2 --evidence 1 -g $(OUT)/demo.kg
	$(KG) view LoRA -o $(OUT)/lora.html -g $(OUT)/demo.kg

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy

test: lint
	@tests/needs.sh
	.venv/bin/python -m pytest -q --cov --cov-report=term:skip-covered --cov-fail-under=90

fix: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

golden: setup
	.venv/bin/python -m pytest -q --renew tests

soak: demo
	@eval "$$(.venv/bin/python -m tests.servers start | grep ^export)" && \
	  .venv/bin/python -m tests.benchmarks.soak $(GRAPH); code=$$?; .venv/bin/python -m tests.servers stop; exit $$code
	@.venv/bin/python -m tests.benchmarks.loads $(GRAPH)

bench: setup
	@.venv/bin/python -m tests.benchmarks.bench --papers $(PAPERS) $(BENCH)

servers: setup
	@.venv/bin/python -m tests.servers start

servers-stop:
	@.venv/bin/python -m tests.servers stop

clean:
	rm -rf .venv $(OUT) .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
