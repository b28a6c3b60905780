package cli

import (
	"fmt"

	"k8s.io/cli-runtime/pkg/genericclioptions"

	"mosaic/pkg/cluster"
)

// connect is the cluster and the namespace that the connection flags name.
func connect(kube *genericclioptions.ConfigFlags) (*cluster.Cluster, error) {
	return connectIn(kube, namespace(kube))
}

// connectIn is the cluster that the connection flags name; "" is all its namespaces.
func connectIn(kube *genericclioptions.ConfigFlags, namespace string) (*cluster.Cluster, error) {
	config, err := kube.ToRESTConfig()
	if err != nil {
		return nil, fmt.Errorf("no cluster: %w\nchoose one with --kubeconfig or --context, or render on this machine with --local", err)
	}
	return cluster.Connect(config, namespace)
}

// namespace is that of --namespace, or of the kubeconfig's context, or default.
func namespace(kube *genericclioptions.ConfigFlags) string {
	ns, _, err := kube.ToRawKubeConfigLoader().Namespace()
	if err != nil || ns == "" {
		return "default"
	}
	return ns
}
