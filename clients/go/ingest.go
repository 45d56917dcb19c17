package retentiongrpc

import (
	"context"
	"time"

	retentionv1 "retentiongrpc/retention/v1"
)

// unaryRetryFor is how long a call is made again that may be repeated.
const unaryRetryFor = 30 * time.Second

// IngestEvents takes one batch, and tries again for 30 seconds, or until the context ends, while that may help: where the batch is named
// by producer and sequence, or every event has an event_id, it counts once however often it is sent. Any other is sent once. The error is
// an *Error, or the context's: then the batch may count or not.
func (c *Client) IngestEvents(
	ctx context.Context, request *retentionv1.IngestEventsRequest,
) (response *retentionv1.IngestEventsResponse, err error) {
	retryFor := unaryRetryFor
	if !isRepeatable(request) {
		retryFor = 0
	}
	err = c.repeat(ctx, retryFor, func(ctx context.Context) (err error) {
		response, err = c.Ingestion.IngestEvents(ctx, request)
		return err
	})
	return response, err
}

// GetProducer says how far the server knows the batches of a producer; nil without an error where it knows none of the last 7 days. It
// tries again for 30 seconds, or until the context ends. The error is an *Error, or the context's.
func (c *Client) GetProducer(ctx context.Context, producerID string) (response *retentionv1.GetProducerResponse, err error) {
	request := &retentionv1.GetProducerRequest{ProducerId: producerID}
	err = c.repeat(ctx, unaryRetryFor, func(ctx context.Context) (err error) {
		response, err = c.Ingestion.GetProducer(ctx, request)
		return err
	})
	if err != nil && ErrorFrom(err).Reason == retentionv1.ErrorReason_ERROR_REASON_PRODUCER_NOT_FOUND {
		return nil, nil
	}
	return response, err
}

func isRepeatable(request *retentionv1.IngestEventsRequest) bool {
	if request.GetProducerId() != "" {
		return true
	}
	for _, one := range request.GetEvents() {
		if one.GetEventId() == "" {
			return false
		}
	}
	return true
}

// repeat makes a call, each time with a deadline, while that may help.
func (c *Client) repeat(ctx context.Context, retryFor time.Duration, call func(context.Context) error) error {
	retries := newRetries(c.clock, retryFor)
	for {
		err := c.once(ctx, call)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failure := ErrorFrom(err)
		retries.fail()
		if !retries.isWorthIt(failure) || retries.isOver() {
			return failure
		}
		if err := c.clock.sleep(ctx, retries.delay(failure.RetryDelay)); err != nil {
			return err
		}
	}
}

func (c *Client) once(ctx context.Context, call func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return call(ctx)
}
