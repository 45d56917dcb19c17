package retentiongrpc

import (
	"context"
	"fmt"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

const firstBatchBytes = 1024

// batchBuffer has the events of a stream from Add to the day the server lets go of them: a batch that gathers, and the queue of sealed
// ones. Every method may be called by any goroutine.
type batchBuffer struct {
	options   EventStreamOptions
	lingering *time.Timer
	pausing   *time.Timer

	mu          sync.Mutex
	queue       sendQueue
	open        *pendingBatch
	isDue       bool
	batchEvents int
	isClosed    bool
	failure     error
	changed     chan struct{}
}

// place is where an event is: its batch, and its index there.
type place struct {
	batch *pendingBatch
	index int
}

func newBatchBuffer(options EventStreamOptions) *batchBuffer {
	buffer := &batchBuffer{
		options:     options,
		queue:       sendQueue{firstSequence: options.FirstSequence},
		open:        newPendingBatch(firstBatchBytes),
		batchEvents: options.BatchEvents,
		changed:     make(chan struct{}),
	}
	buffer.lingering = stoppedTimer(buffer.makeDue)
	buffer.pausing = stoppedTimer(func() { buffer.change(func(queue *sendQueue) { queue.isPaused = false }) })
	return buffer
}

func stoppedTimer(then func()) *time.Timer {
	timer := time.AfterFunc(Forever, then)
	timer.Stop()
	return timer
}

// isFinished says whether no event comes any more and nothing is left to be acknowledged.
func (b *batchBuffer) isFinished() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.isClosed && b.open.count == 0 && b.queue.isEmpty()
}

// unacknowledged gives the events that no ack covers, in order.
func (b *batchBuffer) unacknowledged() []*retentionv1.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	var events []*retentionv1.Event
	for _, batch := range b.queue.unacknowledged() {
		events = append(events, batch.events()...)
	}
	return append(events, b.open.events()...)
}

// read asks the queue.
func (b *batchBuffer) read(question func(*sendQueue)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	question(&b.queue)
}

// change changes the queue, and lets those go on who wait for it.
func (b *batchBuffer) change(change func(*sendQueue)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(&b.queue)
	b.trySeal()
	b.wakeAll()
}

// tryAdd adds an event if there is room, else returns what to wait for before the next try. The event's bytes are taken at once. isAwaited:
// the caller waits for the batch's outcome.
func (b *batchBuffer) tryAdd(event *retentionv1.Event, isAwaited bool) (at place, full <-chan struct{}, err error) {
	if event == nil {
		return place{}, nil, errNilEvent
	}
	size := proto.Size(event)
	bytes := size + eventFramingBytes
	if bytes+framingBytes > b.options.BatchBytes {
		return place{}, nil, fmt.Errorf("the event has %d bytes: a batch has at most %d", bytes, b.options.BatchBytes)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.over(); err != nil {
		return place{}, nil, err
	}
	if b.open.count >= b.batchEvents || (b.open.count > 0 && b.open.cutBytes+bytes > b.options.BatchBytes) {
		b.isDue = true
		if !b.trySeal() {
			return place{}, b.changed, nil
		}
	}
	if err := b.open.add(event, size); err != nil {
		return place{}, nil, err
	}
	b.open.isAwaited = b.open.isAwaited || isAwaited
	at = place{b.open, b.open.count - 1}
	if b.open.count >= b.batchEvents {
		b.isDue = true
		b.trySeal()
	} else if b.open.count == 1 && b.options.Linger > 0 && b.options.Linger != Forever {
		b.lingering.Reset(b.options.Linger)
	}
	return at, nil, nil
}

// makeDue sends the open batch as soon as there is room, full or not.
func (b *batchBuffer) makeDue() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.makeDueLocked()
}

func (b *batchBuffer) makeDueLocked() {
	b.isDue = b.open.count > 0
	b.trySeal()
}

// beginFlush puts a barrier behind every event added so far.
func (b *batchBuffer) beginFlush() (*pendingFlush, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.over(); err != nil {
		return nil, err
	}
	flush := b.queue.beginFlush(b.open.count > 0)
	b.makeDueLocked()
	b.wakeAll()
	return flush, nil
}

// await waits until a condition holds, which is asked for under the buffer's lock whenever something has changed.
func (b *batchBuffer) await(ctx context.Context, condition func() bool) error {
	for {
		changed, err := b.look(condition)
		if changed == nil || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (b *batchBuffer) look(condition func() bool) (<-chan struct{}, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if condition() {
		return nil, nil
	}
	return b.changed, b.over()
}

// resume takes up a new connection, as sendQueue.resume does.
func (b *batchBuffer) resume(opened *retentionv1.Opened) (gone *retentionv1.DataLoss, isOurs bool) {
	b.change(func(queue *sendQueue) {
		// Batches that are numbered by their content are cut by it alone, whatever the server of the day allows.
		if limit := int(opened.GetLimits().GetBatchEventCount()); b.options.FirstSequence == 0 && limit > 0 {
			b.batchEvents = int(min(int64(b.options.BatchEvents), int64(limit)))
		}
		gone, isOurs = queue.resume(opened)
	})
	return gone, isOurs
}

// nextStep says what to do next on this connection.
func (b *batchBuffer) nextStep() sendStep {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.queue.next(b.changed, b.isClosed)
}

// pause sends no batch for a while.
func (b *batchBuffer) pause(delay time.Duration) {
	b.change(func(queue *sendQueue) {
		queue.isPaused = true
		b.pausing.Reset(delay)
	})
}

// fail ends the stream for good; the first reason stands.
func (b *batchBuffer) fail(failure error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failure == nil {
		b.failure = failure
	}
	b.wakeAll()
}

// failed gives the reason for which the stream ended, or nil.
func (b *batchBuffer) failed() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failure
}

// close says that no event comes any more.
func (b *batchBuffer) close() {
	b.change(func(*sendQueue) {
		// What an interrupted call has added is sent, too.
		b.isDue = b.open.count > 0
		b.isClosed = true
	})
}

// stopTimers lets go of the clock.
func (b *batchBuffer) stopTimers() {
	b.lingering.Stop()
	b.pausing.Stop()
}

func (b *batchBuffer) trySeal() bool {
	if !b.isDue || b.open.count == 0 {
		return true
	}
	if !b.queue.hasBegun() || b.queue.unacked() >= int64(b.options.MaxInFlight) {
		return false
	}
	// What is acknowledged and not stable yet is kept for a resend, but never at the price of a stall.
	bytes := int64(b.open.cutBytes)
	if b.queue.keptBytes+bytes > b.options.BufferBytes && b.queue.unacked() > 0 {
		return false
	}
	b.queue.makeRoom(bytes, b.options.BufferBytes)
	b.queue.seal(b.open)
	// The next batch is likely to be as large, so its buffer need not grow.
	b.open = newPendingBatch(len(b.open.wire) + len(b.open.wire)/8)
	b.isDue = false
	b.lingering.Stop()
	b.wakeAll()
	return true
}

func (b *batchBuffer) wakeAll() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// over says why no event can be added or waited for any more.
func (b *batchBuffer) over() error {
	if b.failure != nil {
		return b.failure
	}
	if b.isClosed {
		return ErrClosed
	}
	return nil
}
