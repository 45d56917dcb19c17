// Package retentiongrpc streams customer events to RetentionGrpc and asks it about churn and retention.
//
// A Client makes the calls, for one tenant. An EventStream sends events in batches, keeps each until the server has it in its log, and
// sends it again when a connection breaks before that: every event counts once. The messages and the services' own stubs are in
// retentiongrpc/retention/v1.
package retentiongrpc

// Version is the version of this library, which a stream tells to the server's log.
const Version = "0.1.0"
