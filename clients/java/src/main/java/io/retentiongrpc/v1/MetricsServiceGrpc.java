package io.retentiongrpc.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Answers questions, exactly, over any window, from the set of accepted events alone: never from their order of arrival. The tenant is
 * the header `retention-tenant` (absent: "default"). A call has a deadline of 2 s unless it names one; 10 s at most. Every rpc is free of
 * side effects and may fail with INVALID_FIELD, TENANT_NOT_FOUND, TOO_MANY_ROWS, UNDECLARED_PROPERTY, READ_TOKEN_AHEAD, READ_TOKEN_FOREIGN,
 * READ_TOKEN_LOST and QUERY_DEADLINE.
 * What an answer costs: indexes tell it in microseconds whatever the number of customers; else the timelines of all customers are read
 * once, one to three microseconds for each customer with 30 events, whatever the window and however many buckets its series has. A request
 * says which of the two it is, QueryOptions.explain what it was, and bench/README.md what it takes. Values of an event property or of what
 * is in an event (a campaign, a reason) are found by reading once more beforehand, if they are more than the limit.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class MetricsServiceGrpc {

  private MetricsServiceGrpc() {}

  public static final String SERVICE_NAME = "retention.v1.MetricsService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeChurnRequest,
      io.retentiongrpc.v1.ComputeChurnResponse> getComputeChurnMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeChurn",
      requestType = io.retentiongrpc.v1.ComputeChurnRequest.class,
      responseType = io.retentiongrpc.v1.ComputeChurnResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeChurnRequest,
      io.retentiongrpc.v1.ComputeChurnResponse> getComputeChurnMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeChurnRequest, io.retentiongrpc.v1.ComputeChurnResponse> getComputeChurnMethod;
    if ((getComputeChurnMethod = MetricsServiceGrpc.getComputeChurnMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeChurnMethod = MetricsServiceGrpc.getComputeChurnMethod) == null) {
          MetricsServiceGrpc.getComputeChurnMethod = getComputeChurnMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeChurnRequest, io.retentiongrpc.v1.ComputeChurnResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeChurn"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeChurnRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeChurnResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeChurn"))
              .build();
        }
      }
    }
    return getComputeChurnMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRetentionRequest,
      io.retentiongrpc.v1.ComputeRetentionResponse> getComputeRetentionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeRetention",
      requestType = io.retentiongrpc.v1.ComputeRetentionRequest.class,
      responseType = io.retentiongrpc.v1.ComputeRetentionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRetentionRequest,
      io.retentiongrpc.v1.ComputeRetentionResponse> getComputeRetentionMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRetentionRequest, io.retentiongrpc.v1.ComputeRetentionResponse> getComputeRetentionMethod;
    if ((getComputeRetentionMethod = MetricsServiceGrpc.getComputeRetentionMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeRetentionMethod = MetricsServiceGrpc.getComputeRetentionMethod) == null) {
          MetricsServiceGrpc.getComputeRetentionMethod = getComputeRetentionMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeRetentionRequest, io.retentiongrpc.v1.ComputeRetentionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeRetention"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRetentionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRetentionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeRetention"))
              .build();
        }
      }
    }
    return getComputeRetentionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCohortRetentionRequest,
      io.retentiongrpc.v1.ComputeCohortRetentionResponse> getComputeCohortRetentionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeCohortRetention",
      requestType = io.retentiongrpc.v1.ComputeCohortRetentionRequest.class,
      responseType = io.retentiongrpc.v1.ComputeCohortRetentionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCohortRetentionRequest,
      io.retentiongrpc.v1.ComputeCohortRetentionResponse> getComputeCohortRetentionMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCohortRetentionRequest, io.retentiongrpc.v1.ComputeCohortRetentionResponse> getComputeCohortRetentionMethod;
    if ((getComputeCohortRetentionMethod = MetricsServiceGrpc.getComputeCohortRetentionMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeCohortRetentionMethod = MetricsServiceGrpc.getComputeCohortRetentionMethod) == null) {
          MetricsServiceGrpc.getComputeCohortRetentionMethod = getComputeCohortRetentionMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeCohortRetentionRequest, io.retentiongrpc.v1.ComputeCohortRetentionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeCohortRetention"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCohortRetentionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCohortRetentionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeCohortRetention"))
              .build();
        }
      }
    }
    return getComputeCohortRetentionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeActivityRequest,
      io.retentiongrpc.v1.ComputeActivityResponse> getComputeActivityMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeActivity",
      requestType = io.retentiongrpc.v1.ComputeActivityRequest.class,
      responseType = io.retentiongrpc.v1.ComputeActivityResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeActivityRequest,
      io.retentiongrpc.v1.ComputeActivityResponse> getComputeActivityMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeActivityRequest, io.retentiongrpc.v1.ComputeActivityResponse> getComputeActivityMethod;
    if ((getComputeActivityMethod = MetricsServiceGrpc.getComputeActivityMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeActivityMethod = MetricsServiceGrpc.getComputeActivityMethod) == null) {
          MetricsServiceGrpc.getComputeActivityMethod = getComputeActivityMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeActivityRequest, io.retentiongrpc.v1.ComputeActivityResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeActivity"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeActivityRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeActivityResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeActivity"))
              .build();
        }
      }
    }
    return getComputeActivityMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifecycleRequest,
      io.retentiongrpc.v1.ComputeLifecycleResponse> getComputeLifecycleMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeLifecycle",
      requestType = io.retentiongrpc.v1.ComputeLifecycleRequest.class,
      responseType = io.retentiongrpc.v1.ComputeLifecycleResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifecycleRequest,
      io.retentiongrpc.v1.ComputeLifecycleResponse> getComputeLifecycleMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifecycleRequest, io.retentiongrpc.v1.ComputeLifecycleResponse> getComputeLifecycleMethod;
    if ((getComputeLifecycleMethod = MetricsServiceGrpc.getComputeLifecycleMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeLifecycleMethod = MetricsServiceGrpc.getComputeLifecycleMethod) == null) {
          MetricsServiceGrpc.getComputeLifecycleMethod = getComputeLifecycleMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeLifecycleRequest, io.retentiongrpc.v1.ComputeLifecycleResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeLifecycle"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifecycleRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifecycleResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeLifecycle"))
              .build();
        }
      }
    }
    return getComputeLifecycleMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRepeatPurchaseRequest,
      io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> getComputeRepeatPurchaseMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeRepeatPurchase",
      requestType = io.retentiongrpc.v1.ComputeRepeatPurchaseRequest.class,
      responseType = io.retentiongrpc.v1.ComputeRepeatPurchaseResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRepeatPurchaseRequest,
      io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> getComputeRepeatPurchaseMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRepeatPurchaseRequest, io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> getComputeRepeatPurchaseMethod;
    if ((getComputeRepeatPurchaseMethod = MetricsServiceGrpc.getComputeRepeatPurchaseMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeRepeatPurchaseMethod = MetricsServiceGrpc.getComputeRepeatPurchaseMethod) == null) {
          MetricsServiceGrpc.getComputeRepeatPurchaseMethod = getComputeRepeatPurchaseMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeRepeatPurchaseRequest, io.retentiongrpc.v1.ComputeRepeatPurchaseResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeRepeatPurchase"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRepeatPurchaseRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRepeatPurchaseResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeRepeatPurchase"))
              .build();
        }
      }
    }
    return getComputeRepeatPurchaseMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSurveyScoreRequest,
      io.retentiongrpc.v1.ComputeSurveyScoreResponse> getComputeSurveyScoreMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeSurveyScore",
      requestType = io.retentiongrpc.v1.ComputeSurveyScoreRequest.class,
      responseType = io.retentiongrpc.v1.ComputeSurveyScoreResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSurveyScoreRequest,
      io.retentiongrpc.v1.ComputeSurveyScoreResponse> getComputeSurveyScoreMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSurveyScoreRequest, io.retentiongrpc.v1.ComputeSurveyScoreResponse> getComputeSurveyScoreMethod;
    if ((getComputeSurveyScoreMethod = MetricsServiceGrpc.getComputeSurveyScoreMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeSurveyScoreMethod = MetricsServiceGrpc.getComputeSurveyScoreMethod) == null) {
          MetricsServiceGrpc.getComputeSurveyScoreMethod = getComputeSurveyScoreMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeSurveyScoreRequest, io.retentiongrpc.v1.ComputeSurveyScoreResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeSurveyScore"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeSurveyScoreRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeSurveyScoreResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeSurveyScore"))
              .build();
        }
      }
    }
    return getComputeSurveyScoreMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRecurringRevenueRequest,
      io.retentiongrpc.v1.ComputeRecurringRevenueResponse> getComputeRecurringRevenueMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeRecurringRevenue",
      requestType = io.retentiongrpc.v1.ComputeRecurringRevenueRequest.class,
      responseType = io.retentiongrpc.v1.ComputeRecurringRevenueResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRecurringRevenueRequest,
      io.retentiongrpc.v1.ComputeRecurringRevenueResponse> getComputeRecurringRevenueMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeRecurringRevenueRequest, io.retentiongrpc.v1.ComputeRecurringRevenueResponse> getComputeRecurringRevenueMethod;
    if ((getComputeRecurringRevenueMethod = MetricsServiceGrpc.getComputeRecurringRevenueMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeRecurringRevenueMethod = MetricsServiceGrpc.getComputeRecurringRevenueMethod) == null) {
          MetricsServiceGrpc.getComputeRecurringRevenueMethod = getComputeRecurringRevenueMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeRecurringRevenueRequest, io.retentiongrpc.v1.ComputeRecurringRevenueResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeRecurringRevenue"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRecurringRevenueRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeRecurringRevenueResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeRecurringRevenue"))
              .build();
        }
      }
    }
    return getComputeRecurringRevenueMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeFunnelRequest,
      io.retentiongrpc.v1.ComputeFunnelResponse> getComputeFunnelMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeFunnel",
      requestType = io.retentiongrpc.v1.ComputeFunnelRequest.class,
      responseType = io.retentiongrpc.v1.ComputeFunnelResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeFunnelRequest,
      io.retentiongrpc.v1.ComputeFunnelResponse> getComputeFunnelMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeFunnelRequest, io.retentiongrpc.v1.ComputeFunnelResponse> getComputeFunnelMethod;
    if ((getComputeFunnelMethod = MetricsServiceGrpc.getComputeFunnelMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeFunnelMethod = MetricsServiceGrpc.getComputeFunnelMethod) == null) {
          MetricsServiceGrpc.getComputeFunnelMethod = getComputeFunnelMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeFunnelRequest, io.retentiongrpc.v1.ComputeFunnelResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeFunnel"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeFunnelRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeFunnelResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeFunnel"))
              .build();
        }
      }
    }
    return getComputeFunnelMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListChurnReasonsRequest,
      io.retentiongrpc.v1.ListChurnReasonsResponse> getListChurnReasonsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListChurnReasons",
      requestType = io.retentiongrpc.v1.ListChurnReasonsRequest.class,
      responseType = io.retentiongrpc.v1.ListChurnReasonsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListChurnReasonsRequest,
      io.retentiongrpc.v1.ListChurnReasonsResponse> getListChurnReasonsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListChurnReasonsRequest, io.retentiongrpc.v1.ListChurnReasonsResponse> getListChurnReasonsMethod;
    if ((getListChurnReasonsMethod = MetricsServiceGrpc.getListChurnReasonsMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getListChurnReasonsMethod = MetricsServiceGrpc.getListChurnReasonsMethod) == null) {
          MetricsServiceGrpc.getListChurnReasonsMethod = getListChurnReasonsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListChurnReasonsRequest, io.retentiongrpc.v1.ListChurnReasonsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListChurnReasons"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListChurnReasonsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListChurnReasonsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ListChurnReasons"))
              .build();
        }
      }
    }
    return getListChurnReasonsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeWinBackRequest,
      io.retentiongrpc.v1.ComputeWinBackResponse> getComputeWinBackMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeWinBack",
      requestType = io.retentiongrpc.v1.ComputeWinBackRequest.class,
      responseType = io.retentiongrpc.v1.ComputeWinBackResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeWinBackRequest,
      io.retentiongrpc.v1.ComputeWinBackResponse> getComputeWinBackMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeWinBackRequest, io.retentiongrpc.v1.ComputeWinBackResponse> getComputeWinBackMethod;
    if ((getComputeWinBackMethod = MetricsServiceGrpc.getComputeWinBackMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeWinBackMethod = MetricsServiceGrpc.getComputeWinBackMethod) == null) {
          MetricsServiceGrpc.getComputeWinBackMethod = getComputeWinBackMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeWinBackRequest, io.retentiongrpc.v1.ComputeWinBackResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeWinBack"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeWinBackRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeWinBackResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeWinBack"))
              .build();
        }
      }
    }
    return getComputeWinBackMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeRequest,
      io.retentiongrpc.v1.ComputeLifetimeResponse> getComputeLifetimeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeLifetime",
      requestType = io.retentiongrpc.v1.ComputeLifetimeRequest.class,
      responseType = io.retentiongrpc.v1.ComputeLifetimeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeRequest,
      io.retentiongrpc.v1.ComputeLifetimeResponse> getComputeLifetimeMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeRequest, io.retentiongrpc.v1.ComputeLifetimeResponse> getComputeLifetimeMethod;
    if ((getComputeLifetimeMethod = MetricsServiceGrpc.getComputeLifetimeMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeLifetimeMethod = MetricsServiceGrpc.getComputeLifetimeMethod) == null) {
          MetricsServiceGrpc.getComputeLifetimeMethod = getComputeLifetimeMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeLifetimeRequest, io.retentiongrpc.v1.ComputeLifetimeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeLifetime"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifetimeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifetimeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeLifetime"))
              .build();
        }
      }
    }
    return getComputeLifetimeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeValueRequest,
      io.retentiongrpc.v1.ComputeLifetimeValueResponse> getComputeLifetimeValueMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeLifetimeValue",
      requestType = io.retentiongrpc.v1.ComputeLifetimeValueRequest.class,
      responseType = io.retentiongrpc.v1.ComputeLifetimeValueResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeValueRequest,
      io.retentiongrpc.v1.ComputeLifetimeValueResponse> getComputeLifetimeValueMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLifetimeValueRequest, io.retentiongrpc.v1.ComputeLifetimeValueResponse> getComputeLifetimeValueMethod;
    if ((getComputeLifetimeValueMethod = MetricsServiceGrpc.getComputeLifetimeValueMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeLifetimeValueMethod = MetricsServiceGrpc.getComputeLifetimeValueMethod) == null) {
          MetricsServiceGrpc.getComputeLifetimeValueMethod = getComputeLifetimeValueMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeLifetimeValueRequest, io.retentiongrpc.v1.ComputeLifetimeValueResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeLifetimeValue"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifetimeValueRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLifetimeValueResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeLifetimeValue"))
              .build();
        }
      }
    }
    return getComputeLifetimeValueMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeAcquisitionCostRequest,
      io.retentiongrpc.v1.ComputeAcquisitionCostResponse> getComputeAcquisitionCostMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeAcquisitionCost",
      requestType = io.retentiongrpc.v1.ComputeAcquisitionCostRequest.class,
      responseType = io.retentiongrpc.v1.ComputeAcquisitionCostResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeAcquisitionCostRequest,
      io.retentiongrpc.v1.ComputeAcquisitionCostResponse> getComputeAcquisitionCostMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeAcquisitionCostRequest, io.retentiongrpc.v1.ComputeAcquisitionCostResponse> getComputeAcquisitionCostMethod;
    if ((getComputeAcquisitionCostMethod = MetricsServiceGrpc.getComputeAcquisitionCostMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeAcquisitionCostMethod = MetricsServiceGrpc.getComputeAcquisitionCostMethod) == null) {
          MetricsServiceGrpc.getComputeAcquisitionCostMethod = getComputeAcquisitionCostMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeAcquisitionCostRequest, io.retentiongrpc.v1.ComputeAcquisitionCostResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeAcquisitionCost"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeAcquisitionCostRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeAcquisitionCostResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeAcquisitionCost"))
              .build();
        }
      }
    }
    return getComputeAcquisitionCostMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCouponRedemptionRequest,
      io.retentiongrpc.v1.ComputeCouponRedemptionResponse> getComputeCouponRedemptionMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeCouponRedemption",
      requestType = io.retentiongrpc.v1.ComputeCouponRedemptionRequest.class,
      responseType = io.retentiongrpc.v1.ComputeCouponRedemptionResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCouponRedemptionRequest,
      io.retentiongrpc.v1.ComputeCouponRedemptionResponse> getComputeCouponRedemptionMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCouponRedemptionRequest, io.retentiongrpc.v1.ComputeCouponRedemptionResponse> getComputeCouponRedemptionMethod;
    if ((getComputeCouponRedemptionMethod = MetricsServiceGrpc.getComputeCouponRedemptionMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeCouponRedemptionMethod = MetricsServiceGrpc.getComputeCouponRedemptionMethod) == null) {
          MetricsServiceGrpc.getComputeCouponRedemptionMethod = getComputeCouponRedemptionMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeCouponRedemptionRequest, io.retentiongrpc.v1.ComputeCouponRedemptionResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeCouponRedemption"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCouponRedemptionRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCouponRedemptionResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeCouponRedemption"))
              .build();
        }
      }
    }
    return getComputeCouponRedemptionMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCampaignPerformanceRequest,
      io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> getComputeCampaignPerformanceMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeCampaignPerformance",
      requestType = io.retentiongrpc.v1.ComputeCampaignPerformanceRequest.class,
      responseType = io.retentiongrpc.v1.ComputeCampaignPerformanceResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCampaignPerformanceRequest,
      io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> getComputeCampaignPerformanceMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeCampaignPerformanceRequest, io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> getComputeCampaignPerformanceMethod;
    if ((getComputeCampaignPerformanceMethod = MetricsServiceGrpc.getComputeCampaignPerformanceMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeCampaignPerformanceMethod = MetricsServiceGrpc.getComputeCampaignPerformanceMethod) == null) {
          MetricsServiceGrpc.getComputeCampaignPerformanceMethod = getComputeCampaignPerformanceMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeCampaignPerformanceRequest, io.retentiongrpc.v1.ComputeCampaignPerformanceResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeCampaignPerformance"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCampaignPerformanceRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeCampaignPerformanceResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeCampaignPerformance"))
              .build();
        }
      }
    }
    return getComputeCampaignPerformanceMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLoyaltyRequest,
      io.retentiongrpc.v1.ComputeLoyaltyResponse> getComputeLoyaltyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeLoyalty",
      requestType = io.retentiongrpc.v1.ComputeLoyaltyRequest.class,
      responseType = io.retentiongrpc.v1.ComputeLoyaltyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLoyaltyRequest,
      io.retentiongrpc.v1.ComputeLoyaltyResponse> getComputeLoyaltyMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeLoyaltyRequest, io.retentiongrpc.v1.ComputeLoyaltyResponse> getComputeLoyaltyMethod;
    if ((getComputeLoyaltyMethod = MetricsServiceGrpc.getComputeLoyaltyMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeLoyaltyMethod = MetricsServiceGrpc.getComputeLoyaltyMethod) == null) {
          MetricsServiceGrpc.getComputeLoyaltyMethod = getComputeLoyaltyMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeLoyaltyRequest, io.retentiongrpc.v1.ComputeLoyaltyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeLoyalty"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLoyaltyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeLoyaltyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeLoyalty"))
              .build();
        }
      }
    }
    return getComputeLoyaltyMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSupportRequest,
      io.retentiongrpc.v1.ComputeSupportResponse> getComputeSupportMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeSupport",
      requestType = io.retentiongrpc.v1.ComputeSupportRequest.class,
      responseType = io.retentiongrpc.v1.ComputeSupportResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSupportRequest,
      io.retentiongrpc.v1.ComputeSupportResponse> getComputeSupportMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeSupportRequest, io.retentiongrpc.v1.ComputeSupportResponse> getComputeSupportMethod;
    if ((getComputeSupportMethod = MetricsServiceGrpc.getComputeSupportMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeSupportMethod = MetricsServiceGrpc.getComputeSupportMethod) == null) {
          MetricsServiceGrpc.getComputeSupportMethod = getComputeSupportMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeSupportRequest, io.retentiongrpc.v1.ComputeSupportResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeSupport"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeSupportRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeSupportResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeSupport"))
              .build();
        }
      }
    }
    return getComputeSupportMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeReferralRequest,
      io.retentiongrpc.v1.ComputeReferralResponse> getComputeReferralMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ComputeReferral",
      requestType = io.retentiongrpc.v1.ComputeReferralRequest.class,
      responseType = io.retentiongrpc.v1.ComputeReferralResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeReferralRequest,
      io.retentiongrpc.v1.ComputeReferralResponse> getComputeReferralMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ComputeReferralRequest, io.retentiongrpc.v1.ComputeReferralResponse> getComputeReferralMethod;
    if ((getComputeReferralMethod = MetricsServiceGrpc.getComputeReferralMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getComputeReferralMethod = MetricsServiceGrpc.getComputeReferralMethod) == null) {
          MetricsServiceGrpc.getComputeReferralMethod = getComputeReferralMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ComputeReferralRequest, io.retentiongrpc.v1.ComputeReferralResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ComputeReferral"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeReferralRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ComputeReferralResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ComputeReferral"))
              .build();
        }
      }
    }
    return getComputeReferralMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListMetricMembersRequest,
      io.retentiongrpc.v1.ListMetricMembersResponse> getListMetricMembersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListMetricMembers",
      requestType = io.retentiongrpc.v1.ListMetricMembersRequest.class,
      responseType = io.retentiongrpc.v1.ListMetricMembersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListMetricMembersRequest,
      io.retentiongrpc.v1.ListMetricMembersResponse> getListMetricMembersMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListMetricMembersRequest, io.retentiongrpc.v1.ListMetricMembersResponse> getListMetricMembersMethod;
    if ((getListMetricMembersMethod = MetricsServiceGrpc.getListMetricMembersMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getListMetricMembersMethod = MetricsServiceGrpc.getListMetricMembersMethod) == null) {
          MetricsServiceGrpc.getListMetricMembersMethod = getListMetricMembersMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListMetricMembersRequest, io.retentiongrpc.v1.ListMetricMembersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListMetricMembers"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListMetricMembersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListMetricMembersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("ListMetricMembers"))
              .build();
        }
      }
    }
    return getListMetricMembersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.BatchComputeRequest,
      io.retentiongrpc.v1.BatchComputeResponse> getBatchComputeMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "BatchCompute",
      requestType = io.retentiongrpc.v1.BatchComputeRequest.class,
      responseType = io.retentiongrpc.v1.BatchComputeResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.BatchComputeRequest,
      io.retentiongrpc.v1.BatchComputeResponse> getBatchComputeMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.BatchComputeRequest, io.retentiongrpc.v1.BatchComputeResponse> getBatchComputeMethod;
    if ((getBatchComputeMethod = MetricsServiceGrpc.getBatchComputeMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getBatchComputeMethod = MetricsServiceGrpc.getBatchComputeMethod) == null) {
          MetricsServiceGrpc.getBatchComputeMethod = getBatchComputeMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.BatchComputeRequest, io.retentiongrpc.v1.BatchComputeResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "BatchCompute"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.BatchComputeRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.BatchComputeResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("BatchCompute"))
              .build();
        }
      }
    }
    return getBatchComputeMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.WatchMetricRequest,
      io.retentiongrpc.v1.WatchMetricResponse> getWatchMetricMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchMetric",
      requestType = io.retentiongrpc.v1.WatchMetricRequest.class,
      responseType = io.retentiongrpc.v1.WatchMetricResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.WatchMetricRequest,
      io.retentiongrpc.v1.WatchMetricResponse> getWatchMetricMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.WatchMetricRequest, io.retentiongrpc.v1.WatchMetricResponse> getWatchMetricMethod;
    if ((getWatchMetricMethod = MetricsServiceGrpc.getWatchMetricMethod) == null) {
      synchronized (MetricsServiceGrpc.class) {
        if ((getWatchMetricMethod = MetricsServiceGrpc.getWatchMetricMethod) == null) {
          MetricsServiceGrpc.getWatchMetricMethod = getWatchMetricMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.WatchMetricRequest, io.retentiongrpc.v1.WatchMetricResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchMetric"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.WatchMetricRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.WatchMetricResponse.getDefaultInstance()))
              .setSchemaDescriptor(new MetricsServiceMethodDescriptorSupplier("WatchMetric"))
              .build();
        }
      }
    }
    return getWatchMetricMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static MetricsServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MetricsServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MetricsServiceStub>() {
        @java.lang.Override
        public MetricsServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MetricsServiceStub(channel, callOptions);
        }
      };
    return MetricsServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static MetricsServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MetricsServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MetricsServiceBlockingStub>() {
        @java.lang.Override
        public MetricsServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MetricsServiceBlockingStub(channel, callOptions);
        }
      };
    return MetricsServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static MetricsServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<MetricsServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<MetricsServiceFutureStub>() {
        @java.lang.Override
        public MetricsServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new MetricsServiceFutureStub(channel, callOptions);
        }
      };
    return MetricsServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Answers questions, exactly, over any window, from the set of accepted events alone: never from their order of arrival. The tenant is
   * the header `retention-tenant` (absent: "default"). A call has a deadline of 2 s unless it names one; 10 s at most. Every rpc is free of
   * side effects and may fail with INVALID_FIELD, TENANT_NOT_FOUND, TOO_MANY_ROWS, UNDECLARED_PROPERTY, READ_TOKEN_AHEAD, READ_TOKEN_FOREIGN,
   * READ_TOKEN_LOST and QUERY_DEADLINE.
   * What an answer costs: indexes tell it in microseconds whatever the number of customers; else the timelines of all customers are read
   * once, one to three microseconds for each customer with 30 events, whatever the window and however many buckets its series has. A request
   * says which of the two it is, QueryOptions.explain what it was, and bench/README.md what it takes. Values of an event property or of what
   * is in an event (a campaign, a reason) are found by reading once more beforehand, if they are more than the limit.
   * </pre>
   */
  public static abstract class MetricsServiceImplBase implements io.grpc.BindableService {

    /**
     * <pre>
     * Who stayed and who left between two instants, by every usual rate.
     * </pre>
     */
    public void computeChurn(io.retentiongrpc.v1.ComputeChurnRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeChurnResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeChurnMethod(), responseObserver);
    }

    /**
     * <pre>
     * How many customers of one window were active in others.
     * </pre>
     */
    public void computeRetention(io.retentiongrpc.v1.ComputeRetentionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRetentionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeRetentionMethod(), responseObserver);
    }

    /**
     * <pre>
     * Of those who began in a bucket, how many came back k buckets later.
     * </pre>
     */
    public void computeCohortRetention(io.retentiongrpc.v1.ComputeCohortRetentionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCohortRetentionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeCohortRetentionMethod(), responseObserver);
    }

    /**
     * <pre>
     * How many distinct customers were active, and how much.
     * </pre>
     */
    public void computeActivity(io.retentiongrpc.v1.ComputeActivityRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeActivityResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeActivityMethod(), responseObserver);
    }

    /**
     * <pre>
     * Who is new, returning, resurrecting and dormant.
     * </pre>
     */
    public void computeLifecycle(io.retentiongrpc.v1.ComputeLifecycleRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifecycleResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeLifecycleMethod(), responseObserver);
    }

    /**
     * <pre>
     * Who bought again, by day and by order.
     * </pre>
     */
    public void computeRepeatPurchase(io.retentiongrpc.v1.ComputeRepeatPurchaseRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeRepeatPurchaseMethod(), responseObserver);
    }

    /**
     * <pre>
     * What customers say in surveys: NPS, CSAT, CES.
     * </pre>
     */
    public void computeSurveyScore(io.retentiongrpc.v1.ComputeSurveyScoreRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSurveyScoreResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeSurveyScoreMethod(), responseObserver);
    }

    /**
     * <pre>
     * Monthly recurring revenue at two instants, and how it moved between them.
     * </pre>
     */
    public void computeRecurringRevenue(io.retentiongrpc.v1.ComputeRecurringRevenueRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRecurringRevenueResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeRecurringRevenueMethod(), responseObserver);
    }

    /**
     * <pre>
     * How far customers get, step by step: ordered, strict or in any order.
     * </pre>
     */
    public void computeFunnel(io.retentiongrpc.v1.ComputeFunnelRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeFunnelResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeFunnelMethod(), responseObserver);
    }

    /**
     * <pre>
     * Why customers of contracts were lost: voluntary, delinquent, and in their own words.
     * </pre>
     */
    public void listChurnReasons(io.retentiongrpc.v1.ListChurnReasonsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListChurnReasonsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListChurnReasonsMethod(), responseObserver);
    }

    /**
     * <pre>
     * How many lost customers come back, of those lost in the window and of all.
     * </pre>
     */
    public void computeWinBack(io.retentiongrpc.v1.ComputeWinBackRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeWinBackResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeWinBackMethod(), responseObserver);
    }

    /**
     * <pre>
     * How long customers stay.
     * </pre>
     */
    public void computeLifetime(io.retentiongrpc.v1.ComputeLifetimeRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeLifetimeMethod(), responseObserver);
    }

    /**
     * <pre>
     * What a customer is worth, by any of four readings.
     * </pre>
     */
    public void computeLifetimeValue(io.retentiongrpc.v1.ComputeLifetimeValueRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeValueResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeLifetimeValueMethod(), responseObserver);
    }

    /**
     * <pre>
     * What it costs to win customers and to keep them.
     * </pre>
     */
    public void computeAcquisitionCost(io.retentiongrpc.v1.ComputeAcquisitionCostRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeAcquisitionCostResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeAcquisitionCostMethod(), responseObserver);
    }

    /**
     * <pre>
     * How many coupons are redeemed.
     * </pre>
     */
    public void computeCouponRedemption(io.retentiongrpc.v1.ComputeCouponRedemptionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCouponRedemptionResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeCouponRedemptionMethod(), responseObserver);
    }

    /**
     * <pre>
     * How campaigns do, by campaign, variant or channel.
     * </pre>
     */
    public void computeCampaignPerformance(io.retentiongrpc.v1.ComputeCampaignPerformanceRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeCampaignPerformanceMethod(), responseObserver);
    }

    /**
     * <pre>
     * Loyalty points, and whether members stay longer.
     * </pre>
     */
    public void computeLoyalty(io.retentiongrpc.v1.ComputeLoyaltyRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLoyaltyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeLoyaltyMethod(), responseObserver);
    }

    /**
     * <pre>
     * Questions and complaints, how long they wait, and whether complainers leave.
     * </pre>
     */
    public void computeSupport(io.retentiongrpc.v1.ComputeSupportRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSupportResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeSupportMethod(), responseObserver);
    }

    /**
     * <pre>
     * Who brings new customers.
     * </pre>
     */
    public void computeReferral(io.retentiongrpc.v1.ComputeReferralRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeReferralResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getComputeReferralMethod(), responseObserver);
    }

    /**
     * <pre>
     * The customers behind any count of the above, page by page.
     * </pre>
     */
    public void listMetricMembers(io.retentiongrpc.v1.ListMetricMembersRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListMetricMembersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListMetricMembersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Up to 50 Compute requests at one read position.
     * </pre>
     */
    public void batchCompute(io.retentiongrpc.v1.BatchComputeRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.BatchComputeResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getBatchComputeMethod(), responseObserver);
    }

    /**
     * <pre>
     * Any Compute request, answered again whenever its answer changes. Ends with SHUTTING_DOWN when the server stops, with SLOW_READER when
     * an answer is not read in time (60 s by default), with OVERLOADED when there are as many watches as the server allows (1,000 by
     * default), and as the question itself would end. No deadline but the call's own.
     * </pre>
     */
    public void watchMetric(io.retentiongrpc.v1.WatchMetricRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.WatchMetricResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchMetricMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getComputeChurnMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeChurnRequest,
                io.retentiongrpc.v1.ComputeChurnResponse>(
                  this, METHODID_COMPUTE_CHURN)))
          .addMethod(
            getComputeRetentionMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeRetentionRequest,
                io.retentiongrpc.v1.ComputeRetentionResponse>(
                  this, METHODID_COMPUTE_RETENTION)))
          .addMethod(
            getComputeCohortRetentionMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeCohortRetentionRequest,
                io.retentiongrpc.v1.ComputeCohortRetentionResponse>(
                  this, METHODID_COMPUTE_COHORT_RETENTION)))
          .addMethod(
            getComputeActivityMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeActivityRequest,
                io.retentiongrpc.v1.ComputeActivityResponse>(
                  this, METHODID_COMPUTE_ACTIVITY)))
          .addMethod(
            getComputeLifecycleMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeLifecycleRequest,
                io.retentiongrpc.v1.ComputeLifecycleResponse>(
                  this, METHODID_COMPUTE_LIFECYCLE)))
          .addMethod(
            getComputeRepeatPurchaseMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeRepeatPurchaseRequest,
                io.retentiongrpc.v1.ComputeRepeatPurchaseResponse>(
                  this, METHODID_COMPUTE_REPEAT_PURCHASE)))
          .addMethod(
            getComputeSurveyScoreMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeSurveyScoreRequest,
                io.retentiongrpc.v1.ComputeSurveyScoreResponse>(
                  this, METHODID_COMPUTE_SURVEY_SCORE)))
          .addMethod(
            getComputeRecurringRevenueMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeRecurringRevenueRequest,
                io.retentiongrpc.v1.ComputeRecurringRevenueResponse>(
                  this, METHODID_COMPUTE_RECURRING_REVENUE)))
          .addMethod(
            getComputeFunnelMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeFunnelRequest,
                io.retentiongrpc.v1.ComputeFunnelResponse>(
                  this, METHODID_COMPUTE_FUNNEL)))
          .addMethod(
            getListChurnReasonsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListChurnReasonsRequest,
                io.retentiongrpc.v1.ListChurnReasonsResponse>(
                  this, METHODID_LIST_CHURN_REASONS)))
          .addMethod(
            getComputeWinBackMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeWinBackRequest,
                io.retentiongrpc.v1.ComputeWinBackResponse>(
                  this, METHODID_COMPUTE_WIN_BACK)))
          .addMethod(
            getComputeLifetimeMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeLifetimeRequest,
                io.retentiongrpc.v1.ComputeLifetimeResponse>(
                  this, METHODID_COMPUTE_LIFETIME)))
          .addMethod(
            getComputeLifetimeValueMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeLifetimeValueRequest,
                io.retentiongrpc.v1.ComputeLifetimeValueResponse>(
                  this, METHODID_COMPUTE_LIFETIME_VALUE)))
          .addMethod(
            getComputeAcquisitionCostMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeAcquisitionCostRequest,
                io.retentiongrpc.v1.ComputeAcquisitionCostResponse>(
                  this, METHODID_COMPUTE_ACQUISITION_COST)))
          .addMethod(
            getComputeCouponRedemptionMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeCouponRedemptionRequest,
                io.retentiongrpc.v1.ComputeCouponRedemptionResponse>(
                  this, METHODID_COMPUTE_COUPON_REDEMPTION)))
          .addMethod(
            getComputeCampaignPerformanceMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeCampaignPerformanceRequest,
                io.retentiongrpc.v1.ComputeCampaignPerformanceResponse>(
                  this, METHODID_COMPUTE_CAMPAIGN_PERFORMANCE)))
          .addMethod(
            getComputeLoyaltyMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeLoyaltyRequest,
                io.retentiongrpc.v1.ComputeLoyaltyResponse>(
                  this, METHODID_COMPUTE_LOYALTY)))
          .addMethod(
            getComputeSupportMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeSupportRequest,
                io.retentiongrpc.v1.ComputeSupportResponse>(
                  this, METHODID_COMPUTE_SUPPORT)))
          .addMethod(
            getComputeReferralMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ComputeReferralRequest,
                io.retentiongrpc.v1.ComputeReferralResponse>(
                  this, METHODID_COMPUTE_REFERRAL)))
          .addMethod(
            getListMetricMembersMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListMetricMembersRequest,
                io.retentiongrpc.v1.ListMetricMembersResponse>(
                  this, METHODID_LIST_METRIC_MEMBERS)))
          .addMethod(
            getBatchComputeMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.BatchComputeRequest,
                io.retentiongrpc.v1.BatchComputeResponse>(
                  this, METHODID_BATCH_COMPUTE)))
          .addMethod(
            getWatchMetricMethod(),
            io.grpc.stub.ServerCalls.asyncServerStreamingCall(
              new MethodHandlers<
                io.retentiongrpc.v1.WatchMetricRequest,
                io.retentiongrpc.v1.WatchMetricResponse>(
                  this, METHODID_WATCH_METRIC)))
          .build();
    }
  }

  /**
   * <pre>
   * Answers questions, exactly, over any window, from the set of accepted events alone: never from their order of arrival. The tenant is
   * the header `retention-tenant` (absent: "default"). A call has a deadline of 2 s unless it names one; 10 s at most. Every rpc is free of
   * side effects and may fail with INVALID_FIELD, TENANT_NOT_FOUND, TOO_MANY_ROWS, UNDECLARED_PROPERTY, READ_TOKEN_AHEAD, READ_TOKEN_FOREIGN,
   * READ_TOKEN_LOST and QUERY_DEADLINE.
   * What an answer costs: indexes tell it in microseconds whatever the number of customers; else the timelines of all customers are read
   * once, one to three microseconds for each customer with 30 events, whatever the window and however many buckets its series has. A request
   * says which of the two it is, QueryOptions.explain what it was, and bench/README.md what it takes. Values of an event property or of what
   * is in an event (a campaign, a reason) are found by reading once more beforehand, if they are more than the limit.
   * </pre>
   */
  public static final class MetricsServiceStub extends io.grpc.stub.AbstractAsyncStub<MetricsServiceStub> {
    private MetricsServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MetricsServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MetricsServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Who stayed and who left between two instants, by every usual rate.
     * </pre>
     */
    public void computeChurn(io.retentiongrpc.v1.ComputeChurnRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeChurnResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeChurnMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How many customers of one window were active in others.
     * </pre>
     */
    public void computeRetention(io.retentiongrpc.v1.ComputeRetentionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRetentionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeRetentionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Of those who began in a bucket, how many came back k buckets later.
     * </pre>
     */
    public void computeCohortRetention(io.retentiongrpc.v1.ComputeCohortRetentionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCohortRetentionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeCohortRetentionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How many distinct customers were active, and how much.
     * </pre>
     */
    public void computeActivity(io.retentiongrpc.v1.ComputeActivityRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeActivityResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeActivityMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Who is new, returning, resurrecting and dormant.
     * </pre>
     */
    public void computeLifecycle(io.retentiongrpc.v1.ComputeLifecycleRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifecycleResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeLifecycleMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Who bought again, by day and by order.
     * </pre>
     */
    public void computeRepeatPurchase(io.retentiongrpc.v1.ComputeRepeatPurchaseRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeRepeatPurchaseMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * What customers say in surveys: NPS, CSAT, CES.
     * </pre>
     */
    public void computeSurveyScore(io.retentiongrpc.v1.ComputeSurveyScoreRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSurveyScoreResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeSurveyScoreMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Monthly recurring revenue at two instants, and how it moved between them.
     * </pre>
     */
    public void computeRecurringRevenue(io.retentiongrpc.v1.ComputeRecurringRevenueRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRecurringRevenueResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeRecurringRevenueMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How far customers get, step by step: ordered, strict or in any order.
     * </pre>
     */
    public void computeFunnel(io.retentiongrpc.v1.ComputeFunnelRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeFunnelResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeFunnelMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Why customers of contracts were lost: voluntary, delinquent, and in their own words.
     * </pre>
     */
    public void listChurnReasons(io.retentiongrpc.v1.ListChurnReasonsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListChurnReasonsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListChurnReasonsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How many lost customers come back, of those lost in the window and of all.
     * </pre>
     */
    public void computeWinBack(io.retentiongrpc.v1.ComputeWinBackRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeWinBackResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeWinBackMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How long customers stay.
     * </pre>
     */
    public void computeLifetime(io.retentiongrpc.v1.ComputeLifetimeRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeLifetimeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * What a customer is worth, by any of four readings.
     * </pre>
     */
    public void computeLifetimeValue(io.retentiongrpc.v1.ComputeLifetimeValueRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeValueResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeLifetimeValueMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * What it costs to win customers and to keep them.
     * </pre>
     */
    public void computeAcquisitionCost(io.retentiongrpc.v1.ComputeAcquisitionCostRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeAcquisitionCostResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeAcquisitionCostMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How many coupons are redeemed.
     * </pre>
     */
    public void computeCouponRedemption(io.retentiongrpc.v1.ComputeCouponRedemptionRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCouponRedemptionResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeCouponRedemptionMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How campaigns do, by campaign, variant or channel.
     * </pre>
     */
    public void computeCampaignPerformance(io.retentiongrpc.v1.ComputeCampaignPerformanceRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeCampaignPerformanceMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Loyalty points, and whether members stay longer.
     * </pre>
     */
    public void computeLoyalty(io.retentiongrpc.v1.ComputeLoyaltyRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLoyaltyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeLoyaltyMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Questions and complaints, how long they wait, and whether complainers leave.
     * </pre>
     */
    public void computeSupport(io.retentiongrpc.v1.ComputeSupportRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSupportResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeSupportMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Who brings new customers.
     * </pre>
     */
    public void computeReferral(io.retentiongrpc.v1.ComputeReferralRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeReferralResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getComputeReferralMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The customers behind any count of the above, page by page.
     * </pre>
     */
    public void listMetricMembers(io.retentiongrpc.v1.ListMetricMembersRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListMetricMembersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListMetricMembersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Up to 50 Compute requests at one read position.
     * </pre>
     */
    public void batchCompute(io.retentiongrpc.v1.BatchComputeRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.BatchComputeResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getBatchComputeMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Any Compute request, answered again whenever its answer changes. Ends with SHUTTING_DOWN when the server stops, with SLOW_READER when
     * an answer is not read in time (60 s by default), with OVERLOADED when there are as many watches as the server allows (1,000 by
     * default), and as the question itself would end. No deadline but the call's own.
     * </pre>
     */
    public void watchMetric(io.retentiongrpc.v1.WatchMetricRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.WatchMetricResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchMetricMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * <pre>
   * Answers questions, exactly, over any window, from the set of accepted events alone: never from their order of arrival. The tenant is
   * the header `retention-tenant` (absent: "default"). A call has a deadline of 2 s unless it names one; 10 s at most. Every rpc is free of
   * side effects and may fail with INVALID_FIELD, TENANT_NOT_FOUND, TOO_MANY_ROWS, UNDECLARED_PROPERTY, READ_TOKEN_AHEAD, READ_TOKEN_FOREIGN,
   * READ_TOKEN_LOST and QUERY_DEADLINE.
   * What an answer costs: indexes tell it in microseconds whatever the number of customers; else the timelines of all customers are read
   * once, one to three microseconds for each customer with 30 events, whatever the window and however many buckets its series has. A request
   * says which of the two it is, QueryOptions.explain what it was, and bench/README.md what it takes. Values of an event property or of what
   * is in an event (a campaign, a reason) are found by reading once more beforehand, if they are more than the limit.
   * </pre>
   */
  public static final class MetricsServiceBlockingStub extends io.grpc.stub.AbstractBlockingStub<MetricsServiceBlockingStub> {
    private MetricsServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MetricsServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MetricsServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Who stayed and who left between two instants, by every usual rate.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeChurnResponse computeChurn(io.retentiongrpc.v1.ComputeChurnRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeChurnMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How many customers of one window were active in others.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeRetentionResponse computeRetention(io.retentiongrpc.v1.ComputeRetentionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Of those who began in a bucket, how many came back k buckets later.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeCohortRetentionResponse computeCohortRetention(io.retentiongrpc.v1.ComputeCohortRetentionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeCohortRetentionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How many distinct customers were active, and how much.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeActivityResponse computeActivity(io.retentiongrpc.v1.ComputeActivityRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeActivityMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Who is new, returning, resurrecting and dormant.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeLifecycleResponse computeLifecycle(io.retentiongrpc.v1.ComputeLifecycleRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeLifecycleMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Who bought again, by day and by order.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeRepeatPurchaseResponse computeRepeatPurchase(io.retentiongrpc.v1.ComputeRepeatPurchaseRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeRepeatPurchaseMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * What customers say in surveys: NPS, CSAT, CES.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeSurveyScoreResponse computeSurveyScore(io.retentiongrpc.v1.ComputeSurveyScoreRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeSurveyScoreMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Monthly recurring revenue at two instants, and how it moved between them.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeRecurringRevenueResponse computeRecurringRevenue(io.retentiongrpc.v1.ComputeRecurringRevenueRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeRecurringRevenueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far customers get, step by step: ordered, strict or in any order.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeFunnelResponse computeFunnel(io.retentiongrpc.v1.ComputeFunnelRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeFunnelMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Why customers of contracts were lost: voluntary, delinquent, and in their own words.
     * </pre>
     */
    public io.retentiongrpc.v1.ListChurnReasonsResponse listChurnReasons(io.retentiongrpc.v1.ListChurnReasonsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListChurnReasonsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How many lost customers come back, of those lost in the window and of all.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeWinBackResponse computeWinBack(io.retentiongrpc.v1.ComputeWinBackRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeWinBackMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How long customers stay.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeLifetimeResponse computeLifetime(io.retentiongrpc.v1.ComputeLifetimeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeLifetimeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * What a customer is worth, by any of four readings.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeLifetimeValueResponse computeLifetimeValue(io.retentiongrpc.v1.ComputeLifetimeValueRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeLifetimeValueMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * What it costs to win customers and to keep them.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeAcquisitionCostResponse computeAcquisitionCost(io.retentiongrpc.v1.ComputeAcquisitionCostRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeAcquisitionCostMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How many coupons are redeemed.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeCouponRedemptionResponse computeCouponRedemption(io.retentiongrpc.v1.ComputeCouponRedemptionRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeCouponRedemptionMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How campaigns do, by campaign, variant or channel.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeCampaignPerformanceResponse computeCampaignPerformance(io.retentiongrpc.v1.ComputeCampaignPerformanceRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeCampaignPerformanceMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Loyalty points, and whether members stay longer.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeLoyaltyResponse computeLoyalty(io.retentiongrpc.v1.ComputeLoyaltyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeLoyaltyMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Questions and complaints, how long they wait, and whether complainers leave.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeSupportResponse computeSupport(io.retentiongrpc.v1.ComputeSupportRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeSupportMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Who brings new customers.
     * </pre>
     */
    public io.retentiongrpc.v1.ComputeReferralResponse computeReferral(io.retentiongrpc.v1.ComputeReferralRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getComputeReferralMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The customers behind any count of the above, page by page.
     * </pre>
     */
    public io.retentiongrpc.v1.ListMetricMembersResponse listMetricMembers(io.retentiongrpc.v1.ListMetricMembersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListMetricMembersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Up to 50 Compute requests at one read position.
     * </pre>
     */
    public io.retentiongrpc.v1.BatchComputeResponse batchCompute(io.retentiongrpc.v1.BatchComputeRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getBatchComputeMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Any Compute request, answered again whenever its answer changes. Ends with SHUTTING_DOWN when the server stops, with SLOW_READER when
     * an answer is not read in time (60 s by default), with OVERLOADED when there are as many watches as the server allows (1,000 by
     * default), and as the question itself would end. No deadline but the call's own.
     * </pre>
     */
    public java.util.Iterator<io.retentiongrpc.v1.WatchMetricResponse> watchMetric(
        io.retentiongrpc.v1.WatchMetricRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchMetricMethod(), getCallOptions(), request);
    }
  }

  /**
   * <pre>
   * Answers questions, exactly, over any window, from the set of accepted events alone: never from their order of arrival. The tenant is
   * the header `retention-tenant` (absent: "default"). A call has a deadline of 2 s unless it names one; 10 s at most. Every rpc is free of
   * side effects and may fail with INVALID_FIELD, TENANT_NOT_FOUND, TOO_MANY_ROWS, UNDECLARED_PROPERTY, READ_TOKEN_AHEAD, READ_TOKEN_FOREIGN,
   * READ_TOKEN_LOST and QUERY_DEADLINE.
   * What an answer costs: indexes tell it in microseconds whatever the number of customers; else the timelines of all customers are read
   * once, one to three microseconds for each customer with 30 events, whatever the window and however many buckets its series has. A request
   * says which of the two it is, QueryOptions.explain what it was, and bench/README.md what it takes. Values of an event property or of what
   * is in an event (a campaign, a reason) are found by reading once more beforehand, if they are more than the limit.
   * </pre>
   */
  public static final class MetricsServiceFutureStub extends io.grpc.stub.AbstractFutureStub<MetricsServiceFutureStub> {
    private MetricsServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected MetricsServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new MetricsServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Who stayed and who left between two instants, by every usual rate.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeChurnResponse> computeChurn(
        io.retentiongrpc.v1.ComputeChurnRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeChurnMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How many customers of one window were active in others.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeRetentionResponse> computeRetention(
        io.retentiongrpc.v1.ComputeRetentionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeRetentionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Of those who began in a bucket, how many came back k buckets later.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeCohortRetentionResponse> computeCohortRetention(
        io.retentiongrpc.v1.ComputeCohortRetentionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeCohortRetentionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How many distinct customers were active, and how much.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeActivityResponse> computeActivity(
        io.retentiongrpc.v1.ComputeActivityRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeActivityMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Who is new, returning, resurrecting and dormant.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeLifecycleResponse> computeLifecycle(
        io.retentiongrpc.v1.ComputeLifecycleRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeLifecycleMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Who bought again, by day and by order.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeRepeatPurchaseResponse> computeRepeatPurchase(
        io.retentiongrpc.v1.ComputeRepeatPurchaseRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeRepeatPurchaseMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * What customers say in surveys: NPS, CSAT, CES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeSurveyScoreResponse> computeSurveyScore(
        io.retentiongrpc.v1.ComputeSurveyScoreRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeSurveyScoreMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Monthly recurring revenue at two instants, and how it moved between them.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeRecurringRevenueResponse> computeRecurringRevenue(
        io.retentiongrpc.v1.ComputeRecurringRevenueRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeRecurringRevenueMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How far customers get, step by step: ordered, strict or in any order.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeFunnelResponse> computeFunnel(
        io.retentiongrpc.v1.ComputeFunnelRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeFunnelMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Why customers of contracts were lost: voluntary, delinquent, and in their own words.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListChurnReasonsResponse> listChurnReasons(
        io.retentiongrpc.v1.ListChurnReasonsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListChurnReasonsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How many lost customers come back, of those lost in the window and of all.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeWinBackResponse> computeWinBack(
        io.retentiongrpc.v1.ComputeWinBackRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeWinBackMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How long customers stay.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeLifetimeResponse> computeLifetime(
        io.retentiongrpc.v1.ComputeLifetimeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeLifetimeMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * What a customer is worth, by any of four readings.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeLifetimeValueResponse> computeLifetimeValue(
        io.retentiongrpc.v1.ComputeLifetimeValueRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeLifetimeValueMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * What it costs to win customers and to keep them.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeAcquisitionCostResponse> computeAcquisitionCost(
        io.retentiongrpc.v1.ComputeAcquisitionCostRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeAcquisitionCostMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How many coupons are redeemed.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeCouponRedemptionResponse> computeCouponRedemption(
        io.retentiongrpc.v1.ComputeCouponRedemptionRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeCouponRedemptionMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How campaigns do, by campaign, variant or channel.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeCampaignPerformanceResponse> computeCampaignPerformance(
        io.retentiongrpc.v1.ComputeCampaignPerformanceRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeCampaignPerformanceMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Loyalty points, and whether members stay longer.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeLoyaltyResponse> computeLoyalty(
        io.retentiongrpc.v1.ComputeLoyaltyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeLoyaltyMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Questions and complaints, how long they wait, and whether complainers leave.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeSupportResponse> computeSupport(
        io.retentiongrpc.v1.ComputeSupportRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeSupportMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Who brings new customers.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ComputeReferralResponse> computeReferral(
        io.retentiongrpc.v1.ComputeReferralRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getComputeReferralMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The customers behind any count of the above, page by page.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListMetricMembersResponse> listMetricMembers(
        io.retentiongrpc.v1.ListMetricMembersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListMetricMembersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Up to 50 Compute requests at one read position.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.BatchComputeResponse> batchCompute(
        io.retentiongrpc.v1.BatchComputeRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getBatchComputeMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_COMPUTE_CHURN = 0;
  private static final int METHODID_COMPUTE_RETENTION = 1;
  private static final int METHODID_COMPUTE_COHORT_RETENTION = 2;
  private static final int METHODID_COMPUTE_ACTIVITY = 3;
  private static final int METHODID_COMPUTE_LIFECYCLE = 4;
  private static final int METHODID_COMPUTE_REPEAT_PURCHASE = 5;
  private static final int METHODID_COMPUTE_SURVEY_SCORE = 6;
  private static final int METHODID_COMPUTE_RECURRING_REVENUE = 7;
  private static final int METHODID_COMPUTE_FUNNEL = 8;
  private static final int METHODID_LIST_CHURN_REASONS = 9;
  private static final int METHODID_COMPUTE_WIN_BACK = 10;
  private static final int METHODID_COMPUTE_LIFETIME = 11;
  private static final int METHODID_COMPUTE_LIFETIME_VALUE = 12;
  private static final int METHODID_COMPUTE_ACQUISITION_COST = 13;
  private static final int METHODID_COMPUTE_COUPON_REDEMPTION = 14;
  private static final int METHODID_COMPUTE_CAMPAIGN_PERFORMANCE = 15;
  private static final int METHODID_COMPUTE_LOYALTY = 16;
  private static final int METHODID_COMPUTE_SUPPORT = 17;
  private static final int METHODID_COMPUTE_REFERRAL = 18;
  private static final int METHODID_LIST_METRIC_MEMBERS = 19;
  private static final int METHODID_BATCH_COMPUTE = 20;
  private static final int METHODID_WATCH_METRIC = 21;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final MetricsServiceImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(MetricsServiceImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_COMPUTE_CHURN:
          serviceImpl.computeChurn((io.retentiongrpc.v1.ComputeChurnRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeChurnResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_RETENTION:
          serviceImpl.computeRetention((io.retentiongrpc.v1.ComputeRetentionRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRetentionResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_COHORT_RETENTION:
          serviceImpl.computeCohortRetention((io.retentiongrpc.v1.ComputeCohortRetentionRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCohortRetentionResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_ACTIVITY:
          serviceImpl.computeActivity((io.retentiongrpc.v1.ComputeActivityRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeActivityResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_LIFECYCLE:
          serviceImpl.computeLifecycle((io.retentiongrpc.v1.ComputeLifecycleRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifecycleResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_REPEAT_PURCHASE:
          serviceImpl.computeRepeatPurchase((io.retentiongrpc.v1.ComputeRepeatPurchaseRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRepeatPurchaseResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_SURVEY_SCORE:
          serviceImpl.computeSurveyScore((io.retentiongrpc.v1.ComputeSurveyScoreRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSurveyScoreResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_RECURRING_REVENUE:
          serviceImpl.computeRecurringRevenue((io.retentiongrpc.v1.ComputeRecurringRevenueRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeRecurringRevenueResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_FUNNEL:
          serviceImpl.computeFunnel((io.retentiongrpc.v1.ComputeFunnelRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeFunnelResponse>) responseObserver);
          break;
        case METHODID_LIST_CHURN_REASONS:
          serviceImpl.listChurnReasons((io.retentiongrpc.v1.ListChurnReasonsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListChurnReasonsResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_WIN_BACK:
          serviceImpl.computeWinBack((io.retentiongrpc.v1.ComputeWinBackRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeWinBackResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_LIFETIME:
          serviceImpl.computeLifetime((io.retentiongrpc.v1.ComputeLifetimeRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_LIFETIME_VALUE:
          serviceImpl.computeLifetimeValue((io.retentiongrpc.v1.ComputeLifetimeValueRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLifetimeValueResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_ACQUISITION_COST:
          serviceImpl.computeAcquisitionCost((io.retentiongrpc.v1.ComputeAcquisitionCostRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeAcquisitionCostResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_COUPON_REDEMPTION:
          serviceImpl.computeCouponRedemption((io.retentiongrpc.v1.ComputeCouponRedemptionRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCouponRedemptionResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_CAMPAIGN_PERFORMANCE:
          serviceImpl.computeCampaignPerformance((io.retentiongrpc.v1.ComputeCampaignPerformanceRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeCampaignPerformanceResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_LOYALTY:
          serviceImpl.computeLoyalty((io.retentiongrpc.v1.ComputeLoyaltyRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeLoyaltyResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_SUPPORT:
          serviceImpl.computeSupport((io.retentiongrpc.v1.ComputeSupportRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeSupportResponse>) responseObserver);
          break;
        case METHODID_COMPUTE_REFERRAL:
          serviceImpl.computeReferral((io.retentiongrpc.v1.ComputeReferralRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ComputeReferralResponse>) responseObserver);
          break;
        case METHODID_LIST_METRIC_MEMBERS:
          serviceImpl.listMetricMembers((io.retentiongrpc.v1.ListMetricMembersRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListMetricMembersResponse>) responseObserver);
          break;
        case METHODID_BATCH_COMPUTE:
          serviceImpl.batchCompute((io.retentiongrpc.v1.BatchComputeRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.BatchComputeResponse>) responseObserver);
          break;
        case METHODID_WATCH_METRIC:
          serviceImpl.watchMetric((io.retentiongrpc.v1.WatchMetricRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.WatchMetricResponse>) responseObserver);
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

  private static abstract class MetricsServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    MetricsServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.retentiongrpc.v1.MetricsServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("MetricsService");
    }
  }

  private static final class MetricsServiceFileDescriptorSupplier
      extends MetricsServiceBaseDescriptorSupplier {
    MetricsServiceFileDescriptorSupplier() {}
  }

  private static final class MetricsServiceMethodDescriptorSupplier
      extends MetricsServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    MetricsServiceMethodDescriptorSupplier(String methodName) {
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
      synchronized (MetricsServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new MetricsServiceFileDescriptorSupplier())
              .addMethod(getComputeChurnMethod())
              .addMethod(getComputeRetentionMethod())
              .addMethod(getComputeCohortRetentionMethod())
              .addMethod(getComputeActivityMethod())
              .addMethod(getComputeLifecycleMethod())
              .addMethod(getComputeRepeatPurchaseMethod())
              .addMethod(getComputeSurveyScoreMethod())
              .addMethod(getComputeRecurringRevenueMethod())
              .addMethod(getComputeFunnelMethod())
              .addMethod(getListChurnReasonsMethod())
              .addMethod(getComputeWinBackMethod())
              .addMethod(getComputeLifetimeMethod())
              .addMethod(getComputeLifetimeValueMethod())
              .addMethod(getComputeAcquisitionCostMethod())
              .addMethod(getComputeCouponRedemptionMethod())
              .addMethod(getComputeCampaignPerformanceMethod())
              .addMethod(getComputeLoyaltyMethod())
              .addMethod(getComputeSupportMethod())
              .addMethod(getComputeReferralMethod())
              .addMethod(getListMetricMembersMethod())
              .addMethod(getBatchComputeMethod())
              .addMethod(getWatchMetricMethod())
              .build();
        }
      }
    }
    return result;
  }
}
