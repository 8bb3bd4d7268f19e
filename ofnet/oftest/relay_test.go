package oftest

import (
	"errors"
	"io"
	"testing"
	"testing/synctest"

	"github.com/ofwire/openflow"
)

// letters is a filter's input and output as one letter for each message.
func letters(f Filter, in string) string {
	out := ""
	for i, c := range in {
		for _, frame := range f(i, []byte(string(c))) {
			out += string(frame)
		}
	}
	return out
}

func TestFilters(t *testing.T) {
	for _, tt := range []struct {
		f    Filter
		want string
	}{
		{Drop(1), "acd"},
		{Duplicate(1), "abbcd"},
		{Swap(1), "acbd"},
	} {
		if got := letters(tt.f, "abcd"); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestRelay(t *testing.T) {
	hello := func(xid byte) []byte { return []byte{4, 0, 0, 8, 0, 0, 0, xid} }
	for _, tt := range []struct {
		name string
		send []byte
		want string // The xids that arrive.
		err  error
	}{
		{"messages", append(append(hello(1), hello(2)...), hello(3)...), "\x02\x01\x03", nil},
		{"cut", append(hello(1), hello(2)[:7]...), "", io.ErrUnexpectedEOF},
		{"cut behind the header", []byte{4, 0, 0, 12, 0, 0, 0, 0, 1}, "", io.ErrUnexpectedEOF},
		{"bad length", []byte{4, 0, 0, 7, 0, 0, 0, 0}, "", openflow.ErrLength},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, left := Pipe(Line{}, Line{})
				right, b := Pipe(Line{}, Line{})
				done := make(chan error)
				go func() { done <- Relay(left, right, Swap(0), nil) }()
				a.Write(tt.send)
				a.CloseWrite()
				got := ""
				for {
					frame, err := readMessage(b)
					if err != nil {
						break
					}
					got += string(frame[7])
				}
				if err := <-done; got != tt.want || !errors.Is(err, tt.err) {
					t.Errorf("%q, %v, want %q, %v", got, err, tt.want, tt.err)
				}
			})
		})
	}
}
