package ofjson

import (
	"encoding/base64"
	"math/big"
	"strconv"

	"github.com/ofwire/openflow"
)

// A shape is the form that os-ken gives a class, where it is another than that of its fields one by one.
type shape struct {
	// show returns the class and the attributes to write instead, or "" to leave them as they are.
	show func(body *node) (class string, shown *node)
	// read returns the attributes of the class that the shape is of; on error, at is the attribute that is wrong.
	read func(class string, shown *node) (body *node, at string, err error)
}

// shapes are the shapes by class, shownAs the classes that shapes show by the class that they are of.
var (
	shapes  = map[string]shape{"NXFlowSpec": {showFlowSpec, readFlowSpec}}
	shownAs = map[string]string{"NXFlowSpecMatch": "NXFlowSpec", "NXFlowSpecLoad": "NXFlowSpec", "NXFlowSpecOutput": "NXFlowSpec"}
)

// flowSpecs are the classes of an NXFlowSpec by its dst_type.
var flowSpecs = []string{"NXFlowSpecMatch", "NXFlowSpecLoad", "NXFlowSpecOutput"}

// showFlowSpec has the field and its first bit as a pair, a value as a number.
func showFlowSpec(body *node) (class string, shown *node) {
	typ := attr(body)("dst_type")
	if typ >= uint64(len(flowSpecs)) {
		return "", nil
	}
	shown = &node{kind: object}
	if value := body.get("value"); value != nil {
		b, _ := value.bytes()
		shown.set("src", &node{kind: number, text: new(big.Int).SetBytes(b).String()})
	} else {
		shown.set("src", &node{kind: array, items: []*node{body.get("src"), body.get("src_ofs")}})
	}
	if dst := body.get("dst"); dst != nil {
		shown.set("dst", &node{kind: array, items: []*node{dst, body.get("dst_ofs")}})
	} else {
		shown.set("dst", &node{kind: text})
	}
	shown.set("n_bits", body.get("n_bits"))
	for _, name := range []string{"reserved", "reserved2"} { // Shown when they are not 0.
		if n := body.get(name); n != nil {
			shown.set(name, n)
		}
	}
	return flowSpecs[typ], shown
}

func readFlowSpec(class string, shown *node) (body *node, at string, err error) {
	body = &node{kind: object, offset: shown.offset}
	field := func(name string, n *node) error {
		if n.kind != array || len(n.items) != 2 {
			return ErrType
		}
		body.set(name, n.items[0])
		body.set(name+"_ofs", n.items[1])
		return nil
	}
	for typ, c := range flowSpecs {
		if c == class {
			body.set("dst_type", &node{kind: number, text: strconv.Itoa(typ), offset: shown.offset})
		}
	}
	for i, key := range shown.keys {
		n := shown.items[i]
		switch {
		case n.kind == null:
		case key == "src" && n.kind == number:
			value, err := flowSpecValue(n, attr(shown)("n_bits"))
			if err != nil {
				return nil, key, err
			}
			body.set("src_type", &node{kind: number, text: "1", offset: n.offset})
			body.set("value", value)
		case key == "dst" && n.kind == text && n.text == "" && class == "NXFlowSpecOutput":
		case key == "src" || key == "dst" && class != "NXFlowSpecOutput":
			if err := field(key, n); err != nil {
				return nil, key, err
			}
		default:
			body.set(key, n)
		}
	}
	return body, "", nil
}

// flowSpecValue returns a number as base64 of as many 16-bit words as n bits take.
func flowSpecValue(n *node, bits uint64) (*node, error) {
	const maxBits = 1<<10 - 1
	x := new(big.Int)
	if len(n.text) > maxBits {
		return nil, openflow.ErrValue
	}
	if _, ok := x.SetString(n.text, 10); !ok || x.Sign() < 0 || bits > maxBits {
		return nil, openflow.ErrValue
	}
	b := make([]byte, (bits+15)/16*2)
	if x.BitLen() > 8*len(b) {
		return nil, openflow.ErrValue
	}
	x.FillBytes(b)
	return &node{kind: text, text: base64.StdEncoding.EncodeToString(b), offset: n.offset}, nil
}

// reshape replaces the element that stands in w.b from start on by what the shape makes of it.
func (w *writer) reshape(s shape, start int) {
	root, err := parse(w.b[start:])
	if err != nil {
		w.fail(err)
		return
	}
	_, body, _ := root.only()
	class, shown := s.show(body)
	if class == "" {
		return
	}
	w.b = w.b[:start]
	w.open(class)
	w.b = append(shown.append(w.b), '}')
}

// unshape returns the class and attributes that a class with a shape stands for.
func (r *reader) unshape(class string, shown *node) (string, *node) {
	of, ok := shownAs[class]
	if !ok {
		return class, shown
	}
	body, at, err := shapes[of].read(class, shown)
	if err != nil {
		r.at("."+at, func() { r.fail(shown.get(at), err) })
		return of, &node{kind: object, offset: shown.offset}
	}
	return of, body
}
