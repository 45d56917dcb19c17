package retentiongrpc

import (
	"math"

	retentionv1 "retentiongrpc/retention/v1"
)

// sendWindow is what is on its way on a connection, and how much the server allows there.
type sendWindow struct {
	batchLimit int
	byteLimit  int64
	batches    int
	bytes      int64
}

// grant takes the newest credits; unset, the ones before hold.
func (w *sendWindow) grant(credits *retentionv1.Credits) {
	if credits != nil {
		w.batchLimit, w.byteLimit = int(credits.GetBatchCount()), credits.GetByteCount()
	}
}

// allows says whether a message may be sent now. When nothing is on its way, it always may.
func (w *sendWindow) allows(bytes int) bool {
	return w.batches == 0 || (w.batches < w.batchLimit && w.bytes <= w.byteLimit-int64(bytes))
}

func (w *sendWindow) add(bytes int) {
	w.batches++
	w.bytes += int64(bytes)
}

func (w *sendWindow) remove(bytes int) {
	w.batches--
	w.bytes -= int64(bytes)
}

// reset forgets what was on its way, and the credits, which end with their connection.
func (w *sendWindow) reset() {
	*w = sendWindow{batchLimit: math.MaxInt32, byteLimit: math.MaxInt64}
}
