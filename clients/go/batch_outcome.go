package retentiongrpc

import retentionv1 "retentiongrpc/retention/v1"

// BatchOutcome is what became of a batch. The three counts add up to its events.
type BatchOutcome struct {
	// Sequence is the batch.
	Sequence int64
	// AcceptedCount are the events that now count.
	AcceptedCount int64
	// DuplicateCount are the events that the server had before; they count once.
	DuplicateCount int64
	// RejectedCount are the events that were not accepted.
	RejectedCount int64
	// Rejections say which ones, in the order of the batch. An ack names the first 100; the others, and those of an ack that was lost,
	// come from the server's dead letter, as far as it still has them.
	Rejections []EventRejection
	// IsAckLost: a connection broke between a sending of this batch and its ack; its duplicates may be its own first sending.
	IsAckLost bool
}

// EventRejection is an event that was not accepted.
type EventRejection struct {
	// Event is the event, as it was added.
	Event *retentionv1.Event
	// Index is its place from 0: in the batch, or among the events of the call of Send.
	Index int
	// Reason says why.
	Reason retentionv1.RejectionReason
	// Field is the field at fault, e.g. "survey_response.score".
	Field string
	// Message says what is wrong and what to do, in English.
	Message string
}
