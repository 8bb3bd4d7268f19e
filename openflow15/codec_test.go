package openflow15_test

import (
	"testing"

	"github.com/ofwire/openflow/internal/codectest"
	"github.com/ofwire/openflow/openflow15"
)

func TestCodec(t *testing.T) { codectest.Run(t, openflow15.Protocol) }
