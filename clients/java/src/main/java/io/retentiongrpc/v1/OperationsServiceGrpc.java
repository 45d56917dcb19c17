package io.retentiongrpc.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Work on the whole of the data, for who runs the server.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class OperationsServiceGrpc {

  private OperationsServiceGrpc() {}

  public static final String SERVICE_NAME = "retention.v1.OperationsService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportArchiveRequest,
      io.retentiongrpc.v1.ExportArchiveResponse> getExportArchiveMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportArchive",
      requestType = io.retentiongrpc.v1.ExportArchiveRequest.class,
      responseType = io.retentiongrpc.v1.ExportArchiveResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportArchiveRequest,
      io.retentiongrpc.v1.ExportArchiveResponse> getExportArchiveMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportArchiveRequest, io.retentiongrpc.v1.ExportArchiveResponse> getExportArchiveMethod;
    if ((getExportArchiveMethod = OperationsServiceGrpc.getExportArchiveMethod) == null) {
      synchronized (OperationsServiceGrpc.class) {
        if ((getExportArchiveMethod = OperationsServiceGrpc.getExportArchiveMethod) == null) {
          OperationsServiceGrpc.getExportArchiveMethod = getExportArchiveMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ExportArchiveRequest, io.retentiongrpc.v1.ExportArchiveResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportArchive"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ExportArchiveRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ExportArchiveResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OperationsServiceMethodDescriptorSupplier("ExportArchive"))
              .build();
        }
      }
    }
    return getExportArchiveMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ImportArchiveRequest,
      io.retentiongrpc.v1.ImportArchiveResponse> getImportArchiveMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ImportArchive",
      requestType = io.retentiongrpc.v1.ImportArchiveRequest.class,
      responseType = io.retentiongrpc.v1.ImportArchiveResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ImportArchiveRequest,
      io.retentiongrpc.v1.ImportArchiveResponse> getImportArchiveMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ImportArchiveRequest, io.retentiongrpc.v1.ImportArchiveResponse> getImportArchiveMethod;
    if ((getImportArchiveMethod = OperationsServiceGrpc.getImportArchiveMethod) == null) {
      synchronized (OperationsServiceGrpc.class) {
        if ((getImportArchiveMethod = OperationsServiceGrpc.getImportArchiveMethod) == null) {
          OperationsServiceGrpc.getImportArchiveMethod = getImportArchiveMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ImportArchiveRequest, io.retentiongrpc.v1.ImportArchiveResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.CLIENT_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ImportArchive"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ImportArchiveRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ImportArchiveResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OperationsServiceMethodDescriptorSupplier("ImportArchive"))
              .build();
        }
      }
    }
    return getImportArchiveMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportEventsRequest,
      io.retentiongrpc.v1.ExportEventsResponse> getExportEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ExportEvents",
      requestType = io.retentiongrpc.v1.ExportEventsRequest.class,
      responseType = io.retentiongrpc.v1.ExportEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportEventsRequest,
      io.retentiongrpc.v1.ExportEventsResponse> getExportEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ExportEventsRequest, io.retentiongrpc.v1.ExportEventsResponse> getExportEventsMethod;
    if ((getExportEventsMethod = OperationsServiceGrpc.getExportEventsMethod) == null) {
      synchronized (OperationsServiceGrpc.class) {
        if ((getExportEventsMethod = OperationsServiceGrpc.getExportEventsMethod) == null) {
          OperationsServiceGrpc.getExportEventsMethod = getExportEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ExportEventsRequest, io.retentiongrpc.v1.ExportEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ExportEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ExportEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ExportEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OperationsServiceMethodDescriptorSupplier("ExportEvents"))
              .build();
        }
      }
    }
    return getExportEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.VerifyRequest,
      io.retentiongrpc.v1.VerifyResponse> getVerifyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Verify",
      requestType = io.retentiongrpc.v1.VerifyRequest.class,
      responseType = io.retentiongrpc.v1.VerifyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.VerifyRequest,
      io.retentiongrpc.v1.VerifyResponse> getVerifyMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.VerifyRequest, io.retentiongrpc.v1.VerifyResponse> getVerifyMethod;
    if ((getVerifyMethod = OperationsServiceGrpc.getVerifyMethod) == null) {
      synchronized (OperationsServiceGrpc.class) {
        if ((getVerifyMethod = OperationsServiceGrpc.getVerifyMethod) == null) {
          OperationsServiceGrpc.getVerifyMethod = getVerifyMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.VerifyRequest, io.retentiongrpc.v1.VerifyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Verify"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.VerifyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.VerifyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new OperationsServiceMethodDescriptorSupplier("Verify"))
              .build();
        }
      }
    }
    return getVerifyMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static OperationsServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OperationsServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OperationsServiceStub>() {
        @java.lang.Override
        public OperationsServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OperationsServiceStub(channel, callOptions);
        }
      };
    return OperationsServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static OperationsServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OperationsServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OperationsServiceBlockingStub>() {
        @java.lang.Override
        public OperationsServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OperationsServiceBlockingStub(channel, callOptions);
        }
      };
    return OperationsServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static OperationsServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<OperationsServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<OperationsServiceFutureStub>() {
        @java.lang.Override
        public OperationsServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new OperationsServiceFutureStub(channel, callOptions);
        }
      };
    return OperationsServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Work on the whole of the data, for who runs the server.
   * </pre>
   */
  public static abstract class OperationsServiceImplBase implements io.grpc.BindableService {

    /**
     * <pre>
     * All that the server holds, of all tenants, as it is at one point: every batch, declaration and erasure is in it wholly or not at all.
     * Events go on being taken meanwhile. The bytes of all messages, one after the other, are the archive: keep them only if the call ends
     * with OK, as `retention export` does. It holds customers' data; what is erased later is erased again after a restore. SLOW_READER ends
     * a call whose client does not read.
     * </pre>
     */
    public void exportArchive(io.retentiongrpc.v1.ExportArchiveRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportArchiveResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportArchiveMethod(), responseObserver);
    }

    /**
     * <pre>
     * Restores an archive into a server that holds nothing (else STORE_NOT_EMPTY), whatever number of partitions and whatever store either
     * has. Send the archive's bytes in order, cut in any way; they are written down only when all have come and are whole (else
     * ARCHIVE_UNREADABLE), so a call that fails has left nothing, and so has a crash before the archive was taken over. Afterwards every
     * answer is the same as that of the exporting server was. Only read tokens, page tokens and ids of rejected events are new: those of
     * that server are foreign here. Producers go on: what the archive has of a batch that is sent again counts once, and what was
     * acknowledged after the archive was made is told as lost (Opened.data_loss). RESTORING while another restore is under way.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ImportArchiveRequest> importArchive(
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ImportArchiveResponse> responseObserver) {
      return io.grpc.stub.ServerCalls.asyncUnimplementedStreamingCall(getImportArchiveMethod(), responseObserver);
    }

    /**
     * <pre>
     * The live events of one tenant as messages, those of `spend` first, then by customer (bytewise) and time: what counts now, not what was
     * sent. There is no event_id, no property that was not declared when its event came, nothing retracted, rejected or erased, and no
     * text that no metric reads. Each customer is told as it is when its turn comes.
     * </pre>
     */
    public void exportEvents(io.retentiongrpc.v1.ExportEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getExportEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Proves on live data that the log, the state that is served, its indexes and the timelines say the same; see VerifyRequest. Progress a
     * few times a second, then the result, which is the last message. Events and queries go on: no partition is held up for longer than a
     * snapshot holds it. It takes about as long as a start, and the memory of a second copy of one partition: MEMORY_FULL where that does
     * not fit below the memory limit. One at a time: VERIFICATION_RUNNING. Give the call a deadline of hours, or none; cancelling it ends it.
     * TENANT_NOT_FOUND, INVALID_FIELD, STORE_UNAVAILABLE while the log cannot be read, OVERLOADED where it is trimmed faster than it is read.
     * </pre>
     */
    public void verify(io.retentiongrpc.v1.VerifyRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.VerifyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getVerifyMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getExportArchiveMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ExportArchiveRequest,
                io.retentiongrpc.v1.ExportArchiveResponse>(
                  this, METHODID_EXPORT_ARCHIVE)))
          .addMethod(
            getImportArchiveMethod(),
            io.grpc.stub.ServerCalls.asyncClientStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ImportArchiveRequest,
                io.retentiongrpc.v1.ImportArchiveResponse>(
                  this, METHODID_IMPORT_ARCHIVE)))
          .addMethod(
            getExportEventsMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ExportEventsRequest,
                io.retentiongrpc.v1.ExportEventsResponse>(
                  this, METHODID_EXPORT_EVENTS)))
          .addMethod(
            getVerifyMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.VerifyRequest,
                io.retentiongrpc.v1.VerifyResponse>(
                  this, METHODID_VERIFY)))
          .build();
    }
  }

  /**
   * <pre>
   * Work on the whole of the data, for who runs the server.
   * </pre>
   */
  public static final class OperationsServiceStub extends io.grpc.stub.AbstractAsyncStub<OperationsServiceStub> {
    private OperationsServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OperationsServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OperationsServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * All that the server holds, of all tenants, as it is at one point: every batch, declaration and erasure is in it wholly or not at all.
     * Events go on being taken meanwhile. The bytes of all messages, one after the other, are the archive: keep them only if the call ends
     * with OK, as `retention export` does. It holds customers' data; what is erased later is erased again after a restore. SLOW_READER ends
     * a call whose client does not read.
     * </pre>
     */
    public void exportArchive(io.retentiongrpc.v1.ExportArchiveRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportArchiveResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getExportArchiveMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Restores an archive into a server that holds nothing (else STORE_NOT_EMPTY), whatever number of partitions and whatever store either
     * has. Send the archive's bytes in order, cut in any way; they are written down only when all have come and are whole (else
     * ARCHIVE_UNREADABLE), so a call that fails has left nothing, and so has a crash before the archive was taken over. Afterwards every
     * answer is the same as that of the exporting server was. Only read tokens, page tokens and ids of rejected events are new: those of
     * that server are foreign here. Producers go on: what the archive has of a batch that is sent again counts once, and what was
     * acknowledged after the archive was made is told as lost (Opened.data_loss). RESTORING while another restore is under way.
     * </pre>
     */
    public io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ImportArchiveRequest> importArchive(
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ImportArchiveResponse> responseObserver) {
      return io.grpc.stub.ClientCalls.asyncClientStreamingCall(
          getChannel().newCall(getImportArchiveMethod(), getCallOptions()), responseObserver);
    }

    /**
     * <pre>
     * The live events of one tenant as messages, those of `spend` first, then by customer (bytewise) and time: what counts now, not what was
     * sent. There is no event_id, no property that was not declared when its event came, nothing retracted, rejected or erased, and no
     * text that no metric reads. Each customer is told as it is when its turn comes.
     * </pre>
     */
    public void exportEvents(io.retentiongrpc.v1.ExportEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getExportEventsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Proves on live data that the log, the state that is served, its indexes and the timelines say the same; see VerifyRequest. Progress a
     * few times a second, then the result, which is the last message. Events and queries go on: no partition is held up for longer than a
     * snapshot holds it. It takes about as long as a start, and the memory of a second copy of one partition: MEMORY_FULL where that does
     * not fit below the memory limit. One at a time: VERIFICATION_RUNNING. Give the call a deadline of hours, or none; cancelling it ends it.
     * TENANT_NOT_FOUND, INVALID_FIELD, STORE_UNAVAILABLE while the log cannot be read, OVERLOADED where it is trimmed faster than it is read.
     * </pre>
     */
    public void verify(io.retentiongrpc.v1.VerifyRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.VerifyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getVerifyMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * <pre>
   * Work on the whole of the data, for who runs the server.
   * </pre>
   */
  public static final class OperationsServiceBlockingStub extends io.grpc.stub.AbstractBlockingStub<OperationsServiceBlockingStub> {
    private OperationsServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OperationsServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OperationsServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * All that the server holds, of all tenants, as it is at one point: every batch, declaration and erasure is in it wholly or not at all.
     * Events go on being taken meanwhile. The bytes of all messages, one after the other, are the archive: keep them only if the call ends
     * with OK, as `retention export` does. It holds customers' data; what is erased later is erased again after a restore. SLOW_READER ends
     * a call whose client does not read.
     * </pre>
     */
    public java.util.Iterator<io.retentiongrpc.v1.ExportArchiveResponse> exportArchive(
        io.retentiongrpc.v1.ExportArchiveRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getExportArchiveMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The live events of one tenant as messages, those of `spend` first, then by customer (bytewise) and time: what counts now, not what was
     * sent. There is no event_id, no property that was not declared when its event came, nothing retracted, rejected or erased, and no
     * text that no metric reads. Each customer is told as it is when its turn comes.
     * </pre>
     */
    public java.util.Iterator<io.retentiongrpc.v1.ExportEventsResponse> exportEvents(
        io.retentiongrpc.v1.ExportEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getExportEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Proves on live data that the log, the state that is served, its indexes and the timelines say the same; see VerifyRequest. Progress a
     * few times a second, then the result, which is the last message. Events and queries go on: no partition is held up for longer than a
     * snapshot holds it. It takes about as long as a start, and the memory of a second copy of one partition: MEMORY_FULL where that does
     * not fit below the memory limit. One at a time: VERIFICATION_RUNNING. Give the call a deadline of hours, or none; cancelling it ends it.
     * TENANT_NOT_FOUND, INVALID_FIELD, STORE_UNAVAILABLE while the log cannot be read, OVERLOADED where it is trimmed faster than it is read.
     * </pre>
     */
    public java.util.Iterator<io.retentiongrpc.v1.VerifyResponse> verify(
        io.retentiongrpc.v1.VerifyRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getVerifyMethod(), getCallOptions(), request);
    }
  }

  /**
   * <pre>
   * Work on the whole of the data, for who runs the server.
   * </pre>
   */
  public static final class OperationsServiceFutureStub extends io.grpc.stub.AbstractFutureStub<OperationsServiceFutureStub> {
    private OperationsServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected OperationsServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new OperationsServiceFutureStub(channel, callOptions);
    }
  }

  private static final int METHODID_EXPORT_ARCHIVE = 0;
  private static final int METHODID_EXPORT_EVENTS = 1;
  private static final int METHODID_VERIFY = 2;
  private static final int METHODID_IMPORT_ARCHIVE = 3;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final OperationsServiceImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(OperationsServiceImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_EXPORT_ARCHIVE:
          serviceImpl.exportArchive((io.retentiongrpc.v1.ExportArchiveRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportArchiveResponse>) responseObserver);
          break;
        case METHODID_EXPORT_EVENTS:
          serviceImpl.exportEvents((io.retentiongrpc.v1.ExportEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ExportEventsResponse>) responseObserver);
          break;
        case METHODID_VERIFY:
          serviceImpl.verify((io.retentiongrpc.v1.VerifyRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.VerifyResponse>) responseObserver);
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
        case METHODID_IMPORT_ARCHIVE:
          return (io.grpc.stub.StreamObserver<Req>) serviceImpl.importArchive(
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ImportArchiveResponse>) responseObserver);
        default:
          throw new AssertionError();
      }
    }
  }

  private static abstract class OperationsServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    OperationsServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.retentiongrpc.v1.OperationsServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("OperationsService");
    }
  }

  private static final class OperationsServiceFileDescriptorSupplier
      extends OperationsServiceBaseDescriptorSupplier {
    OperationsServiceFileDescriptorSupplier() {}
  }

  private static final class OperationsServiceMethodDescriptorSupplier
      extends OperationsServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    OperationsServiceMethodDescriptorSupplier(String methodName) {
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
      synchronized (OperationsServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new OperationsServiceFileDescriptorSupplier())
              .addMethod(getExportArchiveMethod())
              .addMethod(getImportArchiveMethod())
              .addMethod(getExportEventsMethod())
              .addMethod(getVerifyMethod())
              .build();
        }
      }
    }
    return result;
  }
}
