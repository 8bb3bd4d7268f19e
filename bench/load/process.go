package load

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// An observation is what processes have used so far.
type observation struct {
	own, controller      float64 // Seconds of processor time.
	mallocs, collections int64   // Of the controller.
}

// observe asks the controller for its memory statistics, and the system for the rest.
func observe(c *Config) (observation, error) {
	var o observation
	var err error
	if c.Debug != "" {
		if o.mallocs, o.collections, err = memory(c.Debug); err != nil {
			return o, err
		}
	}
	if c.PID != 0 {
		if o.controller, err = processorTime(c.PID); err != nil {
			return o, err
		}
	}
	var u syscall.Rusage
	err = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	o.own = time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
	return o, err
}

// memory reads the variables of package expvar.
func memory(addr string) (mallocs, collections int64, err error) {
	r, err := http.Get("http://" + addr + "/debug/vars")
	if err != nil {
		return 0, 0, err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		return 0, 0, err
	}
	var vars struct {
		MemStats struct{ Mallocs, NumGC int64 }
	}
	if err := json.Unmarshal(b, &vars); err != nil {
		return 0, 0, fmt.Errorf("%s: %w", r.Request.URL, err)
	}
	return vars.MemStats.Mallocs, vars.MemStats.NumGC, nil
}

// askingCost returns how many allocations the controller makes to tell of its memory, while it has nothing else to do.
func askingCost(addr string) (int64, error) {
	var counts [3]int64
	for i := range counts {
		var err error
		if counts[i], _, err = memory(addr); err != nil {
			return 0, err
		}
	}
	return counts[2] - counts[1], nil // The first opens the connection.
}

// processorTime returns the user and system time of a process, as proc(5) tells it, in hundredths of a second.
func processorTime(pid int) (float64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ") // Behind the name.
	const userAt, systemAt = 11, 12
	f := strings.Fields(rest)
	if len(f) <= systemAt {
		return 0, fmt.Errorf("process %d: short stat", pid)
	}
	user, err := strconv.ParseFloat(f[userAt], 64)
	if err != nil {
		return 0, err
	}
	system, err := strconv.ParseFloat(f[systemAt], 64)
	return (user + system) / 100, err
}
