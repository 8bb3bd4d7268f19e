// Package acme holds the OpenFlow extensions of a vendor.
package acme

//go:generate go tool gen -vendor acme.of -vendor crate.of -version 1.3 -out acme13
