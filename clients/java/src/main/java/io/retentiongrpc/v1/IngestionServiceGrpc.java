package io.retentiongrpc.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Takes events in. The tenant is the header `retention-tenant` (absent: "default").
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class IngestionServiceGrpc {

  private IngestionServiceGrpc() {}

  public static final String SERVICE_NAME = "retention.v1.IngestionService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.StreamEventsRequest,
      io.retentiongrpc.v1.StreamEventsResponse> getStreamEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "StreamEvents",
      requestType = io.retentiongrpc.v1.StreamEventsRequest.class,
      responseType = io.retentiongrpc.v1.StreamEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.StreamEventsRequest,
      io.retentiongrpc.v1.StreamEventsResponse> getStreamEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.StreamEventsRequest, io.retentiongrpc.v1.StreamEventsResponse> getStreamEventsMethod;
    if ((getStreamEventsMethod = IngestionServiceGrpc.getStreamEventsMethod) == null) {
      synchronized (IngestionServiceGrpc.class) {
        if ((getStreamEventsMethod = IngestionServiceGrpc.getStreamEventsMethod) == null) {
          IngestionServiceGrpc.getStreamEventsMethod = getStreamEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.StreamEventsRequest, io.retentiongrpc.v1.StreamEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.BIDI_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "StreamEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.StreamEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.StreamEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IngestionServiceMethodDescriptorSupplier("StreamEvents"))
              .build();
        }
      }
    }
    return getStreamEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.IngestEventsRequest,
      io.retentiongrpc.v1.IngestEventsResponse> getIngestEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "IngestEvents",
      requestType = io.retentiongrpc.v1.IngestEventsRequest.class,
      responseType = io.retentiongrpc.v1.IngestEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.IngestEventsRequest,
      io.retentiongrpc.v1.IngestEventsResponse> getIngestEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.IngestEventsRequest, io.retentiongrpc.v1.IngestEventsResponse> getIngestEventsMethod;
    if ((getIngestEventsMethod = IngestionServiceGrpc.getIngestEventsMethod) == null) {
      synchronized (IngestionServiceGrpc.class) {
        if ((getIngestEventsMethod = IngestionServiceGrpc.getIngestEventsMethod) == null) {
          IngestionServiceGrpc.getIngestEventsMethod = getIngestEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.IngestEventsRequest, io.retentiongrpc.v1.IngestEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "IngestEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.IngestEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.IngestEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IngestionServiceMethodDescriptorSupplier("IngestEvents"))
              .build();
        }
      }
    }
    return getIngestEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetProducerRequest,
      io.retentiongrpc.v1.GetProducerResponse> getGetProducerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetProducer",
      requestType = io.retentiongrpc.v1.GetProducerRequest.class,
      responseType = io.retentiongrpc.v1.GetProducerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetProducerRequest,
      io.retentiongrpc.v1.GetProducerResponse> getGetProducerMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetProducerRequest, io.retentiongrpc.v1.GetProducerResponse> getGetProducerMethod;
    if ((getGetProducerMethod = IngestionServiceGrpc.getGetProducerMethod) == null) {
      synchronized (IngestionServiceGrpc.class) {
        if ((getGetProducerMethod = IngestionServiceGrpc.getGetProducerMethod) == null) {
          IngestionServiceGrpc.getGetProducerMethod = getGetProducerMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.GetProducerRequest, io.retentiongrpc.v1.GetProducerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetProducer"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetProducerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetProducerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IngestionServiceMethodDescriptorSupplier("GetProducer"))
              .build();
        }
      }
    }
    return getGetProducerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListRejectedEventsRequest,
      io.retentiongrpc.v1.ListRejectedEventsResponse> getListRejectedEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRejectedEvents",
      requestType = io.retentiongrpc.v1.ListRejectedEventsRequest.class,
      responseType = io.retentiongrpc.v1.ListRejectedEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListRejectedEventsRequest,
      io.retentiongrpc.v1.ListRejectedEventsResponse> getListRejectedEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListRejectedEventsRequest, io.retentiongrpc.v1.ListRejectedEventsResponse> getListRejectedEventsMethod;
    if ((getListRejectedEventsMethod = IngestionServiceGrpc.getListRejectedEventsMethod) == null) {
      synchronized (IngestionServiceGrpc.class) {
        if ((getListRejectedEventsMethod = IngestionServiceGrpc.getListRejectedEventsMethod) == null) {
          IngestionServiceGrpc.getListRejectedEventsMethod = getListRejectedEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListRejectedEventsRequest, io.retentiongrpc.v1.ListRejectedEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRejectedEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListRejectedEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListRejectedEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IngestionServiceMethodDescriptorSupplier("ListRejectedEvents"))
              .build();
        }
      }
    }
    return getListRejectedEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ReingestEventsRequest,
      io.retentiongrpc.v1.ReingestEventsResponse> getReingestEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ReingestEvents",
      requestType = io.retentiongrpc.v1.ReingestEventsRequest.class,
      responseType = io.retentiongrpc.v1.ReingestEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ReingestEventsRequest,
      io.retentiongrpc.v1.ReingestEventsResponse> getReingestEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ReingestEventsRequest, io.retentiongrpc.v1.ReingestEventsResponse> getReingestEventsMethod;
    if ((getReingestEventsMethod = IngestionServiceGrpc.getReingestEventsMethod) == null) {
      synchronized (IngestionServiceGrpc.class) {
        if ((getReingestEventsMethod = IngestionServiceGrpc.getReingestEventsMethod) == null) {
          IngestionServiceGrpc.getReingestEventsMethod = getReingestEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ReingestEventsRequest, io.retentiongrpc.v1.ReingestEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ReingestEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ReingestEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ReingestEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new IngestionServiceMethodDescriptorSupplier("ReingestEvents"))
              .build();
        }
      }
    }
    return getReingestEventsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static IngestionServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IngestionServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IngestionServiceStub>() {
        @java.lang.Override
        public IngestionServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IngestionServiceStub(channel, callOptions);
        }
      };
    return IngestionServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static IngestionServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IngestionServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IngestionServiceBlockingStub>() {
        @java.lang.Override
        public IngestionServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IngestionServiceBlockingStub(channel, callOptions);
        }
      };
    return IngestionServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static IngestionServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<IngestionServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<IngestionServiceFutureStub>() {
        @java.lang.Override
        public IngestionServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new IngestionServiceFutureStub(channel, callOptions);
        }
      };
    return IngestionServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Takes events in. The tenant is the header `retention-tenant` (absent: "default").
   * </pre>
   */
  public static abstract class IngestionServiceImplBase implements io.grpc.BindableService {

    /**
     * <pre>
     * Streams batches of events. The client sends Open, then batches whose sequences run on without a gap; the server answers each
     * with an Ack once the batch is in the log by the durability that the ack names. Batches are taken in order; acks come in order and
     * are cumulative. A query made after an ack sees the batch if it carries the ack's read token. A bad event is rejected alone; a batch
     * that cannot be taken is answered with a Nack, and the stream goes on from there. What ends the stream is a status whose ErrorReason
     * says what to do (STREAM_NOT_OPENED, OPEN_TIMEOUT, MESSAGE_TOO_LARGE, MESSAGE_TIMEOUT, SLOW_READER, PRODUCER_SUPERSEDED, SHUTTING_DOWN,
     * DATA_CORRUPT): nothing after the last ack was promised, so reconnect and send again from there; what the log already has is
     * acknowledged as duplicate and counted once.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.retentiongrpc.v1.StreamEventsRequest> streamEvents(
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.StreamEventsResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getStreamEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes one batch, by the same rules, for small clients. Idempotent when producer_id and sequence are set.
     * </pre>
     */
    public void ingestEvents(io.retentiongrpc.v1.IngestEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.IngestEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getIngestEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Says how far the batches of a producer are known. PRODUCER_NOT_FOUND for one that never sent, or nothing within 7 days of the log's
     * time. Reads only.
     * </pre>
     */
    public void getProducer(io.retentiongrpc.v1.GetProducerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetProducerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetProducerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Lists the tenant's dead letter: events that were rejected, newest first, as they came. It keeps the newest 10,000 or so (an equal share
     * for each partition, bounded in bytes too) for 7 days of the log's time.
     * </pre>
     */
    public void listRejectedEvents(io.retentiongrpc.v1.ListRejectedEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListRejectedEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRejectedEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Judges events of the dead letter again, e.g. after the clock has reached an event of the FUTURE. Those that are accepted now count and
     * leave the dead letter; the others stay. Idempotent: an event that has left it counts once.
     * </pre>
     */
    public void reingestEvents(io.retentiongrpc.v1.ReingestEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ReingestEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getReingestEventsMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getStreamEventsMethod(),
            io.grpc.stub.ServerCalls.asyncBidiStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.StreamEventsRequest,
                io.retentiongrpc.v1.StreamEventsResponse>(
                  this, METHODID_STREAM_EVENTS)))
          .addMethod(
            getIngestEventsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.IngestEventsRequest,
                io.retentiongrpc.v1.IngestEventsResponse>(
                  this, METHODID_INGEST_EVENTS)))
          .addMethod(
            getGetProducerMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.GetProducerRequest,
                io.retentiongrpc.v1.GetProducerResponse>(
                  this, METHODID_GET_PRODUCER)))
          .addMethod(
            getListRejectedEventsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListRejectedEventsRequest,
                io.retentiongrpc.v1.ListRejectedEventsResponse>(
                  this, METHODID_LIST_REJECTED_EVENTS)))
          .addMethod(
            getReingestEventsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ReingestEventsRequest,
                io.retentiongrpc.v1.ReingestEventsResponse>(
                  this, METHODID_REINGEST_EVENTS)))
          .build();
    }
  }

  /**
   * <pre>
   * Takes events in. The tenant is the header `retention-tenant` (absent: "default").
   * </pre>
   */
  public static final class IngestionServiceStub extends io.grpc.stub.AbstractAsyncStub<IngestionServiceStub> {
    private IngestionServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IngestionServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IngestionServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Streams batches of events. The client sends Open, then batches whose sequences run on without a gap; the server answers each
     * with an Ack once the batch is in the log by the durability that the ack names. Batches are taken in order; acks come in order and
     * are cumulative. A query made after an ack sees the batch if it carries the ack's read token. A bad event is rejected alone; a batch
     * that cannot be taken is answered with a Nack, and the stream goes on from there. What ends the stream is a status whose ErrorReason
     * says what to do (STREAM_NOT_OPENED, OPEN_TIMEOUT, MESSAGE_TOO_LARGE, MESSAGE_TIMEOUT, SLOW_READER, PRODUCER_SUPERSEDED, SHUTTING_DOWN,
     * DATA_CORRUPT): nothing after the last ack was promised, so reconnect and send again from there; what the log already has is
     * acknowledged as duplicate and counted once.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.retentiongrpc.v1.StreamEventsRequest> streamEvents(
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.StreamEventsResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncBidiStreamingCall(
          getChannel().newCall(getStreamEventsMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * Takes one batch, by the same rules, for small clients. Idempotent when producer_id and sequence are set.
     * </pre>
     */
    public void ingestEvents(io.retentiongrpc.v1.IngestEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.IngestEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getIngestEventsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Says how far the batches of a producer are known. PRODUCER_NOT_FOUND for one that never sent, or nothing within 7 days of the log's
     * time. Reads only.
     * </pre>
     */
    public void getProducer(io.retentiongrpc.v1.GetProducerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetProducerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetProducerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Lists the tenant's dead letter: events that were rejected, newest first, as they came. It keeps the newest 10,000 or so (an equal share
     * for each partition, bounded in bytes too) for 7 days of the log's time.
     * </pre>
     */
    public void listRejectedEvents(io.retentiongrpc.v1.ListRejectedEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListRejectedEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRejectedEventsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Judges events of the dead letter again, e.g. after the clock has reached an event of the FUTURE. Those that are accepted now count and
     * leave the dead letter; the others stay. Idempotent: an event that has left it counts once.
     * </pre>
     */
    public void reingestEvents(io.retentiongrpc.v1.ReingestEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ReingestEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getReingestEventsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * <pre>
   * Takes events in. The tenant is the header `retention-tenant` (absent: "default").
   * </pre>
   */
  public static final class IngestionServiceBlockingStub extends io.grpc.stub.AbstractBlockingStub<IngestionServiceBlockingStub> {
    private IngestionServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IngestionServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IngestionServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Takes one batch, by the same rules, for small clients. Idempotent when producer_id and sequence are set.
     * </pre>
     */
    public io.retentiongrpc.v1.IngestEventsResponse ingestEvents(io.retentiongrpc.v1.IngestEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getIngestEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Says how far the batches of a producer are known. PRODUCER_NOT_FOUND for one that never sent, or nothing within 7 days of the log's
     * time. Reads only.
     * </pre>
     */
    public io.retentiongrpc.v1.GetProducerResponse getProducer(io.retentiongrpc.v1.GetProducerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetProducerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Lists the tenant's dead letter: events that were rejected, newest first, as they came. It keeps the newest 10,000 or so (an equal share
     * for each partition, bounded in bytes too) for 7 days of the log's time.
     * </pre>
     */
    public io.retentiongrpc.v1.ListRejectedEventsResponse listRejectedEvents(io.retentiongrpc.v1.ListRejectedEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRejectedEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Judges events of the dead letter again, e.g. after the clock has reached an event of the FUTURE. Those that are accepted now count and
     * leave the dead letter; the others stay. Idempotent: an event that has left it counts once.
     * </pre>
     */
    public io.retentiongrpc.v1.ReingestEventsResponse reingestEvents(io.retentiongrpc.v1.ReingestEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getReingestEventsMethod(), getCallOptions(), request);
    }
  }

  /**
   * <pre>
   * Takes events in. The tenant is the header `retention-tenant` (absent: "default").
   * </pre>
   */
  public static final class IngestionServiceFutureStub extends io.grpc.stub.AbstractFutureStub<IngestionServiceFutureStub> {
    private IngestionServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected IngestionServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new IngestionServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Takes one batch, by the same rules, for small clients. Idempotent when producer_id and sequence are set.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.IngestEventsResponse> ingestEvents(
        io.retentiongrpc.v1.IngestEventsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getIngestEventsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Says how far the batches of a producer are known. PRODUCER_NOT_FOUND for one that never sent, or nothing within 7 days of the log's
     * time. Reads only.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.GetProducerResponse> getProducer(
        io.retentiongrpc.v1.GetProducerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetProducerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Lists the tenant's dead letter: events that were rejected, newest first, as they came. It keeps the newest 10,000 or so (an equal share
     * for each partition, bounded in bytes too) for 7 days of the log's time.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListRejectedEventsResponse> listRejectedEvents(
        io.retentiongrpc.v1.ListRejectedEventsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRejectedEventsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Judges events of the dead letter again, e.g. after the clock has reached an event of the FUTURE. Those that are accepted now count and
     * leave the dead letter; the others stay. Idempotent: an event that has left it counts once.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ReingestEventsResponse> reingestEvents(
        io.retentiongrpc.v1.ReingestEventsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getReingestEventsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_INGEST_EVENTS = 0;
  private static final int METHODID_GET_PRODUCER = 1;
  private static final int METHODID_LIST_REJECTED_EVENTS = 2;
  private static final int METHODID_REINGEST_EVENTS = 3;
  private static final int METHODID_STREAM_EVENTS = 4;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final IngestionServiceImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(IngestionServiceImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_INGEST_EVENTS:
          serviceImpl.ingestEvents((io.retentiongrpc.v1.IngestEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.IngestEventsResponse>) responseObserver);
          break;
        case METHODID_GET_PRODUCER:
          serviceImpl.getProducer((io.retentiongrpc.v1.GetProducerRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetProducerResponse>) responseObserver);
          break;
        case METHODID_LIST_REJECTED_EVENTS:
          serviceImpl.listRejectedEvents((io.retentiongrpc.v1.ListRejectedEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListRejectedEventsResponse>) responseObserver);
          break;
        case METHODID_REINGEST_EVENTS:
          serviceImpl.reingestEvents((io.retentiongrpc.v1.ReingestEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ReingestEventsResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_STREAM_EVENTS:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.streamEvents(
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.StreamEventsResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  private static abstract class IngestionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    IngestionServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.retentiongrpc.v1.IngestionServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("IngestionService");
    }
  }

  private static final class IngestionServiceFileDescriptorSupplier
      extends IngestionServiceBaseDescriptorSupplier {
    IngestionServiceFileDescriptorSupplier() {}
  }

  private static final class IngestionServiceMethodDescriptorSupplier
      extends IngestionServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    IngestionServiceMethodDescriptorSupplier(String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (IngestionServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new IngestionServiceFileDescriptorSupplier())
              .addMethod(getStreamEventsMethod())
              .addMethod(getIngestEventsMethod())
              .addMethod(getGetProducerMethod())
              .addMethod(getListRejectedEventsMethod())
              .addMethod(getReingestEventsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
