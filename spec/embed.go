// Package spec holds the declarative description of OpenFlow that the generator turns into Go. README.md is the reference
// of its language.
package spec

import "embed"

// Files are the spec files of the standard and of the vendors in this tree.
//
//go:embed *.of
var Files embed.FS
