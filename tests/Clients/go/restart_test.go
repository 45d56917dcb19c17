package checks

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/timestamppb"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

const (
	streamed     = 30000
	streamedKill = 3
)

// A server that is killed in the middle of a stream and started again on the same data and port loses and doubles nothing, also of events
// that have no event_id.
func TestAServerThatIsKilledMidStreamLosesAndDoublesNothing(t *testing.T) {
	server := startServer(t)
	client, err := retentiongrpc.NewClient(server.address())
	check(t, err)
	defer client.Close()
	var sequences []int64
	var counted, retries, acked int64
	stream, err := client.OpenEventStream(deadline(t), retentiongrpc.EventStreamOptions{
		ProducerID:  "restarts",
		BatchEvents: 50,
		BatchAcknowledged: func(outcome retentiongrpc.BatchOutcome) {
			sequences = append(sequences, outcome.Sequence)
			counted += outcome.AcceptedCount + outcome.DuplicateCount
			atomic.StoreInt64(&acked, outcome.Sequence)
		},
		Retrying: func(*retentiongrpc.Error) { atomic.AddInt64(&retries, 1) },
	})
	check(t, err)
	killed := make(chan struct{})
	go func() {
		defer close(killed)
		for i := int64(1); i <= streamedKill; i++ {
			// In the middle: some batches are acknowledged, and more are on their way.
			for atomic.LoadInt64(&acked) < i*streamed/50/(streamedKill+1) && !t.Failed() {
				time.Sleep(time.Millisecond)
			}
			server.restart("kill")
		}
	}()
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := 0; i < streamed; i++ {
		check(t, stream.Add(deadline(t), &retentionv1.Event{
			CustomerId:   fmt.Sprintf("c-%d", i%100),
			OccurredTime: timestamppb.New(began.Add(time.Duration(i) * time.Minute)),
			Kind:         &retentionv1.Event_Activity{Activity: &retentionv1.Activity{Name: "open"}},
		}))
	}
	<-killed
	check(t, stream.Close(deadline(t)))

	same(t, "events that were told", streamed, counted)
	for i, sequence := range sequences {
		same(t, "sequence", i+1, sequence)
	}
	if atomic.LoadInt64(&retries) < streamedKill {
		t.Fatalf("%d kills, %d retries", streamedKill, retries)
	}
	described, err := client.Tenants.DescribeTenant(deadline(t), &retentionv1.DescribeTenantRequest{})
	check(t, err)
	same(t, "events, customers", []int64{streamed, 100}, []int64{described.GetEventCount(), described.GetCustomerCount()})
	activity, err := client.Metrics.ComputeActivity(deadline(t), &retentionv1.ComputeActivityRequest{
		Options: &retentionv1.QueryOptions{ReadToken: stream.LastReadToken()},
		Window: &retentionv1.Window{Window: &retentionv1.Window_Interval{Interval: &retentionv1.Interval{
			StartTime: timestamppb.New(began), EndTime: timestamppb.New(began.AddDate(0, 0, 22)),
		}}},
	})
	check(t, err)
	same(t, "activities", streamed, activity.GetTotal().GetEventCount())
}
