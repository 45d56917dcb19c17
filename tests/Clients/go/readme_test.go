package checks

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

var fenced = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

// Every block of Go in the README, in its order, is one program, which runs against a live server.
func TestTheSnippetsOfTheReadmeRun(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(os.Getenv("RETENTION_CLIENTS"), "go", "README.md"))
	check(t, err)
	if lines := strings.Count(string(text), "\n"); lines >= 60 {
		t.Fatalf("the README has %d lines", lines)
	}
	blocks := fenced.FindAllStringSubmatch(string(text), -1)
	same(t, "blocks", 3, len(blocks))
	// The first begins with what the program imports.
	first := strings.SplitAfterN(blocks[0][1], "\n)\n", 2)
	same(t, "parts of the first", 2, len(first))
	server := startServer(t)
	program := "package main\n\n" + first[0] + "\nfunc main() {\n" + first[1] + blocks[1][1] + blocks[2][1] + "}\n"
	program = strings.Replace(program, "127.0.0.1:5001", server.address(), 1)
	file := filepath.Join(t.TempDir(), "main.go")
	check(t, os.WriteFile(file, []byte(program), 0o600))
	run := exec.CommandContext(deadline(t), "go", "run", file)
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, said, program)
	}
	same(t, "what it prints", "[] <nil>\n0 of 0 <nil>\nTENANT_NOT_FOUND\n", string(said))

	client, err := retentiongrpc.NewClient(server.address())
	check(t, err)
	defer client.Close()
	described, err := client.Tenants.DescribeTenant(deadline(t), &retentionv1.DescribeTenantRequest{})
	check(t, err)
	same(t, "events", 1, described.GetEventCount())
}
