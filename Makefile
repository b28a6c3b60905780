# The front door: `make help` lists what there is.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# The image that pods run, unless the user says another; `make build IMAGE=…` builds it in.
IMAGE ?=
# What `make image` calls the image in the archive.
IMAGE_NAME ?= mosaic.local/mosaic:$(VERSION)
ARCHES := amd64 arm64
PLATFORMS := linux_amd64 linux_arm64 darwin_amd64 darwin_arm64 windows_amd64 windows_arm64

# Vectors of the processor, for the tracer's inner loops on amd64: the same bytes
# without them, in twice the time. Compilers that do not know the word go without.
export GOEXPERIMENT ?= $(shell GOEXPERIMENT=simd go version >/dev/null 2>&1 && echo simd)

MODULE := $(shell go list -m)
LDFLAGS := -s -w -X main.version=$(VERSION) -X $(MODULE)/pkg/cli.version=$(VERSION) -X $(MODULE)/pkg/cli.image=$(IMAGE)
# The compiler inlines what the profile says is hot (`make profile` takes it anew).
GOBUILD := CGO_ENABLED=0 go build -trimpath -pgo=$(CURDIR)/pkg/trace/trace.pgo -ldflags '$(LDFLAGS)'
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# Built first: go run would hide the exit code.
CLUSTER := @mkdir -p bin && cd tests/cluster && go build -o ../../bin/cluster . && ../../bin/cluster

.DEFAULT_GOAL := help
.PHONY: help build demo test unit race e2e lint golden profile bench screens image image-push dist install \
	cluster-up cluster-down kind-up kind-down clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## the plugin and the pod program, in bin/
	$(GOBUILD) -o bin/ ./cmd/kubectl-mosaic ./cmd/mosaic-pod

demo: build ## render the room of eight spheres on this machine, to room.png
	bin/kubectl-mosaic render builtin:room --local --to room.png

test: unit e2e ## every test, among them those on a real Kubernetes

unit: ## the tests that need no cluster
	@echo '== unit tests (the first run compiles everything: some minutes)'
	go test -timeout 30m ./...
	GODEBUG=cpu.avx2=off go test -short ./pkg/bvh ./pkg/trace # the plain loops: the same pixels
	GOEXPERIMENT= go test -short ./pkg/trace # and compiled without the others
	cd kind && go test ./...
	cd tests/cluster && go test ./...
	cd tests/debimage && go test ./...
	cd tests/screens && go test ./...

# The packages of pure numbers take too long with the race detector for what it
# could find in them: they share nothing but what they are given.
RACE := $(addprefix ./pkg/,cli cluster command film imagefile job live local movie scene status transfer worker) ./cmd/mosaic-pod ./tests/cli
race: ## the unit tests and the command scripts, with the race detector
	CGO_ENABLED=1 go test -timeout 30m -race -short $(RACE)

e2e: ## the tests on a real Kubernetes: $KUBECONFIG's, or one started here
	@tests/e2e/run.sh go test -count=1 -timeout 60m -v ./tests/e2e

lint: ## gofmt, go vet and golangci-lint
	@test -z "$$(gofmt -l .)" || { gofmt -l . ; echo 'run gofmt -w on these'; exit 1; }
	go run $(GOLANGCI) run
	cd cmd/image && go vet ./...
	cd kind && go vet ./...
	cd tests/cluster && go vet ./...
	cd tests/debimage && go vet ./...
	cd tests/screens && go vet ./...

golden: ## write the golden files and the sample manifests anew
	UPDATE=1 go test -run 'TestCommandLines|TestSchema|TestDocsList' ./pkg/command
	UPDATE=1 go test ./pkg/job ./pkg/live
	UPDATE=1 go test -run TestSchemaHasTheSettings ./pkg/scene
	UPDATE=1 go test -run TestScripts/dry-run ./tests/cli

profile: ## see anew where the tracer spends its time, for the compiler
	go test -trimpath -run '^$$' -bench 'Room|Cornell|Triangles|Model' -benchtime 6s -o bin/trace.test -cpuprofile pkg/trace/trace.pgo ./pkg/trace

# make bench NAME... measures those alone: room, model, engines ...
ifneq ($(filter bench,$(MAKECMDGOALS)),)
BENCHES := $(filter-out bench,$(MAKECMDGOALS))
.PHONY: $(BENCHES)
$(BENCHES):
	@:
endif
bench: build ## figures, as ratios to other programs in the same run
	@tests/e2e/run.sh go run ./tests/bench $(BENCHES)

screens: build ## the README's screens, as SVG, made from real commands
	cd tests/screens && go build -o ../../bin/screens .
	@tests/e2e/run.sh tests/screens/make.sh

image: $(ARCHES:%=dist/image/%/mosaic-pod) ## the pods' image, an OCI archive for linux/amd64 and arm64
	cd cmd/image && go run . -binaries ../../dist/image -version $(VERSION) -ref $(IMAGE_NAME) -archive ../../dist/mosaic-image.tar

image-push: $(ARCHES:%=dist/image/%/mosaic-pod) ## push it: make image-push REGISTRY=registry.example.com/team
	@test -n '$(REGISTRY)' || { echo 'say where to: make image-push REGISTRY=registry.example.com/team'; exit 2; }
	cd cmd/image && go run . -binaries ../../dist/image -version $(VERSION) -ref $(REGISTRY)/mosaic:$(VERSION) -push

dist/image/%/mosaic-pod: FORCE
	GOARCH=$* GOOS=linux $(GOBUILD) -o $@ ./cmd/mosaic-pod

dist: $(PLATFORMS:%=dist/plugin/%) ## archives of the plugin for Linux, macOS and Windows, and checksums
	go run ./cmd/dist -binaries dist/plugin -version $(VERSION) -out dist

dist/plugin/%: FORCE
	@mkdir -p $@
	GOOS=$(firstword $(subst _, ,$*)) GOARCH=$(lastword $(subst _, ,$*)) $(GOBUILD) -o $@/ ./cmd/kubectl-mosaic

install: build ## copy the plugin to a folder on the PATH: make install PREFIX=$HOME/.local
	mkdir -p $(or $(PREFIX),/usr/local)/bin
	install -m 755 bin/kubectl-mosaic $(or $(PREFIX),/usr/local)/bin/kubectl-mosaic
	ln -sf kubectl-mosaic $(or $(PREFIX),/usr/local)/bin/kubectl_complete-mosaic

cluster-up: ## a two-node Kubernetes on this machine, from source-built parts (Linux, root)
	$(CLUSTER) up

cluster-down: ## stop it
	$(CLUSTER) down

kind-up: image ## a kind cluster with a shared volume (needs Docker and kind)
	kind/up.sh
	kind/load-image.sh dist/mosaic-image.tar
	@echo 'export MOSAIC_IMAGE=$(IMAGE_NAME)'

kind-down: ## delete it
	kind/down.sh

clean: ## remove what was built
	rm -rf bin dist

FORCE:
