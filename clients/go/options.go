package retentiongrpc

import (
	"fmt"
	"math"
	"time"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	// Forever is a time that does not end.
	Forever time.Duration = math.MaxInt64
	// AtOnce is a time that is over: not to linger, not to try again.
	AtOnce time.Duration = -1
)

const (
	defaultBatchEvents = 500
	defaultBatchBytes  = 512 * 1024
	defaultLinger      = 50 * time.Millisecond
	defaultMaxInFlight = 8
	defaultBufferBytes = 16 * 1024 * 1024
)

// EventStreamOptions say how an EventStream batches, sends and reports. What is left 0 has its default.
type EventStreamOptions struct {
	// ProducerID names the sequence of batches, 1 to 128 bytes: one for each independent sender, kept where the sender is restarted. A
	// second stream of the same producer takes over from the first. Required.
	ProducerID string
	// FirstSequence is the sequence of the first batch, 1 or more. Default: the one after the last that the server knows of this producer.
	// Set it to 1 to send the same content again, with Linger Forever: batches that the server has are not sent, or are duplicates.
	FirstSequence int64
	// BatchEvents are the events in a batch, 1 to 1,000; less where the server's limit is lower. Default 500.
	BatchEvents int
	// BatchBytes are the bytes in a batch, 1,024 to 1,000,000. Default 512 KiB. An event that is larger is refused by Add.
	BatchBytes int
	// Linger is how long the first event of a batch waits for others. Default 50 ms; AtOnce sends each call's events at once; Forever
	// sends full batches only, until a flush.
	Linger time.Duration
	// MaxInFlight are the batches that may be on their way without an ack, 1 to 1,000; Add waits beyond. Default 8.
	MaxInFlight int
	// RetryFor is how long to go on trying without any progress before the stream fails. Default Forever; AtOnce: not at all.
	RetryFor time.Duration
	// BufferBytes are the bytes of batches that are kept, acknowledged or not, BatchBytes or more; Add waits beyond. Default 16 MiB. Where
	// a server takes long to call acknowledged batches stable, the oldest of these give way.
	BufferBytes int64
	// BatchAcknowledged is called for every batch once it is acknowledged, in order, one call at a time. It must not block: no ack is
	// taken meanwhile.
	BatchAcknowledged func(BatchOutcome)
	// Retrying is called before each wait for another try, with what broke the connection or why a batch was not taken yet. It must not
	// block.
	Retrying func(*Error)
	// DataLost is called when the server has lost batches that it once acknowledged, e.g. because an older copy of its data was put back,
	// and that are not kept here any more: their sequences. The stream goes on. Unset, it fails with an *Error that names them. It must
	// not block.
	DataLost func(*retentionv1.DataLoss)
}

// withDefaults gives the options that are meant, or says which of them cannot be.
func (o EventStreamOptions) withDefaults() (EventStreamOptions, error) {
	if o.BatchEvents == 0 {
		o.BatchEvents = defaultBatchEvents
	}
	if o.BatchBytes == 0 {
		o.BatchBytes = defaultBatchBytes
	}
	if o.Linger == 0 {
		o.Linger = defaultLinger
	}
	if o.MaxInFlight == 0 {
		o.MaxInFlight = defaultMaxInFlight
	}
	if o.RetryFor == 0 {
		o.RetryFor = Forever
	}
	if o.BufferBytes == 0 {
		o.BufferBytes = defaultBufferBytes
	}
	return o, o.validate()
}

func (o EventStreamOptions) validate() error {
	switch {
	case len(o.ProducerID) < 1 || len(o.ProducerID) > 128:
		return fmt.Errorf("ProducerID has %d bytes: it must have 1 to 128", len(o.ProducerID))
	case o.FirstSequence < 0:
		return fmt.Errorf("FirstSequence is %d: it must be 1 or more, or 0 to go on where the server is", o.FirstSequence)
	case o.BatchEvents < 1 || o.BatchEvents > 1000:
		return fmt.Errorf("BatchEvents is %d: it must be 1 to 1,000", o.BatchEvents)
	case o.BatchBytes < 1024 || o.BatchBytes > 1000000:
		return fmt.Errorf("BatchBytes is %d: it must be 1,024 to 1,000,000", o.BatchBytes)
	case o.MaxInFlight < 1 || o.MaxInFlight > 1000:
		return fmt.Errorf("MaxInFlight is %d: it must be 1 to 1,000", o.MaxInFlight)
	case o.BufferBytes < int64(o.BatchBytes):
		return fmt.Errorf("BufferBytes is %d: it must be BatchBytes, %d, or more", o.BufferBytes, o.BatchBytes)
	}
	return nil
}
