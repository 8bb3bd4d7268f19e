package oftest

import (
	"io"
	"net"
	"slices"
	"sync"

	"github.com/ofwire/openflow"
)

// A Filter decides what passes instead of message n of one direction, counted from 0: frame alone, nothing, or other messages. The frame is the
// filter's. What it returns need not be whole messages.
type Filter func(n int, frame []byte) [][]byte

// Drop loses message n.
func Drop(n int) Filter {
	return func(i int, frame []byte) [][]byte {
		if i == n {
			return nil
		}
		return [][]byte{frame}
	}
}

// Duplicate sends message n twice.
func Duplicate(n int) Filter {
	return func(i int, frame []byte) [][]byte {
		if i == n {
			return [][]byte{frame, frame}
		}
		return [][]byte{frame}
	}
}

// Swap sends message n behind the one that follows it.
func Swap(n int) Filter {
	var held []byte
	return func(i int, frame []byte) [][]byte {
		switch i {
		case n:
			held = frame
			return nil
		case n + 1:
			return [][]byte{frame, held}
		}
		return [][]byte{frame}
	}
}

// Relay passes messages between two connections until one of them ends, closes both and returns why: nil for the end that a peer made in order.
// The filters see the messages from a and those from b; nil passes all.
func Relay(a, b net.Conn, fromA, fromB Filter) error {
	var wg sync.WaitGroup
	var once sync.Once
	var cause error
	pass := func(from, to net.Conn, f Filter) {
		err := relay(from, to, f)
		once.Do(func() { cause = err })
		from.Close()
		to.Close()
	}
	wg.Go(func() { pass(a, b, fromA) })
	wg.Go(func() { pass(b, a, fromB) })
	wg.Wait()
	return cause
}

func relay(from io.Reader, to io.Writer, f Filter) error {
	for n := 0; ; n++ {
		frame, err := readMessage(from)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		frames := [][]byte{frame}
		if f != nil {
			frames = f(n, frame)
		}
		for _, frame := range frames {
			if _, err := to.Write(frame); err != nil {
				return err
			}
		}
	}
}

// readMessage reads the bytes of one message. It fails with io.EOF at the end, and with io.ErrUnexpectedEOF within a message.
func readMessage(r io.Reader) ([]byte, error) {
	var head [openflow.HeaderLen]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	h, err := openflow.ParseHeader(head[:])
	if err != nil {
		return nil, err
	}
	frame := slices.Grow(head[:], int(h.Length)-len(head))[:h.Length]
	if _, err := io.ReadFull(r, frame[len(head):]); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return frame, nil
}
