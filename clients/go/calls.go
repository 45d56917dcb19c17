package retentiongrpc

import (
	"context"
	"math/rand"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// TenantHeader is the header that names the tenant.
const TenantHeader = "retention-tenant"

// callTimeout bounds a unary call that has no deadline of its own.
const callTimeout = 10 * time.Second

// calls makes the calls of every stub, with the tenant's header and a deadline.
type calls struct {
	over    grpc.ClientConnInterface
	tenant  string
	timeout time.Duration
}

// Invoke makes a unary call.
func (c calls) Invoke(ctx context.Context, method string, request, response interface{}, options ...grpc.CallOption) error {
	if _, has := ctx.Deadline(); !has && c.timeout > 0 {
		bounded, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		ctx = bounded
	}
	return c.over.Invoke(c.withTenant(ctx), method, request, response, options...)
}

// NewStream begins a call of more than one message, which lasts for as long as its context does.
func (c calls) NewStream(
	ctx context.Context, description *grpc.StreamDesc, method string, options ...grpc.CallOption,
) (grpc.ClientStream, error) {
	return c.over.NewStream(c.withTenant(ctx), description, method, options...)
}

func (c calls) withTenant(ctx context.Context) context.Context {
	if c.tenant == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, TenantHeader, c.tenant)
}

// sleeper waits for a time, unless the context ends before: then it returns the context's error.
type sleeper func(ctx context.Context, duration time.Duration) error

func sleepFor(ctx context.Context, duration time.Duration) error {
	timer := time.NewTimer(duration)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lockedSource is chance for many goroutines.
type lockedSource struct {
	mu     sync.Mutex
	random *rand.Rand
}

func (s *lockedSource) next() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.random.Float64()
}
