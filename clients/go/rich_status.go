package retentiongrpc

import (
	"time"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	retentionv1 "retentiongrpc/retention/v1"
)

// The usual details of google.rpc.Status, read by their field numbers: their generated code moved from one module to another, and would
// bind every user of this library to one of them.

// field is a field of a message that has a length.
type field struct {
	number protowire.Number
	value  []byte
}

// fields gives the fields of a message that have a length; numbers are skipped, for no detail that is read here has any.
func fields(wire []byte) ([]field, bool) {
	var all []field
	for len(wire) > 0 {
		number, kind, length := protowire.ConsumeTag(wire)
		if length < 0 {
			return nil, false
		}
		wire = wire[length:]
		if kind == protowire.BytesType {
			value, size := protowire.ConsumeBytes(wire)
			if size < 0 {
				return nil, false
			}
			all = append(all, field{number, value})
		}
		if length = protowire.ConsumeFieldValue(number, kind, wire); length < 0 {
			return nil, false
		}
		wire = wire[length:]
	}
	return all, true
}

// texts gives the last text of the fields 1 and 2.
func texts(wire []byte) (first, second string, ok bool) {
	all, ok := fields(wire)
	for _, one := range all {
		switch one.number {
		case 1:
			first = string(one.value)
		case 2:
			second = string(one.value)
		}
	}
	return first, second, ok
}

func errorInfo(wire []byte) (reason, domain string, metadata map[string]string, ok bool) {
	if reason, domain, ok = texts(wire); !ok {
		return "", "", nil, false
	}
	all, _ := fields(wire)
	metadata = map[string]string{}
	for _, one := range all {
		if one.number == 3 {
			key, value, ok := texts(one.value)
			if !ok {
				return "", "", nil, false
			}
			metadata[key] = value
		}
	}
	return reason, domain, metadata, true
}

func fieldViolations(badRequest []byte) ([]*retentionv1.FieldViolation, bool) {
	all, ok := fields(badRequest)
	var violations []*retentionv1.FieldViolation
	for _, one := range all {
		if one.number == 1 {
			path, description, ok := texts(one.value)
			if !ok {
				return nil, false
			}
			violations = append(violations, &retentionv1.FieldViolation{Field: path, Description: description})
		}
	}
	return violations, ok
}

func retryDelay(retryInfo []byte) (*time.Duration, bool) {
	all, ok := fields(retryInfo)
	for _, one := range all {
		if one.number == 1 {
			var read durationpb.Duration
			if proto.Unmarshal(one.value, &read) != nil {
				return nil, false
			}
			delay := read.AsDuration()
			return &delay, true
		}
	}
	return nil, ok
}
