// Package claim makes the shared volume of a namespace from a folder that every
// node sees, for the tests and benchmarks on a cluster.
package claim

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// Name is what the claim is called.
const Name = "tiles"

// OnFolder makes a folder for the namespace below shared, open to all whatever
// the umask, and is the manifest of the claim on it. The PersistentVolume has
// the namespace's name; both, and the folder, are the caller's to remove.
func OnFolder(shared, namespace string) (folder, manifest string, err error) {
	folder = filepath.Join(shared, namespace)
	err = errors.Join(os.MkdirAll(folder, 0o777), os.Chmod(folder, 0o777))
	return folder, strings.NewReplacer("NAMESPACE", namespace, "FOLDER", folder, "NAME", Name).Replace(onFolder), err
}

const onFolder = `
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: NAMESPACE}
spec:
  accessModes: [ReadWriteMany]
  capacity: {storage: 10Gi}
  storageClassName: ""
  claimRef: {name: NAME, namespace: NAMESPACE}
  hostPath: {path: FOLDER}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: NAME, namespace: NAMESPACE}
spec:
  accessModes: [ReadWriteMany]
  storageClassName: ""
  volumeName: NAMESPACE
  resources: {requests: {storage: 10Gi}}
`
