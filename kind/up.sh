#!/bin/sh
# Makes the kind cluster that cluster.yaml describes, or leaves it as it is.
#
#   kind/up.sh          KIND_IMAGE=kindest/node:v1.36.x chooses another Kubernetes
set -eu
here=$(dirname -- "$0")
. "$here/need.sh"
need kind docker kubectl

# Before kind: Docker would make it for root alone.
mkdir -p /tmp/mosaic-shared
chmod 0777 /tmp/mosaic-shared

if kind get clusters 2>/dev/null | grep -qx mosaic; then
	echo "kind: the cluster mosaic is up already" >&2
else
	kind create cluster --config "$here/cluster.yaml" ${KIND_IMAGE:+--image "$KIND_IMAGE"} --wait 3m
fi
kubectl --context kind-mosaic wait --for=condition=Ready nodes --all --timeout=3m >&2

kubectl --context kind-mosaic apply -f "$here/../manifests/namespace.yaml" -f "$here/../manifests/volumes/hostpath.yaml" >&2

echo "kubectl config use-context kind-mosaic"
echo "kubectl mosaic render builtin:room -n renders --claim tiles"
echo "export MOSAIC_SHARED_PATH=/tmp/mosaic-shared   # for make e2e"
