# Verbs: generate check test interop fuzz bench bench-load demo. `make test' and `make demo' need Go alone.

GO ?= go
# How long each fuzz target runs, what the benchmarks measure, flags of cbench, and of go test.
FUZZTIME  ?= 30s
BENCH     ?= of1
LOAD      ?= -time 5s
TESTFLAGS ?=

# Recipes are bash scripts. Their temporary directories end with them.
.ONESHELL:
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
TEMP = tmp=$$(mktemp -d); trap 'rm -rf "$$tmp"' EXIT

.PHONY: generate check test interop fuzz bench bench-load demo
.PHONY: check-format check-vet check-generated check-specs check-lines check-size check-race

generate: ## Regenerate all Go files from spec/.
	$(GO) generate ./...

test: ## Unit, vector and golden tests.
	$(GO) test $(TESTFLAGS) ./...

interop: ## Tests against ovs-ofctl, tshark, os-ken and a running Open vSwitch.
	$(GO) test -tags interop -count 1 -v ./interop

demo: ## A controller and a simulated switch in one process, in two versions.
	$(GO) run ./examples/learningswitch

bench: ## Codecs beside the hand-written limit and their targets.
	cd bench && $(GO) run ./cmd/codecbench -codec ofwire -targets targets.tsv -run '$(BENCH)'

# Beside the limit of what Go can do and, where it is installed, os-ken.
bench-load: ## Packet-ins through the learning switch: answers, latency, allocations.
	@$(TEMP)
	$(GO) build -o "$$tmp/learningswitch" ./examples/learningswitch
	cd bench
	$(GO) build -o "$$tmp/cbench" ./cmd/cbench
	list=("limit=$$tmp/cbench -limit {addr}" "ofwire=$$tmp/learningswitch -listen {addr} -debug {debug}")
	if command -v osken-manager > /dev/null; then
		list+=("os-ken=osken-manager --ofp-listen-host 127.0.0.1 --ofp-tcp-listen-port {port} cmd/cbench/osken_l2.py")
	fi
	"$$tmp/cbench" $(LOAD) "$${list[@]}"

# Inputs are hardly made smaller: by default that takes most of the time. A run that ends with nothing but "context deadline exceeded" has found nothing: before
# go1.27 the coordinator may take the end of -fuzztime for a failure (go.dev/issue/75804).
fuzz: ## Each fuzz target for FUZZTIME.
	@$(TEMP)
	list=$$($(GO) test -list '^Fuzz' ./...)
	n=0
	while read -r pkg name; do
		echo "fuzz $$pkg $$name"
		$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x "$$pkg" < /dev/null 2>&1 | tee "$$tmp/log" ||
			[ "$$(grep -A 1 -e '--- FAIL' "$$tmp/log" | tail -n +2)" = '    context deadline exceeded' ]
		n=$$((n + 1))
	done < <(awk '/^Fuzz/ { name[++n] = $$1 } $$1 == "ok" { for (i = 1; i <= n; i++) print $$2, name[i]; n = 0 }' <<< "$$list")
	echo "fuzz: $$n targets"
	[ "$$n" -gt 0 ]

check: check-format check-vet check-specs check-generated check-lines check-size check-race ## All that is not a test.

check-format:
	@out=$$(gofmt -l .)
	[ -z "$$out" ] || { echo "not gofmt-ed:"; echo "$$out"; exit 1; }
	echo "format: ok"

check-vet:
	@$(GO) vet ./...
	GOARCH=386 $(GO) build ./... # Where int has 32 bits.
	$(GO) vet -tags interop ./interop
	(cd bench && $(GO) vet ./...)
	echo "vet: ok"

check-specs:
	@$(TEMP)
	$(GO) build -o "$$tmp/gen" ./gen
	"$$tmp/gen" -check
	for f in spec/*.of; do
		"$$tmp/gen" -fmt "$$f" | diff -u "$$f" - || { echo "not formatted: $$f (go run ./gen -fmt -w)"; exit 1; }
	done
	echo "specs: $$(ls spec/*.of | wc -l) files, $$(cat spec/*.of | wc -l) lines, formatted"

# In a copy of the tree all generated files are deleted and made again.
check-generated:
	@$(TEMP)
	tar -cf - --exclude ./.git . | tar -xf - -C "$$tmp"
	(cd "$$tmp" && $(GENERATED) | xargs -r rm && $(GO) generate ./...)
	diff -r -q -x .git . "$$tmp" || { echo "generated files are not current: make generate"; exit 1; }
	echo "generated: current"

# Bench is left out: its hand-written limit is one long file by its nature.
GO_FILES  = find . -name '*.go' -not -path './.git/*' -not -path '*/testdata/*' -not -path './bench/*'
MARKER    = ^// Code generated .* DO NOT EDIT\.$$
GENERATED = $(GO_FILES) -print0 | xargs -0 -r grep -l '$(MARKER)'
WRITTEN   = $(GO_FILES) -print0 | xargs -0 -r grep -L '$(MARKER)'
MAX_WRITTEN   = 400
MAX_GENERATED = 3000
MAX_ALL       = 120000

check-lines:
	@long=0
	too_long() { awk -v max="$$1" '$$2 != "total" && $$1 > max { print "too long: " $$2 ", " $$1 " lines of at most " max; bad = 1 } END { exit bad }'; }
	$(WRITTEN) | xargs wc -l | too_long $(MAX_WRITTEN) || long=1
	$(GENERATED) | xargs wc -l | too_long $(MAX_GENERATED) || long=1
	written=$$($(WRITTEN) | xargs cat | wc -l)
	all=$$($(GENERATED) | xargs cat | wc -l)
	echo "lines: $$written written, $$all generated (at most $(MAX_ALL))"
	[ "$$long" = 0 ] && [ "$$all" -le $(MAX_ALL) ]

MAX_SIZE = 3145728

# A program that decodes and encodes one version, and the time that a fresh machine needs to compile the version's package.
check-size:
	@$(TEMP)
	bad=0
	for dir in openflow1?; do
		mkdir -p "$$tmp/program"
		printf 'module program\n\ngo 1.25.0\n\nrequire github.com/ofwire/openflow v0.0.0\n\nreplace github.com/ofwire/openflow => %s\n' "$$PWD" > "$$tmp/program/go.mod"
		cat > "$$tmp/program/main.go" <<-END
			package main

			import (
				"io"
				"os"

				of "github.com/ofwire/openflow/$$dir"
			)

			func main() {
				b, _ := io.ReadAll(os.Stdin)
				m, err := of.Unmarshal(b)
				if err == nil {
					b, err = m.AppendBinary(b[:0])
				}
				if err != nil {
					os.Exit(1)
				}
				os.Stdout.Write(b)
			}
		END
		(cd "$$tmp/program" && GOFLAGS=-mod=mod $(GO) build -trimpath -ldflags '-s -w' -o ../binary .)
		size=$$(wc -c < "$$tmp/binary")
		export GOCACHE="$$tmp/cache-$$dir"
		$(GO) list -deps ./$$dir | grep -v ofwire | xargs $(GO) build
		start=$$(date +%s%N)
		$(GO) build ./$$dir
		took=$$(( ($$(date +%s%N) - start) / 1000000 ))
		unset GOCACHE
		echo "$$dir: program of $$size bytes (at most $(MAX_SIZE)), cold build in $$took ms"
		[ "$$size" -le $(MAX_SIZE) ] || bad=1
	done
	exit $$bad

# The generator has no goroutines, and is slow under the race detector.
check-race:
	$(GO) test -race -short $$($(GO) list ./... | grep -v '/gen')
