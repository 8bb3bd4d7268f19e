//go:build interop

package interop
