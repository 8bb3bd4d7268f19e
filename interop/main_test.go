//go:build interop

package interop

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// need skips the test where a program is missing, or fails it where programs are required.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, name := range programs {
		if _, err := exec.LookPath(name); err != nil {
			missing(t, "OFWIRE_REQUIRE_TOOLS", name+" is not installed")
		}
	}
}

// shared returns the path of a file of the shared folder. It skips the test where the folder is missing, or fails it where it is required.
func shared(t *testing.T, name ...string) string {
	t.Helper()
	dir := os.Getenv("OFWIRE_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	path, err := filepath.Abs(filepath.Join(append([]string{dir}, name...)...))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		missing(t, "OFWIRE_REQUIRE_SHARED", "no shared folder: "+err.Error())
	}
	return path
}

func missing(t *testing.T, required, reason string) {
	t.Helper()
	if os.Getenv(required) == "1" {
		t.Fatalf("%s, and %s is 1", reason, required)
	}
	t.Skip(reason)
}

// count prints the number of cases of a suite, in a form that .ci/run reads, and fails when there are none.
func count(t *testing.T, suite string, cases int, note string) {
	t.Helper()
	t.Logf("suite %s: %d cases%s", suite, cases, note)
	if cases == 0 {
		t.Errorf("suite %s ran no case", suite)
	}
}
