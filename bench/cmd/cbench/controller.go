package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"strings"
	"time"
)

// A controller is a process that is loaded.
type controller struct {
	name  string
	addr  string
	debug string // Where it serves expvar's variables, or empty.
	cmd   *exec.Cmd
	ended chan struct{}
}

// start runs a controller: a name, =, and a command line without quoting.
func start(spec string) (*controller, error) {
	name, command, ok := strings.Cut(spec, "=")
	if !ok || strings.TrimSpace(command) == "" {
		return nil, fmt.Errorf("%q is not name=command", spec)
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	ctl := &controller{name: name, addr: addr, ended: make(chan struct{})}
	if strings.Contains(command, "{debug}") {
		if ctl.debug, err = freeAddr(); err != nil {
			return nil, err
		}
	}
	_, port, _ := net.SplitHostPort(addr)
	args := strings.Fields(strings.NewReplacer("{addr}", addr, "{port}", port, "{debug}", ctl.debug).Replace(command))
	ctl.cmd = exec.Command(args[0], args[1:]...)
	ctl.cmd.Stderr = os.Stderr
	if err := ctl.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		ctl.cmd.Wait()
		close(ctl.ended)
	}()
	return ctl, nil
}

// stop ends the process.
func (ctl *controller) stop() {
	ctl.cmd.Process.Signal(os.Interrupt)
	select {
	case <-ctl.ended:
	case <-time.After(5 * time.Second):
		ctl.cmd.Process.Kill()
		<-ctl.ended
	}
}

// freeAddr returns a loopback address that nothing listens on.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
