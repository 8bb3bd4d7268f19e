package ofjson

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/ofwire/openflow"
)

// A node is a JSON value. Objects keep the order of their keys.
type node struct {
	kind   kind
	text   string // Of a string or a number; all of what is written verbatim.
	keys   []string
	items  []*node // Of an array, or the values that belong to keys.
	offset int64
}

type kind uint8

const (
	null kind = iota
	boolean
	number
	text
	array
	object
	verbatim // JSON that is written already.
)

// parse reads data, which holds one JSON value and nothing else.
func parse(data []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	n, err := parseValue(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, &Error{Offset: d.InputOffset(), Err: ErrTrailing}
	}
	return n, nil
}

func parseValue(d *json.Decoder, depth int) (*node, error) {
	t, err := next(d)
	if err != nil {
		return nil, err
	}
	n := &node{offset: d.InputOffset()}
	switch t := t.(type) {
	case nil:
	case bool:
		n.kind = boolean
	case json.Number:
		n.kind, n.text = number, t.String()
	case string:
		n.kind, n.text = text, t
	case json.Delim:
		if depth == maxDepth {
			return nil, &Error{Offset: n.offset, Err: openflow.ErrDepth}
		}
		n.kind = array
		if t == '{' {
			n.kind = object
		}
		return n, n.parseItems(d, depth+1)
	}
	return n, nil
}

// parseItems reads the rest of an array or object, with its end.
func (n *node) parseItems(d *json.Decoder, depth int) error {
	seen := map[string]bool{}
	for d.More() {
		if n.kind == object {
			t, err := next(d)
			if err != nil {
				return err
			}
			key, _ := t.(string)
			if seen[key] {
				return &Error{Offset: d.InputOffset(), Path: key, Err: ErrDuplicate}
			}
			seen[key] = true
			n.keys = append(n.keys, key)
		}
		item, err := parseValue(d, depth)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, err := next(d)
	return err
}

// next reads a token; the end of the text is an error.
func next(d *json.Decoder) (json.Token, error) {
	t, err := d.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, &Error{Offset: d.InputOffset(), Err: err}
	}
	return t, nil
}

// only returns the one key and value of an object that has no other.
func (n *node) only() (key string, value *node, ok bool) {
	if n.kind != object || len(n.keys) != 1 {
		return "", nil, false
	}
	return n.keys[0], n.items[0], true
}

// set adds a key and its value to an object.
func (n *node) set(key string, value *node) {
	n.keys = append(n.keys, key)
	n.items = append(n.items, value)
}

// append appends the JSON of n, which has no booleans.
func (n *node) append(b []byte) []byte {
	switch n.kind {
	case number, verbatim:
		return append(b, n.text...)
	case text:
		return appendString(b, n.text)
	case null, boolean:
		return append(b, "null"...)
	}
	brackets := "[]"
	if n.kind == object {
		brackets = "{}"
	}
	b = append(b, brackets[0])
	for i, item := range n.items {
		if i > 0 {
			b = append(b, ',')
		}
		if n.kind == object {
			b = append(appendString(b, n.keys[i]), ':')
		}
		b = item.append(b)
	}
	return append(b, brackets[1])
}

// get returns the value of a key, or nil.
func (n *node) get(key string) *node {
	for i, k := range n.keys {
		if k == key {
			return n.items[i]
		}
	}
	return nil
}
