# `make demo` and `make test` set up what they need by themselves; see `make help`.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test unit mutants quick-start docs bench bench-postgres bench-peers format lint clean

STORE ?= sqlite:data/jobs.db
SOURCE ?= .

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Summarize this repository through the job queue (SOURCE=<git URL or path>, STORE=sqlite:PATH or memory:)
	@Scripts/prepare
	swift build --traits Demo --product jobkit-demo
	@"$$(swift build --traits Demo --show-bin-path)/jobkit-demo" summarize --store '$(STORE)' -- '$(SOURCE)'

test: ## Everything CI runs: lint, the whole test suite, and the quick start of the README in a package of its own
	@Scripts/prepare test
	@$(MAKE) --no-print-directory lint
	swift build --traits Demo --build-tests
	@Scripts/with-postgres Scripts/run-tests
	@Scripts/check-hints
	@Scripts/docs
	@Scripts/check-quick-start

unit: ## The core's and the SQLite store's tests only
	@Scripts/prepare
	swift test --traits Demo --filter '^(JobKitTests|JobKitSQLiteTests)\.'

mutants: ## Put known bugs into a copy of the library, one at a time, and see a test go red for each (about half an hour)
	@Scripts/prepare test
	@Scripts/with-postgres Scripts/mutants

quick-start: ## Build and run the README's quick start against JobKitSQLite alone
	@Scripts/check-quick-start

docs: ## Build the reference of the API with DocC, one archive for each product, into .build-docs; a warning is an error
	@Scripts/prepare test
	@Scripts/docs

bench: ## Benchmarks on SQLite beside prepared statements, release build, about 15 minutes; writes the table in Docs/benchmarks.md (BENCH='--only drain')
	@Scripts/prepare
	@mkdir -p .build-bench
	swift run -c release --package-path Benchmarks jobkit-bench --json .build-bench/benchmarks.json $(if $(BENCH),$(BENCH),--update Docs/benchmarks.md)

bench-postgres: ## Benchmarks on PostgreSQL beside pgbench, release build, about half an hour; writes its table in Docs/benchmarks.md
	@Scripts/prepare test
	@mkdir -p .build-bench
	swift build -c release --package-path Benchmarks
	JOBKIT_POSTGRES_OPTIONS='-c fsync=on -c shared_buffers=512MB -c max_wal_size=4GB -c shared_preload_libraries=pg_stat_statements' Scripts/with-postgres \
		Benchmarks/.build/release/jobkit-bench --postgres --seconds 600 --json .build-bench/postgres.json $(if $(BENCH),$(BENCH),--update Docs/benchmarks.md)

bench-peers: ## JobKit beside huey and pgqueuer from PyPI; writes their tables in Docs/benchmarks.md (BENCH='pgqueuer --runs 2')
	@Scripts/prepare peers
	@Scripts/bench-peers $(if $(BENCH),$(BENCH),--update Docs/benchmarks.md)

format: ## Format the sources in place
	swift format -i -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

lint: ## Check the format, that folders form no circle, and that the demo keeps its layers
	@Scripts/check-layers
	swift format lint --strict -r Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

clean: ## Remove what builds left behind
	rm -rf .build Benchmarks/.build .build-bench .build-peers .build-mutants .build-servers .build-docs
