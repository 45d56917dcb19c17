package retentiongrpc

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	// framingBytes is what the message around the events may take, as batches are cut by it.
	framingBytes = 64
	// eventFramingBytes is what a tag and a length before an event may take, as batches are cut by it.
	eventFramingBytes = 5

	batchTag    = 2<<3 | byte(protowire.BytesType)
	sequenceTag = 1<<3 | byte(protowire.VarintType)
	eventTag    = 2<<3 | byte(protowire.BytesType)
)

// eventOptions: the size is asked for just before, and no field of an event is required by the format.
var eventOptions = proto.MarshalOptions{UseCachedSize: true, AllowPartial: true}

var errNilEvent = errors.New("an event is nil")

// pendingBatch gathers events, is sealed with a sequence, and is kept until the server says that it may be forgotten.
type pendingBatch struct {
	// sequence is 0 while it gathers.
	sequence int64
	count    int
	// cutBytes are the bytes by which it is cut, no fewer than the message has. How they are counted must never change: batches that are
	// numbered by their content are cut by them.
	cutBytes int
	// message is what is sent, once it is sealed.
	message outgoing
	sends   int
	// isAwaited: a caller waits for its outcome.
	isAwaited bool
	// outcome is what became of it, once that was told.
	outcome *BatchOutcome

	// wire has room for the message's head before the events, so that they need not move when the head is known.
	wire []byte
}

func newPendingBatch(capacity int) *pendingBatch {
	return &pendingBatch{cutBytes: framingBytes, wire: make([]byte, framingBytes, framingBytes+capacity)}
}

// add takes the bytes of an event whose size is known. An event that cannot be written, or is changed meanwhile, is not added.
func (b *pendingBatch) add(event *retentionv1.Event, size int) error {
	wire := protowire.AppendVarint(append(b.wire, eventTag), uint64(size))
	start := len(wire)
	wire, err := eventOptions.MarshalAppend(wire, event)
	if err != nil {
		return fmt.Errorf("the event cannot be written: %w", err)
	}
	if len(wire)-start != size {
		return errors.New("the event was changed while it was being added")
	}
	b.wire = wire
	b.cutBytes += size + eventFramingBytes
	b.count++
	return nil
}

// seal gives it its sequence. Nothing is added any more.
func (b *pendingBatch) seal(sequence int64) {
	b.sequence = sequence
	// What is kept is bounded by its length: what an earlier, larger batch made room for is given back.
	if cap(b.wire) > 2*len(b.wire) {
		b.wire = append(make([]byte, 0, len(b.wire)), b.wire...)
	}
	events := len(b.wire) - framingBytes
	head := make([]byte, 0, framingBytes)
	head = append(head, batchTag)
	head = protowire.AppendVarint(head, uint64(1+protowire.SizeVarint(uint64(sequence))+events))
	head = append(head, sequenceTag)
	head = protowire.AppendVarint(head, uint64(sequence))
	start := framingBytes - len(head)
	copy(b.wire[start:], head)
	b.message = b.wire[start:]
}

// events reads the events from the bytes.
func (b *pendingBatch) events() []*retentionv1.Event {
	var batch retentionv1.Batch
	if err := proto.Unmarshal(b.wire[framingBytes:], &batch); err != nil {
		panic(fmt.Sprintf("the bytes of a batch are not those of its events: %v", err))
	}
	return batch.GetEvents()
}
