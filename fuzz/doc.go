// Package fuzz holds the native fuzz targets of the codecs and their corpus, which TestWriteCorpus makes of the messages of internal/sample:
//
//	go test ./fuzz -run=^$ -fuzz=FuzzDecode13 -fuzztime=1m
//	go test ./fuzz -run=TestWriteCorpus -update
package fuzz
