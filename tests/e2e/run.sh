#!/bin/sh
# Runs a command with a cluster: that of $KUBECONFIG if it is set, or else the
# two-node one of tests/cluster, which is started for it, and stopped again if
# it was not up before. Where none can be it says so aloud and succeeds.
#
# With a $KUBECONFIG of your own, also say
#   MOSAIC_IMAGE           the pods' image, where the cluster can pull it
#   MOSAIC_STORAGE_CLASS   a class of ReadWriteMany volumes; or
#   MOSAIC_SHARED_PATH     a folder, open to all, that every node sees
set -eu
cd "$(dirname -- "$0")/../.."

if [ -n "${KUBECONFIG:-}" ]; then
	echo "== end to end on the cluster of $KUBECONFIG"
	if [ -z "${MOSAIC_IMAGE:-}" ] || [ -z "${MOSAIC_STORAGE_CLASS:-}${MOSAIC_SHARED_PATH:-}" ]; then
		echo "SKIPPED, all that needs a cluster: with \$KUBECONFIG set, set MOSAIC_IMAGE and one of MOSAIC_STORAGE_CLASS, MOSAIC_SHARED_PATH too (tests/e2e/run.sh)"
		unset MOSAIC_IMAGE
	fi
	exec "$@"
fi

echo '== end to end on a two-node cluster of this machine (the first start builds Kubernetes: some minutes)'
mkdir -p bin && (cd tests/cluster && go build -o ../../bin/cluster .)
cluster() { (cd tests/cluster && ../../bin/cluster "$@"); }

was_up=no
if cluster env >/dev/null 2>&1; then was_up=yes; fi
code=0
cluster up || code=$?
if [ "$code" -eq 3 ]; then
	echo 'SKIPPED, all that needs a cluster: none can be started here (see the line above); set KUBECONFIG to use another'
	exec "$@"
elif [ "$code" -ne 0 ]; then
	exit "$code"
fi
eval "$(cluster env)"
MOSAIC_IMAGE=mosaic.local/mosaic:e2e
MOSAIC_CLUSTER=$PWD/bin/cluster # what starts and stops its nodes
export MOSAIC_IMAGE MOSAIC_CLUSTER
make --no-print-directory image IMAGE_NAME=$MOSAIC_IMAGE
cluster load "$PWD/dist/mosaic-image.tar"
"$@" || code=$?
if [ $was_up = no ]; then cluster down; fi
exit "$code"
