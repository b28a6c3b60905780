#!/bin/sh
# Loads image archives (of "docker save" or OCI) into all nodes of the cluster.
#
#   kind/load-image.sh ARCHIVE.tar...
set -eu
. "$(dirname -- "$0")/need.sh"
if [ $# -eq 0 ]; then
	echo "usage: kind/load-image.sh ARCHIVE.tar..." >&2
	exit 2
fi
need kind docker

for archive; do
	if [ ! -f "$archive" ]; then
		echo "kind: there is no file $archive" >&2
		exit 1
	fi
	kind load image-archive "$archive" --name mosaic
	echo "kind: loaded $archive" >&2
done
