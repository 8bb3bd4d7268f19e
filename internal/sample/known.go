package sample

import (
	"sync"

	"github.com/ofwire/openflow"
)

// knowledge is what was found out about a protocol's types.
type knowledge struct {
	classes []class

	mu     sync.Mutex
	lists  map[string]*probe              // By element and list.
	shapes map[string]map[string][]uint64 // By element.

	built sync.Map // Of recipe: func() product.
}

// A recipe is what a message is made by.
type recipe struct {
	info    *openflow.TypeInfo
	variant int
}

// A product is a message, and how many variants there are from Wild on.
type product struct {
	m    openflow.Message
	arms int
}

// known holds the knowledge of each protocol.
var known sync.Map

func knows(p *openflow.Protocol) *knowledge {
	k, ok := known.Load(p)
	if !ok {
		k, _ = known.LoadOrStore(p, &knowledge{classes: classes(p), lists: map[string]*probe{}, shapes: map[string]map[string][]uint64{}})
	}
	return k.(*knowledge)
}

// list tells what a list of an element takes.
func (k *knowledge) list(e openflow.Element, name string) *probe {
	k.mu.Lock()
	defer k.mu.Unlock()
	key := e.Info().Name + "." + name
	if k.lists[key] == nil {
		q := &probe{name: name, classes: k.classes}
		e.CloneElement().Walk(q)
		k.lists[key] = q
	}
	return k.lists[key]
}

// shapesOf tells which values of an empty element's numbers change what fields it has.
func (k *knowledge) shapesOf(e openflow.Element) map[string][]uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	name := e.Info().Name
	if k.shapes[name] == nil {
		k.shapes[name] = shapes(e)
	}
	return k.shapes[name]
}

// ways is how many values of an element it takes to see all its shapes.
func (k *knowledge) ways(e openflow.Element) int {
	n := 1
	for _, values := range k.shapesOf(e) {
		n = max(n, 1+len(values))
	}
	return n
}
