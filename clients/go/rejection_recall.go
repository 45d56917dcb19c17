package retentiongrpc

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	retentionv1 "retentiongrpc/retention/v1"
)

const recallPageSize = 1000

// rejectionRecall fetches the rejections of batches whose ack was lost, or names only the first of them, from the server's dead letter.
type rejectionRecall struct {
	client     *Client
	producerID string

	known        map[int64][]*retentionv1.Rejection
	knownThrough int64
}

// of gives the rejections of a batch, as far as the dead letter has them. logThrough is what the log is known to have by now, this batch
// included: one fetch does for all of it. A server that has none to give says nothing; the error is that of a call that failed just now.
func (r *rejectionRecall) of(ctx context.Context, sequence, logThrough int64) ([]*retentionv1.Rejection, error) {
	if sequence > r.knownThrough {
		known, err := r.fetch(ctx)
		if err != nil {
			return nil, err
		}
		r.known, r.knownThrough = known, logThrough
	}
	return r.known[sequence], nil
}

func (r *rejectionRecall) fetch(ctx context.Context) (map[int64][]*retentionv1.Rejection, error) {
	all := map[int64][]*retentionv1.Rejection{}
	request := &retentionv1.ListRejectedEventsRequest{PageSize: recallPageSize, ProducerId: r.producerID}
	for {
		var page *retentionv1.ListRejectedEventsResponse
		err := r.client.once(ctx, func(ctx context.Context) (err error) {
			page, err = r.client.Ingestion.ListRejectedEvents(ctx, request)
			return err
		})
		if code := status.Code(err); code == codes.Unimplemented || code == codes.PermissionDenied {
			// The events are in the log all the same.
			return map[int64][]*retentionv1.Rejection{}, nil
		}
		if err != nil {
			return nil, err
		}
		for _, one := range page.GetRejectedEvents() {
			all[one.GetSequence()] = append(all[one.GetSequence()], one.GetRejection())
		}
		if request.PageToken = page.GetNextPageToken(); request.PageToken == "" {
			return all, nil
		}
	}
}
