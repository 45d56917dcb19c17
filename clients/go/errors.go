package retentiongrpc

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	retentionv1 "retentiongrpc/retention/v1"
)

const reasonPrefix = "ERROR_REASON_"

// ErrClosed is the error of calls of an event stream that was closed.
var ErrClosed = errors.New("the event stream is closed")

// Error says why a call failed, as the server said it, or why an event stream ended for good: repeating will not help, or was given up.
type Error struct {
	// Code is the status code of the call.
	Code codes.Code
	// Reason says why; ERROR_REASON_UNSPECIFIED where it did not come from the server, or from a newer one.
	Reason retentionv1.ErrorReason
	// ReasonName is the reason by its name, e.g. "INVALID_FIELD"; empty where none came.
	ReasonName string
	// Message says what happened, in English.
	Message string
	// Metadata are facts about it, e.g. "expected_sequence" of a SEQUENCE_GAP.
	Metadata map[string]string
	// FieldViolations are the fields at fault.
	FieldViolations []*retentionv1.FieldViolation
	// RetryDelay is how long to wait before the same call is worth repeating; nil where the server names no time.
	RetryDelay *time.Duration
	// Sequence is the batch at fault, where a stream failed by one: the first that was refused, or that was lost. 0: none.
	Sequence int64

	cause error
}

// ErrorFrom reads the error of a failed call, whoever made it: a stub, a Client or an EventStream. It is nil for nil. An error that is no
// call's has the code UNKNOWN.
func ErrorFrom(err error) *Error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	said := status.Convert(err)
	read := &Error{Code: said.Code(), Message: said.Message(), cause: err}
	for _, detail := range said.Proto().GetDetails() {
		read.add(detail.GetTypeUrl(), detail.GetValue())
	}
	return read
}

// Error gives one line: batch, message, reason, and the fields at fault.
func (e *Error) Error() string {
	var text strings.Builder
	if e.Sequence > 0 {
		fmt.Fprintf(&text, "batch %d: ", e.Sequence)
	}
	name := e.ReasonName
	if name == "" {
		name = e.Code.String()
	}
	fmt.Fprintf(&text, "%s [%s]", e.Message, name)
	for _, violation := range e.FieldViolations {
		fmt.Fprintf(&text, " %s: %s", violation.GetField(), violation.GetDescription())
	}
	return text.String()
}

// Unwrap gives the error that the call returned, if one did.
func (e *Error) Unwrap() error { return e.cause }

// GRPCStatus lets status.FromError read the code and the message.
func (e *Error) GRPCStatus() *status.Status { return status.New(e.Code, e.Message) }

// of gives the same error for a batch.
func (e *Error) of(sequence int64) *Error {
	same := *e
	same.Sequence = sequence
	return &same
}

// add takes up a detail of the status. A detail that cannot be read is a proxy's own idea of it: code and message still stand.
func (e *Error) add(typeURL string, wire []byte) {
	switch typeURL[strings.LastIndexByte(typeURL, '/')+1:] {
	case "google.rpc.ErrorInfo":
		if reason, domain, metadata, ok := errorInfo(wire); ok && domain == "retention.v1" {
			e.Reason = retentionv1.ErrorReason(retentionv1.ErrorReason_value[reasonPrefix+reason])
			e.ReasonName, e.Metadata = reason, metadata
		}
	case "google.rpc.BadRequest":
		if violations, ok := fieldViolations(wire); ok {
			e.FieldViolations = violations
		}
	case "google.rpc.RetryInfo":
		if delay, ok := retryDelay(wire); ok {
			e.RetryDelay = delay
		}
	}
}

// errorOf reads the answer to a batch that was not taken.
func errorOf(failure *retentionv1.Failure) *Error {
	if failure == nil {
		return &Error{Code: codes.Unknown, Message: "No reason was given."}
	}
	read := &Error{
		Code:            codes.Code(failure.GetCode()),
		Reason:          failure.GetReason(),
		ReasonName:      strings.TrimPrefix(failure.GetReason().String(), reasonPrefix),
		Message:         failure.GetMessage(),
		Metadata:        failure.GetMetadata(),
		FieldViolations: failure.GetFieldViolations(),
	}
	if failure.GetRetryDelay() != nil {
		delay := failure.GetRetryDelay().AsDuration()
		read.RetryDelay = &delay
	}
	return read
}

// lostData is the end of a stream whose acknowledged batches are gone, from the first of them.
func lostData(first int64, format string, values ...interface{}) *Error {
	return &Error{Code: codes.DataLoss, Message: fmt.Sprintf(format, values...), Sequence: first}
}
