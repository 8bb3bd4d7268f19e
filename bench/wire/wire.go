// Package wire holds the wire bytes that every codec is measured on.
package wire

import (
	"encoding/hex"
	"io/fs"
	"strings"

	"github.com/ofwire/openflow/bench/testdata"
)

// Get returns a fresh copy of the named test vector.
func Get(name string) []byte {
	raw, err := testdata.FS.ReadFile(name + ".hex")
	if err != nil {
		panic(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(raw)), ""))
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return b[:len(b):len(b)]
}

// Names lists the test vectors whose name starts with prefix.
func Names(prefix string) []string {
	files, err := fs.Glob(testdata.FS, prefix+"*.hex")
	if err != nil {
		panic(err)
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(f, ".hex")
	}
	return files
}
