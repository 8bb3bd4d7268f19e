package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/ofwire/openflow"
)

// maxLine is the longest line of hexadecimal input, in bytes.
const maxLine = 256 << 10

// errLine is the error of a longer one.
var errLine = errors.New("line is longer than 256 KiB")

// readHex dumps lines of hexadecimal.
func (d *dumper) readHex(in io.Reader) error {
	r := bufio.NewReaderSize(in, maxLine)
	var msg []byte
	for {
		line, err := r.ReadSlice('\n')
		d.at.Line++
		if err == bufio.ErrBufferFull {
			err = skipLine(r)
			d.bad(nil, 0, errLine)
		} else if line = trimLine(line); len(line) > 0 {
			var bad error
			if msg, bad = appendUnhex(msg[:0], line); bad != nil {
				d.bad(msg, len(msg), bad)
			} else {
				d.message(msg)
			}
		}
		if err == io.EOF {
			return d.err
		}
		if err != nil {
			return err
		}
		if d.err != nil {
			return d.err
		}
	}
}

// skipLine reads up to the end of a line.
func skipLine(r *bufio.Reader) error {
	for {
		if _, err := r.ReadSlice('\n'); err != bufio.ErrBufferFull {
			return err
		}
	}
}

// trimLine cuts a comment, and blanks at both ends.
func trimLine(line []byte) []byte {
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	return bytes.TrimSpace(line)
}

// appendUnhex appends the bytes of hexadecimal digits, between which there may be blanks. It returns what comes before an error, too.
func appendUnhex(b, line []byte) ([]byte, error) {
	high := -1
	for _, c := range line {
		var x int
		switch {
		case c == ' ' || c == '\t':
			continue
		case '0' <= c && c <= '9':
			x = int(c - '0')
		case 'a' <= c && c <= 'f':
			x = int(c-'a') + 10
		case 'A' <= c && c <= 'F':
			x = int(c-'A') + 10
		default:
			return b, fmt.Errorf("bad hexadecimal digit %q", c)
		}
		if high < 0 {
			high = x
			continue
		}
		b = append(b, byte(high<<4|x))
		high = -1
	}
	if high >= 0 {
		return b, errors.New("odd number of hexadecimal digits")
	}
	return b, nil
}

// readBinary dumps messages that follow each other. It stops, without error, where the framing is lost.
func (d *dumper) readBinary(in io.Reader) error {
	r := bufio.NewReaderSize(in, openflow.MaxMessageLen+1)
	for {
		head, err := r.Peek(openflow.HeaderLen)
		if err != nil && err != io.EOF {
			return err
		}
		if len(head) == 0 {
			return d.err
		}
		h, err := openflow.ParseHeader(head)
		if err != nil {
			d.badMessage(head, err)
			return d.err
		}
		msg, err := r.Peek(int(h.Length))
		if err != nil && err != io.EOF {
			return err
		}
		if len(msg) < int(h.Length) {
			d.bad(msg, len(msg), openflow.ErrTruncated)
			return d.err
		}
		d.message(msg)
		if _, err := r.Discard(len(msg)); err != nil {
			return err
		}
		if d.err != nil {
			return d.err
		}
	}
}
