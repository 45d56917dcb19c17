package retentiongrpc

import (
	"context"
	"errors"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/anypb"

	retentionv1 "retentiongrpc/retention/v1"
)

// bytesField appends a field of a message that has a length.
func bytesField(wire []byte, number protowire.Number, value string) []byte {
	return protowire.AppendString(protowire.AppendTag(wire, number, protowire.BytesType), value)
}

func pair(first, second string) string {
	return string(bytesField(bytesField(nil, 1, first), 2, second))
}

// scripted gives the error of a call with details of these types and bytes.
func scripted(code codes.Code, details map[string]string) error {
	said := status.New(code, "as scripted").Proto()
	for _, name := range []string{"google.rpc.ErrorInfo", "google.rpc.BadRequest", "google.rpc.RetryInfo"} {
		if wire, has := details[name]; has {
			said.Details = append(said.Details, &anypb.Any{TypeUrl: "type.googleapis.com/" + name, Value: []byte(wire)})
		}
	}
	return status.FromProto(said).Err()
}

func TestAFailedCallIsReadWhole(t *testing.T) {
	info := bytesField([]byte(pair("SEQUENCE_GAP", "retention.v1")), 3, pair("expected_sequence", "7"))
	retry := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), 3)
	err := ErrorFrom(scripted(codes.OutOfRange, map[string]string{
		"google.rpc.ErrorInfo":  string(bytesField(info, 3, pair("sequence", "9"))),
		"google.rpc.BadRequest": string(bytesField(nil, 1, pair("sequence", "Set it."))),
		"google.rpc.RetryInfo":  string(bytesField(nil, 1, string(retry))),
	}))
	same(t, "OutOfRange SEQUENCE_GAP map[expected_sequence:7 sequence:9] 3s", str(err.Code, err.ReasonName, err.Metadata, *err.RetryDelay))
	same(t, sequenceGap, err.Reason)
	same(t, "as scripted [SEQUENCE_GAP] sequence: Set it.", err.Error())
	same(t, codes.OutOfRange, status.Code(err))
	same(t, codes.OutOfRange, status.Code(errors.Unwrap(err)))
	same(t, err, ErrorFrom(err))
	same(t, true, ErrorFrom(nil) == nil)
}

func TestAReasonOfANewerServerKeepsItsNameAndThatOfAnotherServiceIsNone(t *testing.T) {
	for domain, expected := range map[string]string{"retention.v1": "NOT_YET_INVENTED", "elsewhere": ""} {
		info := map[string]string{"google.rpc.ErrorInfo": pair("NOT_YET_INVENTED", domain)}
		err := ErrorFrom(scripted(codes.Unavailable, info))
		same(t, expected, err.ReasonName)
		same(t, retentionv1.ErrorReason_ERROR_REASON_UNSPECIFIED, err.Reason)
	}
}

func TestDetailsThatNobodyCanReadLeaveCodeAndMessage(t *testing.T) {
	for _, broken := range []string{"\xff\xff\xff", "\x1a\x05\x0a", "\x0a\x02\x0a\x05"} {
		err := ErrorFrom(scripted(codes.Unavailable, map[string]string{
			"google.rpc.ErrorInfo": broken, "google.rpc.BadRequest": broken, "google.rpc.RetryInfo": broken,
		}))
		same(t, "Unavailable as scripted 0 true", str(err.Code, err.Message, len(err.FieldViolations), err.RetryDelay == nil))
	}
}

func TestWaitsGrowByChanceAfterTheTimeThatIsAskedFor(t *testing.T) {
	now := time.Unix(0, 0)
	retries := newRetries(clock{now: func() time.Time { return now }, jitter: func() float64 { return 0.5 }}, time.Minute)
	for _, expected := range []time.Duration{50, 100, 200, 400, 800, 1600, 3200, 5000, 5000} {
		retries.fail()
		same(t, expected*time.Millisecond, retries.delay(nil))
	}
	asked := time.Second
	same(t, 6*time.Second, retries.delay(&asked))
	now = now.Add(59 * time.Second)
	same(t, false, retries.isOver())
	now = now.Add(time.Second)
	same(t, true, retries.isOver())
	retries.progress()
	retries.fail()
	same(t, "false 50ms", str(retries.isOver(), retries.delay(nil)))
}

// counting answers unary calls: some tries fail by a status, the next is well.
func counting(t *testing.T, failures int, code codes.Code) (*Client, *int) {
	tries := 0
	server := newPuppet(t)
	server.single = func(ctx context.Context, method string, response proto.Message) error {
		if _, has := ctx.Deadline(); !has {
			t.Errorf("%s has no deadline", method)
		}
		if tries++; tries <= failures {
			return status.Error(code, "as scripted")
		}
		return nil
	}
	return server.client(), &tries
}

func TestACallIsMadeAgainOnlyWhereItCountsOnce(t *testing.T) {
	named, unnamed := someEvents(1, 0), []*retentionv1.Event{{CustomerId: "c"}}
	for name, one := range map[string]struct {
		request *retentionv1.IngestEventsRequest
		tries   int
	}{
		"by event ids": {&retentionv1.IngestEventsRequest{Events: named}, 3},
		"by sequence":  {&retentionv1.IngestEventsRequest{ProducerId: "p", Sequence: 1, Events: unnamed}, 3},
		"by nothing":   {&retentionv1.IngestEventsRequest{Events: unnamed}, 1},
	} {
		client, tries := counting(t, 2, codes.Unavailable)
		_, err := client.IngestEvents(context.Background(), one.request)
		if *tries != one.tries || (err == nil) != (one.tries == 3) {
			t.Errorf("%s: %d tries, %v", name, *tries, err)
		}
	}
	client, tries := counting(t, 2, codes.InvalidArgument)
	_, err := client.IngestEvents(context.Background(), &retentionv1.IngestEventsRequest{Events: named})
	same(t, "InvalidArgument 1", str(failure(t, err).Code, *tries))
}

func TestAProducerThatIsNotKnownIsNoError(t *testing.T) {
	server := newPuppet(t)
	server.single = func(context.Context, string, proto.Message) error {
		return scripted(codes.NotFound, map[string]string{"google.rpc.ErrorInfo": pair("PRODUCER_NOT_FOUND", "retention.v1")})
	}
	response, err := server.client().GetProducer(context.Background(), "p")
	check(t, err)
	same(t, true, response == nil)
	server.single = func(_ context.Context, _ string, response proto.Message) error {
		response.(*retentionv1.GetProducerResponse).LastSequence = 7
		return nil
	}
	response, err = server.client().GetProducer(context.Background(), "p")
	check(t, err)
	same(t, 7, response.GetLastSequence())
}

func TestWithoutTimeToRetryAnAbsentServerIsTold(t *testing.T) {
	client, err := NewClient("127.0.0.1:1")
	check(t, err)
	_, err = client.OpenEventStream(deadline(t), EventStreamOptions{ProducerID: "p", RetryFor: AtOnce})
	same(t, codes.Unavailable, failure(t, err).Code)
	check(t, client.Close())
}
