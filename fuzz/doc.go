// Package fuzz holds the native fuzz targets of the codecs and of JSON, whose seeds are the messages of internal/sample:
//
//	go test ./fuzz -run=^$ -fuzz=FuzzDecode13 -fuzztime=1m
package fuzz
