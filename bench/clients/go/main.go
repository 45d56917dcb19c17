// Rate says how fast the Go client streams, beside how fast its protobuf encoder alone is. One line of JSON:
//
//	{"client":"go","events":N,"seconds":…,"cpu_seconds":…,"encode_seconds":…}
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

const (
	batchEvents = 500
	customers   = 10000
	firstSecond = 1750000000
	patience    = 10 * time.Minute
	warmUp      = 10 * time.Second
)

type rate struct {
	Client        string  `json:"client"`
	Events        int     `json:"events"`
	Seconds       float64 `json:"seconds"`
	CPUSeconds    float64 `json:"cpu_seconds"`
	EncodeSeconds float64 `json:"encode_seconds"`
}

func main() {
	address := flag.String("address", "127.0.0.1:5001", "where the server listens")
	count := flag.Int("events", 1000000, "events to send")
	flag.Parse()
	if *count < 1 {
		log.Fatal("--events must be 1 or more")
	}
	result, err := measure(*address, *count)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
		log.Fatal(err)
	}
}

func measure(address string, count int) (rate, error) {
	// Ids of this run alone: the server would drop events that it has from an earlier one.
	run := time.Now().UnixNano()
	events := make([]*retentionv1.Event, count)
	for i := range events {
		events[i] = event(i, base36(run/1000, 3))
	}
	before := make([]*retentionv1.Event, count/10)
	for i := range before {
		before[i] = event(count+i, base36(run/1000, 3))
	}
	result := rate{Client: "go", Events: count}
	began := time.Now()
	if err := encode(events); err != nil {
		return result, err
	}
	result.EncodeSeconds = time.Since(began).Seconds()

	client, err := retentiongrpc.NewClient(address)
	if err != nil {
		return result, err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	options := retentiongrpc.EventStreamOptions{ProducerID: fmt.Sprintf("rate-%d", run), RetryFor: 10 * time.Second}
	stream, err := client.OpenEventStream(ctx, options)
	if err != nil {
		return result, err
	}
	// The server's code is compiled by then, as it is for clients that warm up by themselves.
	for began = time.Now(); time.Since(began) < warmUp; {
		if err := send(ctx, stream, before); err != nil {
			return result, err
		}
	}
	spent := cpuSeconds()
	began = time.Now()
	if err := send(ctx, stream, events); err != nil {
		return result, err
	}
	result.Seconds, result.CPUSeconds = time.Since(began).Seconds(), cpuSeconds()-spent
	return result, stream.Close(ctx)
}

func send(ctx context.Context, stream *retentiongrpc.EventStream, events []*retentionv1.Event) error {
	for _, one := range events {
		if err := stream.Add(ctx, one); err != nil {
			return err
		}
	}
	return stream.Flush(ctx)
}

// encode encodes the events as batches and throws the bytes away: what no client can be faster than.
func encode(events []*retentionv1.Event) error {
	for sequence := int64(1); len(events) > 0; sequence++ {
		count := batchEvents
		if count > len(events) {
			count = len(events)
		}
		batch := &retentionv1.Batch{Sequence: sequence, Events: events[:count]}
		events = events[count:]
		if _, err := proto.Marshal(batch); err != nil {
			return err
		}
	}
	return nil
}

func event(i int, run string) *retentionv1.Event {
	one := &retentionv1.Event{
		EventId:      run + base36(int64(i), 5),
		CustomerId:   fmt.Sprintf("c-%d", i%customers),
		OccurredTime: &timestamppb.Timestamp{Seconds: firstSecond + int64(i)},
	}
	if i%10 == 0 {
		amount := &retentionv1.Money{MinorUnits: 1999, CurrencyCode: "USD"}
		one.Kind = &retentionv1.Event_Purchase{Purchase: &retentionv1.Purchase{OrderId: fmt.Sprintf("o-%d", i), Amount: amount}}
	} else {
		one.Kind = &retentionv1.Event_Activity{Activity: &retentionv1.Activity{Name: "open"}}
	}
	return one
}

// base36 gives the last digits of a number.
func base36(number int64, digits int) string {
	text := strings.Repeat("0", digits) + strconv.FormatInt(number, 36)
	return text[len(text)-digits:]
}

// cpuSeconds is the time that this process has computed.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}
