package retentiongrpc

import (
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	retentionv1 "retentiongrpc/retention/v1"
)

// resumed breaks a connection, and answers the next one's Open.
func resumed(server *puppetServer, call *puppetCall, opened *retentionv1.Opened) (*puppetCall, *retentionv1.Open) {
	call.end(codes.Unavailable)
	next := server.accept()
	open := next.receiveOpen()
	next.opened(opened)
	return next, open
}

func TestWhatABrokenConnectionLeftWithoutAckIsSentAgain(t *testing.T) {
	var outcomes []BatchOutcome
	var reasons []*Error
	server := newPuppet(t)
	stream, call := server.open(func(o *EventStreamOptions) {
		o.BatchAcknowledged = func(outcome BatchOutcome) { outcomes = append(outcomes, outcome) }
		o.Retrying = func(err *Error) { reasons = append(reasons, err) }
	}, nil)
	check(t, stream.AddAll(deadline(t), someEvents(4, 0)...))
	call.receiveBatches(1, 2, 3, 4)
	call.ackWith(1, 2, &retentionv1.Ack{StableThrough: 1, ReadToken: "t2"})
	next, open := resumed(server, call, &retentionv1.Opened{LastSequence: 3, StableThrough: 2})
	same(t, "2 t2 go/0.1.0", str(open.GetAckedThrough(), open.GetReadToken(), open.GetSdk()))
	next.receiveBatches(3, 4)
	next.sendAck(&retentionv1.Ack{AckedThrough: 4, StableThrough: 4, Results: []*retentionv1.BatchResult{
		{Sequence: 3, DuplicateCount: 1}, {Sequence: 4, AcceptedCount: 1},
	}})
	flush(t, stream, next)
	same(t, 1, len(reasons))
	same(t, codes.Unavailable, reasons[0].Code)
	var told []string
	for _, one := range outcomes {
		told = append(told, str(one.Sequence, one.AcceptedCount, one.DuplicateCount, one.IsAckLost))
	}
	same(t, []string{"1 1 0 false", "2 1 0 false", "3 0 1 true", "4 1 0 true"}, told)
}

func TestAConnectionWithNothingToSendAgainGoesOnAboveWhatTheServerKnows(t *testing.T) {
	for first, expected := range map[int64]int64{0: 10, 1: 2} {
		server := newPuppet(t)
		stream, call := server.open(func(o *EventStreamOptions) { o.FirstSequence = first }, nil)
		check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
		call.receiveBatches(1)
		call.ack(1, 1)
		flush(t, stream, call)
		next, open := resumed(server, call, &retentionv1.Opened{LastSequence: 9, StableThrough: 1})
		same(t, 1, open.GetAckedThrough())
		flush(t, stream, next)
		check(t, stream.AddAll(deadline(t), someEvents(1, 1)...))
		next.receiveBatches(expected)
	}
}

func TestSequencesThatAnotherSenderUsedAreNotUsedAgain(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	call.receiveBatches(1, 2)
	resumed(server, call, &retentionv1.Opened{LastSequence: 3, StableThrough: 3})
	err := failure(t, stream.Flush(deadline(t)))
	same(t, retentionv1.ErrorReason_ERROR_REASON_PRODUCER_SUPERSEDED, err.Reason)
	sameEvents(t, someEvents(2, 0), stream.Unacknowledged())
}

func TestTheTokenOfTheLastConnectionGoesWithWhatItSettled(t *testing.T) {
	server := newPuppet(t)
	stream, call := server.open(nil, nil)
	check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
	call.receiveBatches(1, 2)
	next, _ := resumed(server, call, &retentionv1.Opened{LastSequence: 2, StableThrough: 2, ReadToken: "t2"})
	flush(t, stream, next)
	_, open := resumed(server, next, nil)
	same(t, "2 t2 t2", str(open.GetAckedThrough(), open.GetReadToken(), stream.LastReadToken()))
}

// losing: 10 batches are sent, 8 acknowledged, some of them stable; the server that comes back knows 3 and says what it lost.
func losing(
	t *testing.T, server *puppetServer, stable int64, opened *retentionv1.Opened, change func(*EventStreamOptions),
) (*EventStream, *puppetCall) {
	stream, call := server.open(change, nil)
	check(t, stream.AddAll(deadline(t), someEvents(10, 0)...))
	call.receiveBatches(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
	call.ackWith(1, 8, &retentionv1.Ack{StableThrough: stable, ReadToken: "t8"})
	next, open := resumed(server, call, opened)
	same(t, "8 t8", str(open.GetAckedThrough(), open.GetReadToken()))
	return stream, next
}

func loss(first, last int64) *retentionv1.DataLoss {
	return &retentionv1.DataLoss{FirstSequence: first, LastSequence: last}
}

func TestWhatIsStillKeptIsSentAgainAndTheRestIsTold(t *testing.T) {
	var lost []*retentionv1.DataLoss
	var outcomes []int64
	opened := &retentionv1.Opened{LastSequence: 3, StableThrough: 3, DataLoss: loss(4, 8)}
	stream, next := losing(t, newPuppet(t), 6, opened, func(o *EventStreamOptions) {
		o.DataLost = func(gone *retentionv1.DataLoss) { lost = append(lost, gone) }
		o.BatchAcknowledged = func(outcome BatchOutcome) { outcomes = append(outcomes, outcome.Sequence) }
	})
	next.receiveBatches(7, 8, 9, 10)
	same(t, 6, stream.AckedThrough())
	next.ack(7, 10)
	flush(t, stream, next)
	same(t, "1 4 6", str(len(lost), lost[0].GetFirstSequence(), lost[0].GetLastSequence()))
	// What was acknowledged twice is told once.
	same(t, []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, outcomes)
	same(t, 10, stream.AckedThrough())
}

func TestWhatIsAllKeptIsNoLoss(t *testing.T) {
	opened := &retentionv1.Opened{LastSequence: 3, StableThrough: 3, DataLoss: loss(4, 8)}
	stream, next := losing(t, newPuppet(t), 3, opened, nil)
	next.receiveBatches(4, 5, 6, 7, 8, 9, 10)
	same(t, 3, stream.AckedThrough())
	next.ack(4, 10)
	flush(t, stream, next)
}

func TestABatchThatIsInTheLogInPartIsSentAgainToo(t *testing.T) {
	opened := &retentionv1.Opened{LastSequence: 5, StableThrough: 3, DataLoss: loss(6, 8)}
	_, next := losing(t, newPuppet(t), 1, opened, nil)
	next.receiveBatches(4, 5, 6, 7, 8, 9, 10)
}

func TestALossThatNobodyListensToFailsTheStream(t *testing.T) {
	opened := &retentionv1.Opened{LastSequence: 3, StableThrough: 3, DataLoss: loss(4, 8)}
	stream, next := losing(t, newPuppet(t), 8, opened, nil)
	err := failure(t, stream.Flush(deadline(t)))
	same(t, "DataLoss 4 batch 4: The server has lost the acknowledged batches 4 to 8. [DataLoss]", str(err.Code, err.Sequence, err))
	sameEvents(t, someEvents(2, 8), stream.Unacknowledged())
	next.receiveEnd()
}

func TestALossIsToldOnceAndClaimedUntilItIsMadeGood(t *testing.T) {
	lost := 0
	server := newPuppet(t)
	opened := &retentionv1.Opened{LastSequence: 3, StableThrough: 3, DataLoss: loss(4, 8)}
	stream, next := losing(t, server, 7, opened, func(o *EventStreamOptions) {
		o.DataLost = func(*retentionv1.DataLoss) { lost++ }
	})
	next.receiveBatches(8, 9, 10)
	again, open := resumed(server, next, &retentionv1.Opened{LastSequence: 3, StableThrough: 3, DataLoss: loss(4, 7)})
	same(t, "7 t8", str(open.GetAckedThrough(), open.GetReadToken()))
	again.receiveBatches(8, 9, 10)
	again.ack(8, 10)
	flush(t, stream, again)
	same(t, 1, lost)
}

func TestAProducerThatWasForgottenGoesOn(t *testing.T) {
	_, next := losing(t, newPuppet(t), 8, &retentionv1.Opened{LastSequence: 3, StableThrough: 3}, nil)
	next.receiveBatches(9, 10)
}

func TestAnotherLogIsToldUnlessItIsARestoreOfTheKnownOne(t *testing.T) {
	for _, ancestors := range [][]string{nil, {"one"}} {
		server := newPuppet(t)
		stream, call := server.open(nil, &retentionv1.Opened{LogId: "one"})
		check(t, stream.AddAll(deadline(t), someEvents(1, 0)...))
		call.receiveBatches(1)
		call.ack(1, 1)
		flush(t, stream, call)
		next, _ := resumed(server, call, &retentionv1.Opened{
			LogId: "other", AncestorLogIds: ancestors, LastSequence: 4, StableThrough: 4,
		})
		if ancestors != nil {
			flush(t, stream, next)
			continue
		}
		next.receiveEnd()
		same(t, codes.DataLoss, failure(t, stream.Flush(deadline(t))).Code)
	}
}

func TestWhatIsOnItsWayIsWaitedForWhenTheServerGoesAndTheRestGoesToTheNextConnection(t *testing.T) {
	errors := 0
	server := newPuppet(t)
	stream, call := server.open(
		func(o *EventStreamOptions) { o.Retrying = func(*Error) { errors++ } }, &retentionv1.Opened{Credits: credits(3, 1<<20)})
	check(t, stream.AddAll(deadline(t), someEvents(6, 0)...))
	call.receiveBatches(1, 2, 3)
	flushing := started(func() error { return stream.Flush(deadline(t)) })
	call.goAway(time.Minute)
	call.ack(1, 2)
	call.receiveNothing()
	call.ack(3, 3)
	call.receiveEnd()
	call.end(codes.OK)
	next := server.accept()
	same(t, 3, next.receiveOpen().GetAckedThrough())
	next.opened(&retentionv1.Opened{LastSequence: 3, StableThrough: 3})
	next.receiveBatches(4, 5, 6)
	next.ack(4, 6)
	next.flushed(next.receiveFlush())
	check(t, flushing(t))
	same(t, 0, errors)
}

func TestBeingCutOffOrLeftSilentByAServerThatGoesIsNoError(t *testing.T) {
	for _, isSilent := range []bool{false, true} {
		errors := 0
		server := newPuppet(t)
		stream, call := server.open(func(o *EventStreamOptions) {
			o.Retrying = func(*Error) { errors++ }
			o.RetryFor = AtOnce
		}, nil)
		check(t, stream.AddAll(deadline(t), someEvents(2, 0)...))
		call.receiveBatches(1, 2)
		call.goAway(0)
		call.ack(1, 1)
		if !isSilent {
			call.end(codes.Unavailable)
		}
		next := server.accept()
		same(t, 1, next.receiveOpen().GetAckedThrough())
		next.opened(&retentionv1.Opened{LastSequence: 1, StableThrough: 1})
		next.receiveBatches(2)
		same(t, 0, errors)
	}
}
