package retentiongrpc

import (
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
)

const streamEvents = "/retention.v1.IngestionService/StreamEvents"

var streamEventsDescription = grpc.StreamDesc{StreamName: "StreamEvents", ServerStreams: true, ClientStreams: true}

// outgoing is a StreamEventsRequest in the bytes of the wire. Events become bytes when they are added, so what is sent again is what was
// sent first, whatever the caller does to its objects. Nothing writes to it any more.
type outgoing []byte

// wireCodec hands an outgoing message on as it is, and reads what comes.
type wireCodec struct{}

// Marshal gives the bytes of a message.
func (wireCodec) Marshal(message interface{}) ([]byte, error) {
	if ready, is := message.(outgoing); is {
		return ready, nil
	}
	return nil, fmt.Errorf("a %T is not written here", message)
}

// Unmarshal reads an answer.
func (wireCodec) Unmarshal(wire []byte, message interface{}) error {
	return proto.Unmarshal(wire, message.(proto.Message))
}

// Name is the content subtype.
func (wireCodec) Name() string { return "proto" }
