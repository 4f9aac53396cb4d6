# `make demo` and `make test` set up what they need by themselves; see `make help`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test unit mutants quick-start format lint throughput clean

STORE ?= sqlite:data/jobs.db
SOURCE ?= .

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Summarize this repository through the job queue (SOURCE=<git URL or path>, STORE=sqlite:PATH or memory:)
	@Scripts/prepare
	swift build --product jobkit-demo
	@"$$(swift build --show-bin-path)/jobkit-demo" summarize --store '$(STORE)' -- '$(SOURCE)'

test: ## Everything CI runs: lint, the whole test suite, and the quick start of the README in a package of its own
	@Scripts/prepare test
	@$(MAKE) --no-print-directory lint
	swift build --build-tests
	swift test --skip-build
	@Scripts/check-quick-start

unit: ## The core's and the SQLite store's tests only
	swift test --filter '^(JobKitTests|JobKitSQLiteTests)\.'

mutants: ## Put known bugs into a copy of the library, one at a time, and see a test go red for each (about half an hour)
	@Scripts/prepare test
	@Scripts/mutants

quick-start: ## Build and run the README's quick start against JobKitSQLite alone
	@Scripts/check-quick-start

throughput: ## Drain 100,000 no-op jobs on SQLite, release build
	@Scripts/prepare
	swift run -c release --package-path Benchmarks jobkit-throughput

format: ## Format the sources in place
	swift format -i -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

lint: ## Check the format
	swift format lint --strict -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

clean: ## Remove what builds left behind
	rm -rf .build Benchmarks/.build
