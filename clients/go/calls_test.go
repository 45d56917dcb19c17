package retentiongrpc

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

func TestACallHasTheTenantsHeaderTheCallersMetadataAndADeadline(t *testing.T) {
	soon, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	own := metadata.AppendToOutgoingContext(context.Background(), "trace", "17")
	for name, one := range map[string]struct {
		ctx      context.Context
		options  []Option
		expected string
	}{
		"default":      {own, nil, "[] [17] true 10s"},
		"tenant":       {own, []Option{WithTenant("shop")}, "[shop] [17] true 10s"},
		"timeout":      {own, []Option{WithTimeout(time.Minute)}, "[] [17] true 1m0s"},
		"no timeout":   {own, []Option{WithTimeout(0)}, "[] [17] false 0s"},
		"own deadline": {soon, nil, "[] [] true 1h0m0s"},
	} {
		server := newPuppet(t)
		server.single = func(ctx context.Context, _ string, _ proto.Message) error {
			sent, _ := metadata.FromOutgoingContext(ctx)
			end, has := ctx.Deadline()
			left := time.Duration(0)
			if has {
				left = time.Until(end).Round(10 * time.Second)
			}
			if actual := str(sent.Get(TenantHeader), sent.Get("trace"), has, left); actual != one.expected {
				t.Errorf("%s: expected %s, actual %s", name, one.expected, actual)
			}
			return nil
		}
		_, err := NewClientOver(server, one.options...).Tenants.GetTenant(one.ctx, &retentionv1.GetTenantRequest{})
		check(t, err)
	}
}
