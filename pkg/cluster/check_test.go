package cluster

import (
	"os"
	"slices"
	"strings"
	"testing"

	rbacv1 "k8s.io/api/rbac/v1"
	"sigs.k8s.io/yaml"
)

// TestTheSampleRoleIsEnough holds the Role of the manifests against what a run asks for.
func TestTheSampleRoleIsEnough(t *testing.T) {
	data, err := os.ReadFile("../../manifests/namespace.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var role rbacv1.Role
	for doc := range strings.SplitSeq(string(data), "\n---\n") {
		if strings.Contains(doc, "kind: Role\n") && !strings.Contains(doc, "kind: RoleBinding") {
			if err := yaml.UnmarshalStrict([]byte(doc), &role); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, r := range Rights(Run{}) {
		if !slices.ContainsFunc(role.Rules, func(rule rbacv1.PolicyRule) bool {
			return slices.Contains(rule.APIGroups, r.Group) && slices.Contains(rule.Resources, strings.TrimSuffix(r.Kind(), "."+r.Group)) && slices.Contains(rule.Verbs, r.Verb)
		}) {
			t.Errorf("manifests/namespace.yaml: the Role lacks %s", r)
		}
	}
}
