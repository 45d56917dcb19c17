package checks

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	known "google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"retentiongrpc"
	retentionv1 "retentiongrpc/retention/v1"
)

// The scenario as its README says; a step has one of these, and what belongs to it.
type scenario struct {
	Tenant   string
	Volatile []string
	Steps    []step
}

type step struct {
	Call          string
	Request       json.RawMessage
	RequestBase64 string
	Answer        json.RawMessage
	Error         *expectedError
	Open          *struct {
		ProducerID  string `json:"producerId"`
		BatchEvents int
	}
	Add        []json.RawMessage
	Repeat     *rule
	Flush      *struct{}
	Told       *told
	Send       []json.RawMessage
	Rejections []rejection
	Restart    string
	Close      *struct{}
}

type expectedError struct {
	Code     codes.Code
	Reason   string
	Fields   []string
	Metadata map[string]string
}

type rule struct {
	First, Count, FirstSecond, EverySeconds int64
	Event                                   json.RawMessage
}

type told struct {
	Batches    int
	Counted    int64
	Rejections []rejection
}

type rejection struct {
	Sequence int64
	Index    int
	EventID  string `json:"eventId"`
	Reason   string
	Field    string
}

func shown(sequence int64, one retentiongrpc.EventRejection) rejection {
	reason := strings.TrimPrefix(one.Reason.String(), "REJECTION_REASON_")
	return rejection{Sequence: sequence, Index: one.Index, EventID: one.Event.GetEventId(), Reason: reason, Field: one.Field}
}

// player does the steps, one event stream at a time.
type player struct {
	testing.TB
	scenario scenario
	server   *liveServer
	client   *retentiongrpc.Client
	stream   *retentiongrpc.EventStream
	outcomes []retentiongrpc.BatchOutcome
}

func TestScenario(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(os.Getenv("RETENTION_CLIENTS"), "scenario", "scenario.json"))
	check(t, err)
	play := &player{TB: t, server: startServer(t)}
	read := json.NewDecoder(strings.NewReader(string(text)))
	read.DisallowUnknownFields()
	check(t, read.Decode(&play.scenario))
	play.client, err = retentiongrpc.NewClient(play.server.address(), retentiongrpc.WithTenant(play.scenario.Tenant))
	check(t, err)
	defer play.client.Close()
	for number, step := range play.scenario.Steps {
		name := fmt.Sprintf("step %d %s%s", number+1, step.Call, step.Restart)
		if !t.Run(name, func(t *testing.T) { play.TB = t; play.do(step) }) {
			t.Fatal("the scenario ends here")
		}
	}
}

func (p *player) do(one step) {
	switch {
	case one.Call != "":
		p.call(one)
	case one.Open != nil:
		p.open(one)
	case one.Add != nil:
		check(p, p.stream.AddAll(deadline(p), p.events(one.Add)...))
	case one.Repeat != nil:
		p.repeat(one.Repeat)
	case one.Flush != nil:
		check(p, p.stream.Flush(deadline(p)))
	case one.Told != nil:
		p.told(one.Told)
	case one.Send != nil:
		p.send(one)
	case one.Restart != "":
		p.server.restart(one.Restart)
	case one.Close != nil:
		check(p, p.stream.Close(deadline(p)))
	default:
		p.Fatalf("a step that is not known: %+v", one)
	}
}

// messageOf makes a message by its full name.
func (p *player) messageOf(descriptor protoreflect.MessageDescriptor) proto.Message {
	kind, err := known.GlobalTypes.FindMessageByName(descriptor.FullName())
	check(p, err)
	return kind.New().Interface()
}

func (p *player) call(one step) {
	found, err := known.GlobalFiles.FindDescriptorByName(protoreflect.FullName(strings.ReplaceAll(one.Call, "/", ".")))
	check(p, err)
	method := found.(protoreflect.MethodDescriptor)
	request, answer := p.request(one, method), p.messageOf(method.Output())
	err = p.client.Connection().Invoke(deadline(p), "/"+one.Call, request, answer)
	if one.Error != nil {
		p.isError(one.Error, retentiongrpc.ErrorFrom(err))
		return
	}
	check(p, err)
	expected := p.messageOf(method.Output())
	check(p, protojson.Unmarshal(one.Answer, expected))
	p.clearVolatile(expected.ProtoReflect())
	p.clearVolatile(answer.ProtoReflect())
	if !proto.Equal(expected, answer) {
		p.Fatalf("expected %s\nactual %s", protojson.Format(expected), protojson.Format(answer))
	}
}

func (p *player) request(one step, method protoreflect.MethodDescriptor) proto.Message {
	if one.RequestBase64 != "" {
		wire, err := base64.StdEncoding.DecodeString(one.RequestBase64)
		check(p, err)
		// What it does not know it keeps: bytes that no message of the method could have.
		var request emptypb.Empty
		check(p, proto.Unmarshal(wire, &request))
		return &request
	}
	token := ""
	if p.stream != nil {
		token = p.stream.LastReadToken()
	}
	request := p.messageOf(method.Input())
	check(p, protojson.Unmarshal([]byte(strings.ReplaceAll(string(one.Request), "$token", token)), request))
	return request
}

func (p *player) isError(expected *expectedError, actual *retentiongrpc.Error) {
	if actual == nil {
		p.Fatalf("the call went well, %+v was expected", *expected)
	}
	var fields []string
	for _, violation := range actual.FieldViolations {
		fields = append(fields, violation.GetField())
	}
	same(p, "error", *expected, expectedError{Code: actual.Code, Reason: actual.ReasonName, Fields: fields, Metadata: actual.Metadata})
}

// clearVolatile clears the fields that differ from run to run, wherever they are.
func (p *player) clearVolatile(message protoreflect.Message) {
	message.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		for _, name := range p.scenario.Volatile {
			if field.JSONName() == name {
				message.Clear(field)
				return true
			}
		}
		if field.Kind() != protoreflect.MessageKind || field.IsMap() {
			return true
		}
		if !field.IsList() {
			p.clearVolatile(value.Message())
			return true
		}
		for i := 0; i < value.List().Len(); i++ {
			p.clearVolatile(value.List().Get(i).Message())
		}
		return true
	})
}

func (p *player) open(one step) {
	p.outcomes = nil
	stream, err := p.client.OpenEventStream(deadline(p), retentiongrpc.EventStreamOptions{
		ProducerID:        one.Open.ProducerID,
		BatchEvents:       one.Open.BatchEvents,
		Linger:            retentiongrpc.Forever,
		BatchAcknowledged: func(outcome retentiongrpc.BatchOutcome) { p.outcomes = append(p.outcomes, outcome) },
	})
	check(p, err)
	p.stream = stream
}

func (p *player) event(text []byte) *retentionv1.Event {
	var event retentionv1.Event
	check(p, protojson.Unmarshal(text, &event))
	return &event
}

func (p *player) events(texts []json.RawMessage) []*retentionv1.Event {
	var all []*retentionv1.Event
	for _, text := range texts {
		all = append(all, p.event(text))
	}
	return all
}

var place = regexp.MustCompile(`\{i(?:%(\d+))?\}`)

func (p *player) repeat(rule *rule) {
	for i := rule.First; i < rule.First+rule.Count; i++ {
		event := p.event(place.ReplaceAllFunc(rule.Event, func(found []byte) []byte {
			modulus := place.FindSubmatch(found)[1]
			if len(modulus) == 0 {
				return strconv.AppendInt(nil, i, 10)
			}
			by, err := strconv.ParseInt(string(modulus), 10, 64)
			check(p, err)
			return strconv.AppendInt(nil, i%by, 10)
		}))
		event.OccurredTime = &timestamppb.Timestamp{Seconds: rule.FirstSecond + i*rule.EverySeconds}
		check(p, p.stream.Add(deadline(p), event))
	}
}

func (p *player) told(expected *told) {
	actual := told{Batches: len(p.outcomes), Rejections: []rejection{}}
	for i, outcome := range p.outcomes {
		same(p, "sequence", i+1, outcome.Sequence)
		actual.Counted += outcome.AcceptedCount + outcome.DuplicateCount
		for _, one := range outcome.Rejections {
			actual.Rejections = append(actual.Rejections, shown(outcome.Sequence, one))
		}
	}
	same(p, "told", *expected, actual)
	same(p, "acked through", expected.Batches, p.stream.AckedThrough())
}

func (p *player) send(one step) {
	rejections, err := p.stream.Send(deadline(p), p.events(one.Send)...)
	check(p, err)
	actual := []rejection{}
	for _, found := range rejections {
		actual = append(actual, shown(0, found))
	}
	same(p, "rejections", one.Rejections, actual)
}
