package retentiongrpc

import (
	"context"
	"io"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	// gapLimit bounds the tries to send a batch that the server says is not the next one, without an ack between them.
	gapLimit = 5
	// longestDrain is how long a server goes away that does not say.
	longestDrain = 20 * time.Second
	// statusPatience is how much longer it may take.
	statusPatience = time.Second
)

// streamEnd is how a connection of a stream ended.
type streamEnd struct {
	// broken is what broke it; nil for a planned end.
	broken *Error
}

func (e *streamEnd) retryDelay() *time.Duration {
	if e.broken == nil {
		return nil
	}
	return e.broken.RetryDelay
}

func goneAgain() *Error {
	return &Error{Code: codes.Unavailable, Message: "The server goes away again and again."}
}

// connection is one connection of a stream, from Open to its end: one goroutine sends what the buffer has, one takes the server's answers.
type connection struct {
	stream  *EventStream
	buffer  *batchBuffer
	retries *retries
	report  *batchReport
	claimed int64
	// leave ends the call.
	leave      context.CancelFunc
	isDraining bool
	// cutOff leaves a server that said that it goes, and never ends the call.
	cutOff *time.Timer
	// fault is what the writer could not ask for; written is closed when it has ended.
	fault   error
	written chan struct{}
}

func newConnection(stream *EventStream) *connection {
	c := &connection{stream: stream, buffer: stream.buffer, retries: stream.retries, written: make(chan struct{})}
	c.report = newBatchReport(stream)
	c.buffer.read(func(queue *sendQueue) { c.claimed = queue.claim() })
	return c
}

// run runs it to its end. It gives how it ended: nothing at all if the stream is closed and everything was acknowledged; an error if the
// stream has failed for good, or its context has ended.
func (c *connection) run(ctx context.Context) (*streamEnd, error) {
	ctx, c.leave = context.WithCancel(ctx)
	defer c.leave()
	c.buffer.change(func(queue *sendQueue) { queue.suspend() })
	call, err := c.stream.client.calls.NewStream(ctx, &streamEventsDescription, streamEvents, grpc.ForceCodec(wireCodec{}))
	if err != nil {
		return c.endBy(ErrorFrom(err))
	}
	go c.write(ctx, call)
	end, err := c.read(ctx, call)
	c.leave()
	<-c.written
	if c.cutOff != nil {
		c.cutOff.Stop()
	}
	return end, err
}

// write sends until it has half-closed, or the call is broken: then the reader has the status that says why.
func (c *connection) write(ctx context.Context, call grpc.ClientStream) {
	defer close(c.written)
	if c.fault = c.writeAll(ctx, call); c.fault != nil {
		c.leave()
	}
}

// writeAll gives why what a message needs could not be asked for.
func (c *connection) writeAll(ctx context.Context, call grpc.ClientStream) error {
	open := &retentionv1.Open{
		ProducerId:   c.stream.options.ProducerID,
		AckedThrough: c.claimed,
		ReadToken:    c.stream.LastReadToken(),
		Sdk:          "go/" + Version,
		ClientTime:   timestamppb.New(c.stream.client.clock.now()),
	}
	if ok, err := write(call, &retentionv1.StreamEventsRequest{Message: &retentionv1.StreamEventsRequest_Open{Open: open}}); !ok {
		return err
	}
	for {
		step := c.buffer.nextStep()
		switch {
		case step.batch != nil:
			if call.SendMsg(step.batch.message) != nil {
				return nil
			}
		case step.flush != nil:
			flush := &retentionv1.StreamEventsRequest_Flush{Flush: &retentionv1.Flush{FlushId: step.flush.id}}
			if ok, err := write(call, &retentionv1.StreamEventsRequest{Message: flush}); !ok {
				return err
			}
		case step.known != nil:
			if err := c.settle(ctx, step.known); err != nil {
				return err
			}
		case step.wait != nil:
			select {
			case <-step.wait:
			case <-ctx.Done():
				return nil
			}
		default:
			// A call that cannot be half-closed is broken: the reader has the status.
			_ = call.CloseSend()
			return nil
		}
	}
}

// write sends a message other than a batch. Not ok without an error: the call is broken.
func write(call grpc.ClientStream, request *retentionv1.StreamEventsRequest) (ok bool, err error) {
	wire, err := proto.Marshal(request)
	if err != nil {
		return false, err
	}
	return call.SendMsg(outgoing(wire)) == nil, nil
}

// settle takes a batch that the log has. None was sent on this connection yet, so no ack is told meanwhile.
func (c *connection) settle(ctx context.Context, batch *pendingBatch) error {
	known, sends := int64(0), 0
	c.buffer.read(func(queue *sendQueue) { known, sends = queue.knownThrough, batch.sends })
	if err := c.report.tell(ctx, coveredBatch{batch: batch, sends: sends}, known); err != nil {
		return err
	}
	c.retries.progress()
	c.buffer.change(func(queue *sendQueue) {
		queue.acknowledge(batch.sequence)
		queue.release(known)
	})
	return nil
}

// read takes the server's answers until the call ends.
func (c *connection) read(ctx context.Context, call grpc.ClientStream) (*streamEnd, error) {
	var openedAt time.Time
	defer func() {
		// A connection that held is progress, also where there was nothing to send.
		if !openedAt.IsZero() && c.stream.client.clock.now().Sub(openedAt) >= longestBackoff {
			c.retries.progress()
		}
	}()
	for {
		var response retentionv1.StreamEventsResponse
		if err := call.RecvMsg(&response); err != nil {
			return c.endOf(err)
		}
		if openedAt.IsZero() {
			openedAt = c.stream.client.clock.now()
		}
		if end, err := c.take(ctx, &response); end != nil || err != nil {
			return end, err
		}
	}
}

// endOf says what the end of a call means.
func (c *connection) endOf(err error) (*streamEnd, error) {
	c.leave()
	<-c.written
	if c.fault != nil {
		err = c.fault
	}
	if err == io.EOF {
		return c.endBy(&Error{Code: codes.Unavailable, Message: "The server ended the stream."})
	}
	return c.endBy(ErrorFrom(err))
}

// endBy says how the connection ended. Where all is done, or the server said before that it goes, the error does not matter.
func (c *connection) endBy(broken *Error) (*streamEnd, error) {
	if c.buffer.isFinished() {
		return nil, nil
	}
	if c.isDraining && c.retries.isWorthIt(broken) {
		return &streamEnd{}, nil
	}
	return &streamEnd{broken: broken}, nil
}
