module retentiongrpc

// The language of 1.16: a later one would make every user's go.mod name what grpc-go requires in turn.
go 1.16

require (
	google.golang.org/grpc v1.33.3
	google.golang.org/protobuf v1.28.1
)
