module github.com/ofwire/openflow

go 1.25.0

require (
	github.com/dave/jennifer v1.7.1
	golang.org/x/tools v0.40.0
)

require (
	github.com/google/go-cmp v0.7.0 // indirect
	golang.org/x/mod v0.31.0 // indirect
	golang.org/x/sync v0.19.0 // indirect
)
