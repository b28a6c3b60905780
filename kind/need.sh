# Read by the other scripts.

# need PROGRAM... ends the script, with 3, if one is missing or of no use.
need() {
	for program; do
		if ! command -v "$program" >/dev/null 2>&1; then
			case $program in
			kind) hint="go install sigs.k8s.io/kind@latest" ;;
			*) hint="install it and try again" ;;
			esac
			echo "kind: $program is missing: $hint (without Docker: make cluster-up)" >&2
			exit 3
		fi
		if [ "$program" = docker ] && ! docker info >/dev/null 2>&1; then
			echo "kind: docker does not answer: start it, or join the group that may use it (without Docker: make cluster-up)" >&2
			exit 3
		fi
	done
}
