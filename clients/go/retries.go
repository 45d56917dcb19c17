package retentiongrpc

import (
	"math"
	"sync"
	"time"

	"google.golang.org/grpc/codes"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	firstBackoff = 100 * time.Millisecond
	// longestBackoff is the longest wait that is not asked for by the server.
	longestBackoff = 10 * time.Second
)

// retries knows what is worth trying again, and when: exponential backoff with full jitter, after the time that the server asks for.
type retries struct {
	clock clock
	// retryFor is how long to try without progress.
	retryFor time.Duration

	mu           sync.Mutex
	failures     int
	failingSince time.Time
}

func newRetries(clock clock, retryFor time.Duration) *retries {
	return &retries{clock: clock, retryFor: retryFor}
}

// count gives the failures since the last progress.
func (r *retries) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failures
}

// isOver says whether it has gone on for too long without progress.
func (r *retries) isOver() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.retryFor != Forever && r.clock.now().Sub(r.failingSince) >= r.retryFor
}

// progress notes that something went well.
func (r *retries) progress() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failures = 0
}

// fail notes that something failed.
func (r *retries) fail() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failures == 0 {
		r.failingSince = r.clock.now()
	}
	r.failures++
}

// isWorthIt says whether the same again may do better.
func (r *retries) isWorthIt(err *Error) bool {
	switch err.Reason {
	case retentionv1.ErrorReason_ERROR_REASON_SEQUENCE_GAP:
		// The server does not know what this client has no more: one try from where it says, for the loss to be told.
		return r.count() == 1
	case retentionv1.ErrorReason_ERROR_REASON_STORE_UNAVAILABLE, retentionv1.ErrorReason_ERROR_REASON_SHUTTING_DOWN,
		retentionv1.ErrorReason_ERROR_REASON_OPEN_TIMEOUT, retentionv1.ErrorReason_ERROR_REASON_MESSAGE_TIMEOUT,
		retentionv1.ErrorReason_ERROR_REASON_SLOW_READER, retentionv1.ErrorReason_ERROR_REASON_OVERLOADED:
		return true
	}
	if err.RetryDelay != nil || err.ReasonName != "" {
		return err.RetryDelay != nil
	}
	switch err.Code {
	case codes.Unavailable, codes.Canceled, codes.DeadlineExceeded, codes.Internal, codes.Unknown:
		return true
	}
	return false
}

// delay says how long to wait: longer with each failure, and by chance, so that not all clients of a server come at once.
func (r *retries) delay(asked *time.Duration) time.Duration {
	exponent := math.Min(math.Max(float64(r.count()-1), 0), 10)
	whole := math.Min(float64(firstBackoff)*math.Pow(2, exponent), float64(longestBackoff))
	wait := time.Duration(whole * r.clock.jitter())
	if asked != nil {
		wait += *asked
	}
	return wait
}
