module github.com/ofwire/openflow

go 1.25
