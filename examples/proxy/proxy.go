package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// A proxy connects switches with a controller.
type proxy struct {
	controller string // Its address.
	mu         sync.Mutex
	out        io.Writer
}

// printf prints a line with the time. When it cannot be written, the messages pass all the same.
func (p *proxy) printf(format string, args ...any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	line := fmt.Appendf(time.Now().AppendFormat(nil, "15:04:05.000000 "), format, args...)
	_, _ = p.out.Write(append(line, '\n'))
}

// serve accepts switches until ctx ends. It fails when l does.
func (p *proxy) serve(ctx context.Context, l net.Listener) error {
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var wg sync.WaitGroup
	defer wg.Wait()
	for n := 1; ; n++ {
		sw, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		wg.Go(func() { p.connect(ctx, sw, n) })
	}
}

// connect serves one switch until both sides have ended.
func (p *proxy) connect(ctx context.Context, sw net.Conn, n int) {
	defer sw.Close()
	p.printf("#%d connection from %v", n, sw.RemoteAddr())
	var d net.Dialer
	ctl, err := d.DialContext(ctx, "tcp", p.controller)
	if err != nil {
		p.printf("#%d no controller: %v", n, err)
		return
	}
	defer ctl.Close()
	ctx, end := context.WithCancel(ctx) // An error in one direction ends the other too.
	defer end()
	context.AfterFunc(ctx, func() {
		sw.Close()
		ctl.Close()
	})
	var wg sync.WaitGroup
	way := func(name string, to, from net.Conn) {
		seen := &decoder{print: func(format string, args ...any) {
			p.printf("#%d %s %s", n, name, fmt.Sprintf(format, args...))
		}}
		err := pass(to, from, seen)
		seen.print("ended: %v", err)
		if err != io.EOF {
			end()
		}
	}
	wg.Go(func() { way("switch > controller", ctl, sw) })
	wg.Go(func() { way("controller > switch", sw, ctl) })
	wg.Wait()
}

// pass copies what comes, until it returns why it cannot. The decoder sees it before it goes on, so that no answer is printed before its question.
func pass(to, from net.Conn, seen *decoder) error {
	buf := make([]byte, 64<<10)
	for {
		n, readErr := from.Read(buf)
		seen.bytes(buf[:n])
		if _, err := to.Write(buf[:n]); err != nil {
			return err
		}
		if readErr == io.EOF {
			_ = to.(*net.TCPConn).CloseWrite() // The other direction goes on.
		}
		if readErr != nil {
			return readErr
		}
	}
}
