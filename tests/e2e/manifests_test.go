package e2e

// namespaceAndUser is where a script runs, and all that its user may do there.
const namespaceAndUser = `
apiVersion: v1
kind: Namespace
metadata:
  name: NAMESPACE
  labels:
    pod-security.kubernetes.io/enforce: restricted
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: artist, namespace: NAMESPACE}
rules:
- apiGroups: [""]
  resources: [pods, pods/log, pods/exec, configmaps, persistentvolumeclaims]
  verbs: ["*"]
- apiGroups: [batch]
  resources: [jobs]
  verbs: ["*"]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: artist, namespace: NAMESPACE}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: artist}
subjects:
- {apiGroup: rbac.authorization.k8s.io, kind: User, name: artist}
`

const classClaim = `
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: tiles, namespace: NAMESPACE}
spec:
  accessModes: [ReadWriteMany]
  storageClassName: CLASS
  resources: {requests: {storage: 10Gi}}
`
