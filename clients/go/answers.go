package retentiongrpc

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"

	retentionv1 "retentiongrpc/retention/v1"
)

// take takes an answer of the server: an end where the connection is to be left, an error where the stream has failed for good.
func (c *connection) take(ctx context.Context, response *retentionv1.StreamEventsResponse) (*streamEnd, error) {
	switch said := response.GetMessage().(type) {
	case *retentionv1.StreamEventsResponse_Opened:
		return nil, c.takeUp(said.Opened)
	case *retentionv1.StreamEventsResponse_Ack:
		if err := c.acknowledge(ctx, said.Ack); err != nil {
			return c.endBy(ErrorFrom(err))
		}
	case *retentionv1.StreamEventsResponse_Flushed:
		c.retries.progress()
		c.buffer.change(func(queue *sendQueue) { queue.flushed(said.Flushed.GetFlushId()) })
	case *retentionv1.StreamEventsResponse_Nack:
		return c.refuse(said.Nack)
	case *retentionv1.StreamEventsResponse_GoAway:
		c.drain(said.GoAway)
	}
	return nil, nil
}

func (c *connection) drain(going *retentionv1.GoAway) {
	c.isDraining = true
	patience := longestDrain
	if going.GetDrainTime() != nil {
		patience = going.GetDrainTime().AsDuration()
	}
	if c.cutOff == nil {
		c.cutOff = time.AfterFunc(patience+statusPatience, c.leave)
	}
	c.buffer.change(func(queue *sendQueue) { queue.drain() })
}

func (c *connection) takeUp(answer *retentionv1.Opened) error {
	position := &c.stream.position
	if position.isOther(answer) && c.claimed > 0 && answer.GetLastSequence() >= c.claimed {
		return lostData(1, "The server writes another log than the one that acknowledged this stream's batches, and knows its producer_id.")
	}
	position.mu.Lock()
	position.durability, position.logID = answer.GetDurability(), answer.GetLogId()
	position.mu.Unlock()
	gone, isOurs := c.buffer.resume(answer)
	if !isOurs {
		return &Error{
			Code:       codes.Aborted,
			Reason:     retentionv1.ErrorReason_ERROR_REASON_PRODUCER_SUPERSEDED,
			ReasonName: "PRODUCER_SUPERSEDED",
			Message:    "Another sender has used the producer_id " + c.stream.options.ProducerID + ": give each one of its own.",
		}
	}
	if gone != nil {
		if c.stream.options.DataLost == nil {
			return lostData(gone.GetFirstSequence(), "The server has lost the acknowledged batches %d to %d.",
				gone.GetFirstSequence(), gone.GetLastSequence())
		}
		c.stream.options.DataLost(gone)
	}
	position.read(answer.GetReadToken())
	c.buffer.change(func(queue *sendQueue) { queue.connect() })
	c.stream.openOnce.Do(func() { close(c.stream.opened) })
	return nil
}

// isOther says whether a server writes neither the log that is known nor one that came of it.
func (p *position) isOther(answer *retentionv1.Opened) bool {
	if p.logID == "" || p.logID == answer.GetLogId() {
		return false
	}
	for _, ancestor := range answer.GetAncestorLogIds() {
		if ancestor == p.logID {
			return false
		}
	}
	return true
}

// read notes the newest read token, if one came.
func (p *position) read(token string) {
	if token == "" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.readToken = token
}

func (c *connection) acknowledge(ctx context.Context, ack *retentionv1.Ack) error {
	var covered []coveredBatch
	c.buffer.read(func(queue *sendQueue) { covered = queue.coveredBy(ack) })
	through := int64(0)
	if len(covered) > 0 {
		through = covered[len(covered)-1].batch.sequence
	}
	for _, one := range covered {
		if err := c.report.tell(ctx, one, through); err != nil {
			return err
		}
	}
	position := &c.stream.position
	position.read(ack.GetReadToken())
	position.mu.Lock()
	position.durability = ack.GetDurability()
	position.mu.Unlock()
	if len(covered) > 0 {
		c.retries.progress()
	}
	c.buffer.change(func(queue *sendQueue) {
		queue.acknowledge(through)
		queue.release(ack.GetStableThrough())
		queue.window.grant(ack.GetCredits())
	})
	return nil
}

// refuse takes up that a batch was not taken: it is sent again after a while, or the connection is left, or the stream has failed.
func (c *connection) refuse(nack *retentionv1.Nack) (*streamEnd, error) {
	err := errorOf(nack.GetFailure())
	isHere := false
	c.buffer.change(func(queue *sendQueue) { isHere = queue.refuse(nack.GetSequence()) })
	isGap := err.Reason == retentionv1.ErrorReason_ERROR_REASON_SEQUENCE_GAP
	if err.RetryDelay == nil && !isGap {
		return nil, err.of(nack.GetSequence())
	}
	if !isHere {
		return &streamEnd{broken: err}, nil
	}
	c.retries.fail()
	if c.retries.isOver() || (isGap && c.retries.count() >= gapLimit) {
		return nil, err.of(nack.GetSequence())
	}
	if isGap && c.retries.count() == 1 {
		c.buffer.change(func(queue *sendQueue) { queue.isPaused = false })
		return nil, nil
	}
	c.buffer.pause(c.retries.delay(err.RetryDelay))
	if c.stream.options.Retrying != nil {
		c.stream.options.Retrying(err)
	}
	return nil, nil
}
