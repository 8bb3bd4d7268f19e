package openflow14_test

import (
	"testing"

	"github.com/ofwire/openflow/internal/codectest"
	"github.com/ofwire/openflow/openflow14"
)

func TestCodec(t *testing.T) { codectest.Run(t, openflow14.Protocol) }
