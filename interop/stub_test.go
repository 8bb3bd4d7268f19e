//go:build interop

package interop

func sampleCases(t any) []testCase { return nil }
