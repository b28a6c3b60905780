//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const apiURL = "https://" + loopback + ":" + apiPort

// startControlPlane starts etcd, the API server and, once that answers, the two
// loops on top of it. Flags not named here keep their defaults on purpose: the
// admission plugins and the speed of the Job controller are those of any
// cluster.
func (c cluster) startControlPlane(ctx context.Context, bin binaries, fastNodeLoss bool) error {
	if err := c.start("etcd", bin["etcd"], c.etcdFlags()...); err != nil {
		return err
	}
	if err := c.start("kube-apiserver", bin["kube-apiserver"], c.apiServerFlags()...); err != nil {
		return err
	}
	if err := c.await(ctx, "kube-apiserver", "the API server to be ready", 90*time.Second, c.answers); err != nil {
		return err
	}
	if err := c.start("kube-controller-manager", bin["kube-controller-manager"], c.controllerFlags(fastNodeLoss)...); err != nil {
		return err
	}
	return c.start("kube-scheduler", bin["kube-scheduler"], c.schedulerFlags()...)
}

func (c cluster) etcdFlags() []string {
	client := "https://" + loopback + ":" + etcdPort
	peer := "https://" + loopback + ":" + etcdPeerPort
	return []string{
		"--name=mosaic", "--data-dir=" + c.path("etcd"), "--log-level=warn",
		"--listen-client-urls=" + client, "--advertise-client-urls=" + client,
		"--listen-peer-urls=" + peer, "--initial-advertise-peer-urls=" + peer, "--initial-cluster=mosaic=" + peer,
		"--client-cert-auth", "--trusted-ca-file=" + c.certificate("ca"),
		"--cert-file=" + c.certificate("serving"), "--key-file=" + c.key("serving"),
		"--peer-client-cert-auth", "--peer-trusted-ca-file=" + c.certificate("ca"),
		"--peer-cert-file=" + c.certificate("serving"), "--peer-key-file=" + c.key("serving"),
		// The data does not outlive the processes, so it need not survive a
		// loss of power, and tests need not wait for the disk.
		"--unsafe-no-fsync",
	}
}

func (c cluster) apiServerFlags() []string {
	return []string{
		"--bind-address=" + loopback, "--advertise-address=" + loopback, "--secure-port=" + apiPort,
		"--tls-cert-file=" + c.certificate("serving"), "--tls-private-key-file=" + c.key("serving"),
		"--etcd-servers=https://" + loopback + ":" + etcdPort, "--etcd-cafile=" + c.certificate("ca"),
		"--etcd-certfile=" + c.certificate("client"), "--etcd-keyfile=" + c.key("client"),
		"--token-auth-file=" + c.path("key", "tokens.csv"),
		"--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + c.key("service-account"),
		"--service-account-signing-key-file=" + c.key("service-account"),
		"--service-cluster-ip-range=" + services,
		"--kubelet-certificate-authority=" + c.certificate("ca"),
		"--kubelet-client-certificate=" + c.certificate("client"), "--kubelet-client-key=" + c.key("client"),
		"--kubelet-preferred-address-types=Hostname",
		// A loopback address may not stand in an Endpoints object, and no pod
		// here could reach it.
		"--endpoint-reconciler-type=none",
		"--allow-privileged=true",
	}
}

// Of each loop there is only one, so it need not be elected, and nobody reads
// its port, so it has none.
func (c cluster) controllerFlags(fastNodeLoss bool) []string {
	flags := []string{
		"--kubeconfig=" + c.path("conf", "kube-controller-manager.kubeconfig"),
		"--leader-elect=false", "--secure-port=0",
		"--use-service-account-credentials",
		"--service-account-private-key-file=" + c.key("service-account"),
		"--root-ca-file=" + c.certificate("ca"),
	}
	if fastNodeLoss {
		flags = append(flags, "--node-monitor-grace-period=12s")
	}
	return flags
}

func (c cluster) schedulerFlags() []string {
	return []string{
		"--kubeconfig=" + c.path("conf", "kube-scheduler.kubeconfig"),
		"--leader-elect=false", "--secure-port=0",
	}
}

// await waits for something that only comes about while all components live. When
// one dies, the error shows its log; when time is up, that of the given component.
func (c cluster) await(ctx context.Context, component, what string, limit time.Duration, done func(context.Context) error) error {
	var started []string
	for _, p := range components() {
		if _, ok := c.running(p); ok {
			started = append(started, p)
		}
	}
	var last error
	err := wait(ctx, limit, func() (bool, error) {
		if last = done(ctx); last == nil {
			return true, nil
		}
		for _, p := range started {
			if _, ok := c.running(p); !ok {
				return false, c.failure(p, fmt.Errorf("ended while waiting for %s", what))
			}
		}
		return false, nil
	})
	if errors.Is(err, errLate) {
		return c.failure(component, fmt.Errorf("wait for %s: %w (%v)", what, err, last))
	}
	return err
}
