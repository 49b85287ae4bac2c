# The environment is .venv; stamps inside it say what was installed when, so that nothing is installed twice.
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell command -v python3.11 || command -v python3)
# What was compiled is kept, whatever the environment says: the tests start Python many times.
unexport PYTHONPATH VIRTUAL_ENV PYTHONDONTWRITEBYTECODE
# Tests never ask a model hub for anything. Two of them run at once, so each encodes on one processor.
test tests test-llm torture: export HF_HUB_OFFLINE := 1
test tests torture: export DATELINE_THREADS := 1

.PHONY: setup run test test-setup chromium lint style types tests bench gate torture test-llm

setup: $(VENV)/installed

run: $(VENV)/installed
	@exec $(BIN)/python app.py

# Chromium is fetched while pip installs, and the types are checked beside the tests: else a processor would idle. A
# file's tests stay together, so that what they share is made once.
test:
	$(MAKE) -j 2 test-setup
	$(MAKE) style
	$(MAKE) -j 2 types tests

tests: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not torture and not llm" $(PYTEST)

torture: $(VENV)/installed-test
	$(BIN)/python -m pytest -n 2 -m torture $(PYTEST)

# A real model in a real server: llama.cpp is compiled when it is not there yet, which takes some minutes. What its
# compiler takes from the processor by itself may not run in a virtual machine, nor what was compiled on another one.
test-llm: $(VENV)/installed-llm
	$(BIN)/python -m pytest -m llm $(PYTEST)

$(VENV)/installed-llm: $(VENV)/installed-test
	@command -v c++ >/dev/null || { \
		echo "make test-llm compiles llama.cpp and needs a C++ compiler: install g++ (Debian: apt-get install g++)"; exit 1; }
	CMAKE_ARGS=-DGGML_NATIVE=OFF $(BIN)/python -m pip install --no-cache-dir -c constraints.txt \
		-e '.[test,local-llm]' 'llama-cpp-python[server]'
	@touch $@

lint: style types

style: $(VENV)/installed-test
	$(BIN)/ruff check .

types: $(VENV)/installed-test
	$(BIN)/mypy

bench: $(VENV)/installed
	$(BIN)/python -m eval bench demo
	$(BIN)/python -m eval bench ingest
	$(BIN)/python -m eval bench search

# Whether the demo's scores keep their floors (eval/floors.json); `make test` holds it too.
gate: $(VENV)/installed
	$(BIN)/python -m eval gate

# torch comes first and by its exact pin, before anything can choose another build of it.
$(VENV)/torch:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Dateline needs Python 3.11 or newer; name one with: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --no-compile torch==2.13.0
	@touch $@

# The pip that comes with Python may be years old and slow to see what is needed. What it installs
# is compiled on all processors, where it would use one itself; some packages carry files that are no Python of this
# version, which are left out. The model is converted at the end, which the first question would wait for otherwise;
# without it torch runs it.
define INSTALL
	$(BIN)/python -m pip install --no-compile -c constraints.txt --upgrade pip
	$(BIN)/python -m pip install --no-compile -c constraints.txt -e '$(1)'
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib >/dev/null 2>&1 || true
	-@$(BIN)/python -c 'from rag.encoders import load_encoder; from rag.settings import Settings; load_encoder("minilm", Settings().cache)'
endef

$(VENV)/installed: $(VENV)/torch pyproject.toml constraints.txt
	$(call INSTALL,.)
	@touch $@

# With the tools of the tests everything is there that `make run` needs.
$(VENV)/installed-test: $(VENV)/torch pyproject.toml constraints.txt
	$(call INSTALL,.[test])
	@touch $(VENV)/installed $@

test-setup: $(VENV)/installed-test chromium

# The browser that the page's tests drive comes from the system's packages.
APT := apt-get -o DPkg::Lock::Timeout=600
CHROMIUM_PACKAGES := $(APT) update && $(APT) install -y --no-install-recommends chromium
chromium:
	@if [ -x /usr/bin/chromium ]; then exit 0; fi; \
	if ! command -v apt-get >/dev/null; then \
		echo "make test needs Chromium at /usr/bin/chromium: install your system's package for it"; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then $(CHROMIUM_PACKAGES); \
	elif sudo -n true 2>/dev/null; then sudo -n sh -c '$(CHROMIUM_PACKAGES)'; \
	else \
		echo "make test needs Chromium. Install it with: sudo sh -c '$(CHROMIUM_PACKAGES)'"; exit 1; \
	fi
