# `make` alone lists the targets. The two that set everything up by themselves: `make run`, `make test`.

SWIFT ?= swift
RELEASE := .build/release/explorer
FORMATTED := Package.swift $(wildcard Sources Tests Benchmarks)
# A warning in our own code is an error. Debug tests, release tests and the program each keep their
# own folder, as their flags differ.
STRICT := EXPLORER_STRICT=1 $(SWIFT)
DEBUG_TESTS := --scratch-path .build/debug-tests
RELEASE_TESTS := --scratch-path .build/release-tests -c release -Xswiftc -enable-testing
END_TO_END := '^(CommandTests|TerminalTests)\.'
# A network that was trained on digits, and a digit for its first pass; saving asks for another name.
EXAMPLE := Examples/digits.keras --input Examples/digits/3.png --read-only
PREFIX ?= /usr/local
INSTALLED := share/man/man1/explorer.1 share/bash-completion/completions/explorer \
  share/zsh/site-functions/_explorer share/fish/vendor_completions.d/explorer.fish

.DEFAULT_GOAL := help
.PHONY: help run build bench bench-peers bench-graph bench-screen monkey test check setup test-debug test-release e2e test-keras test-qemu sanitize check-arm64 fuzz format lint docs screenshot example install uninstall clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

run: setup build ## install what is missing, build, and open the trained example (MODEL=name for another model)
	@exec $(RELEASE) $(or $(MODEL),$(EXAMPLE))

build: ## build the program: .build/release/explorer
	@$(SWIFT) build -c release --product explorer --static-swift-stdlib

test check: ## install what the tests need, then everything that CI runs
	@scripts/setup.sh test
	@$(MAKE) --no-print-directory lint test-debug test-release e2e

setup: ## install what building needs
	@scripts/setup.sh run

test-debug: ## all tests but the end-to-end ones, in debug
	@$(STRICT) test $(DEBUG_TESTS) --skip $(END_TO_END)

test-release: ## the same in release, as the kernels run in earnest
	@$(STRICT) test $(RELEASE_TESTS) --skip $(END_TO_END)

e2e: build ## the built program: its kernels' symbols, its command line, and its screen in tmux
	@scripts/check-kernel-symbols.sh .build/release
	@EXPLORER_BIN=$(CURDIR)/$(RELEASE) $(STRICT) test $(DEBUG_TESTS) --filter $(END_TO_END)

test-keras: build ## Keras from PyPI loads what we write and counts the same
	@scripts/test-keras.sh $(RELEASE)

test-qemu: build ## the program picks the right kernels on an old and on an AVX2 processor (installs qemu-user)
	@scripts/test-qemu.sh $(RELEASE)

sanitize: ## kernels, plans, graphs and readers of files under the thread and the address sanitizer
	@scripts/sanitize.sh

check-arm64: ## compile the kernels for 64-bit ARM
	@scripts/check-arm64.sh

bench: ## GFLOP/s of the convolutions against the peak that the same run measures, plans and cancellation against passes
	@$(SWIFT) build -c release --product explorer-bench --static-swift-stdlib
	@.build/release/explorer-bench
	@.build/release/explorer-bench planning
	@.build/release/explorer-bench cancellation

bench-peers: build ## time the explorer beside five other engines from PyPI (PEERS="--rounds 3 --networks googlenet")
	@$(SWIFT) build -c release --product explorer-bench --static-swift-stdlib
	@Benchmarks/peers/bench-peers.sh $(RELEASE) .build/release/explorer-bench $(PEERS)

bench-graph: build ## how fast models are opened, folded and edited, against the goals and Keras
	@$(SWIFT) build -c release --product graph-bench --static-swift-stdlib
	@.build/release/graph-bench $(RELEASE)

bench-screen: build ## from start to first frame and from key to frame, in a pseudo-terminal; fails when a goal is missed
	@$(SWIFT) build -c release --product screen-bench --static-swift-stdlib
	@missed=0; .build/release/screen-bench || missed=1; \
		.build/release/screen-bench --layers 100000 --keys 1000 || missed=1; exit $$missed

monkey: build ## 100,000 random keys and resizes in a pseudo-terminal (SEED=n for others)
	@$(SWIFT) build -c release --product screen-bench --static-swift-stdlib
	@.build/release/screen-bench --monkey --keys 100000 --model residual-inception --seed $(or $(SEED),1)

fuzz: build ## ten minutes of damaged files for each reader: Keras JSON, pictures, archives, weights
	@scripts/fuzz-keras.sh
	@scripts/fuzz-pictures.sh
	@scripts/fuzz-weights.sh archive $(RELEASE)
	@scripts/fuzz-weights.sh weights $(RELEASE)

format: ## format all Swift files in place
	@$(SWIFT) format --in-place --parallel --recursive $(FORMATTED)

lint: ## fail on a formatting fault
	@$(SWIFT) format lint --strict --parallel --recursive $(FORMATTED)

docs: build ## write the pages that are made from the program: Documentation/keys.md
	@$(RELEASE) keys --markdown > Documentation/keys.md

screenshot: build ## take the pictures of the README (installs xterm, Xvfb, ImageMagick)
	@scripts/setup.sh screenshot
	@scripts/screenshot.sh

example: ## train Examples/digits.keras anew with Keras from PyPI, and write its digits
	@"$$(scripts/keras-venv.sh scikit-learn pillow)" scripts/train-example.py Examples

install: build ## install the program, its manual page and completions (PREFIX=/usr/local, DESTDIR=)
	@install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin $(dir $(INSTALLED)))
	@install -m 755 $(RELEASE) $(DESTDIR)$(PREFIX)/bin/explorer
	@$(RELEASE) manual > $(DESTDIR)$(PREFIX)/share/man/man1/explorer.1
	@$(RELEASE) completions bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/explorer
	@$(RELEASE) completions zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_explorer
	@$(RELEASE) completions fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/explorer.fish

uninstall: ## remove what install put there
	@rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/explorer $(INSTALLED))

clean: ## remove everything that was built
	@rm -rf .build
