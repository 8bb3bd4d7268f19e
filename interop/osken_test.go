//go:build interop

package interop

import (
	"os/exec"
	"testing"
)

// needOsken returns the Python interpreter that has os-ken: Debian's package is for Debian's. Where there is none it skips the test, or fails it where
// programs are required.
func needOsken(t *testing.T) string {
	t.Helper()
	for _, python := range []string{"python3", "/usr/bin/python3"} {
		if exec.Command(python, "-c", "import os_ken").Run() == nil {
			return python
		}
	}
	missing(t, "OFWIRE_REQUIRE_TOOLS", "python3-os-ken is not installed")
	return ""
}
