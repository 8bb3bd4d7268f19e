package wire

import (
	"bytes"

	"github.com/ofwire/openflow"
)

// A Decodable is an element of a third party's: generated vendor code implements it.
type Decodable interface {
	openflow.Element
	// DecodeElement reads the wire form, which fills b, into memory of the Scope and of b.
	DecodeElement(sc *Scope, b []byte) error
}

// pool lends elements of one third-party type.
type pool interface {
	next(sc *Scope) Decodable
}

type slabPool[T any, P interface {
	*T
	Decodable
}] struct {
	slab Slab[T]
}

func (p *slabPool[T, P]) next(sc *Scope) Decodable { return P(p.slab.Next(sc)) }

// Register adds the type T to the extensions; x tells where it belongs.
func Register[T any, P interface {
	*T
	Decodable
}](to *openflow.Extensions, x openflow.Extension) {
	x.Info = P(nil).Info()
	x.New = func() openflow.Element { return P(new(T)) }
	x.NewPool = func() any { return new(slabPool[T, P]) }
	to.Add(&x)
}

// Extension decodes b as the third-party type that the tag of a family and the experimenter select. It returns nil when there is none.
func (sc *Scope) Extension(v openflow.Version, family string, tag uint64, experimenter uint32, b []byte) (openflow.Element, error) {
	i := sc.Extensions.Find(v, family, tag, experimenter, b)
	if i < 0 {
		return nil, nil
	}
	for len(sc.pools) < sc.Extensions.Len() {
		sc.pools = append(sc.pools, sc.Extensions.At(len(sc.pools)).NewPool().(pool))
	}
	if !sc.Enter() {
		return nil, TooDeep()
	}
	defer sc.Leave()
	e := sc.pools[i].next(sc)
	return e, e.DecodeElement(sc, b)
}

// Memory returns what a Scope lends to one third-party package: its struct of Slabs and Runs, made at the first use.
func Memory[T any](sc *Scope) *T {
	for _, x := range sc.memory {
		if m, ok := x.(*T); ok {
			return m
		}
	}
	m := new(T)
	sc.memory = append(sc.memory, m)
	return m
}

// UnmarshalExtension is the UnmarshalBinary of third-party messages, which hold the numbers.
func UnmarshalExtension(m Decodable, sc *Scope, b []byte, numbers ...Number) error {
	if err := Expect(b, m.Info(), numbers); err != nil {
		return err
	}
	return m.DecodeElement(sc, bytes.Clone(b))
}
