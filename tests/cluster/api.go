//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// get asks the API server as the admin. A short time limit keeps status and
// up quick where some components do not run.
func (c cluster) get(ctx context.Context, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	ca, err := os.ReadFile(c.certificate("ca"))
	if err != nil {
		return err
	}
	token, err := c.adminToken()
	if err != nil {
		return err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, apiURL+path, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", path, response.Status)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(body, into)
}

// adminToken reads the first line of the list, which is the admin's.
func (c cluster) adminToken() (string, error) {
	list, err := os.ReadFile(c.path("key", "tokens.csv"))
	if err != nil {
		return "", err
	}
	line, _, _ := bytes.Cut(list, []byte("\n"))
	token, _, _ := strings.Cut(string(line), ",")
	return token, nil
}

// answers says whether the API server is ready for requests.
func (c cluster) answers(ctx context.Context) error { return c.get(ctx, "/readyz", nil) }

// ready says whether pods can be made: both nodes are ready, and the default
// namespace has the account that a pod needs.
func (c cluster) ready(ctx context.Context) error {
	states, err := c.nodeStates(ctx)
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if state := states[n.name()]; state != "Ready" {
			return fmt.Errorf("node %s is %s", n.name(), orUnknown(state))
		}
	}
	return c.get(ctx, "/api/v1/namespaces/default/serviceaccounts/default", nil)
}

func orUnknown(state string) string {
	if state == "" {
		return "not registered"
	}
	return state
}

// nodeStates maps the name of each node to Ready, NotReady or Unknown.
func (c cluster) nodeStates(ctx context.Context) (map[string]string, error) {
	var list struct {
		Items []struct {
			Metadata struct{ Name string }
			Status   struct {
				Conditions []struct{ Type, Status string }
			}
		}
	}
	if err := c.get(ctx, "/api/v1/nodes", &list); err != nil {
		return nil, err
	}
	states := map[string]string{}
	for _, item := range list.Items {
		states[item.Metadata.Name] = "NotReady"
		for _, condition := range item.Status.Conditions {
			switch {
			case condition.Type != "Ready":
			case condition.Status == "True":
				states[item.Metadata.Name] = "Ready"
			case condition.Status == "Unknown":
				states[item.Metadata.Name] = "Unknown"
			}
		}
	}
	return states, nil
}
