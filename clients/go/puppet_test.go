package retentiongrpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	retentionv1 "retentiongrpc/retention/v1"
)

// patience bounds every wait of a test.
const patience = 20 * time.Second

// puppetServer is a server that does what the test says, message by message, without a network.
type puppetServer struct {
	t     testing.TB
	calls chan *puppetCall
	// rejected answers ListRejectedEvents; nil: there are none.
	rejected func(*retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error)
	// single answers the other unary calls.
	single func(ctx context.Context, method string, response proto.Message) error
}

// puppetCall is the server's side of a call of StreamEvents.
type puppetCall struct {
	t         testing.TB
	ctx       context.Context
	requests  chan *retentionv1.StreamEventsRequest
	responses chan interface{}
	ended     chan struct{}
}

func newPuppet(t testing.TB) *puppetServer {
	return &puppetServer{t: t, calls: make(chan *puppetCall, 100)}
}

// client gives a client whose waits before a try are over at once.
func (s *puppetServer) client() *Client {
	client := NewClientOver(s)
	client.clock.sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	client.clock.jitter = func() float64 { return 0 }
	return client
}

// open opens a stream that sends full batches of one event, and answers its Open.
func (s *puppetServer) open(change func(*EventStreamOptions), opened *retentionv1.Opened) (*EventStream, *puppetCall) {
	options := EventStreamOptions{ProducerID: "p", Linger: Forever, BatchEvents: 1, MaxInFlight: 100}
	if change != nil {
		change(&options)
	}
	type result struct {
		stream *EventStream
		err    error
	}
	opening := make(chan result, 1)
	client := s.client()
	go func() {
		stream, err := client.OpenEventStream(deadline(s.t), options)
		opening <- result{stream, err}
	}()
	call := s.accept()
	call.receiveOpen()
	call.opened(opened)
	done := <-opening
	check(s.t, done.err)
	s.t.Cleanup(func() {
		over, cancel := context.WithCancel(context.Background())
		cancel()
		_ = done.stream.Close(over)
	})
	return done.stream, call
}

// accept gives the next call of StreamEvents.
func (s *puppetServer) accept() *puppetCall {
	select {
	case call := <-s.calls:
		return call
	case <-time.After(patience):
		panic("no call came")
	}
}

// Invoke is a unary call of the client.
func (s *puppetServer) Invoke(ctx context.Context, method string, request, response interface{}, _ ...grpc.CallOption) error {
	if path.Base(method) != "ListRejectedEvents" {
		return s.single(ctx, path.Base(method), response.(proto.Message))
	}
	if s.rejected == nil {
		return nil
	}
	page, err := s.rejected(request.(*retentionv1.ListRejectedEventsRequest))
	if err == nil {
		proto.Merge(response.(proto.Message), page)
	}
	return err
}

// NewStream is a call of StreamEvents.
func (s *puppetServer) NewStream(
	ctx context.Context, _ *grpc.StreamDesc, _ string, _ ...grpc.CallOption,
) (grpc.ClientStream, error) {
	call := &puppetCall{
		t:         s.t,
		ctx:       ctx,
		requests:  make(chan *retentionv1.StreamEventsRequest, 10000),
		responses: make(chan interface{}, 10000),
		ended:     make(chan struct{}),
	}
	s.calls <- call
	return call, nil
}

func (c *puppetCall) SendMsg(message interface{}) error {
	wire, err := wireCodec{}.Marshal(message)
	if err != nil {
		return err
	}
	var request retentionv1.StreamEventsRequest
	if err := proto.Unmarshal(wire, &request); err != nil {
		return err
	}
	select {
	case <-c.ended:
		return io.EOF
	case <-c.ctx.Done():
		return io.EOF
	default:
		c.requests <- &request
		return nil
	}
}

func (c *puppetCall) RecvMsg(message interface{}) error {
	var next interface{}
	select {
	case next = <-c.responses:
	case <-c.ctx.Done():
		return status.FromContextError(c.ctx.Err()).Err()
	}
	if failure, is := next.(error); is {
		return failure
	}
	proto.Merge(message.(proto.Message), next.(proto.Message))
	return nil
}

func (c *puppetCall) CloseSend() error {
	close(c.requests)
	return nil
}

func (c *puppetCall) Header() (metadata.MD, error) { return nil, nil }
func (c *puppetCall) Trailer() metadata.MD         { return nil }
func (c *puppetCall) Context() context.Context     { return c.ctx }

// receive gives the client's next message; nil: it has half-closed, or left the call.
func (c *puppetCall) receive() *retentionv1.StreamEventsRequest {
	select {
	case request := <-c.requests:
		return request
	default:
	}
	select {
	case request := <-c.requests:
		return request
	case <-c.ctx.Done():
		return nil
	case <-time.After(patience):
		panic("no message came")
	}
}

func (c *puppetCall) receiveOpen() *retentionv1.Open {
	request := c.receive()
	if request.GetOpen() == nil {
		panic(fmt.Sprintf("%v is no Open", request))
	}
	return request.GetOpen()
}

func (c *puppetCall) receiveBatches(sequences ...int64) {
	c.t.Helper()
	for _, sequence := range sequences {
		if request := c.receive(); request.GetBatch().GetSequence() != sequence {
			c.t.Fatalf("%v came, batch %d was awaited", request, sequence)
		}
	}
}

func (c *puppetCall) receiveFlush() int64 {
	c.t.Helper()
	request := c.receive()
	if request.GetFlush() == nil {
		c.t.Fatalf("%v came, a Flush was awaited", request)
	}
	return request.GetFlush().GetFlushId()
}

// receiveEnd waits until the client half-closes or leaves.
func (c *puppetCall) receiveEnd() {
	c.t.Helper()
	if request := c.receive(); request != nil {
		c.t.Fatalf("%v came, the end was awaited", request)
	}
}

// receiveNothing asserts that the client has nothing to send now: after a while in which it could have, nothing came.
func (c *puppetCall) receiveNothing() {
	c.t.Helper()
	select {
	case request := <-c.requests:
		c.t.Fatalf("%v came", request)
	case <-time.After(50 * time.Millisecond):
	}
}

func (c *puppetCall) opened(opened *retentionv1.Opened) {
	if opened == nil {
		opened = &retentionv1.Opened{}
	}
	c.send(&retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Opened{Opened: opened}})
}

// ack acknowledges batches, their events accepted, and says that all of them are stable.
func (c *puppetCall) ack(first, last int64) {
	c.ackWith(first, last, &retentionv1.Ack{StableThrough: last})
}

func (c *puppetCall) ackWith(first, last int64, ack *retentionv1.Ack) {
	ack.AckedThrough = last
	for sequence := first; sequence <= last && len(ack.Results) <= int(last-first); sequence++ {
		ack.Results = append(ack.Results, &retentionv1.BatchResult{Sequence: sequence, AcceptedCount: 1})
	}
	c.sendAck(ack)
}

func (c *puppetCall) sendAck(ack *retentionv1.Ack) {
	c.send(&retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Ack{Ack: ack}})
}

func (c *puppetCall) flushed(id int64) {
	flushed := &retentionv1.Flushed{FlushId: id}
	c.send(&retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Flushed{Flushed: flushed}})
}

// nack refuses a batch; a delay below 0 is none.
func (c *puppetCall) nack(sequence int64, reason retentionv1.ErrorReason, delay time.Duration) {
	failure := &retentionv1.Failure{Code: int32(codes.Unavailable), Reason: reason, Message: "as scripted"}
	if delay >= 0 {
		failure.RetryDelay = durationpb.New(delay)
	}
	nack := &retentionv1.Nack{Sequence: sequence, Failure: failure}
	c.send(&retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Nack{Nack: nack}})
}

func (c *puppetCall) goAway(drain time.Duration) {
	goAway := &retentionv1.GoAway{DrainTime: durationpb.New(drain)}
	c.send(&retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_GoAway{GoAway: goAway}})
}

func (c *puppetCall) send(response *retentionv1.StreamEventsResponse) { c.responses <- response }

// end ends the call by a status.
func (c *puppetCall) end(code codes.Code) {
	close(c.ended)
	if code == codes.OK {
		c.responses <- io.EOF
		return
	}
	c.responses <- status.Error(code, "as scripted")
}

// someEvents gives events of one customer, their ids e0, e1 and so on from a number.
func someEvents(count, from int) []*retentionv1.Event {
	var all []*retentionv1.Event
	for i := from; i < from+count; i++ {
		all = append(all, &retentionv1.Event{EventId: fmt.Sprintf("e%d", i), CustomerId: "c"})
	}
	return all
}

func deadline(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

// started runs a call of the client's, and gives its error when it is asked for.
func started(call func() error) func(testing.TB) error {
	done := make(chan error, 1)
	go func() { done <- call() }()
	return func(t testing.TB) error {
		t.Helper()
		select {
		case err := <-done:
			return err
		case <-time.After(patience):
			t.Fatal("the call did not end")
			return nil
		}
	}
}

// flush flushes the stream, with the server's answer.
func flush(t *testing.T, stream *EventStream, call *puppetCall) {
	t.Helper()
	flushing := started(func() error { return stream.Flush(deadline(t)) })
	call.flushed(call.receiveFlush())
	check(t, flushing(t))
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, expected, actual interface{}) {
	t.Helper()
	if fmt.Sprint(expected) != fmt.Sprint(actual) {
		t.Fatalf("expected %v, actual %v", expected, actual)
	}
}

func sameEvents(t testing.TB, expected, actual []*retentionv1.Event) {
	t.Helper()
	if !proto.Equal(&retentionv1.Batch{Events: expected}, &retentionv1.Batch{Events: actual}) {
		t.Fatalf("expected %v, actual %v", expected, actual)
	}
}

// failure gives the error of a stream that must have failed.
func failure(t testing.TB, err error) *Error {
	t.Helper()
	var known *Error
	if !errors.As(err, &known) {
		t.Fatalf("%v is no *Error", err)
	}
	return known
}
