// Sink is a server that acknowledges every batch at once and reads none of its events: a stream to it is as fast as its client, where one
// to a real server is as fast as the slower of the two. It says where it listens, and ends when it is told to.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"runtime/debug"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	retentionv1 "retentiongrpc/retention/v1"
)

const (
	openField  = 1
	batchField = 2
	flushField = 3
	credits    = 8
	// As the real server's.
	window = 256 << 10
)

// raw leaves requests as the bytes that they are.
type raw struct{}

func (raw) Marshal(message interface{}) ([]byte, error) {
	return proto.Marshal(message.(proto.Message))
}

func (raw) Unmarshal(wire []byte, message interface{}) error {
	*message.(*[]byte) = wire
	return nil
}

func (raw) String() string { return "proto" }

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", listener.Addr())
	// What the sink costs is taken from the client, which runs on the same processors.
	debug.SetGCPercent(2000)
	server := grpc.NewServer(grpc.CustomCodec(raw{}), grpc.InitialWindowSize(window), grpc.InitialConnWindowSize(window))
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: "retention.v1.IngestionService",
		HandlerType: (*interface{})(nil),
		Streams:     []grpc.StreamDesc{{StreamName: "StreamEvents", Handler: serve, ServerStreams: true, ClientStreams: true}},
	}, nil)
	log.Fatal(server.Serve(listener))
}

func serve(_ interface{}, stream grpc.ServerStream) error {
	for {
		var wire []byte
		if err := stream.RecvMsg(&wire); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		answer, err := answerTo(wire)
		if err != nil {
			return err
		}
		if err := stream.SendMsg(answer); err != nil {
			return err
		}
	}
}

// answerTo reads a request as far as its answer needs: which message it is, and the number that the message begins with.
func answerTo(wire []byte) (*retentionv1.StreamEventsResponse, error) {
	field, _, length := protowire.ConsumeTag(wire)
	if length < 0 {
		return nil, protowire.ParseError(length)
	}
	message, length := protowire.ConsumeBytes(wire[length:])
	if length < 0 {
		return nil, protowire.ParseError(length)
	}
	if field == openField {
		opened := &retentionv1.Opened{Credits: &retentionv1.Credits{BatchCount: credits, ByteCount: 4 << 20}}
		return &retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Opened{Opened: opened}}, nil
	}
	_, _, length = protowire.ConsumeTag(message)
	if length < 0 {
		return nil, protowire.ParseError(length)
	}
	value, length := protowire.ConsumeVarint(message[length:])
	if length < 0 {
		return nil, protowire.ParseError(length)
	}
	number := int64(value)
	switch field {
	case batchField:
		results := []*retentionv1.BatchResult{{Sequence: number}}
		ack := &retentionv1.Ack{AckedThrough: number, StableThrough: number, Results: results}
		return &retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Ack{Ack: ack}}, nil
	case flushField:
		flushed := &retentionv1.Flushed{FlushId: number}
		return &retentionv1.StreamEventsResponse{Message: &retentionv1.StreamEventsResponse_Flushed{Flushed: flushed}}, nil
	}
	return nil, fmt.Errorf("field %d is none of a request", field)
}
