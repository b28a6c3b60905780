# The pods' image, for those who have Docker: the same as `make image` makes.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
ARG TARGETOS TARGETARCH VERSION=dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY cmd cmd
COPY pkg pkg
RUN CGO_ENABLED=0 GOEXPERIMENT=simd GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -pgo=pkg/trace/trace.pgo -ldflags "-s -w -X main.version=$VERSION" -o /mosaic-pod ./cmd/mosaic-pod

FROM scratch
COPY --from=build /mosaic-pod /mosaic-pod
USER 65532:65532
ENTRYPOINT ["/mosaic-pod"]
