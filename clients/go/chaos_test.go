package retentiongrpc

import (
	"context"
	"fmt"
	"math/rand"
	"os"
	"strconv"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	chaosRuns   = 300
	chaosEvents = 150
)

// A stream against a server that does everything that a server may do, in every order, from a seed: each event comes into the log once
// and in order, or is told lost; each batch is told of once; each rejection is told. CHAOS_SEED runs one seed alone.
func TestEveryEventCountsOnceAndInOrderOrIsToldLost(t *testing.T) {
	for _, isRestored := range []bool{false, true} {
		first, runs := int64(1), int64(chaosRuns)
		if seed := os.Getenv("CHAOS_SEED"); seed != "" {
			first, _ = strconv.ParseInt(seed, 10, 64)
			runs = 1
		}
		faults, losses := 0, 0
		for seed := first; seed < first+runs; seed++ {
			had, lost, err := runChaos(t, seed, isRestored)
			if err != nil {
				t.Fatalf("seed %d failed (restored %v; CHAOS_SEED=%d runs it alone): %v", seed, isRestored, seed, err)
			}
			faults, losses = faults+had, losses+lost
		}
		t.Logf("restored %v: %d runs, %d faults, %d batches told lost", isRestored, runs, faults, losses)
		if runs > 1 && (faults < int(runs)*3 || isRestored != (losses > 0)) {
			t.Fatal("the faults tell nothing")
		}
	}
}

// told is what the client's callbacks said in a run.
type told struct {
	outcomes []BatchOutcome
	lost     map[int64]*retentionv1.Batch
	answered []EventRejection
}

func runChaos(t *testing.T, seed int64, isRestored bool) (faults, lost int, err error) {
	random := rand.New(rand.NewSource(seed))
	server := newChaosServer(newPuppet(t), seed, isRestored)
	stop, served := make(chan struct{}), make(chan error, 1)
	go func() { served <- server.serve(stop) }()
	heard := &told{lost: map[int64]*retentionv1.Batch{}}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	driven := make(chan error, 1)
	go func() { driven <- drive(ctx, random, server, heard) }()
	select {
	case err = <-driven:
		close(stop)
		if breach := <-served; breach != nil {
			err = breach
		}
	case err = <-served:
		// A server whose rules are broken ends at once, and the client would wait for it.
		cancel()
		<-driven
	}
	if err != nil {
		return 0, 0, err
	}
	return server.faults, len(heard.lost), judge(server, heard)
}

func drive(ctx context.Context, random *rand.Rand, server *chaosServer, heard *told) error {
	stream, err := server.puppet.client().OpenEventStream(ctx, EventStreamOptions{
		ProducerID:        "p",
		BatchEvents:       1 + random.Intn(4),
		BatchBytes:        1024,
		Linger:            Forever,
		MaxInFlight:       1 + random.Intn(11),
		BatchAcknowledged: func(outcome BatchOutcome) { heard.outcomes = append(heard.outcomes, outcome) },
		DataLost: func(gone *retentionv1.DataLoss) {
			for sequence := gone.GetFirstSequence(); sequence <= gone.GetLastSequence(); sequence++ {
				heard.lost[sequence] = nil
			}
		},
	})
	if err != nil {
		return err
	}
	defer stream.abort()
	for events := someEvents(chaosEvents, 0); len(events) > 0; {
		count := 1 + random.Intn(11)
		if count > len(events) {
			count = len(events)
		}
		some := events[:count]
		events = events[count:]
		if random.Intn(4) == 0 {
			rejections, err := stream.Send(ctx, some...)
			if err != nil {
				return err
			}
			heard.answered = append(heard.answered, rejections...)
		} else if err := stream.AddAll(ctx, some...); err != nil {
			return err
		}
		if random.Intn(6) == 0 {
			if err := stream.Flush(ctx); err != nil {
				return err
			}
		}
	}
	server.calm()
	return stream.Close(ctx)
}

func judge(server *chaosServer, heard *told) error {
	var arrived, rejected, expected []*retentionv1.Event
	var outcomes []int64
	for _, sequence := range sequences(server.sent) {
		arrived = append(arrived, server.sent[sequence].GetEvents()...)
	}
	counted := int64(0)
	for _, one := range heard.outcomes {
		outcomes = append(outcomes, one.Sequence)
		counted += one.AcceptedCount + one.DuplicateCount + one.RejectedCount
		for _, rejection := range one.Rejections {
			rejected = append(rejected, rejection.Event)
		}
	}
	for _, event := range someEvents(chaosEvents, 0) {
		if isRejected(event) {
			expected = append(expected, event)
		}
	}
	all := map[int64]*retentionv1.Batch{}
	for _, some := range []map[int64]*retentionv1.Batch{server.log, heard.lost} {
		for sequence, batch := range some {
			all[sequence] = batch
		}
	}
	switch {
	case !equal(someEvents(chaosEvents, 0), arrived):
		return fmt.Errorf("what was sent is not what was added: %v", arrived)
	case fmt.Sprint(sequences(server.sent)) != fmt.Sprint(sequences(all)):
		return fmt.Errorf("%v were sent, %v are in the log or told lost", sequences(server.sent), sequences(all))
	case len(all) != len(server.log)+len(heard.lost):
		return fmt.Errorf("%v are told lost, %v are in the log", sequences(heard.lost), sequences(server.log))
	case fmt.Sprint(sequences(server.sent)) != fmt.Sprint(outcomes):
		return fmt.Errorf("%v were sent, %v are told", sequences(server.sent), outcomes)
	case counted != chaosEvents:
		return fmt.Errorf("%d events are counted", counted)
	case !server.isRestored && len(heard.lost) > 0:
		return fmt.Errorf("%v are told lost", heard.lost)
	// A dead letter that was lost with its batch cannot be asked.
	case !server.isRestored && !equal(expected, rejected):
		return fmt.Errorf("%v are told rejected, not %v", rejected, expected)
	}
	return subset(heard.answered, rejected)
}

// subset says which rejection that Send told is not among those that the outcomes told.
func subset(answered []EventRejection, rejected []*retentionv1.Event) error {
	ids := map[string]bool{}
	for _, event := range rejected {
		ids[event.GetEventId()] = isRejected(event)
	}
	for _, one := range answered {
		if !ids[one.Event.GetEventId()] {
			return fmt.Errorf("%s is told rejected", one.Event.GetEventId())
		}
	}
	return nil
}

func equal(one, other []*retentionv1.Event) bool {
	return proto.Equal(&retentionv1.Batch{Events: one}, &retentionv1.Batch{Events: other})
}
