package ofnet

import (
	"errors"
	"testing"
)

func TestAddresses(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want address
	}{
		{"", address{"tcp", ":6653", false}},
		{":6633", address{"tcp", ":6633", false}},
		{"10.1.2.3", address{"tcp", "10.1.2.3:6653", false}},
		{"10.1.2.3:", address{"tcp", "10.1.2.3:6653", false}},
		{"switch.example:1", address{"tcp", "switch.example:1", false}},
		{"tcp:switch.example", address{"tcp", "switch.example:6653", false}},
		{"tcp:10.1.2.3:openflow", address{"tcp", "10.1.2.3:openflow", false}},
		{"::1", address{"tcp", "[::1]:6653", false}},
		{"[::1]", address{"tcp", "[::1]:6653", false}},
		{"tcp:[fe80::1%eth0]:6633", address{"tcp", "[fe80::1%eth0]:6633", false}},
		{"tcp:fe80::1%eth0", address{"tcp", "[fe80::1%eth0]:6653", false}},
		{"tls:10.1.2.3", address{"tcp", "10.1.2.3:6653", true}},
		{"ssl:[::1]:1", address{"tcp", "[::1]:1", true}},
		{"unix:/run/br0.mgmt", address{"unix", "/run/br0.mgmt", false}},
		{"unix:a:b", address{"unix", "a:b", false}},
	} {
		for _, withTLS := range []bool{false, true} {
			got, err := parseAddress(tt.in, withTLS)
			want := tt.want
			switch {
			case want.tls && !withTLS:
				wantErr(t, err, ErrNoTLS)
				continue
			case tt.in == "" || tt.in[0] != 't' && tt.in[0] != 'u':
				want.tls = withTLS
			}
			if err != nil || got != want {
				t.Errorf("%q, TLS %v: %+v, %v, want %+v", tt.in, withTLS, got, err, want)
			}
		}
	}
	for _, in := range []string{"unix:", "a:b:c", "tcp:a:b:c", "[::1", "tls:[::1]x:1", "ptcp:6653:127.0.0.1"} {
		if a, err := parseAddress(in, true); err == nil {
			t.Errorf("%q is %+v", in, a)
		} else if errors.Is(err, ErrNoTLS) {
			t.Errorf("%q: %v", in, err)
		}
	}
}
