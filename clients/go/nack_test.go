package retentiongrpc

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	storeFull        = retentionv1.ErrorReason_ERROR_REASON_STORE_FULL
	storeUnavailable = retentionv1.ErrorReason_ERROR_REASON_STORE_UNAVAILABLE
	sequenceGap      = retentionv1.ErrorReason_ERROR_REASON_SEQUENCE_GAP
)

func TestABatchThatWasNotTakenAndThoseAfterItAreSentAgainAfterTheDelay(t *testing.T) {
	told := make(chan *Error, 1)
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.Retrying = func(err *Error) { told <- err } }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(4, 0)...))
	call.receiveBatches(1, 2, 3, 4)
	call.ack(1, 1)
	call.nack(2, storeFull, 200*time.Millisecond)
	err := <-told
	same(t, "STORE_FULL 200ms", str(err.ReasonName, *err.RetryDelay))
	call.receiveNothing()
	call.receiveBatches(2, 3, 4)
	call.ack(2, 4)
	flush(t, stream, call)
}

func TestAGapIsFilledAtOnceAndToldInTheEnd(t *testing.T) {
	var waits int32
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.Retrying = func(*Error) { atomic.AddInt32(&waits, 1) } }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(3, 0)...))
	flushing := started(func() error { return stream.Flush(deadline(t)) })
	sent := 0
	for request := call.receive(); request != nil; request = call.receive() {
		if request.GetBatch().GetSequence() == 2 {
			sent++
			call.nack(2, sequenceGap, -1)
		}
	}
	err := failure(t, flushing(t))
	same(t, "SEQUENCE_GAP 2 5", str(err.ReasonName, err.Sequence, sent))
	// The first is filled without a wait, the last is told.
	same(t, 3, atomic.LoadInt32(&waits))
}

func TestAnAckIsProgress(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.MaxInFlight = 1 }, nil)
	for sequence := int64(1); sequence <= 2*gapLimit; sequence++ {
		check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
		call.receiveBatches(sequence)
		call.nack(sequence, sequenceGap, -1)
		call.receiveBatches(sequence)
		call.ack(sequence, sequence)
	}
	flush(t, stream, call)
}

func TestAGapOfWhatIsNotKeptIsTriedOnceMoreAndThenTold(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(func(o *EventStreamOptions) { o.FirstSequence = 5 }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
	for try := 0; ; try++ {
		call.receiveBatches(5)
		call.nack(1, sequenceGap, -1)
		if try == 1 {
			break
		}
		call = server.accept()
		same(t, 0, call.receiveOpen().GetAckedThrough())
		call.opened(nil)
	}
	same(t, "SEQUENCE_GAP", failure(t, stream.Flush(deadline(t))).ReasonName)
}

func TestWhatWouldBeRefusedAgainFailsTheStreamAndLeavesItsEvents(t *testing.T) {
	stream, call := newPuppet(t).open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(3, 0)...))
	call.receiveBatches(1, 2, 3)
	call.ack(1, 1)
	call.nack(2, retentionv1.ErrorReason_ERROR_REASON_BATCH_TOO_LARGE, -1)
	err := failure(t, stream.Flush(deadline(t)))
	same(t, "2 batch 2: as scripted [BATCH_TOO_LARGE]", str(err.Sequence, err))
	same(t, err, failure(t, stream.Close(deadline(t))))
	sameEvents(t, someEvents(2, 1), stream.Unacknowledged())
}

func TestAPauseEndsWithItsConnection(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(3, 0)...))
	call.receiveBatches(1, 2, 3)
	call.ack(1, 1)
	call.nack(2, storeUnavailable, time.Hour)
	next, _ := resumed(server, call, &retentionv1.Opened{LastSequence: 1, StableThrough: 1})
	next.receiveBatches(2, 3)
}

func TestAServerThatGoesIsNotWaitedForWhileABatchWaits(t *testing.T) {
	stream, call := newPuppet(t).open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	call.receiveBatches(1, 2)
	call.nack(1, storeUnavailable, time.Hour)
	call.receiveNothing()
	call.goAway(time.Hour)
	call.receiveEnd()
}

func TestWithoutTimeToRetryANackFailsTheStream(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.RetryFor = AtOnce }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
	call.receiveBatches(1)
	call.nack(1, storeFull, 30*time.Second)
	same(t, "STORE_FULL", failure(t, stream.Flush(deadline(t))).ReasonName)
}

func TestAFlushWaitsForTheServersWord(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	flushing := started(func() error { return stream.Flush(deadline(t)) })
	call.receiveBatches(1, 2)
	id := call.receiveFlush()
	// What it says from before a batch was refused does not count.
	call.nack(1, storeUnavailable, 0)
	call.flushed(id)
	call.receiveBatches(1, 2)
	same(t, id, call.receiveFlush())
	call.ack(1, 1)
	// It is asked again on the next connection, behind its batches.
	next, _ := resumed(server, call, &retentionv1.Opened{LastSequence: 1, StableThrough: 1})
	next.receiveBatches(2)
	same(t, id, next.receiveFlush())
	next.flushed(id)
	next.ack(2, 2)
	next.receiveNothing()
	next.flushed(id)
	check(t, flushing(t))
}

func TestAFlushThatIsGivenUpIsNotAskedAgain(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, nil)
	over, cancel := context.WithCancel(context.Background())
	flushing := started(func() error { return stream.Flush(over) })
	call.receiveFlush()
	cancel()
	same(t, context.Canceled, flushing(t))
	next, _ := resumed(server, call, nil)
	next.receiveNothing()
}

func TestStatusesThatCannotHelpEndTheStreamForEveryCaller(t *testing.T) {
	for code, isWorthIt := range map[codes.Code]bool{
		codes.Unavailable: true, codes.Internal: true, codes.Unknown: true, codes.Canceled: true, codes.DeadlineExceeded: true,
		codes.InvalidArgument: false, codes.NotFound: false, codes.PermissionDenied: false, codes.Aborted: false,
	} {
		server := newPuppet(t)
		stream, call := server.open(nil, nil)
		call.end(code)
		if isWorthIt {
			server.accept().receiveOpen()
			continue
		}
		same(t, code, failure(t, stream.Flush(deadline(t))).Code)
		same(t, code, failure(t, stream.Add(deadline(t), someEvents(1, 0)[0])).Code)
	}
}
