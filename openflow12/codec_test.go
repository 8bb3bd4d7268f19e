package openflow12_test

import (
	"testing"

	"github.com/ofwire/openflow/internal/codectest"
	"github.com/ofwire/openflow/openflow12"
)

func TestCodec(t *testing.T) { codectest.Run(t, openflow12.Protocol) }
