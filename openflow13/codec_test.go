package openflow13_test

import (
	"testing"

	"github.com/ofwire/openflow/internal/codectest"
	"github.com/ofwire/openflow/openflow13"
)

func TestCodec(t *testing.T) { codectest.Run(t, openflow13.Protocol) }
