# `make demo` plans a trip, `make test` runs the tests; each sets up what it needs, `make dev` all of it alone.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test lint format types layers check lock clean

demo: $(VENV)/.run
	$(BIN)/tripsage plan "five days in Lisbon in May from Berlin, two of us, 2500 euros, no early flights"

.PHONY: dev
dev: $(VENV)/.dev

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.dev
	$(BIN)/ruff check .

format: $(VENV)/.dev
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/pyright

layers: $(VENV)/.dev
	$(BIN)/lint-imports

check: test lint format types layers

.PHONY: understanding timing

# What the rules understand, in figures: a table a slot for each half of the cases.
understanding: $(VENV)/.dev
	$(BIN)/python -m evals.understanding

# A sample of every suite against the thresholds of evals/gates.toml.
.PHONY: evals evals-gate
evals-gate: $(VENV)/.dev
	$(BIN)/python -m evals.gates

# Notebooks, requests made up from the OpenAPI, the suite on a Ray of two workers: what `make test` leaves out.
.PHONY: test-slow
test-slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto -m slow

# Every suite, both halves.
evals: $(VENV)/.dev
	$(BIN)/tripsage evals run --workers 2

# All suites and all yardsticks in one table, beside what others published; `make evals-report SAMPLE=3` for a part.
.PHONY: evals-report
SAMPLE ?= 0
evals-report: $(VENV)/.dev
	$(BIN)/tripsage evals report --workers 2 --sample $(SAMPLE)

# The cache of tool results, in figures.
.PHONY: cache
cache: $(VENV)/.dev
	$(BIN)/python -m benchmarks.cache

# Bookings with faults, in figures.
.PHONY: bookings
bookings: $(VENV)/.dev
	$(BIN)/python -m benchmarks.bookings

# Memories beside stock Mem0, in figures; `make bench-memory SIZE=1000000` for the size they are meant for.
.PHONY: bench-memory
SIZE ?= 10000
bench-memory: $(VENV)/.dev
	$(BIN)/python -m benchmarks.memory --memories $(SIZE)

# Servers killed in the middle of runs.
.PHONY: bench-killed
RUNS ?= 100
bench-killed: $(VENV)/.dev
	$(BIN)/python -m benchmarks.killed --runs $(RUNS) --redis

# Many streams at once on one server; `make bench-api STREAMS=50` for fewer.
.PHONY: bench-api
STREAMS ?= 300
bench-api: $(VENV)/.dev
	$(BIN)/python -m benchmarks.streams --streams $(STREAMS)

# Half an hour of turns on one server, its memory each minute.
.PHONY: soak
MINUTES ?= 30
soak: $(VENV)/.dev
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES)

# Near-pairs and a replayed day of the cache of answers.
.PHONY: answers bench-answers
answers: $(VENV)/.dev
	$(BIN)/python -m evals.answers pairs
	$(BIN)/python -m evals.answers day

# Lookups among many entries; `make bench-answers ENTRIES=1000000` for the size they are meant for.
ENTRIES ?= 100000
bench-answers: $(VENV)/.dev
	$(BIN)/python -m benchmarks.answers --entries $(ENTRIES)

# The map in the README: a trip over the date line.
.PHONY: map
map: $(VENV)/.run
	$(BIN)/tripsage plan "five nights in Tokyo and four nights in Honolulu from Sydney from 4 May 2027, two adults" --today 2026-11-21 --thread map
	$(BIN)/tripsage itinerary export docs/map.svg --thread map --force

# The yardsticks of planning, in figures.
.PHONY: bench-planning
bench-planning: $(VENV)/.dev
	$(BIN)/python -m benchmarks.planning

# How soon a client of the chat endpoint hears from it.
.PHONY: endpoint
endpoint: $(VENV)/.run
	$(BIN)/python -m benchmarks.endpoint

# Made-up requests by the OpenAPI document, and ten thousand broken ones: none may be answered 5xx.
.PHONY: fuzz
fuzz: $(VENV)/.dev
	FUZZ_EXAMPLES=300 $(BIN)/python -m pytest tests/api/test_fuzz.py
	$(BIN)/python -m benchmarks.malformed

# LangGraph's own server, for Studio, in an environment of its own: its pins are not those of TripSage.
.PHONY: studio
STUDIO := .venv-studio
studio: $(STUDIO)/.done
	LANGGRAPH_CLI_NO_ANALYTICS=1 $(STUDIO)/bin/langgraph dev

# A flight turn beside the same on other frameworks, each in an environment of its own.
.PHONY: bench-peers
bench-peers: $(VENV)/.dev
	$(BIN)/python -m benchmarks.peers
	$(BIN)/python -m benchmarks.peers.whole_trip

# The pages that are made from the code, and the site, in which the notebooks are run.
.PHONY: pages docs
pages: $(VENV)/.dev
	$(BIN)/python -m wiring.described

docs: $(VENV)/.dev
	home=$$(mktemp -d) && chmod 755 $$home && export TRIPSAGE_HOME=$$home NO_MKDOCS_2_WARNING=1 PYTHONWARNINGS=ignore && \
	{ $(BIN)/mkdocs build --quiet; code=$$?; $(BIN)/tripsage db stop >/dev/null; rm -rf $$home; exit $$code; }

# How long a person waits.
timing: $(VENV)/.run
	$(BIN)/python benchmarks/timing.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else "TripSage needs Python 3.11, 3.12 or 3.13; this is %d.%d. Try: make PYTHON=python3.12" % v)'
	@$(PYTHON) -m venv $(VENV) || { echo "This Python has no venv module (on Debian: apt install python3-venv)."; rm -rf $(VENV); exit 1; }

$(VENV)/.run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/dev.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.run

# One of its dependencies comes as source alone.
$(STUDIO)/.done: requirements/studio.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m venv $(STUDIO)
	$(STUDIO)/bin/python -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: --no-binary forbiddenfruit -r requirements/studio.txt
	$(STUDIO)/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Pins for every supported Python and platform, with hashes and without addresses.
lock: $(VENV)/.dev
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml requirements/build.in -o requirements/run.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml requirements/build.in --group dev -c requirements/run.txt -o requirements/dev.txt
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header pyproject.toml requirements/build.in requirements/studio.in -o requirements/studio.txt

clean:
	rm -rf $(VENV) $(STUDIO) site
