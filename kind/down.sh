#!/bin/sh
# Deletes the kind cluster. What lies in the shared folder stays.
set -eu
. "$(dirname -- "$0")/need.sh"
need kind docker

kind delete cluster --name mosaic
echo "kind: /tmp/mosaic-shared stays" >&2
