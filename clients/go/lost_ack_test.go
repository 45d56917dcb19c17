package retentiongrpc

import (
	"fmt"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	badID   = retentionv1.RejectionReason_REJECTION_REASON_BAD_ID
	badTime = retentionv1.RejectionReason_REJECTION_REASON_BAD_TIME
	future  = retentionv1.RejectionReason_REJECTION_REASON_FUTURE
)

// str puts values into one text.
func str(values ...interface{}) string { return strings.TrimSuffix(fmt.Sprintln(values...), "\n") }

func old(sequence int64, index int32, reason retentionv1.RejectionReason) *retentionv1.RejectedEvent {
	rejection := &retentionv1.Rejection{Index: index, Reason: reason}
	return &retentionv1.RejectedEvent{ProducerId: "p", Sequence: sequence, Rejection: rejection}
}

// letter answers ListRejectedEvents with one page.
func letter(all ...*retentionv1.RejectedEvent) func(
	*retentionv1.ListRejectedEventsRequest,
) (*retentionv1.ListRejectedEventsResponse, error) {
	return func(*retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error) {
		return &retentionv1.ListRejectedEventsResponse{RejectedEvents: all}, nil
	}
}

func TestRejectionsWhoseAckWasLostAreFetchedAndWhatIsStableIsNotSentAgain(t *testing.T) {
	for _, isStable := range []bool{true, false} {
		var outcomes, told []string
		server := newPuppet(t)
		server.rejected = func(asked *retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error) {
			if asked.GetProducerId() != "p" {
				return nil, status.Error(codes.InvalidArgument, "another producer is asked for")
			}
			if asked.GetPageToken() == "" {
				page := []*retentionv1.RejectedEvent{old(2, 2, badTime)}
				return &retentionv1.ListRejectedEventsResponse{RejectedEvents: page, NextPageToken: "more"}, nil
			}
			return letter(old(2, 0, future))(asked)
		}
		stream, call := server.open(func(o *EventStreamOptions) {
			o.BatchEvents = 3
			o.BatchAcknowledged = func(one BatchOutcome) {
				outcomes = append(outcomes, str(one.Sequence, one.AcceptedCount, one.DuplicateCount, one.RejectedCount, one.IsAckLost))
			}
		}, nil)
		sending := started(func() error {
			rejections, err := stream.Send(deadline(t), someEvents(6, 0)...)
			for _, one := range rejections {
				told = append(told, str(one.Index, one.Event.GetEventId(), one.Reason == future, one.Reason == badTime))
			}
			return err
		})
		call.receiveBatches(1, 2)
		opened := &retentionv1.Opened{LastSequence: 2}
		if isStable {
			opened.StableThrough = 2
		}
		next, open := resumed(server, call, opened)
		same(t, 0, open.GetAckedThrough())
		if isStable {
			next.receiveNothing()
		} else {
			next.receiveBatches(1, 2)
			next.sendAck(&retentionv1.Ack{AckedThrough: 2, StableThrough: 2, Results: []*retentionv1.BatchResult{
				{Sequence: 1, DuplicateCount: 3}, {Sequence: 2, DuplicateCount: 3},
			}})
		}
		check(t, sending(t))
		same(t, []string{"1 0 3 0 true", "2 0 1 2 true"}, outcomes)
		same(t, []string{"3 e3 true false", "5 e5 false true"}, told)
		flush(t, stream, next)
		same(t, 2, stream.AckedThrough())
	}
}

func TestRejectionsBeyondThoseThatAnAckNamesAreFetched(t *testing.T) {
	server := newPuppet(t)
	server.rejected = letter(old(1, 0, badID), old(1, 1, badID))
	stream, call := server.open(func(o *EventStreamOptions) { o.BatchEvents = 2 }, nil)
	var rejections []EventRejection
	sending := started(func() (err error) {
		rejections, err = stream.Send(deadline(t), someEvents(2, 0)...)
		return err
	})
	call.receiveBatches(1)
	first := []*retentionv1.Rejection{{Index: 0, Reason: badID}}
	call.sendAck(&retentionv1.Ack{AckedThrough: 1, StableThrough: 1, Results: []*retentionv1.BatchResult{
		{Sequence: 1, RejectedCount: 2, Rejections: first},
	}})
	check(t, sending(t))
	same(t, "2 0 1", str(len(rejections), rejections[0].Index, rejections[1].Index))
}

func TestADeadLetterThatCannotBeAskedJustNowBreaksTheConnectionAndLosesNothing(t *testing.T) {
	asked := 0
	server := newPuppet(t)
	server.rejected = func(request *retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error) {
		if asked++; asked == 1 {
			return nil, status.Error(codes.Unavailable, "gone")
		}
		return letter(old(1, 0, badID))(request)
	}
	stream, call := server.open(nil, nil)
	var rejections []EventRejection
	sending := started(func() (err error) {
		rejections, err = stream.Send(deadline(t), someEvents(1, 0)...)
		return err
	})
	call.receiveBatches(1)
	call.end(codes.Unavailable)
	for i := 0; i < 2; i++ {
		next := server.accept()
		next.receiveOpen()
		next.opened(&retentionv1.Opened{LastSequence: 1, StableThrough: 1})
	}
	check(t, sending(t))
	same(t, "1 true", str(len(rejections), rejections[0].Reason == badID))
}

func TestADeadLetterThatIsRefusedIsToldAndAServerWithoutOneHasNoRejections(t *testing.T) {
	for code, expected := range map[codes.Code]codes.Code{codes.NotFound: codes.NotFound, codes.Unimplemented: codes.OK} {
		server := newPuppet(t)
		server.rejected = func(*retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error) {
			return nil, status.Error(code, "as scripted")
		}
		stream, call := server.open(nil, nil)
		sending := started(func() error {
			_, err := stream.Send(deadline(t), someEvents(1, 0)...)
			return err
		})
		call.receiveBatches(1)
		resumed(server, call, &retentionv1.Opened{LastSequence: 1, StableThrough: 1})
		same(t, expected, status.Code(sending(t)))
	}
}

func TestContentThatTheLogHasFromBeforeIsNotSent(t *testing.T) {
	var outcomes []string
	server := newPuppet(t)
	server.rejected = letter(old(2, 0, badID))
	stream, call := server.open(func(o *EventStreamOptions) {
		o.FirstSequence = 1
		o.BatchAcknowledged = func(one BatchOutcome) {
			outcomes = append(outcomes, str(one.Sequence, one.DuplicateCount, one.RejectedCount, one.IsAckLost))
		}
	}, &retentionv1.Opened{LastSequence: 3, StableThrough: 2})
	check(t, stream.AddAll(deadline(t), someEvents(4, 0)...))
	call.receiveBatches(3, 4)
	call.ack(3, 4)
	flush(t, stream, call)
	same(t, []string{"1 1 0 false", "2 0 1 false", "3 0 0 false", "4 0 0 false"}, outcomes)
}
