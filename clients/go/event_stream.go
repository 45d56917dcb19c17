package retentiongrpc

import (
	"context"
	"sync"

	retentionv1 "retentiongrpc/retention/v1"
)

// EventStream streams events to the server in batches, each kept until the server has it in its log and sent again when a connection
// breaks before that: every event counts once. Safe for use by many goroutines; events of one caller are sent in the order of its calls.
//
// An event's bytes are taken when it is added: a later change is not sent. Close it to send what is left. Where a method's context ends,
// its error is the context's; where the stream failed for good, it is an *Error; after Close it is ErrClosed.
type EventStream struct {
	client   *Client
	options  EventStreamOptions
	buffer   *batchBuffer
	retries  *retries
	position position
	ctx      context.Context
	stop     context.CancelFunc
	opened   chan struct{}
	openOnce sync.Once
	done     chan struct{}
}

// position is what a stream knows of the log it writes to, from one connection to the next.
type position struct {
	mu         sync.Mutex
	readToken  string
	durability retentionv1.Durability
	// logID is empty before the first connection; only connections use it.
	logID string
}

// OpenEventStream opens a stream of events. It returns when the server has answered the Open. The error says which option cannot be; or
// it is an *Error where the server refused, or was not reached within RetryFor; or the context's. Once it is open, the stream lasts
// longer than the context.
func (c *Client) OpenEventStream(ctx context.Context, options EventStreamOptions) (*EventStream, error) {
	options, err := options.withDefaults()
	if err != nil {
		return nil, err
	}
	stream := &EventStream{
		client:  c,
		options: options,
		buffer:  newBatchBuffer(options),
		retries: newRetries(c.clock, options.RetryFor),
		opened:  make(chan struct{}),
		done:    make(chan struct{}),
	}
	stream.ctx, stream.stop = context.WithCancel(context.Background())
	go stream.run()
	select {
	case <-stream.opened:
		return stream, nil
	case <-stream.done:
		err = stream.buffer.failed()
	case <-ctx.Done():
		err = ctx.Err()
	}
	stream.abort()
	return nil, err
}

// ProducerID says who sends.
func (s *EventStream) ProducerID() string { return s.options.ProducerID }

// AckedThrough: every batch of this stream up to this sequence is in the server's log. It falls back where the server lost data, until that
// is sent again.
func (s *EventStream) AckedThrough() (through int64) {
	s.buffer.read(func(queue *sendQueue) { through = queue.ackedThrough })
	return through
}

// LastReadToken is the newest: pass it as QueryOptions.read_token to read what was acknowledged. Empty where the server gave none yet.
func (s *EventStream) LastReadToken() string {
	s.position.mu.Lock()
	defer s.position.mu.Unlock()
	return s.position.readToken
}

// Durability is what an ack promises.
func (s *EventStream) Durability() retentionv1.Durability {
	s.position.mu.Lock()
	defer s.position.mu.Unlock()
	return s.position.durability
}

// Unacknowledged gives the events that no ack covers, in order: what is left to do something else with where the stream has failed. They
// may be in the log all the same.
func (s *EventStream) Unacknowledged() []*retentionv1.Event { return s.buffer.unacknowledged() }

// Add adds an event. It waits while MaxInFlight batches are without an ack, or BufferBytes are kept; where the context ends, the event is
// not added. An event that is larger than a batch may be is an error too.
func (s *EventStream) Add(ctx context.Context, event *retentionv1.Event) error {
	_, err := s.addOne(ctx, event, false)
	s.addedAll()
	return err
}

// AddAll adds events, as Add does one. At an error those before it were added.
func (s *EventStream) AddAll(ctx context.Context, events ...*retentionv1.Event) error {
	defer s.addedAll()
	for _, event := range events {
		if _, err := s.addOne(ctx, event, false); err != nil {
			return err
		}
	}
	return nil
}

// Send sends events and waits until the server has acknowledged them. They share batches with those of other callers. It gives those that
// were not accepted; none: all of them count. At an error what was added by then is sent all the same.
func (s *EventStream) Send(ctx context.Context, events ...*retentionv1.Event) ([]EventRejection, error) {
	places, err := s.addAwaited(ctx, events)
	s.buffer.makeDue()
	if err != nil {
		return nil, err
	}
	var rejections []EventRejection
	for at := 0; at < len(places); {
		// The events of one batch lie together, for one caller's are sent in the order of its calls.
		batch, own := places[at].batch, map[int]int{}
		for ; at < len(places) && places[at].batch == batch; at++ {
			own[places[at].index] = at
		}
		if err := s.buffer.await(ctx, func() bool { return batch.outcome != nil }); err != nil {
			return nil, err
		}
		for _, rejection := range batch.outcome.Rejections {
			if index, is := own[rejection.Index]; is {
				rejection.Event, rejection.Index = events[index], index
				rejections = append(rejections, rejection)
			}
		}
	}
	return rejections, nil
}

// Flush sends what was added and waits until the server confirms that all of it is in its log.
func (s *EventStream) Flush(ctx context.Context) error {
	flush, err := s.buffer.beginFlush()
	if err != nil {
		return err
	}
	defer s.buffer.change(func(queue *sendQueue) { queue.endFlush(flush) })
	return s.buffer.await(ctx, func() bool { return flush.isDone })
}

// Close flushes and ends the stream. Where the context ends, the stream ends at once: events without an ack may be lost. A stream that is
// closed already is left alone.
func (s *EventStream) Close(ctx context.Context) error {
	defer s.abort()
	if err := s.Flush(ctx); err != nil {
		if err == ErrClosed {
			return nil
		}
		return err
	}
	s.buffer.close()
	select {
	case <-s.done:
		return s.buffer.failed()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s *EventStream) abort() {
	s.buffer.close()
	s.stop()
	<-s.done
	s.buffer.stopTimers()
}

func (s *EventStream) addAwaited(ctx context.Context, events []*retentionv1.Event) ([]place, error) {
	places := make([]place, 0, len(events))
	for _, event := range events {
		at, err := s.addOne(ctx, event, true)
		if err != nil {
			return nil, err
		}
		places = append(places, at)
	}
	return places, nil
}

func (s *EventStream) addOne(ctx context.Context, event *retentionv1.Event, isAwaited bool) (place, error) {
	for {
		at, full, err := s.buffer.tryAdd(event, isAwaited)
		if full == nil || err != nil {
			return at, err
		}
		select {
		case <-full:
		case <-ctx.Done():
			return place{}, ctx.Err()
		}
	}
}

func (s *EventStream) addedAll() {
	if s.options.Linger < 0 {
		s.buffer.makeDue()
	}
}

// run keeps a connection until the stream is closed or fails for good.
func (s *EventStream) run() {
	defer close(s.done)
	for {
		end, err := newConnection(s).run(s.ctx)
		if s.ctx.Err() != nil || (end == nil && err == nil) {
			return
		}
		if err == nil {
			s.retries.fail()
			err = s.check(end)
		}
		if err != nil {
			s.buffer.fail(err)
			return
		}
		if s.client.clock.sleep(s.ctx, s.retries.delay(end.retryDelay())) != nil {
			return
		}
	}
}

// check says why no other connection is tried after this end, or tells that one is.
func (s *EventStream) check(end *streamEnd) error {
	if end.broken == nil {
		if s.retries.count() > 1 && s.retries.isOver() {
			return goneAgain()
		}
		return nil
	}
	if !s.retries.isWorthIt(end.broken) || s.retries.isOver() {
		return end.broken
	}
	if s.options.Retrying != nil {
		s.options.Retrying(end.broken)
	}
	return nil
}
