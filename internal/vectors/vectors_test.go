package vectors

import "testing"

func TestLoad(t *testing.T) {
	for _, file := range []string{"openflow.jsonl", "openflow-parts.jsonl", "ovs-actions.jsonl", "openflow-negative.jsonl", "ovs-generated.jsonl", "osken-generated.jsonl"} {
		list := Load(t, file, "1.3")
		if len(list) == 0 {
			t.Errorf("%s has no record of 1.3", file)
		}
		for _, r := range list {
			if r.ID == "" || r.Kind == "" || len(r.Wire) == 0 || !r.Valid && r.ExpectError == "" {
				t.Errorf("%s: record %+v lacks its id, kind, bytes or reason", file, r)
			}
		}
	}
}

func TestLive(t *testing.T) {
	bad := 0
	for _, r := range Live(t, "of13") {
		if r.Valid && (len(r.Wire) < 8 || int(r.Wire[2])<<8|int(r.Wire[3]) != len(r.Wire)) {
			t.Errorf("%s is not one message: %x", r.ID, r.Wire)
		}
		if !r.Valid {
			bad++
		}
	}
	if bad == 0 {
		t.Error("no message is marked bad")
	}
}

func TestErrorNames(t *testing.T) {
	found := false
	for _, e := range ErrorNames(t, "1.3") {
		found = found || e == ErrorName{"OFPBAC_BAD_LEN", "1.3", 0, 2, 1}
	}
	if !found {
		t.Error("OFPBAC_BAD_LEN of 1.3 is not 2/1")
	}
}
