# The commands of the project. `make demo` and `make test` work on a fresh Debian 12 with a Swift 6.3 toolchain.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help prerequisites build release demo run test lint format bench e2e clean

CORPORA ?= $(abspath ../shared/corpora)
BENCH_OUT ?= .build/bench.json
NSW := .build/release/nsw
APART := ^(TransportTests|SandboxTests)\.

# Libraries the gateway links, and tools the tests compare it with.
LIBRARIES := libxml2-dev libssl-dev libcurl4-openssl-dev libsqlite3-dev pkg-config
TEST_TOOLS := xmlsec1 libxml2-utils openssl curl python3 softhsm2 opensc

help: ## this list
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

prerequisites:
	@integration/install.sh $(LIBRARIES)

build: prerequisites ## debug build
	swift build

release: prerequisites
	swift build -c release --product nsw

demo: release ## six consignments through real counterparts; exit 0 only if each ends as it must
	$(NSW) demo

run: release ## the sandbox: gateway and counterparts stay up
	$(NSW) sandbox

test: prerequisites ## every test
	@integration/install.sh $(TEST_TOOLS)
	swift build --build-tests
	@# Suites with servers and processes of their own run apart: the others keep both cores busy.
	CORPORA="$(CORPORA)" swift test --skip-build --skip '$(APART)'
	CORPORA="$(CORPORA)" swift test --skip-build --filter '^TransportTests\.'
	CORPORA="$(CORPORA)" swift test --skip-build --filter '^SandboxTests\.'

lint: ## formatting rules and build scripts
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format: ## rewrite by the formatting rules
	swift format --in-place --recursive --parallel Package.swift Sources Tests

bench: release ## figures beside their floors, as a table and in $(BENCH_OUT)
	@integration/install.sh $(TEST_TOOLS)
	BENCH_OUT="$(BENCH_OUT)" $(NSW) bench all

e2e: release ## scenarios with clients not written here
	@integration/install.sh $(TEST_TOOLS) python3-venv
	integration/e2e.sh

clean: ## forget what was built
	rm -rf .build
