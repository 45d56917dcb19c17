package retentiongrpc

import (
	"sort"

	retentionv1 "retentiongrpc/retention/v1"
)

// pendingFlush is a barrier that a caller waits for.
type pendingFlush struct {
	// id comes back in the server's Flushed.
	id int64
	// through is the newest batch that lies before it; 0: none.
	through int64
	// isSent: it is on its way on the connection of now.
	isSent bool
	// isDone: the server answered, with all batches before it acknowledged.
	isDone bool
}

// sendStep is what a connection is to do next. All unset: half-close, for nothing is left to send on it.
type sendStep struct {
	// batch is to be sent.
	batch *pendingBatch
	// flush is to be sent.
	flush *pendingFlush
	// known is a batch that the log has already, whose outcome is to be told without sending it.
	known *pendingBatch
	// wait is closed when it is worth asking again.
	wait <-chan struct{}
}

// coveredBatch is a batch that an ack is the first to cover.
type coveredBatch struct {
	batch  *pendingBatch
	result *retentionv1.BatchResult
	// sends is how often it was sent until now.
	sends int
}

// sendQueue has the sealed batches in order of sequence, until the server lets go of them, and what of them is to be sent on the connection
// of now. The buffer's lock guards it. No clock, no calls: what it does follows from what it is told.
type sendQueue struct {
	// firstSequence is the batch that the caller named; 0: none.
	firstSequence int64
	// ackedThrough: every batch of this stream up to this one was acknowledged, or told lost; what lies before its first is none of its own.
	ackedThrough int64
	// knownThrough is what the log had when this connection was opened: it is not sent.
	knownThrough int64
	// keptBytes are the bytes of the batches that are kept.
	keptBytes int64
	// isPaused: no batch is sent, for the server wants time.
	isPaused bool

	kept         []*pendingBatch
	flushes      []*pendingFlush
	window       sendWindow
	nextSequence int64
	newestSealed int64
	highestSent  int64
	sentThrough  int64
	flushID      int64
	lossTold     retentionv1.DataLoss
	isConnected  bool
	isDraining   bool
}

// claim is what the next connection says to be acknowledged; nothing before the first batch that the caller named.
func (q *sendQueue) claim() int64 {
	if q.firstSequence > q.ackedThrough {
		return 0
	}
	return q.ackedThrough
}

// unacked counts the batches without an ack.
func (q *sendQueue) unacked() int64 {
	if !q.hasBegun() {
		return 0
	}
	return q.nextSequence - 1 - q.ackedThrough
}

// hasBegun says whether there was a connection, so that batches can have sequences.
func (q *sendQueue) hasBegun() bool { return q.nextSequence > 0 }

// isEmpty says whether every batch is acknowledged and every barrier answered.
func (q *sendQueue) isEmpty() bool { return q.unacked() == 0 && len(q.flushes) == 0 }

// after gives the kept batches above a sequence.
func (q *sendQueue) after(sequence int64) []*pendingBatch {
	return q.kept[sort.Search(len(q.kept), func(i int) bool { return q.kept[i].sequence > sequence }):]
}

// has says whether a batch is kept.
func (q *sendQueue) has(sequence int64) bool {
	above := q.after(sequence - 1)
	return len(above) > 0 && above[0].sequence == sequence
}

// unacknowledged gives the batches without an ack.
func (q *sendQueue) unacknowledged() []*pendingBatch { return q.after(q.ackedThrough) }

// seal gives a batch the next sequence.
func (q *sendQueue) seal(batch *pendingBatch) {
	batch.seal(q.nextSequence)
	q.newestSealed = q.nextSequence
	q.nextSequence++
	q.kept = append(q.kept, batch)
	q.keptBytes += int64(batch.cutBytes)
}

// makeRoom forgets the oldest batches that were acknowledged, before the server says so, until a number of bytes is free.
func (q *sendQueue) makeRoom(bytes, limit int64) {
	for q.keptBytes+bytes > limit && len(q.kept) > 0 && q.kept[0].sequence <= q.ackedThrough {
		q.forget(q.kept[0].sequence)
	}
}

// beginFlush puts a barrier behind every batch so far, and behind the one that gathers, if there is one.
func (q *sendQueue) beginFlush(isGathering bool) *pendingFlush {
	q.flushID++
	flush := &pendingFlush{id: q.flushID, through: q.newestSealed}
	if isGathering {
		flush.through = q.nextSequence
	}
	q.flushes = append(q.flushes, flush)
	return flush
}

// endFlush notes that nobody waits for a barrier any more.
func (q *sendQueue) endFlush(flush *pendingFlush) {
	for i, one := range q.flushes {
		if one == flush {
			q.flushes = append(q.flushes[:i], q.flushes[i+1:]...)
			return
		}
	}
}

// flushed notes that the server has answered a barrier. What it says from before a batch was refused does not count.
func (q *sendQueue) flushed(id int64) {
	for _, flush := range q.flushes {
		if flush.id == id && flush.through <= q.ackedThrough {
			flush.isDone = true
		}
	}
}

// suspend notes that the connection is gone; nothing is sent until the next is open.
func (q *sendQueue) suspend() {
	q.isConnected, q.isDraining, q.isPaused = false, false, false
	q.window.reset()
}

// resume takes up a new connection: what the log does not have is to be sent again, once connect says so. gone is what was acknowledged, is
// neither in the log nor here, and was not told before; or nil. Not ours: somebody else has sent under this producer id, and what is left
// here would be taken for what is there.
func (q *sendQueue) resume(opened *retentionv1.Opened) (gone *retentionv1.DataLoss, isOurs bool) {
	next := opened.GetLastSequence() + 1
	switch {
	case !q.hasBegun() && q.firstSequence > 0:
		q.beginAt(q.firstSequence)
	case !q.hasBegun():
		q.beginAt(next)
	case q.firstSequence > 0:
	case q.unacked() == 0 && next > q.nextSequence:
		q.beginAt(next)
	case q.unacked() > 0 && opened.GetLastSequence() > q.highestSent:
		return nil, false
	}
	q.knownThrough = opened.GetStableThrough()
	if opened.GetDataLoss() != nil {
		gone = q.lose(opened.GetDataLoss().GetFirstSequence(), opened.GetDataLoss().GetLastSequence())
	}
	q.startAfter(q.ackedThrough)
	q.window.grant(opened.GetCredits())
	return gone, true
}

// connect notes that what the server said of the connection is told: from now on batches are sent.
func (q *sendQueue) connect() { q.isConnected = true }

// next says what to do next on this connection; changed is what to wait for when there is nothing to do now.
func (q *sendQueue) next(changed <-chan struct{}, isClosed bool) sendStep {
	if q.isDraining && q.window.batches == 0 {
		return sendStep{}
	}
	if !q.isConnected || q.isDraining || q.isPaused {
		return sendStep{wait: changed}
	}
	for _, flush := range q.flushes {
		if !flush.isSent && flush.through <= q.sentThrough {
			flush.isSent = true
			return sendStep{flush: flush}
		}
	}
	if unsent := q.after(q.sentThrough); len(unsent) > 0 {
		return q.send(unsent[0], changed)
	}
	if isClosed && q.isEmpty() {
		return sendStep{}
	}
	return sendStep{wait: changed}
}

// coveredBy gives the batches that an ack is the first to cover, each with its result if it has one, in order.
func (q *sendQueue) coveredBy(ack *retentionv1.Ack) []coveredBatch {
	results := ack.GetResults()
	if len(results) == 0 {
		return nil
	}
	last := results[len(results)-1].GetSequence()
	var covered []coveredBatch
	for _, batch := range q.unacknowledged() {
		if batch.sequence > last || batch.sequence > q.sentThrough {
			break
		}
		for len(results) > 0 && results[0].GetSequence() < batch.sequence {
			results = results[1:]
		}
		one := coveredBatch{batch: batch, sends: batch.sends}
		if len(results) > 0 && results[0].GetSequence() == batch.sequence {
			one.result = results[0]
		}
		covered = append(covered, one)
	}
	return covered
}

// acknowledge notes that batches are in the log.
func (q *sendQueue) acknowledge(through int64) {
	for _, batch := range q.unacknowledged() {
		if batch.sequence <= through && batch.sequence > q.knownThrough {
			q.window.remove(len(batch.message))
		}
	}
	q.ackedThrough = max(q.ackedThrough, through)
}

// release forgets batches that were acknowledged and that the log keeps.
func (q *sendQueue) release(stableThrough int64) { q.forget(min(q.ackedThrough, stableThrough)) }

// refuse notes that a batch was not taken, nor any after it: they are to be sent again when the pause ends that begins with this. It says
// whether that batch is here.
func (q *sendQueue) refuse(sequence int64) bool {
	if sequence <= q.ackedThrough || sequence > q.sentThrough || !q.has(sequence) {
		return false
	}
	for _, batch := range q.after(sequence - 1) {
		if batch.sequence <= q.sentThrough {
			q.window.remove(len(batch.message))
		}
	}
	q.startAfter(sequence - 1)
	q.isPaused = true
	return true
}

// drain sends no new batches, and ends the connection when those on their way are acknowledged.
func (q *sendQueue) drain() { q.isDraining = true }

// lose takes up that batches that were acknowledged are gone from the log: those that are here are to be sent again.
func (q *sendQueue) lose(lossFirst, lossLast int64) *retentionv1.DataLoss {
	first := lossFirst
	if q.has(q.knownThrough + 1) {
		first = min(q.knownThrough+1, lossFirst)
	}
	start := lossLast + 1
	if here := q.after(first - 1); len(here) > 0 {
		start = min(here[0].sequence, lossLast+1)
	}
	q.ackedThrough = min(q.ackedThrough, start-1)
	isTold := q.lossTold.FirstSequence <= lossFirst && start-1 <= q.lossTold.LastSequence
	if start <= lossFirst || isTold {
		return nil
	}
	q.lossTold.FirstSequence, q.lossTold.LastSequence = lossFirst, start-1
	return &retentionv1.DataLoss{FirstSequence: lossFirst, LastSequence: start - 1}
}

func (q *sendQueue) send(batch *pendingBatch, changed <-chan struct{}) sendStep {
	if batch.sequence <= q.knownThrough {
		q.sentThrough = batch.sequence
		return sendStep{known: batch}
	}
	size := len(batch.message)
	if !q.window.allows(size) {
		return sendStep{wait: changed}
	}
	q.window.add(size)
	batch.sends++
	q.sentThrough = batch.sequence
	q.highestSent = max(q.highestSent, batch.sequence)
	return sendStep{batch: batch}
}

// beginAt goes on with a sequence. Nothing below waits for an ack, so a later one takes nothing away.
func (q *sendQueue) beginAt(sequence int64) {
	q.nextSequence = sequence
	q.ackedThrough = sequence - 1
	q.highestSent = max(q.highestSent, sequence-1)
}

func (q *sendQueue) startAfter(sequence int64) {
	q.sentThrough = sequence
	for _, flush := range q.flushes {
		if flush.through > sequence || !q.isConnected {
			flush.isSent = false
		}
	}
}

func (q *sendQueue) forget(through int64) {
	count := len(q.kept) - len(q.after(through))
	for i := 0; i < count; i++ {
		q.keptBytes -= int64(q.kept[i].cutBytes)
		q.kept[i] = nil
	}
	q.kept = q.kept[count:]
}

func min(one, other int64) int64 {
	if one < other {
		return one
	}
	return other
}

func max(one, other int64) int64 {
	if one > other {
		return one
	}
	return other
}
