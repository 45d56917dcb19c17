package retentiongrpc

import (
	"context"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	retentionv1 "retentiongrpc/retention/v1"
)

func TestBatchesCloseByCountBytesAndTime(t *testing.T) {
	t.Run("by count", func(t *testing.T) {
		stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents = 3 }, nil)
		check(t, stream.AddAll(deadline(t), someEvents(6, 0)...))
		sameEvents(t, someEvents(3, 0), call.receive().GetBatch().GetEvents())
		sameEvents(t, someEvents(3, 3), call.receive().GetBatch().GetEvents())
		check(t, stream.Add(deadline(t), someEvents(1, 6)[0]))
		call.receiveNothing()
		sameEvents(t, someEvents(7, 0), stream.Unacknowledged())
	})
	t.Run("by bytes", func(t *testing.T) {
		stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents, o.BatchBytes = 100, 1024 }, nil)
		event := &retentionv1.Event{CustomerId: strings.Repeat("c", 395)} // 398 bytes and 5 of framing, twice, and 64: 870
		check(t, stream.AddAll(deadline(t), event, event, event))
		same(t, 2, len(call.receive().GetBatch().GetEvents()))
		call.receiveNothing()
	})
	t.Run("by time", func(t *testing.T) {
		stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents, o.Linger = 100, 10*time.Millisecond }, nil)
		check(t, stream.Add(deadline(t), someEvents(1, 0)[0]))
		sameEvents(t, someEvents(1, 0), call.receive().GetBatch().GetEvents())
	})
	t.Run("at once", func(t *testing.T) {
		stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents, o.Linger = 100, AtOnce }, nil)
		check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
		sameEvents(t, someEvents(2, 0), call.receive().GetBatch().GetEvents())
	})
	t.Run("by the server's limit", func(t *testing.T) {
		opened := &retentionv1.Opened{Limits: &retentionv1.IngestionLimits{BatchEventCount: 2}}
		stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents = 100 }, opened)
		check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
		sameEvents(t, someEvents(2, 0), call.receive().GetBatch().GetEvents())
	})
}

func TestWhatIsSentIsTheEventAsItWasAdded(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents = 2 }, nil)
	added := someEvents(2, 0)
	check(t, stream.Add(deadline(t), added[0]))
	added[0].CustomerId = "somebody else"
	check(t, stream.Add(deadline(t), added[1]))
	sameEvents(t, someEvents(2, 0), call.receive().GetBatch().GetEvents())
}

func TestAnEventThatCannotBeSentIsRefusedAndLeavesTheOthers(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents, o.BatchBytes = 2, 1024 }, nil)
	check(t, stream.Add(deadline(t), someEvents(1, 0)[0]))
	for name, event := range map[string]*retentionv1.Event{
		"nil":       nil,
		"too large": {CustomerId: strings.Repeat("c", 1024)},
		"no UTF-8":  {CustomerId: "\xff"},
	} {
		if err := stream.Add(deadline(t), event); err == nil {
			t.Errorf("%s was added", name)
		}
	}
	check(t, stream.Add(deadline(t), someEvents(1, 1)[0]))
	sameEvents(t, someEvents(2, 0), call.receive().GetBatch().GetEvents())
}

func TestAddingWaitsForAcksAndCanBeGivenUp(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.MaxInFlight = 2 }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(3, 0)...)) // the third gathers
	short, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	same(t, context.DeadlineExceeded, stream.Add(short, someEvents(1, 3)[0]))
	adding := started(func() error { return stream.Add(deadline(t), someEvents(1, 3)[0]) })
	call.receiveBatches(1, 2)
	call.receiveNothing()
	call.ack(1, 1)
	check(t, adding(t))
	call.receiveBatches(3)
	sameEvents(t, someEvents(3, 1), stream.Unacknowledged())
}

func TestABufferThatIsFullGivesWayOnlyWhatIsAcknowledged(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchBytes, o.BufferBytes = 1024, 1024 }, nil)
	adding := started(func() error { return stream.AddAll(deadline(t), someEvents(40, 0)...) })
	for through := int64(1); through <= 39; through++ {
		call.receiveBatches(through)
		call.ackWith(through, through, &retentionv1.Ack{StableThrough: 0})
	}
	check(t, adding(t))
	var kept int64
	stream.buffer.read(func(queue *sendQueue) { kept = queue.keptBytes })
	if kept > 1024 {
		t.Fatalf("%d bytes are kept", kept)
	}
}

func TestSendTellsEachCallerOfItsOwnRejections(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents, o.MaxInFlight = 100, 1 }, nil)
	send := func(count, from int) (func(testing.TB) error, *[]EventRejection) {
		var rejections []EventRejection
		before := len(stream.Unacknowledged())
		sending := started(func() (err error) {
			rejections, err = stream.Send(deadline(t), someEvents(count, from)...)
			return err
		})
		for len(stream.Unacknowledged()) < before+count {
			time.Sleep(time.Millisecond)
		}
		return sending, &rejections
	}
	first, firstRejections := send(1, 0)
	call.receiveBatches(1)
	second, secondRejections := send(2, 1)
	third, thirdRejections := send(2, 3)
	call.ack(1, 1)
	sameEvents(t, someEvents(4, 1), call.receive().GetBatch().GetEvents())
	rejection := &retentionv1.Rejection{Index: 3, Reason: retentionv1.RejectionReason_REJECTION_REASON_BAD_ID, Field: "event_id"}
	call.sendAck(&retentionv1.Ack{AckedThrough: 2, StableThrough: 2, Results: []*retentionv1.BatchResult{
		{Sequence: 2, AcceptedCount: 3, RejectedCount: 1, Rejections: []*retentionv1.Rejection{rejection}},
	}})
	check(t, first(t))
	check(t, second(t))
	check(t, third(t))
	same(t, 0, len(*firstRejections)+len(*secondRejections))
	same(t, 1, len(*thirdRejections))
	own := (*thirdRejections)[0]
	same(t, "1 e4 event_id", strings.Join([]string{string(rune('0' + own.Index)), own.Event.GetEventId(), own.Field}, " "))
}

func TestPositionFollowsTheServer(t *testing.T) {
	stream, call := newPuppet(t).open(nil, &retentionv1.Opened{
		LastSequence: 6, StableThrough: 6, ReadToken: "t6", Durability: retentionv1.Durability_DURABILITY_MEMORY,
	})
	same(t, "p 6 t6 DURABILITY_MEMORY", strings.Join(
		[]string{stream.ProducerID(), string(rune('0' + stream.AckedThrough())), stream.LastReadToken(), stream.Durability().String()}, " "))
	check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
	call.receiveBatches(7)
	call.ackWith(7, 7, &retentionv1.Ack{
		StableThrough: 7, ReadToken: "t7", Durability: retentionv1.Durability_DURABILITY_SYNCED,
	})
	flush(t, stream, call)
	call.sendAck(&retentionv1.Ack{AckedThrough: 7, StableThrough: 7, Durability: retentionv1.Durability_DURABILITY_SYNCED})
	flush(t, stream, call)
	same(t, "7 t7 DURABILITY_SYNCED", strings.Join(
		[]string{string(rune('0' + stream.AckedThrough())), stream.LastReadToken(), stream.Durability().String()}, " "))
}

func TestClosingFlushesAndHalfCloses(t *testing.T) {
	stream, call := newPuppet(t).open(func(o *EventStreamOptions) { o.BatchEvents = 10 }, nil)
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	closing := started(func() error { return stream.Close(deadline(t)) })
	sameEvents(t, someEvents(2, 0), call.receive().GetBatch().GetEvents())
	id := call.receiveFlush()
	call.ack(1, 1)
	call.flushed(id)
	call.receiveEnd()
	// Nothing is left that the end of the call could put in doubt.
	call.end(codes.Unavailable)
	check(t, closing(t))
	same(t, ErrClosed, stream.Add(deadline(t), someEvents(1, 0)[0]))
	check(t, stream.Close(deadline(t)))
}

func TestClosingCanBeGivenUp(t *testing.T) {
	stream, call := newPuppet(t).open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
	over, cancel := context.WithCancel(context.Background())
	closing := started(func() error { return stream.Close(over) })
	call.receiveBatches(1)
	cancel()
	same(t, context.Canceled, closing(t))
	sameEvents(t, someEvents(1, 0), stream.Unacknowledged())
}

func TestOptionsThatCannotBeAreNamed(t *testing.T) {
	for name, options := range map[string]EventStreamOptions{
		"ProducerID":    {},
		"FirstSequence": {ProducerID: "p", FirstSequence: -1},
		"BatchEvents":   {ProducerID: "p", BatchEvents: 1001},
		"BatchBytes":    {ProducerID: "p", BatchBytes: 1023},
		"MaxInFlight":   {ProducerID: "p", MaxInFlight: 1001},
		"BufferBytes":   {ProducerID: "p", BufferBytes: 1024},
	} {
		_, err := newPuppet(t).client().OpenEventStream(deadline(t), options)
		if err == nil || !strings.HasPrefix(err.Error(), name+" ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOpeningCanBeGivenUp(t *testing.T) {
	server := newPuppet(t)
	over, cancel := context.WithCancel(context.Background())
	opening := started(func() error {
		_, err := server.client().OpenEventStream(over, EventStreamOptions{ProducerID: "p"})
		return err
	})
	call := server.accept()
	call.receiveOpen()
	cancel()
	same(t, context.Canceled, opening(t))
	call.receiveEnd()
}
