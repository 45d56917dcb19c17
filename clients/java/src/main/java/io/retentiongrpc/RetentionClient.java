package io.retentiongrpc;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.retentiongrpc.v1.CustomerServiceGrpc;
import io.retentiongrpc.v1.ErrorReason;
import io.retentiongrpc.v1.Event;
import io.retentiongrpc.v1.GetProducerRequest;
import io.retentiongrpc.v1.GetProducerResponse;
import io.retentiongrpc.v1.IngestEventsRequest;
import io.retentiongrpc.v1.IngestEventsResponse;
import io.retentiongrpc.v1.IngestionServiceGrpc;
import io.retentiongrpc.v1.MetricsServiceGrpc;
import io.retentiongrpc.v1.OperationsServiceGrpc;
import io.retentiongrpc.v1.TenantServiceGrpc;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** One connection to a RetentionGrpc server, for one tenant. Safe for use by many threads; make one and keep it. */
public final class RetentionClient implements AutoCloseable {
    /** The header that names the tenant. */
    public static final Metadata.Key<String> TENANT_HEADER = Metadata.Key.of("retention-tenant", Metadata.ASCII_STRING_MARSHALLER);

    private static final Duration DEFAULT_RETRY_FOR = Duration.ofSeconds(30);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    private final Channel transport;
    private final boolean isOwner;
    private final Channel channel;
    private final DoubleSupplier jitter;

    private RetentionClient(Builder from) {
        isOwner = from.channel == null;
        transport = isOwner ? channelTo(from.address) : from.channel;
        channel = ClientInterceptors.intercept(transport, new CallDefaults(from.headers, from.deadline));
        jitter = from.jitter;
    }

    /**
     * Connects at the first call, with the defaults of {@link Builder}.
     *
     * @param address where the server listens, e.g. "127.0.0.1:5001"; "https://…" for TLS
     * @param tenant whose events and answers
     */
    public RetentionClient(String address, String tenant) {
        this(builder(address).tenant(tenant));
    }

    /**
     * Begins with the defaults.
     *
     * @param address where the server listens, e.g. "127.0.0.1:5001"; "https://…" for TLS
     */
    public static Builder builder(String address) {
        return new Builder(address, null);
    }

    /**
     * Makes its calls on a channel of the caller's own, e.g. one with other credentials.
     *
     * @param channel who makes the calls. It is not closed
     */
    public static Builder builder(Channel channel) {
        return new Builder(null, channel);
    }

    /** Takes events in; {@link #openEventStream} is the way for more than a few. */
    public IngestionServiceGrpc.IngestionServiceBlockingStub ingestion() {
        return IngestionServiceGrpc.newBlockingStub(channel);
    }

    /** Answers questions. */
    public MetricsServiceGrpc.MetricsServiceBlockingStub metrics() {
        return MetricsServiceGrpc.newBlockingStub(channel);
    }

    /** Tells of single customers, and erases them. */
    public CustomerServiceGrpc.CustomerServiceBlockingStub customers() {
        return CustomerServiceGrpc.newBlockingStub(channel);
    }

    /** Creates and describes tenants. */
    public TenantServiceGrpc.TenantServiceBlockingStub tenants() {
        return TenantServiceGrpc.newBlockingStub(channel);
    }

    /** For those who run the server: archives, exports, checks. */
    public OperationsServiceGrpc.OperationsServiceBlockingStub operations() {
        return OperationsServiceGrpc.newBlockingStub(channel);
    }

    /**
     * Makes calls with the tenant's header and the default deadline; for stubs of another kind, e.g.
     * {@code MetricsServiceGrpc.newFutureStub(client.channel())}.
     */
    public Channel channel() {
        return channel;
    }

    /**
     * Opens a stream of events. Returns when the server has answered the Open.
     *
     * @param options producer, batches, listeners
     * @throws InterruptedException interrupted while it waited for the server
     * @throws RetentionException the server refused, or was not reached within {@link EventStreamOptions.Builder#retryFor}
     */
    public EventStream openEventStream(EventStreamOptions options) throws InterruptedException {
        EventStream stream = new EventStream(this, options);
        stream.open();
        return stream;
    }

    /** {@link #ingestEvents(IngestEventsRequest, Duration)}, for up to 30 seconds. */
    public IngestEventsResponse ingestEvents(IngestEventsRequest request) {
        return ingestEvents(request, DEFAULT_RETRY_FOR);
    }

    /**
     * Takes one batch, and tries again while that may help: where the batch is named by producer and sequence, or every event has an
     * event_id, it counts once however often it is sent. Any other is sent once.
     *
     * @param request the batch
     * @param retryFor how long to try again
     * @throws RetentionException the server refused, or was not reached in time; the batch may count or not
     */
    public IngestEventsResponse ingestEvents(IngestEventsRequest request, Duration retryFor) {
        boolean isRepeatable = !request.getProducerId().isEmpty()
            || request.getEventsList().stream().map(Event::getEventId).noneMatch(String::isEmpty);
        Retries retries = new Retries(jitter, isRepeatable ? retryFor : Duration.ZERO);
        return new UnaryCall(this, retries).make(() -> ingestion().ingestEvents(request));
    }

    /**
     * How far the server knows the batches of a producer; empty where it knows none of the last 7 days.
     *
     * @throws RetentionException the server refused, or was not reached within 30 seconds
     */
    public Optional<GetProducerResponse> getProducer(String producerId) {
        GetProducerRequest request = GetProducerRequest.newBuilder().setProducerId(producerId).build();
        try {
            return Optional.of(new UnaryCall(this, new Retries(jitter, DEFAULT_RETRY_FOR)).make(() -> ingestion().getProducer(request)));
        } catch (RetentionException refused) {
            if (refused.error().reason() == ErrorReason.ERROR_REASON_PRODUCER_NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Closes the connection. Close event streams first: what they have not sent is lost. */
    @Override
    public void close() {
        if (!isOwner) {
            return;
        }
        ManagedChannel own = (ManagedChannel) transport;
        own.shutdownNow();
        try {
            own.awaitTermination(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    DoubleSupplier jitter() {
        return jitter;
    }

    /** Before another try: a server that was restarted is found again soon, for what tries again has its own backoff. */
    void reconnect() {
        if (transport instanceof ManagedChannel managed) {
            managed.resetConnectBackoff();
        }
    }

    private static ManagedChannel channelTo(String address) {
        boolean isSecure = address.startsWith("https://");
        String target = address.replaceFirst("^https?://", "").replaceFirst("/$", "");
        ManagedChannelBuilder<?> builder = ManagedChannelBuilder.forTarget(target)
            .keepAliveTime(30, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS);
        return (isSecure ? builder.useTransportSecurity() : builder.usePlaintext()).build();
    }

    /** How a client connects, and what goes with each of its calls. */
    public static final class Builder {
        private final String address;
        private final Channel channel;
        private final Metadata headers = new Metadata();
        private Duration deadline = Duration.ofSeconds(10);
        private DoubleSupplier jitter = () -> ThreadLocalRandom.current().nextDouble();

        private Builder(String address, Channel channel) {
            this.address = address;
            this.channel = channel;
        }

        /** Whose events and answers: the header {@code retention-tenant}. Unset: the tenant "default". */
        public Builder tenant(String value) {
            return header(TENANT_HEADER, value);
        }

        /** A header that goes with every call that does not set it by itself. */
        public <T> Builder header(Metadata.Key<T> key, T value) {
            headers.discardAll(key);
            headers.put(key, value);
            return this;
        }

        /** How long a call with one answer may take, where it names no deadline of its own. Default 10 s. */
        public Builder deadline(Duration value) {
            deadline = value;
            return this;
        }

        /** Chance in waits before another try: numbers of at least 0 and below 1. */
        Builder jitter(DoubleSupplier value) {
            jitter = value;
            return this;
        }

        /** The client. It connects at the first call. */
        public RetentionClient build() {
            return new RetentionClient(this);
        }
    }
}
