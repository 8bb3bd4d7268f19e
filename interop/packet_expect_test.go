//go:build interop

package interop

import (
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ofwire/openflow"
	"github.com/ofwire/openflow/packet"
)

// An expectation is the values of fields that a frame has, each field's in the order of the frame.
type expectation struct {
	fields map[string][]expectedValue
	count  int
}

// An expectedValue is a value, and the form of what tshark prints that it is compared in.
type expectedValue struct {
	text string
	form func(printed string) string
}

// add adds values of a field: numbers, bool, float64, openflow.MAC, netip.Addr, []byte, string.
func (e *expectation) add(field string, list ...any) {
	for _, x := range list {
		e.count++
		e.fields[field] = append(e.fields[field], valueOf(x))
	}
}

func valueOf(x any) expectedValue {
	switch x := x.(type) {
	case bool:
		if x {
			return valueOf(1)
		}
		return valueOf(0)
	case float64:
		return expectedValue{formFloat(x), func(s string) string {
			y, _ := strconv.ParseFloat(s, 64)
			return formFloat(y)
		}}
	case openflow.MAC:
		return expectedValue{x.String(), strings.ToLower}
	case netip.Addr:
		return expectedValue{formAddr(x), func(s string) string {
			a, _ := netip.ParseAddr(s)
			return formAddr(a)
		}}
	case []byte:
		if len(x) == 0 {
			return valueOf("<MISSING>") // So tshark prints data of no bytes.
		}
		return expectedValue{hex.EncodeToString(x), func(s string) string { return strings.ReplaceAll(s, ":", "") }}
	case string:
		return expectedValue{x, func(s string) string { return s }}
	}
	v := reflect.ValueOf(x)
	if v.CanInt() {
		return expectedValue{strconv.FormatInt(v.Int(), 10), formNumber}
	}
	return expectedValue{strconv.FormatUint(v.Uint(), 10), formNumber}
}

func formNumber(s string) string { return strconv.FormatUint(printedNumber(s), 10) }

// formFloat rounds to a billionth.
func formFloat(x float64) string { return strconv.FormatFloat(math.Round(x*1e9)/1e9, 'f', -1, 64) }

// formAddr returns the text of an address. The zero Addr is 0.0.0.0 and ::.
func formAddr(a netip.Addr) string {
	if !a.IsValid() || a.IsUnspecified() {
		return "unspecified"
	}
	return a.String()
}

// compare returns what is different in a row. Fields that are not expected in a frame must not be there.
func (e *expectation) compare(row map[string][]string) []string {
	var problems []string
	for name, printed := range row {
		if len(e.fields[name]) == 0 && !strings.HasPrefix(name, "_ws.") {
			problems = append(problems, fmt.Sprintf("%s is %q, and not expected", name, printed))
		}
	}
	for name, want := range e.fields {
		printed := row[name]
		same := len(want) == len(printed)
		var texts []string
		for i, w := range want {
			texts = append(texts, w.text)
			same = same && w.form(printed[i]) == w.text
		}
		if !same {
			problems = append(problems, fmt.Sprintf("%s is %q, want %q", name, printed, texts))
		}
	}
	slices.Sort(problems)
	return problems
}

// fieldNames returns the names of all fields, in order.
func fieldNames(list []*expectation) []string {
	names := map[string]bool{}
	for _, e := range list {
		for name := range e.fields {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// A place is where a layer stands in a frame.
type place struct {
	*expectation
	before []packet.Layer // The layers around it.
	next   packet.Layer   // The layer in it, or nil.
	wire   []byte         // The layer and all behind it.
	quoted bool           // It is in a packet that an ICMP error is about.
	// unpadded is the bytes of the layer and those in it.
	unpadded int
}

// around returns the layer around a layer, or nil.
func (p *place) around() packet.Layer {
	if len(p.before) == 0 {
		return nil
	}
	return p.before[len(p.before)-1]
}

// expect returns what tshark must find in a frame.
func (f *builtFrame) expect(wire []byte) *expectation {
	e := &expectation{fields: map[string][]expectedValue{}}
	e.layers(f.layers, wire, false)
	if len(f.quoted) > 0 {
		e.layers(f.quoted, payloadOf(f.quoted...), true)
	}
	return e
}

// layers expects layers in bytes.
func (e *expectation) layers(layers []packet.Layer, wire []byte, quoted bool) {
	for i, l := range layers {
		if _, ok := l.(packet.Payload); ok {
			return
		}
		p := &place{expectation: e, before: layers[:i], wire: wire, quoted: quoted}
		for _, inner := range layers[i:] {
			p.unpadded += inner.HeaderLen()
		}
		if i+1 < len(layers) {
			p.next = layers[i+1]
		}
		e.layer(l, p)
		wire = wire[l.HeaderLen():]
	}
}

// layer expects one layer.
func (e *expectation) layer(l packet.Layer, p *place) {
	for _, expect := range layerExpectations {
		if expect(p, l) {
			return
		}
	}
	panic(fmt.Sprintf("no fields of %T are expected", l))
}

// layerExpectations tell what each type of layer makes tshark find. They report false for the other types.
var layerExpectations = []func(p *place, l packet.Layer) bool{
	expecting(expectEthernet), expecting(expectVLAN), expecting(expectLLC), expecting(expectITag), expecting(expectMPLS), expecting(expectARP),
	expecting(expectLinuxCooked), expecting(expectLLDP), expecting(expectBPDU), expecting(expectLACP), expecting(expectMarker), expecting(expectCFM),
	expecting(expectIPv4), expecting(expectIPv6), expecting(expectIPv6Options), expecting(expectIPv6Routing), expecting(expectIPv6Fragment),
	expecting(expectIPAuth), expecting(expectICMP), expecting(expectICMPv6), expecting(expectIGMP), expecting(expectTCP), expecting(expectUDP),
	expecting(expectSCTP), expecting(expectGRE), expecting(expectVXLAN), expecting(expectGeneve), expecting(expectNSH), expecting(expectGTPU),
	expecting(expectERSPAN2), expecting(expectERSPAN3), expecting(expectPPPoE), expecting(expectPPPoED), expecting(expectPPP), expecting(expectEAPOL),
	expecting(expectEAP), expecting(expectOSPF), expecting(expectVRRP), expecting(expectBFD), expecting(expectDHCP), expecting(expectDHCPv6),
	expecting(expectSFlow), expecting(expectNetFlow), expecting(expectOpenFlow),
}

func expecting[T packet.Layer](expect func(*place, T)) func(*place, packet.Layer) bool {
	return func(p *place, l packet.Layer) bool {
		t, ok := l.(T)
		if ok {
			expect(p, t)
		}
		return ok
	}
}

// etherType returns what tells the next layer: a field, or what it was filled in with.
func etherType(t packet.EtherType, next packet.Layer) packet.EtherType {
	if t == 0 && next != nil {
		return next.Info().EtherType
	}
	return t
}

// ipProtocol returns what tells the next layer: a field, or what it was filled in with.
func ipProtocol(n packet.IPProtocol, next packet.Layer) packet.IPProtocol {
	if n == 0 && next != nil {
		return next.Info().IPProtocol
	}
	return n
}

// What tshark tells of checksums.
const (
	checksumGood       = 1
	checksumUnverified = 2
	checksumMissing    = 3
)

// checksum returns what tshark must tell of a checksum over the whole of the layer.
func (p *place) checksum(c packet.Computed) int {
	switch {
	case slices.ContainsFunc(p.before, isFragment):
		return checksumUnverified
	case c.IsFixed() && c.Value() == 0:
		return checksumMissing
	}
	return checksumGood
}

// isFragment reports whether what follows a layer is a part.
func isFragment(l packet.Layer) bool {
	switch l := l.(type) {
	case *packet.IPv4:
		return l.FragmentOffset > 0 || l.Flags&packet.IPv4MoreFragments != 0
	case *packet.IPv6Fragment:
		return l.Offset > 0 || l.More
	}
	return false
}
