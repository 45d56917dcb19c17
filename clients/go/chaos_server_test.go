package retentiongrpc

import (
	"fmt"
	"math/rand"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

// chaosServer has the server's rules for one producer, as the protos say them, with faults by a seed: connections that break before or
// after a batch is in the log, crashes that lose what is not stable, older copies of the data put back, nacks, planned ends, credits that
// come and go, acks that wait for each other. It checks what no client may do.
type chaosServer struct {
	puppet     *puppetServer
	random     *rand.Rand
	isRestored bool

	mu         sync.Mutex
	faultsLeft int
	faults     int
	log        map[int64]*retentionv1.Batch
	sent       map[int64]*retentionv1.Batch
	unsaid     []*retentionv1.BatchResult
	stable     int64
	acked      int64
	credits    int
	onTheirWay int
	expected   int64
	mayStart   [2]int64
	awaited    int64
}

func newChaosServer(puppet *puppetServer, seed int64, isRestored bool) *chaosServer {
	random := rand.New(rand.NewSource(seed))
	server := &chaosServer{
		puppet: puppet, random: random, isRestored: isRestored, faultsLeft: 5 + random.Intn(35),
		log: map[int64]*retentionv1.Batch{}, sent: map[int64]*retentionv1.Batch{},
	}
	puppet.rejected = func(asked *retentionv1.ListRejectedEventsRequest) (*retentionv1.ListRejectedEventsResponse, error) {
		server.mu.Lock()
		defer server.mu.Unlock()
		var all []*retentionv1.RejectedEvent
		for sequence, batch := range server.log {
			for _, one := range rejectionsOf(batch) {
				all = append(all, &retentionv1.RejectedEvent{ProducerId: "p", Sequence: sequence, Rejection: one})
			}
		}
		return letter(all...)(asked)
	}
	return server
}

// isRejected says whether an event is one that the server rejects.
func isRejected(event *retentionv1.Event) bool { return strings.HasSuffix(event.GetEventId(), "7") }

func rejectionsOf(batch *retentionv1.Batch) []*retentionv1.Rejection {
	var all []*retentionv1.Rejection
	for i, event := range batch.GetEvents() {
		if isRejected(event) {
			all = append(all, &retentionv1.Rejection{Index: int32(i), Reason: badID})
		}
	}
	return all
}

func last(log map[int64]*retentionv1.Batch) int64 {
	if len(log) == 0 {
		return 0
	}
	return sequences(log)[len(log)-1]
}

func sequences(log map[int64]*retentionv1.Batch) []int64 {
	var all []int64
	for sequence := range log {
		all = append(all, sequence)
	}
	sort.Slice(all, func(i, j int) bool { return all[i] < all[j] })
	return all
}

// calm: no more faults, so that what a client that is gone was acknowledged is not lost behind its back.
func (s *chaosServer) calm() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faultsLeft = 0
}

// serve serves connections until the stop is closed; its panic is the breach of a rule.
func (s *chaosServer) serve(stop <-chan struct{}) (err error) {
	defer func() {
		if breach := recover(); breach != nil {
			err = fmt.Errorf("%v", breach)
		}
	}()
	for {
		select {
		case call := <-s.puppet.calls:
			s.serveOne(call)
		case <-stop:
			return nil
		}
	}
}

func (s *chaosServer) serveOne(call *puppetCall) {
	if s.fault(4) {
		call.end(codes.Unavailable)
		return
	}
	s.open(call, call.receiveOpen())
	for isGoing := false; ; {
		if len(call.requests) == 0 {
			s.say(call)
		}
		request := call.receive()
		if request == nil {
			call.end(codes.OK)
			return
		}
		if !isGoing && s.fault(3) {
			isGoing = true
			call.goAway(time.Minute)
		}
		if s.fault(3) || !s.take(call, request) || s.fault(3) {
			s.breakOff(call)
			return
		}
	}
}

func (s *chaosServer) open(call *puppetCall, open *retentionv1.Open) {
	s.mu.Lock()
	defer s.mu.Unlock()
	claimed := open.GetAckedThrough()
	require(claimed <= s.acked, "the client claims %d, an ack that was not said", claimed)
	through := last(s.log)
	s.onTheirWay, s.awaited, s.expected = 0, 0, through+1
	s.mayStart = [2]int64{through + 1, max(through, claimed) + 1}
	s.unsaid = nil
	// What is in the log is on the disk by now.
	s.stable, s.acked = through, max(s.acked, through)
	covered, _ := strconv.ParseInt(strings.TrimPrefix("0"+open.GetReadToken(), "0t"), 10, 64)
	require(claimed <= covered, "the read token %q does not cover %d", open.GetReadToken(), claimed)
	opened := &retentionv1.Opened{
		LastSequence: through, StableThrough: through, Credits: s.newCredits(), ReadToken: fmt.Sprintf("t%d", through),
	}
	if claimed > through {
		opened.DataLoss, opened.ReadToken = loss(through+1, claimed), ""
	}
	call.opened(opened)
}

// take takes a message; false: the connection breaks after it.
func (s *chaosServer) take(call *puppetCall, request *retentionv1.StreamEventsRequest) bool {
	if request.GetFlush() != nil {
		if s.awaited == 0 || s.random.Intn(2) == 1 {
			s.say(call)
			call.flushed(request.GetFlush().GetFlushId())
		}
		return true
	}
	batch := request.GetBatch()
	require(batch != nil, "%v is no batch", request)
	sequence := batch.GetSequence()
	if s.sent[sequence] == nil {
		s.sent[sequence] = batch
	}
	require(proto.Equal(s.sent[sequence], batch), "batch %d came with other events", sequence)
	if s.awaited != 0 && sequence != s.awaited {
		return true
	}
	s.onTheirWay++
	require(s.onTheirWay <= s.credits, "%d batches are on their way, %d are allowed", s.onTheirWay, s.credits)
	if s.fault(6) {
		s.say(call)
		s.onTheirWay = 0
		call.nack(sequence, storeUnavailable, time.Duration(s.random.Intn(2000))*time.Microsecond)
		s.awaited = sequence
		return true
	}
	s.awaited = 0
	isFirst := s.mayStart[0] > 0 && sequence >= s.mayStart[0] && sequence <= s.mayStart[1]
	require(isFirst || sequence <= s.expected, "batch %d came, %d was awaited", sequence, s.expected)
	s.mayStart = [2]int64{}
	s.keep(batch, sequence)
	if s.random.Intn(3) == 0 {
		s.say(call)
	}
	return true
}

func (s *chaosServer) keep(batch *retentionv1.Batch, sequence int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	count := int64(len(batch.GetEvents()))
	if sequence < s.expected {
		require(s.log[sequence] != nil, "batch %d was given up and came again", sequence)
		s.unsaid = append(s.unsaid, &retentionv1.BatchResult{Sequence: sequence, DuplicateCount: count})
		return
	}
	s.log[sequence] = batch
	s.expected = sequence + 1
	rejections := rejectionsOf(batch)
	rejected := int64(len(rejections))
	if rejected > 1 {
		rejections = rejections[:1]
	}
	s.unsaid = append(s.unsaid, &retentionv1.BatchResult{
		Sequence: sequence, AcceptedCount: count - rejected, RejectedCount: rejected, Rejections: rejections,
	})
}

func (s *chaosServer) say(call *puppetCall) {
	if len(s.unsaid) == 0 {
		return
	}
	s.acked = max(s.acked, s.unsaid[len(s.unsaid)-1].GetSequence())
	s.stable = max(s.stable, s.stable+s.random.Int63n(s.acked+1-s.stable))
	s.onTheirWay -= len(s.unsaid)
	call.sendAck(&retentionv1.Ack{
		AckedThrough: s.acked, StableThrough: s.stable, ReadToken: fmt.Sprintf("t%d", s.acked), Results: s.unsaid, Credits: s.newCredits(),
	})
	s.unsaid = nil
}

// breakOff: the connection is gone; at times with what was not stable, or with more.
func (s *chaosServer) breakOff(call *puppetCall) {
	call.end(codes.Unavailable)
	s.mu.Lock()
	defer s.mu.Unlock()
	through, floor := last(s.log), s.stable
	if s.isRestored && s.random.Intn(4) == 0 {
		lowest := max(0, s.stable-10)
		floor = lowest + s.random.Int63n(s.stable+1-lowest)
	}
	if s.random.Intn(2) == 0 || floor >= through {
		return
	}
	kept := floor + s.random.Int63n(through+1-floor)
	for sequence := range s.log {
		if sequence > kept {
			delete(s.log, sequence)
		}
	}
	s.stable = min(s.stable, kept)
}

// newCredits grants some. A client may not have seen the newest word yet: fewer credits than before hold for what it sends after it.
func (s *chaosServer) newCredits() *retentionv1.Credits {
	granted := 1 + s.random.Intn(5)
	s.credits = granted
	if s.onTheirWay+5 > s.credits {
		s.credits = s.onTheirWay + 5
	}
	return credits(int32(granted), 200+s.random.Int63n(4800))
}

func (s *chaosServer) fault(percent int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.faultsLeft <= 0 || s.random.Intn(100) >= percent {
		return false
	}
	s.faultsLeft--
	s.faults++
	return true
}

func require(holds bool, format string, values ...interface{}) {
	if !holds {
		panic(fmt.Sprintf(format, values...))
	}
}
