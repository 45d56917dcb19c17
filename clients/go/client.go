package retentiongrpc

import (
	"math/rand"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	retentionv1 "retentiongrpc/retention/v1"
)

// Client is one connection to a RetentionGrpc server, for one tenant. Safe for use by many goroutines; make one and keep it.
//
// The stubs take a deadline from their context; a unary call without one ends after 10 seconds (WithTimeout). What fails is an error that
// ErrorFrom reads.
type Client struct {
	// Customers answers about single customers, and erases them.
	Customers retentionv1.CustomerServiceClient
	// Ingestion takes events in; OpenEventStream is the way for more than a few.
	Ingestion retentionv1.IngestionServiceClient
	// Metrics answers questions.
	Metrics retentionv1.MetricsServiceClient
	// Operations exports, imports and verifies data.
	Operations retentionv1.OperationsServiceClient
	// Tenants creates and describes tenants.
	Tenants retentionv1.TenantServiceClient

	calls   calls
	channel *grpc.ClientConn
	clock   clock
}

// clock is the time and the chance that waits are made of: a test brings its own.
type clock struct {
	now    func() time.Time
	jitter func() float64
	sleep  sleeper
}

// Option changes how a Client connects.
type Option func(*settings)

type settings struct {
	tenant      string
	timeout     time.Duration
	dialOptions []grpc.DialOption
	security    grpc.DialOption
}

// WithTenant names the tenant whose events and answers are meant: the header retention-tenant. Default: the tenant "default".
func WithTenant(tenant string) Option {
	return func(s *settings) { s.tenant = tenant }
}

// WithTimeout bounds every unary call whose context has no deadline. Default: 10 seconds; 0 or less: no bound.
func WithTimeout(timeout time.Duration) Option {
	return func(s *settings) { s.timeout = timeout }
}

// WithTransportCredentials secures the connection, e.g. by credentials.NewTLS. Default: plain text.
func WithTransportCredentials(security credentials.TransportCredentials) Option {
	return func(s *settings) { s.security = grpc.WithTransportCredentials(security) }
}

// WithDialOptions adds options of gRPC's own, which win over those of this library.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(s *settings) { s.dialOptions = append(s.dialOptions, options...) }
}

// NewClient connects to a server, e.g. "127.0.0.1:5001", at the first call. The error says what is wrong with the address or the options;
// a server that cannot be reached is told by the calls.
func NewClient(address string, options ...Option) (*Client, error) {
	chosen := choose(options)
	dialOptions := append([]grpc.DialOption{
		chosen.security,
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second}),
		// A server that was restarted is found again soon: event streams do their own backoff.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
			MinConnectTimeout: 5 * time.Second,
		}),
	}, chosen.dialOptions...)
	channel, err := grpc.Dial(address, dialOptions...)
	if err != nil {
		return nil, err
	}
	client := newClient(channel, chosen)
	client.channel = channel
	return client, nil
}

// NewClientOver makes its calls over a connection of the caller's own, which Close leaves open. Of the options it takes tenant and timeout.
func NewClientOver(connection grpc.ClientConnInterface, options ...Option) *Client {
	return newClient(connection, choose(options))
}

func choose(options []Option) settings {
	chosen := settings{timeout: callTimeout, security: grpc.WithInsecure()}
	for _, option := range options {
		option(&chosen)
	}
	return chosen
}

func newClient(connection grpc.ClientConnInterface, chosen settings) *Client {
	over := calls{over: connection, tenant: chosen.tenant, timeout: chosen.timeout}
	return &Client{
		Customers:  retentionv1.NewCustomerServiceClient(over),
		Ingestion:  retentionv1.NewIngestionServiceClient(over),
		Metrics:    retentionv1.NewMetricsServiceClient(over),
		Operations: retentionv1.NewOperationsServiceClient(over),
		Tenants:    retentionv1.NewTenantServiceClient(over),
		calls:      over,
		clock:      clock{now: time.Now, jitter: newJitter(), sleep: sleepFor},
	}
}

// Connection makes calls of any service of the server, with the tenant's header and a deadline: what a stub of the caller's own needs.
func (c *Client) Connection() grpc.ClientConnInterface { return c.calls }

// Close closes the connection. Close event streams first: what they have not sent is lost.
func (c *Client) Close() error {
	if c.channel == nil {
		return nil
	}
	return c.channel.Close()
}

// newJitter draws from a source of its own: the global one begins alike in every process of an older Go, which would come all at once.
func newJitter() func() float64 {
	source := lockedSource{random: rand.New(rand.NewSource(time.Now().UnixNano()))}
	return source.next
}
