//go:build linux

package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"time"
)

// Keys are made anew with every cluster and readable by root alone. One
// authority signs two certificates: "serving" is that of every listener, and
// "client" is that of the API server towards etcd and the kubelets.
func (c cluster) makeKeys() error {
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mosaic-cluster"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	caKey, err := c.certify("ca", ca, ca, nil)
	if err != nil {
		return err
	}

	serving := leaf(2, pkix.Name{CommonName: "serving"}, x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth)
	serving.DNSNames = []string{"localhost", "kubernetes.default.svc"}
	serving.IPAddresses = []net.IP{net.ParseIP(loopback), net.ParseIP(serviceIP)}
	for _, n := range nodes {
		serving.IPAddresses = append(serving.IPAddresses, net.ParseIP(n.name()))
	}
	if _, err := c.certify("serving", serving, ca, caKey); err != nil {
		return err
	}

	// A kubelet asks the API server what its caller may do; of this group,
	// the answer is everything.
	client := leaf(3, pkix.Name{CommonName: "api-server", Organization: []string{"system:masters"}}, x509.ExtKeyUsageClientAuth)
	if _, err := c.certify("client", client, ca, caKey); err != nil {
		return err
	}

	// Service account tokens are signed by a key that no certificate is about.
	_, err = c.newKey("service-account")
	return err
}

func leaf(serial int64, subject pkix.Name, uses ...x509.ExtKeyUsage) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: subject,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: uses,
	}
}

func (c cluster) key(name string) string         { return c.path("key", name+".key") }
func (c cluster) certificate(name string) string { return c.path("key", name+".crt") }

// certify writes a new key and its certificate, signed by the parent's key, or
// by the new key itself if parentKey is nil.
func (c cluster) certify(name string, cert, parent *x509.Certificate, parentKey *ecdsa.PrivateKey) (*ecdsa.PrivateKey, error) {
	key, err := c.newKey(name)
	if err != nil {
		return nil, err
	}
	if parentKey == nil {
		parentKey = key
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, parent, &key.PublicKey, parentKey)
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", name, err)
	}
	return key, writePEM(c.certificate(name), "CERTIFICATE", der)
}

func (c cluster) newKey(name string) (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, writePEM(c.key(name), "EC PRIVATE KEY", der)
}

func writePEM(file, kind string, der []byte) error {
	return os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}

// A user signs in with a token.
type user struct {
	name   string
	groups string // separated by commas
	file   string // of the kubeconfig, below the state folder
}

func users() []user {
	all := []user{
		{"admin", "system:masters", "kubeconfig"},
		{"system:kube-controller-manager", "", "conf/kube-controller-manager.kubeconfig"},
		{"system:kube-scheduler", "", "conf/kube-scheduler.kubeconfig"},
	}
	for _, n := range nodes {
		all = append(all, user{"system:node:" + n.name(), "system:nodes", "conf/" + n.kubelet() + ".kubeconfig"})
	}
	return all
}

// makeUsers writes the list of tokens for the API server and a kubeconfig for
// each user.
func (c cluster) makeUsers() error {
	ca, err := os.ReadFile(c.certificate("ca"))
	if err != nil {
		return err
	}
	var list bytes.Buffer
	for _, u := range users() {
		secret := make([]byte, 16)
		rand.Read(secret) // never fails
		token := hex.EncodeToString(secret)
		fmt.Fprintf(&list, "%s,%s,%s", token, u.name, u.name)
		if u.groups != "" {
			fmt.Fprintf(&list, ",%q", u.groups)
		}
		list.WriteByte('\n')
		config, err := render("kubeconfig.yaml", map[string]any{
			"Server": apiURL, "CA": ca, "User": u.name, "Token": token,
		})
		if err != nil {
			return err
		}
		if err := os.WriteFile(c.path(u.file), config, 0o600); err != nil {
			return err
		}
	}
	return os.WriteFile(c.path("key", "tokens.csv"), list.Bytes(), 0o600)
}
