//go:build interop

package interop

import (
	"os/exec"
	"testing"
)

// python is Debian's interpreter, for which python3-os-ken is.
const python = "/usr/bin/python3"

// needOsken skips the test where os-ken is missing, or fails it where programs are required.
func needOsken(t *testing.T) {
	t.Helper()
	if err := exec.Command(python, "-c", "import os_ken").Run(); err != nil {
		missing(t, "OFWIRE_REQUIRE_TOOLS", "python3-os-ken is not installed")
	}
}
