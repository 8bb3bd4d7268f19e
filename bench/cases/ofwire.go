package cases

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/bench/harness"
	"github.com/ofwire/openflow/bench/wire"
	"github.com/ofwire/openflow/openflow10"
	"github.com/ofwire/openflow/openflow13"
	"github.com/ofwire/openflow/openflow15"
)

// Ofwire registers this project's codecs: Decoder.Decode, and AppendBinary into a buffer with room.
func Ofwire() {
	decoders := map[string]func() openflow.Decoder{
		"of10_": func() openflow.Decoder { return new(openflow10.Decoder) },
		"of13_": func() openflow.Decoder { return new(openflow13.Decoder) },
		"of15_": func() openflow.Decoder { return new(openflow15.Decoder) },
	}
	for prefix, decoder := range decoders {
		for _, name := range wire.Names(prefix) {
			ofwire(name, decoder())
		}
	}
}

func ofwire(name string, d openflow.Decoder) {
	w := wire.Get(name)
	m, err := d.Decode(w)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	m = m.CloneElement().(openflow.Message)
	buf := make([]byte, 0, 65536)
	out, err := m.AppendBinary(buf)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	note := ""
	if !bytes.Equal(out, w) {
		note = "differs: " + harness.Diff(w, out)
		if !strings.Contains(name, "table_features") {
			panic(fmt.Sprint(name, ": ", note))
		}
	}
	add := func(op string, run func(n int)) {
		harness.Add(harness.Case{Workload: name, Op: op, Peer: "ofwire", Bytes: len(w), Note: note, Run: run})
	}
	add("decode", func(n int) {
		for range n {
			if _, err := d.Decode(w); err != nil {
				panic(err)
			}
		}
	})
	add("encode", func(n int) {
		for range n {
			if _, err := m.AppendBinary(buf); err != nil {
				panic(err)
			}
		}
	})
	add("roundtrip", func(n int) {
		for range n {
			m, err := d.Decode(w)
			if err == nil {
				_, err = m.AppendBinary(buf)
			}
			if err != nil {
				panic(err)
			}
		}
	})
}
