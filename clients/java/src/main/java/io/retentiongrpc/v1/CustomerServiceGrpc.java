package io.retentiongrpc.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Customers one by one: who somebody is, what somebody did, whom to look after, and how to forget somebody. All of it is read from
 * timelines: that of one customer in microseconds, those of all where a list is asked for. A customer that is not there, or is another
 * tenant's, is CUSTOMER_NOT_FOUND.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class CustomerServiceGrpc {

  private CustomerServiceGrpc() {}

  public static final String SERVICE_NAME = "retention.v1.CustomerService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetCustomerRequest,
      io.retentiongrpc.v1.GetCustomerResponse> getGetCustomerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetCustomer",
      requestType = io.retentiongrpc.v1.GetCustomerRequest.class,
      responseType = io.retentiongrpc.v1.GetCustomerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetCustomerRequest,
      io.retentiongrpc.v1.GetCustomerResponse> getGetCustomerMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetCustomerRequest, io.retentiongrpc.v1.GetCustomerResponse> getGetCustomerMethod;
    if ((getGetCustomerMethod = CustomerServiceGrpc.getGetCustomerMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getGetCustomerMethod = CustomerServiceGrpc.getGetCustomerMethod) == null) {
          CustomerServiceGrpc.getGetCustomerMethod = getGetCustomerMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.GetCustomerRequest, io.retentiongrpc.v1.GetCustomerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetCustomer"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetCustomerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetCustomerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("GetCustomer"))
              .build();
        }
      }
    }
    return getGetCustomerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomerEventsRequest,
      io.retentiongrpc.v1.ListCustomerEventsResponse> getListCustomerEventsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListCustomerEvents",
      requestType = io.retentiongrpc.v1.ListCustomerEventsRequest.class,
      responseType = io.retentiongrpc.v1.ListCustomerEventsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomerEventsRequest,
      io.retentiongrpc.v1.ListCustomerEventsResponse> getListCustomerEventsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomerEventsRequest, io.retentiongrpc.v1.ListCustomerEventsResponse> getListCustomerEventsMethod;
    if ((getListCustomerEventsMethod = CustomerServiceGrpc.getListCustomerEventsMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getListCustomerEventsMethod = CustomerServiceGrpc.getListCustomerEventsMethod) == null) {
          CustomerServiceGrpc.getListCustomerEventsMethod = getListCustomerEventsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListCustomerEventsRequest, io.retentiongrpc.v1.ListCustomerEventsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListCustomerEvents"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListCustomerEventsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListCustomerEventsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("ListCustomerEvents"))
              .build();
        }
      }
    }
    return getListCustomerEventsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListSegmentRequest,
      io.retentiongrpc.v1.ListSegmentResponse> getListSegmentMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListSegment",
      requestType = io.retentiongrpc.v1.ListSegmentRequest.class,
      responseType = io.retentiongrpc.v1.ListSegmentResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListSegmentRequest,
      io.retentiongrpc.v1.ListSegmentResponse> getListSegmentMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListSegmentRequest, io.retentiongrpc.v1.ListSegmentResponse> getListSegmentMethod;
    if ((getListSegmentMethod = CustomerServiceGrpc.getListSegmentMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getListSegmentMethod = CustomerServiceGrpc.getListSegmentMethod) == null) {
          CustomerServiceGrpc.getListSegmentMethod = getListSegmentMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListSegmentRequest, io.retentiongrpc.v1.ListSegmentResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListSegment"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListSegmentRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListSegmentResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("ListSegment"))
              .build();
        }
      }
    }
    return getListSegmentMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomersAtRiskRequest,
      io.retentiongrpc.v1.ListCustomersAtRiskResponse> getListCustomersAtRiskMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListCustomersAtRisk",
      requestType = io.retentiongrpc.v1.ListCustomersAtRiskRequest.class,
      responseType = io.retentiongrpc.v1.ListCustomersAtRiskResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomersAtRiskRequest,
      io.retentiongrpc.v1.ListCustomersAtRiskResponse> getListCustomersAtRiskMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListCustomersAtRiskRequest, io.retentiongrpc.v1.ListCustomersAtRiskResponse> getListCustomersAtRiskMethod;
    if ((getListCustomersAtRiskMethod = CustomerServiceGrpc.getListCustomersAtRiskMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getListCustomersAtRiskMethod = CustomerServiceGrpc.getListCustomersAtRiskMethod) == null) {
          CustomerServiceGrpc.getListCustomersAtRiskMethod = getListCustomersAtRiskMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListCustomersAtRiskRequest, io.retentiongrpc.v1.ListCustomersAtRiskResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListCustomersAtRisk"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListCustomersAtRiskRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListCustomersAtRiskResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("ListCustomersAtRisk"))
              .build();
        }
      }
    }
    return getListCustomersAtRiskMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.EraseCustomerRequest,
      io.retentiongrpc.v1.EraseCustomerResponse> getEraseCustomerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "EraseCustomer",
      requestType = io.retentiongrpc.v1.EraseCustomerRequest.class,
      responseType = io.retentiongrpc.v1.EraseCustomerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.EraseCustomerRequest,
      io.retentiongrpc.v1.EraseCustomerResponse> getEraseCustomerMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.EraseCustomerRequest, io.retentiongrpc.v1.EraseCustomerResponse> getEraseCustomerMethod;
    if ((getEraseCustomerMethod = CustomerServiceGrpc.getEraseCustomerMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getEraseCustomerMethod = CustomerServiceGrpc.getEraseCustomerMethod) == null) {
          CustomerServiceGrpc.getEraseCustomerMethod = getEraseCustomerMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.EraseCustomerRequest, io.retentiongrpc.v1.EraseCustomerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "EraseCustomer"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.EraseCustomerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.EraseCustomerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("EraseCustomer"))
              .build();
        }
      }
    }
    return getEraseCustomerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetErasureRequest,
      io.retentiongrpc.v1.GetErasureResponse> getGetErasureMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetErasure",
      requestType = io.retentiongrpc.v1.GetErasureRequest.class,
      responseType = io.retentiongrpc.v1.GetErasureResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetErasureRequest,
      io.retentiongrpc.v1.GetErasureResponse> getGetErasureMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetErasureRequest, io.retentiongrpc.v1.GetErasureResponse> getGetErasureMethod;
    if ((getGetErasureMethod = CustomerServiceGrpc.getGetErasureMethod) == null) {
      synchronized (CustomerServiceGrpc.class) {
        if ((getGetErasureMethod = CustomerServiceGrpc.getGetErasureMethod) == null) {
          CustomerServiceGrpc.getGetErasureMethod = getGetErasureMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.GetErasureRequest, io.retentiongrpc.v1.GetErasureResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetErasure"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetErasureRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetErasureResponse.getDefaultInstance()))
              .setSchemaDescriptor(new CustomerServiceMethodDescriptorSupplier("GetErasure"))
              .build();
        }
      }
    }
    return getGetErasureMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static CustomerServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CustomerServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CustomerServiceStub>() {
        @java.lang.Override
        public CustomerServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CustomerServiceStub(channel, callOptions);
        }
      };
    return CustomerServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static CustomerServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CustomerServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CustomerServiceBlockingStub>() {
        @java.lang.Override
        public CustomerServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CustomerServiceBlockingStub(channel, callOptions);
        }
      };
    return CustomerServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static CustomerServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<CustomerServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<CustomerServiceFutureStub>() {
        @java.lang.Override
        public CustomerServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new CustomerServiceFutureStub(channel, callOptions);
        }
      };
    return CustomerServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Customers one by one: who somebody is, what somebody did, whom to look after, and how to forget somebody. All of it is read from
   * timelines: that of one customer in microseconds, those of all where a list is asked for. A customer that is not there, or is another
   * tenant's, is CUSTOMER_NOT_FOUND.
   * </pre>
   */
  public static abstract class CustomerServiceImplBase implements io.grpc.BindableService {

    /**
     * <pre>
     * One customer: first and last event, counts, orders, revenue, recurring revenue, latest survey answers, attributes, and its place among
     * purchasers.
     * </pre>
     */
    public void getCustomer(io.retentiongrpc.v1.GetCustomerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetCustomerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetCustomerMethod(), responseObserver);
    }

    /**
     * <pre>
     * The live events of one customer: its timeline, a page at a time.
     * </pre>
     */
    public void listCustomerEvents(io.retentiongrpc.v1.ListCustomerEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomerEventsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListCustomerEventsMethod(), responseObserver);
    }

    /**
     * <pre>
     * The customers of a segment: of one by recency, frequency and monetary value, of a filter, or those who did one thing and not another.
     * </pre>
     */
    public void listSegment(io.retentiongrpc.v1.ListSegmentRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListSegmentResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListSegmentMethod(), responseObserver);
    }

    /**
     * <pre>
     * The customers who have been silent for longer than they use to be, or than a fixed time, the most valuable first; one message for each.
     * </pre>
     */
    public void listCustomersAtRisk(io.retentiongrpc.v1.ListCustomersAtRiskRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomersAtRiskResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListCustomersAtRiskMethod(), responseObserver);
    }

    /**
     * <pre>
     * Forgets a customer. When the call returns, nothing of the customer counts any more, durably; then, within an hour (`serve
     * --erase-within`), its id and whatever only its events have brought leave every file of the data: see Erasure. Idempotent: a customer
     * who was erased and has no event since keeps the receipt. Whoever never was a customer is erased all the same, because events of others
     * and rejected events may name the id; so the call says nothing of whether there was a customer. A later event makes a new customer; an
     * event that was erased does not come back when it is sent again, as long as its batch or event_id is known.
     * </pre>
     */
    public void eraseCustomer(io.retentiongrpc.v1.EraseCustomerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.EraseCustomerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getEraseCustomerMethod(), responseObserver);
    }

    /**
     * <pre>
     * A receipt, or ERASURE_NOT_FOUND.
     * </pre>
     */
    public void getErasure(io.retentiongrpc.v1.GetErasureRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetErasureResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetErasureMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getGetCustomerMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.GetCustomerRequest,
                io.retentiongrpc.v1.GetCustomerResponse>(
                  this, METHODID_GET_CUSTOMER)))
          .addMethod(
            getListCustomerEventsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListCustomerEventsRequest,
                io.retentiongrpc.v1.ListCustomerEventsResponse>(
                  this, METHODID_LIST_CUSTOMER_EVENTS)))
          .addMethod(
            getListSegmentMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListSegmentRequest,
                io.retentiongrpc.v1.ListSegmentResponse>(
                  this, METHODID_LIST_SEGMENT)))
          .addMethod(
            getListCustomersAtRiskMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListCustomersAtRiskRequest,
                io.retentiongrpc.v1.ListCustomersAtRiskResponse>(
                  this, METHODID_LIST_CUSTOMERS_AT_RISK)))
          .addMethod(
            getEraseCustomerMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.EraseCustomerRequest,
                io.retentiongrpc.v1.EraseCustomerResponse>(
                  this, METHODID_ERASE_CUSTOMER)))
          .addMethod(
            getGetErasureMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.GetErasureRequest,
                io.retentiongrpc.v1.GetErasureResponse>(
                  this, METHODID_GET_ERASURE)))
          .build();
    }
  }

  /**
   * <pre>
   * Customers one by one: who somebody is, what somebody did, whom to look after, and how to forget somebody. All of it is read from
   * timelines: that of one customer in microseconds, those of all where a list is asked for. A customer that is not there, or is another
   * tenant's, is CUSTOMER_NOT_FOUND.
   * </pre>
   */
  public static final class CustomerServiceStub extends io.grpc.stub.AbstractAsyncStub<CustomerServiceStub> {
    private CustomerServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CustomerServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CustomerServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * One customer: first and last event, counts, orders, revenue, recurring revenue, latest survey answers, attributes, and its place among
     * purchasers.
     * </pre>
     */
    public void getCustomer(io.retentiongrpc.v1.GetCustomerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetCustomerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetCustomerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The live events of one customer: its timeline, a page at a time.
     * </pre>
     */
    public void listCustomerEvents(io.retentiongrpc.v1.ListCustomerEventsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomerEventsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListCustomerEventsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The customers of a segment: of one by recency, frequency and monetary value, of a filter, or those who did one thing and not another.
     * </pre>
     */
    public void listSegment(io.retentiongrpc.v1.ListSegmentRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListSegmentResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListSegmentMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The customers who have been silent for longer than they use to be, or than a fixed time, the most valuable first; one message for each.
     * </pre>
     */
    public void listCustomersAtRisk(io.retentiongrpc.v1.ListCustomersAtRiskRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomersAtRiskResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getListCustomersAtRiskMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Forgets a customer. When the call returns, nothing of the customer counts any more, durably; then, within an hour (`serve
     * --erase-within`), its id and whatever only its events have brought leave every file of the data: see Erasure. Idempotent: a customer
     * who was erased and has no event since keeps the receipt. Whoever never was a customer is erased all the same, because events of others
     * and rejected events may name the id; so the call says nothing of whether there was a customer. A later event makes a new customer; an
     * event that was erased does not come back when it is sent again, as long as its batch or event_id is known.
     * </pre>
     */
    public void eraseCustomer(io.retentiongrpc.v1.EraseCustomerRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.EraseCustomerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getEraseCustomerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * A receipt, or ERASURE_NOT_FOUND.
     * </pre>
     */
    public void getErasure(io.retentiongrpc.v1.GetErasureRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetErasureResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetErasureMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * <pre>
   * Customers one by one: who somebody is, what somebody did, whom to look after, and how to forget somebody. All of it is read from
   * timelines: that of one customer in microseconds, those of all where a list is asked for. A customer that is not there, or is another
   * tenant's, is CUSTOMER_NOT_FOUND.
   * </pre>
   */
  public static final class CustomerServiceBlockingStub extends io.grpc.stub.AbstractBlockingStub<CustomerServiceBlockingStub> {
    private CustomerServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CustomerServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CustomerServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * One customer: first and last event, counts, orders, revenue, recurring revenue, latest survey answers, attributes, and its place among
     * purchasers.
     * </pre>
     */
    public io.retentiongrpc.v1.GetCustomerResponse getCustomer(io.retentiongrpc.v1.GetCustomerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetCustomerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The live events of one customer: its timeline, a page at a time.
     * </pre>
     */
    public io.retentiongrpc.v1.ListCustomerEventsResponse listCustomerEvents(io.retentiongrpc.v1.ListCustomerEventsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListCustomerEventsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The customers of a segment: of one by recency, frequency and monetary value, of a filter, or those who did one thing and not another.
     * </pre>
     */
    public io.retentiongrpc.v1.ListSegmentResponse listSegment(io.retentiongrpc.v1.ListSegmentRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListSegmentMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The customers who have been silent for longer than they use to be, or than a fixed time, the most valuable first; one message for each.
     * </pre>
     */
    public java.util.Iterator<io.retentiongrpc.v1.ListCustomersAtRiskResponse> listCustomersAtRisk(
        io.retentiongrpc.v1.ListCustomersAtRiskRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getListCustomersAtRiskMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Forgets a customer. When the call returns, nothing of the customer counts any more, durably; then, within an hour (`serve
     * --erase-within`), its id and whatever only its events have brought leave every file of the data: see Erasure. Idempotent: a customer
     * who was erased and has no event since keeps the receipt. Whoever never was a customer is erased all the same, because events of others
     * and rejected events may name the id; so the call says nothing of whether there was a customer. A later event makes a new customer; an
     * event that was erased does not come back when it is sent again, as long as its batch or event_id is known.
     * </pre>
     */
    public io.retentiongrpc.v1.EraseCustomerResponse eraseCustomer(io.retentiongrpc.v1.EraseCustomerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getEraseCustomerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * A receipt, or ERASURE_NOT_FOUND.
     * </pre>
     */
    public io.retentiongrpc.v1.GetErasureResponse getErasure(io.retentiongrpc.v1.GetErasureRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetErasureMethod(), getCallOptions(), request);
    }
  }

  /**
   * <pre>
   * Customers one by one: who somebody is, what somebody did, whom to look after, and how to forget somebody. All of it is read from
   * timelines: that of one customer in microseconds, those of all where a list is asked for. A customer that is not there, or is another
   * tenant's, is CUSTOMER_NOT_FOUND.
   * </pre>
   */
  public static final class CustomerServiceFutureStub extends io.grpc.stub.AbstractFutureStub<CustomerServiceFutureStub> {
    private CustomerServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected CustomerServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new CustomerServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * One customer: first and last event, counts, orders, revenue, recurring revenue, latest survey answers, attributes, and its place among
     * purchasers.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.GetCustomerResponse> getCustomer(
        io.retentiongrpc.v1.GetCustomerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetCustomerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The live events of one customer: its timeline, a page at a time.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListCustomerEventsResponse> listCustomerEvents(
        io.retentiongrpc.v1.ListCustomerEventsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListCustomerEventsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The customers of a segment: of one by recency, frequency and monetary value, of a filter, or those who did one thing and not another.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListSegmentResponse> listSegment(
        io.retentiongrpc.v1.ListSegmentRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListSegmentMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Forgets a customer. When the call returns, nothing of the customer counts any more, durably; then, within an hour (`serve
     * --erase-within`), its id and whatever only its events have brought leave every file of the data: see Erasure. Idempotent: a customer
     * who was erased and has no event since keeps the receipt. Whoever never was a customer is erased all the same, because events of others
     * and rejected events may name the id; so the call says nothing of whether there was a customer. A later event makes a new customer; an
     * event that was erased does not come back when it is sent again, as long as its batch or event_id is known.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.EraseCustomerResponse> eraseCustomer(
        io.retentiongrpc.v1.EraseCustomerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getEraseCustomerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * A receipt, or ERASURE_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.GetErasureResponse> getErasure(
        io.retentiongrpc.v1.GetErasureRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetErasureMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_GET_CUSTOMER = 0;
  private static final int METHODID_LIST_CUSTOMER_EVENTS = 1;
  private static final int METHODID_LIST_SEGMENT = 2;
  private static final int METHODID_LIST_CUSTOMERS_AT_RISK = 3;
  private static final int METHODID_ERASE_CUSTOMER = 4;
  private static final int METHODID_GET_ERASURE = 5;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final CustomerServiceImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(CustomerServiceImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_GET_CUSTOMER:
          serviceImpl.getCustomer((io.retentiongrpc.v1.GetCustomerRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetCustomerResponse>) responseObserver);
          break;
        case METHODID_LIST_CUSTOMER_EVENTS:
          serviceImpl.listCustomerEvents((io.retentiongrpc.v1.ListCustomerEventsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomerEventsResponse>) responseObserver);
          break;
        case METHODID_LIST_SEGMENT:
          serviceImpl.listSegment((io.retentiongrpc.v1.ListSegmentRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListSegmentResponse>) responseObserver);
          break;
        case METHODID_LIST_CUSTOMERS_AT_RISK:
          serviceImpl.listCustomersAtRisk((io.retentiongrpc.v1.ListCustomersAtRiskRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListCustomersAtRiskResponse>) responseObserver);
          break;
        case METHODID_ERASE_CUSTOMER:
          serviceImpl.eraseCustomer((io.retentiongrpc.v1.EraseCustomerRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.EraseCustomerResponse>) responseObserver);
          break;
        case METHODID_GET_ERASURE:
          serviceImpl.getErasure((io.retentiongrpc.v1.GetErasureRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetErasureResponse>) responseObserver);
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
        default:
          throw new AssertionError();
      }
    }
  }

  private static abstract class CustomerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    CustomerServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.retentiongrpc.v1.CustomerServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("CustomerService");
    }
  }

  private static final class CustomerServiceFileDescriptorSupplier
      extends CustomerServiceBaseDescriptorSupplier {
    CustomerServiceFileDescriptorSupplier() {}
  }

  private static final class CustomerServiceMethodDescriptorSupplier
      extends CustomerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    CustomerServiceMethodDescriptorSupplier(String methodName) {
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
      synchronized (CustomerServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new CustomerServiceFileDescriptorSupplier())
              .addMethod(getGetCustomerMethod())
              .addMethod(getListCustomerEventsMethod())
              .addMethod(getListSegmentMethod())
              .addMethod(getListCustomersAtRiskMethod())
              .addMethod(getEraseCustomerMethod())
              .addMethod(getGetErasureMethod())
              .build();
        }
      }
    }
    return result;
  }
}
