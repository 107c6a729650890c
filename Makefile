# The few things one does with this repository. What CI runs is `make test`.
TARGET := $(or $(CARGO_TARGET_DIR),target)

.PHONY: help run test build lint check bench clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z]*\): .*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{ printf "  make %-6s  %s\n", $$1, $$2 }'

# One shell, and exec at its end: the server itself gets Ctrl-C and SIGTERM, with no shell in between.
run: ## build and start Hyades here, in the foreground (HYADES_DATA_DIR, ARGS='more options')
	@set -e; \
	scripts/install-system-deps; \
	HYADES_ENGINE_DIR=$$(scripts/install-mysql); export HYADES_ENGINE_DIR; \
	cargo build --release --locked --bin hyades; \
	exec $(TARGET)/release/hyades serve \
	  --data-dir "$${HYADES_DATA_DIR:-$$HOME/.local/share/hyades}" --quickstart $(ARGS)

test: ## everything CI runs (STAGES='fmt clippy' for some of it)
	@scripts/test $(STAGES)

build: ## release build of the binary
	cargo build --release --locked --bin hyades

lint: ## formatting and clippy
	@scripts/test fmt clippy

check: ## the project's own rules: layering, file sizes, endpoint coverage
	@scripts/test xtask

bench: build ## benchmarks of a release build (ARGS='create', 'reads' or 'memory' for one of them)
	@HYADES_ENGINE_DIR=$${HYADES_ENGINE_DIR:-$$(scripts/install-mysql)}; export HYADES_ENGINE_DIR; exec bench/run $(ARGS)

clean: ## remove build results; the MySQL cache and your data directory stay
	cargo clean
