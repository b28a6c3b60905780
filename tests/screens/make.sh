#!/bin/sh
# Makes the README's screens anew, from real commands: first those that need no
# cluster, and then, where $KUBECONFIG names one (tests/e2e/run.sh sets it),
# those of a render that runs and of one that fails.
set -eu
cd "$(dirname -- "$0")/../.."
docs=$PWD/docs bin=$PWD/bin work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
shot() { out=$1; shift; (cd "$work" && "$bin/screens" -plugin "$bin/kubectl-mosaic" -out "$docs/screen-$out.svg" "$@"); }

MOSAIC_IMAGE=${MOSAIC_IMAGE:-registry.example.com/mosaic:v1} shot plan plan builtin:room --size 7680x4320 --parallelism 200 --claim tiles
shot local -rows 24 -until ' (7|8)[0-9]%' -- render builtin:room --local --preview

if [ -z "${KUBECONFIG:-}" ]; then
	echo 'the screens of a cluster are as they were: there is no $KUBECONFIG'
	exit 0
fi
ns=screens
kubectl create namespace $ns
forget() {
	kubectl delete namespace $ns --wait=false
	kubectl delete pv $ns --ignore-not-found --wait=false
	rm -rf "$work" ${MOSAIC_SHARED_PATH:+"$MOSAIC_SHARED_PATH/$ns"}
}
trap forget EXIT
if [ -n "${MOSAIC_SHARED_PATH:-}" ]; then
	mkdir -p "$MOSAIC_SHARED_PATH/$ns" && chmod 777 "$MOSAIC_SHARED_PATH/$ns"
	kubectl apply -f - <<-END
		apiVersion: v1
		kind: PersistentVolume
		metadata: {name: $ns}
		spec: {accessModes: [ReadWriteMany], capacity: {storage: 1Gi}, storageClassName: "", hostPath: {path: "$MOSAIC_SHARED_PATH/$ns"}}
		---
		apiVersion: v1
		kind: PersistentVolumeClaim
		metadata: {name: tiles, namespace: $ns}
		spec: {accessModes: [ReadWriteMany], storageClassName: "", volumeName: $ns, resources: {requests: {storage: 1Gi}}}
	END
	volume='--claim tiles'
else
	volume="--storage 1Gi --storage-class $MOSAIC_STORAGE_CLASS"
fi
kubectl config view --raw --minify >"$work/kubeconfig"
export KUBECONFIG=$work/kubeconfig
kubectl config set-context --current --namespace $ns >/dev/null
# shellcheck disable=SC2086 # $volume is several words
bin/kubectl-mosaic render builtin:room --name room --tile-size 50 --parallelism 8 --cpu 200m $volume --detach
shot live -rows 24 -until ' (4|5|6)[0-9]%' -- attach room
bin/kubectl-mosaic delete room
# shellcheck disable=SC2086
bin/kubectl-mosaic render builtin:room --name poster --size 8100x4100 --tile-size 2000 --samples 1 --parallelism 6 --cpu 200m --memory 24Mi --retries 1 $volume --detach
bin/kubectl-mosaic wait poster || true # it fails, which is what is to be seen
shot describe describe poster
bin/kubectl-mosaic delete poster
