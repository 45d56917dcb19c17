package retentiongrpc

import (
	"math"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

func credits(batches int32, bytes int64) *retentionv1.Credits {
	return &retentionv1.Credits{BatchCount: batches, ByteCount: bytes}
}

func TestNoMoreBatchesAreOnTheirWayThanTheNewestCreditsAllow(t *testing.T) {
	stream, call := newPuppet(t).open(nil, &retentionv1.Opened{Credits: credits(3, math.MaxInt64)})
	check(t, stream.AddAll(deadline(t), someEvents(10, 0)...))
	call.receiveBatches(1, 2, 3)
	call.receiveNothing()
	call.ack(1, 1)
	call.receiveBatches(4)
	call.ackWith(2, 2, &retentionv1.Ack{StableThrough: 2, Credits: credits(1, math.MaxInt64)})
	call.ack(3, 3)
	call.receiveNothing()
	call.ack(4, 4)
	call.receiveBatches(5)
	call.receiveNothing()
	call.sendAck(&retentionv1.Ack{AckedThrough: 4, Credits: credits(3, math.MaxInt64)})
	call.receiveBatches(6, 7)
	call.receiveNothing()
}

func TestBytesOnTheirWayAreBoundedAndOneBatchIsAlwaysAllowed(t *testing.T) {
	batch := &retentionv1.Batch{Sequence: 1, Events: someEvents(1, 0)}
	size := int64(proto.Size(&retentionv1.StreamEventsRequest{Message: &retentionv1.StreamEventsRequest_Batch{Batch: batch}}))
	stream, call := newPuppet(t).open(nil, &retentionv1.Opened{Credits: credits(100, 2*size+1)})
	check(t, stream.AddAll(deadline(t), someEvents(6, 0)...))
	call.receiveBatches(1, 2)
	call.receiveNothing()
	call.ackWith(1, 1, &retentionv1.Ack{StableThrough: 1, Credits: credits(100, 1)})
	call.receiveNothing()
	call.ack(2, 2)
	call.receiveBatches(3)
	call.receiveNothing()
}

func TestWhatWasRefusedIsNotOnItsWay(t *testing.T) {
	stream, call := newPuppet(t).open(nil, &retentionv1.Opened{Credits: credits(2, math.MaxInt64)})
	check(t, stream.AddAll(deadline(t), someEvents(4, 0)...))
	call.receiveBatches(1, 2)
	call.nack(1, retentionv1.ErrorReason_ERROR_REASON_OVERLOADED, 0)
	call.receiveBatches(1, 2)
	call.receiveNothing()
}

func TestCreditsEndWithTheirConnection(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, &retentionv1.Opened{Credits: credits(1, math.MaxInt64)})
	check(t, stream.AddAll(deadline(t), someEvents(4, 0)...))
	call.receiveBatches(1)
	call.end(codes.Unavailable)
	next := server.accept()
	next.receiveOpen()
	next.opened(&retentionv1.Opened{Credits: credits(3, math.MaxInt64)})
	next.receiveBatches(1, 2, 3)
	next.receiveNothing()
}

func TestAnAckOfWhatWasNotSentDoesNotCount(t *testing.T) {
	stream, call := newPuppet(t).open(nil, &retentionv1.Opened{Credits: credits(1, math.MaxInt64)})
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	call.receiveBatches(1)
	call.ack(1, 2)
	call.receiveBatches(2)
	same(t, 1, stream.AckedThrough())
}
