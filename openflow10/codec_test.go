package openflow10_test

import (
	"testing"

	"github.com/ofwire/openflow/internal/codectest"
	"github.com/ofwire/openflow/openflow10"
)

func TestCodec(t *testing.T) { codectest.Run(t, openflow10.Protocol) }
