package io.retentiongrpc.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Tenants: separate sets of customers with a calendar and a currency of their own. `default` exists from the first start. A change is
 * durable when the call returns and holds for every event and query after it.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TenantServiceGrpc {

  private TenantServiceGrpc() {}

  public static final String SERVICE_NAME = "retention.v1.TenantService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.CreateTenantRequest,
      io.retentiongrpc.v1.CreateTenantResponse> getCreateTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTenant",
      requestType = io.retentiongrpc.v1.CreateTenantRequest.class,
      responseType = io.retentiongrpc.v1.CreateTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.CreateTenantRequest,
      io.retentiongrpc.v1.CreateTenantResponse> getCreateTenantMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.CreateTenantRequest, io.retentiongrpc.v1.CreateTenantResponse> getCreateTenantMethod;
    if ((getCreateTenantMethod = TenantServiceGrpc.getCreateTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getCreateTenantMethod = TenantServiceGrpc.getCreateTenantMethod) == null) {
          TenantServiceGrpc.getCreateTenantMethod = getCreateTenantMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.CreateTenantRequest, io.retentiongrpc.v1.CreateTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.CreateTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.CreateTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("CreateTenant"))
              .build();
        }
      }
    }
    return getCreateTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetTenantRequest,
      io.retentiongrpc.v1.GetTenantResponse> getGetTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTenant",
      requestType = io.retentiongrpc.v1.GetTenantRequest.class,
      responseType = io.retentiongrpc.v1.GetTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetTenantRequest,
      io.retentiongrpc.v1.GetTenantResponse> getGetTenantMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.GetTenantRequest, io.retentiongrpc.v1.GetTenantResponse> getGetTenantMethod;
    if ((getGetTenantMethod = TenantServiceGrpc.getGetTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getGetTenantMethod = TenantServiceGrpc.getGetTenantMethod) == null) {
          TenantServiceGrpc.getGetTenantMethod = getGetTenantMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.GetTenantRequest, io.retentiongrpc.v1.GetTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.GetTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("GetTenant"))
              .build();
        }
      }
    }
    return getGetTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeleteTenantRequest,
      io.retentiongrpc.v1.DeleteTenantResponse> getDeleteTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTenant",
      requestType = io.retentiongrpc.v1.DeleteTenantRequest.class,
      responseType = io.retentiongrpc.v1.DeleteTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeleteTenantRequest,
      io.retentiongrpc.v1.DeleteTenantResponse> getDeleteTenantMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeleteTenantRequest, io.retentiongrpc.v1.DeleteTenantResponse> getDeleteTenantMethod;
    if ((getDeleteTenantMethod = TenantServiceGrpc.getDeleteTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeleteTenantMethod = TenantServiceGrpc.getDeleteTenantMethod) == null) {
          TenantServiceGrpc.getDeleteTenantMethod = getDeleteTenantMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DeleteTenantRequest, io.retentiongrpc.v1.DeleteTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeleteTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeleteTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeleteTenant"))
              .build();
        }
      }
    }
    return getDeleteTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListTenantsRequest,
      io.retentiongrpc.v1.ListTenantsResponse> getListTenantsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTenants",
      requestType = io.retentiongrpc.v1.ListTenantsRequest.class,
      responseType = io.retentiongrpc.v1.ListTenantsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListTenantsRequest,
      io.retentiongrpc.v1.ListTenantsResponse> getListTenantsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.ListTenantsRequest, io.retentiongrpc.v1.ListTenantsResponse> getListTenantsMethod;
    if ((getListTenantsMethod = TenantServiceGrpc.getListTenantsMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getListTenantsMethod = TenantServiceGrpc.getListTenantsMethod) == null) {
          TenantServiceGrpc.getListTenantsMethod = getListTenantsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.ListTenantsRequest, io.retentiongrpc.v1.ListTenantsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTenants"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListTenantsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.ListTenantsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("ListTenants"))
              .build();
        }
      }
    }
    return getListTenantsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DescribeTenantRequest,
      io.retentiongrpc.v1.DescribeTenantResponse> getDescribeTenantMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DescribeTenant",
      requestType = io.retentiongrpc.v1.DescribeTenantRequest.class,
      responseType = io.retentiongrpc.v1.DescribeTenantResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DescribeTenantRequest,
      io.retentiongrpc.v1.DescribeTenantResponse> getDescribeTenantMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DescribeTenantRequest, io.retentiongrpc.v1.DescribeTenantResponse> getDescribeTenantMethod;
    if ((getDescribeTenantMethod = TenantServiceGrpc.getDescribeTenantMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDescribeTenantMethod = TenantServiceGrpc.getDescribeTenantMethod) == null) {
          TenantServiceGrpc.getDescribeTenantMethod = getDescribeTenantMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DescribeTenantRequest, io.retentiongrpc.v1.DescribeTenantResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DescribeTenant"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DescribeTenantRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DescribeTenantResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DescribeTenant"))
              .build();
        }
      }
    }
    return getDescribeTenantMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareEventPropertiesRequest,
      io.retentiongrpc.v1.DeclareEventPropertiesResponse> getDeclareEventPropertiesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeclareEventProperties",
      requestType = io.retentiongrpc.v1.DeclareEventPropertiesRequest.class,
      responseType = io.retentiongrpc.v1.DeclareEventPropertiesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareEventPropertiesRequest,
      io.retentiongrpc.v1.DeclareEventPropertiesResponse> getDeclareEventPropertiesMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareEventPropertiesRequest, io.retentiongrpc.v1.DeclareEventPropertiesResponse> getDeclareEventPropertiesMethod;
    if ((getDeclareEventPropertiesMethod = TenantServiceGrpc.getDeclareEventPropertiesMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeclareEventPropertiesMethod = TenantServiceGrpc.getDeclareEventPropertiesMethod) == null) {
          TenantServiceGrpc.getDeclareEventPropertiesMethod = getDeclareEventPropertiesMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DeclareEventPropertiesRequest, io.retentiongrpc.v1.DeclareEventPropertiesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeclareEventProperties"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareEventPropertiesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareEventPropertiesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeclareEventProperties"))
              .build();
        }
      }
    }
    return getDeclareEventPropertiesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSelectorsRequest,
      io.retentiongrpc.v1.DeclareSelectorsResponse> getDeclareSelectorsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeclareSelectors",
      requestType = io.retentiongrpc.v1.DeclareSelectorsRequest.class,
      responseType = io.retentiongrpc.v1.DeclareSelectorsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSelectorsRequest,
      io.retentiongrpc.v1.DeclareSelectorsResponse> getDeclareSelectorsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSelectorsRequest, io.retentiongrpc.v1.DeclareSelectorsResponse> getDeclareSelectorsMethod;
    if ((getDeclareSelectorsMethod = TenantServiceGrpc.getDeclareSelectorsMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeclareSelectorsMethod = TenantServiceGrpc.getDeclareSelectorsMethod) == null) {
          TenantServiceGrpc.getDeclareSelectorsMethod = getDeclareSelectorsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DeclareSelectorsRequest, io.retentiongrpc.v1.DeclareSelectorsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeclareSelectors"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareSelectorsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareSelectorsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeclareSelectors"))
              .build();
        }
      }
    }
    return getDeclareSelectorsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareInactivityRulesRequest,
      io.retentiongrpc.v1.DeclareInactivityRulesResponse> getDeclareInactivityRulesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeclareInactivityRules",
      requestType = io.retentiongrpc.v1.DeclareInactivityRulesRequest.class,
      responseType = io.retentiongrpc.v1.DeclareInactivityRulesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareInactivityRulesRequest,
      io.retentiongrpc.v1.DeclareInactivityRulesResponse> getDeclareInactivityRulesMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareInactivityRulesRequest, io.retentiongrpc.v1.DeclareInactivityRulesResponse> getDeclareInactivityRulesMethod;
    if ((getDeclareInactivityRulesMethod = TenantServiceGrpc.getDeclareInactivityRulesMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeclareInactivityRulesMethod = TenantServiceGrpc.getDeclareInactivityRulesMethod) == null) {
          TenantServiceGrpc.getDeclareInactivityRulesMethod = getDeclareInactivityRulesMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DeclareInactivityRulesRequest, io.retentiongrpc.v1.DeclareInactivityRulesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeclareInactivityRules"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareInactivityRulesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareInactivityRulesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeclareInactivityRules"))
              .build();
        }
      }
    }
    return getDeclareInactivityRulesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSegmentsRequest,
      io.retentiongrpc.v1.DeclareSegmentsResponse> getDeclareSegmentsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeclareSegments",
      requestType = io.retentiongrpc.v1.DeclareSegmentsRequest.class,
      responseType = io.retentiongrpc.v1.DeclareSegmentsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSegmentsRequest,
      io.retentiongrpc.v1.DeclareSegmentsResponse> getDeclareSegmentsMethod() {
    io.grpc.MethodDescriptor<io.retentiongrpc.v1.DeclareSegmentsRequest, io.retentiongrpc.v1.DeclareSegmentsResponse> getDeclareSegmentsMethod;
    if ((getDeclareSegmentsMethod = TenantServiceGrpc.getDeclareSegmentsMethod) == null) {
      synchronized (TenantServiceGrpc.class) {
        if ((getDeclareSegmentsMethod = TenantServiceGrpc.getDeclareSegmentsMethod) == null) {
          TenantServiceGrpc.getDeclareSegmentsMethod = getDeclareSegmentsMethod =
              io.grpc.MethodDescriptor.<io.retentiongrpc.v1.DeclareSegmentsRequest, io.retentiongrpc.v1.DeclareSegmentsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeclareSegments"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareSegmentsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  io.retentiongrpc.v1.DeclareSegmentsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TenantServiceMethodDescriptorSupplier("DeclareSegments"))
              .build();
        }
      }
    }
    return getDeclareSegmentsMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TenantServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceStub>() {
        @java.lang.Override
        public TenantServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceStub(channel, callOptions);
        }
      };
    return TenantServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TenantServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceBlockingStub>() {
        @java.lang.Override
        public TenantServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceBlockingStub(channel, callOptions);
        }
      };
    return TenantServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TenantServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TenantServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TenantServiceFutureStub>() {
        @java.lang.Override
        public TenantServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TenantServiceFutureStub(channel, callOptions);
        }
      };
    return TenantServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Tenants: separate sets of customers with a calendar and a currency of their own. `default` exists from the first start. A change is
   * durable when the call returns and holds for every event and query after it.
   * </pre>
   */
  public static abstract class TenantServiceImplBase implements io.grpc.BindableService {

    /**
     * <pre>
     * Creates a tenant. Creating it again with the same settings changes nothing; with others it is TENANT_EXISTS.
     * </pre>
     */
    public void createTenant(io.retentiongrpc.v1.CreateTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.CreateTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * One tenant, or TENANT_NOT_FOUND.
     * </pre>
     */
    public void getTenant(io.retentiongrpc.v1.GetTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a tenant with all that it holds. When the call returns, the tenant is gone, durably; then, within an hour (`serve
     * --erase-within`), its data leaves every file. Calls that are open for it end with TENANT_NOT_FOUND, and so does deleting it again. One
     * of the same name may be created at once, and knows nothing of the one before. `default` cannot be deleted: it is there from the first
     * start.
     * </pre>
     */
    public void deleteTenant(io.retentiongrpc.v1.DeleteTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeleteTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * All tenants, by id bytewise.
     * </pre>
     */
    public void listTenants(io.retentiongrpc.v1.ListTenantsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListTenantsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTenantsMethod(), responseObserver);
    }

    /**
     * <pre>
     * What the tenant holds: names, properties and attributes seen, counts, first and last time.
     * </pre>
     */
    public void describeTenant(io.retentiongrpc.v1.DescribeTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DescribeTenantResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDescribeTenantMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds event properties that are kept and can be filtered by, for events accepted from then on. Declaring one again changes
     * nothing. PROPERTY_LIMIT above 32.
     * </pre>
     */
    public void declareEventProperties(io.retentiongrpc.v1.DeclareEventPropertiesRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareEventPropertiesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeclareEventPropertiesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds selectors whose active customers are kept indexed, and takes others back. What is declared changes no answer, ever, also not
     * while an index is being built: only how fast it comes, at the cost of memory. Declaring one again, or taking one back that is not
     * declared, changes nothing. What is taken back leaves first, so that one call can put another in its place; all of a call is done, or
     * none. DECLARATION_EXISTS where a name is that of another selection, or a selection has another name; DECLARATION_LIMIT above 8.
     * </pre>
     */
    public void declareSelectors(io.retentiongrpc.v1.DeclareSelectorsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSelectorsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeclareSelectorsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds inactivity rules, as DeclareSelectors does selectors: ComputeChurn on the bases ACTIVITY and PURCHASE is fast for windows longer
     * than the inactivity where selector and inactivity are declared. DECLARATION_LIMIT above 8.
     * </pre>
     */
    public void declareInactivityRules(io.retentiongrpc.v1.DeclareInactivityRulesRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareInactivityRulesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeclareInactivityRulesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Adds segments, as DeclareSelectors does selectors: questions whose customer_filter asks for values of a segment are as fast as those
     * without a filter. Each value takes as much memory for indexes as all customers together do. DECLARATION_EXISTS where the attribute is
     * declared with other values; DECLARATION_LIMIT above 1.
     * </pre>
     */
    public void declareSegments(io.retentiongrpc.v1.DeclareSegmentsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSegmentsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeclareSegmentsMethod(), responseObserver);
    }

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
          .addMethod(
            getCreateTenantMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.CreateTenantRequest,
                io.retentiongrpc.v1.CreateTenantResponse>(
                  this, METHODID_CREATE_TENANT)))
          .addMethod(
            getGetTenantMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.GetTenantRequest,
                io.retentiongrpc.v1.GetTenantResponse>(
                  this, METHODID_GET_TENANT)))
          .addMethod(
            getDeleteTenantMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DeleteTenantRequest,
                io.retentiongrpc.v1.DeleteTenantResponse>(
                  this, METHODID_DELETE_TENANT)))
          .addMethod(
            getListTenantsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.ListTenantsRequest,
                io.retentiongrpc.v1.ListTenantsResponse>(
                  this, METHODID_LIST_TENANTS)))
          .addMethod(
            getDescribeTenantMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DescribeTenantRequest,
                io.retentiongrpc.v1.DescribeTenantResponse>(
                  this, METHODID_DESCRIBE_TENANT)))
          .addMethod(
            getDeclareEventPropertiesMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DeclareEventPropertiesRequest,
                io.retentiongrpc.v1.DeclareEventPropertiesResponse>(
                  this, METHODID_DECLARE_EVENT_PROPERTIES)))
          .addMethod(
            getDeclareSelectorsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DeclareSelectorsRequest,
                io.retentiongrpc.v1.DeclareSelectorsResponse>(
                  this, METHODID_DECLARE_SELECTORS)))
          .addMethod(
            getDeclareInactivityRulesMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DeclareInactivityRulesRequest,
                io.retentiongrpc.v1.DeclareInactivityRulesResponse>(
                  this, METHODID_DECLARE_INACTIVITY_RULES)))
          .addMethod(
            getDeclareSegmentsMethod(),
            io.grpc.stub.ServerCalls.asyncUnaryCall(
              new MethodHandlers<
                io.retentiongrpc.v1.DeclareSegmentsRequest,
                io.retentiongrpc.v1.DeclareSegmentsResponse>(
                  this, METHODID_DECLARE_SEGMENTS)))
          .build();
    }
  }

  /**
   * <pre>
   * Tenants: separate sets of customers with a calendar and a currency of their own. `default` exists from the first start. A change is
   * durable when the call returns and holds for every event and query after it.
   * </pre>
   */
  public static final class TenantServiceStub extends io.grpc.stub.AbstractAsyncStub<TenantServiceStub> {
    private TenantServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant. Creating it again with the same settings changes nothing; with others it is TENANT_EXISTS.
     * </pre>
     */
    public void createTenant(io.retentiongrpc.v1.CreateTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.CreateTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One tenant, or TENANT_NOT_FOUND.
     * </pre>
     */
    public void getTenant(io.retentiongrpc.v1.GetTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a tenant with all that it holds. When the call returns, the tenant is gone, durably; then, within an hour (`serve
     * --erase-within`), its data leaves every file. Calls that are open for it end with TENANT_NOT_FOUND, and so does deleting it again. One
     * of the same name may be created at once, and knows nothing of the one before. `default` cannot be deleted: it is there from the first
     * start.
     * </pre>
     */
    public void deleteTenant(io.retentiongrpc.v1.DeleteTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeleteTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * All tenants, by id bytewise.
     * </pre>
     */
    public void listTenants(io.retentiongrpc.v1.ListTenantsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListTenantsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTenantsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * What the tenant holds: names, properties and attributes seen, counts, first and last time.
     * </pre>
     */
    public void describeTenant(io.retentiongrpc.v1.DescribeTenantRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DescribeTenantResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDescribeTenantMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds event properties that are kept and can be filtered by, for events accepted from then on. Declaring one again changes
     * nothing. PROPERTY_LIMIT above 32.
     * </pre>
     */
    public void declareEventProperties(io.retentiongrpc.v1.DeclareEventPropertiesRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareEventPropertiesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeclareEventPropertiesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds selectors whose active customers are kept indexed, and takes others back. What is declared changes no answer, ever, also not
     * while an index is being built: only how fast it comes, at the cost of memory. Declaring one again, or taking one back that is not
     * declared, changes nothing. What is taken back leaves first, so that one call can put another in its place; all of a call is done, or
     * none. DECLARATION_EXISTS where a name is that of another selection, or a selection has another name; DECLARATION_LIMIT above 8.
     * </pre>
     */
    public void declareSelectors(io.retentiongrpc.v1.DeclareSelectorsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSelectorsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeclareSelectorsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds inactivity rules, as DeclareSelectors does selectors: ComputeChurn on the bases ACTIVITY and PURCHASE is fast for windows longer
     * than the inactivity where selector and inactivity are declared. DECLARATION_LIMIT above 8.
     * </pre>
     */
    public void declareInactivityRules(io.retentiongrpc.v1.DeclareInactivityRulesRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareInactivityRulesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeclareInactivityRulesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Adds segments, as DeclareSelectors does selectors: questions whose customer_filter asks for values of a segment are as fast as those
     * without a filter. Each value takes as much memory for indexes as all customers together do. DECLARATION_EXISTS where the attribute is
     * declared with other values; DECLARATION_LIMIT above 1.
     * </pre>
     */
    public void declareSegments(io.retentiongrpc.v1.DeclareSegmentsRequest request,
        io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSegmentsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeclareSegmentsMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * <pre>
   * Tenants: separate sets of customers with a calendar and a currency of their own. `default` exists from the first start. A change is
   * durable when the call returns and holds for every event and query after it.
   * </pre>
   */
  public static final class TenantServiceBlockingStub extends io.grpc.stub.AbstractBlockingStub<TenantServiceBlockingStub> {
    private TenantServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant. Creating it again with the same settings changes nothing; with others it is TENANT_EXISTS.
     * </pre>
     */
    public io.retentiongrpc.v1.CreateTenantResponse createTenant(io.retentiongrpc.v1.CreateTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One tenant, or TENANT_NOT_FOUND.
     * </pre>
     */
    public io.retentiongrpc.v1.GetTenantResponse getTenant(io.retentiongrpc.v1.GetTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a tenant with all that it holds. When the call returns, the tenant is gone, durably; then, within an hour (`serve
     * --erase-within`), its data leaves every file. Calls that are open for it end with TENANT_NOT_FOUND, and so does deleting it again. One
     * of the same name may be created at once, and knows nothing of the one before. `default` cannot be deleted: it is there from the first
     * start.
     * </pre>
     */
    public io.retentiongrpc.v1.DeleteTenantResponse deleteTenant(io.retentiongrpc.v1.DeleteTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * All tenants, by id bytewise.
     * </pre>
     */
    public io.retentiongrpc.v1.ListTenantsResponse listTenants(io.retentiongrpc.v1.ListTenantsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTenantsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * What the tenant holds: names, properties and attributes seen, counts, first and last time.
     * </pre>
     */
    public io.retentiongrpc.v1.DescribeTenantResponse describeTenant(io.retentiongrpc.v1.DescribeTenantRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDescribeTenantMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds event properties that are kept and can be filtered by, for events accepted from then on. Declaring one again changes
     * nothing. PROPERTY_LIMIT above 32.
     * </pre>
     */
    public io.retentiongrpc.v1.DeclareEventPropertiesResponse declareEventProperties(io.retentiongrpc.v1.DeclareEventPropertiesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeclareEventPropertiesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds selectors whose active customers are kept indexed, and takes others back. What is declared changes no answer, ever, also not
     * while an index is being built: only how fast it comes, at the cost of memory. Declaring one again, or taking one back that is not
     * declared, changes nothing. What is taken back leaves first, so that one call can put another in its place; all of a call is done, or
     * none. DECLARATION_EXISTS where a name is that of another selection, or a selection has another name; DECLARATION_LIMIT above 8.
     * </pre>
     */
    public io.retentiongrpc.v1.DeclareSelectorsResponse declareSelectors(io.retentiongrpc.v1.DeclareSelectorsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeclareSelectorsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds inactivity rules, as DeclareSelectors does selectors: ComputeChurn on the bases ACTIVITY and PURCHASE is fast for windows longer
     * than the inactivity where selector and inactivity are declared. DECLARATION_LIMIT above 8.
     * </pre>
     */
    public io.retentiongrpc.v1.DeclareInactivityRulesResponse declareInactivityRules(io.retentiongrpc.v1.DeclareInactivityRulesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeclareInactivityRulesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Adds segments, as DeclareSelectors does selectors: questions whose customer_filter asks for values of a segment are as fast as those
     * without a filter. Each value takes as much memory for indexes as all customers together do. DECLARATION_EXISTS where the attribute is
     * declared with other values; DECLARATION_LIMIT above 1.
     * </pre>
     */
    public io.retentiongrpc.v1.DeclareSegmentsResponse declareSegments(io.retentiongrpc.v1.DeclareSegmentsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeclareSegmentsMethod(), getCallOptions(), request);
    }
  }

  /**
   * <pre>
   * Tenants: separate sets of customers with a calendar and a currency of their own. `default` exists from the first start. A change is
   * durable when the call returns and holds for every event and query after it.
   * </pre>
   */
  public static final class TenantServiceFutureStub extends io.grpc.stub.AbstractFutureStub<TenantServiceFutureStub> {
    private TenantServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TenantServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TenantServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Creates a tenant. Creating it again with the same settings changes nothing; with others it is TENANT_EXISTS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.CreateTenantResponse> createTenant(
        io.retentiongrpc.v1.CreateTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One tenant, or TENANT_NOT_FOUND.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.GetTenantResponse> getTenant(
        io.retentiongrpc.v1.GetTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a tenant with all that it holds. When the call returns, the tenant is gone, durably; then, within an hour (`serve
     * --erase-within`), its data leaves every file. Calls that are open for it end with TENANT_NOT_FOUND, and so does deleting it again. One
     * of the same name may be created at once, and knows nothing of the one before. `default` cannot be deleted: it is there from the first
     * start.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DeleteTenantResponse> deleteTenant(
        io.retentiongrpc.v1.DeleteTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * All tenants, by id bytewise.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.ListTenantsResponse> listTenants(
        io.retentiongrpc.v1.ListTenantsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTenantsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * What the tenant holds: names, properties and attributes seen, counts, first and last time.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DescribeTenantResponse> describeTenant(
        io.retentiongrpc.v1.DescribeTenantRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDescribeTenantMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds event properties that are kept and can be filtered by, for events accepted from then on. Declaring one again changes
     * nothing. PROPERTY_LIMIT above 32.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DeclareEventPropertiesResponse> declareEventProperties(
        io.retentiongrpc.v1.DeclareEventPropertiesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeclareEventPropertiesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds selectors whose active customers are kept indexed, and takes others back. What is declared changes no answer, ever, also not
     * while an index is being built: only how fast it comes, at the cost of memory. Declaring one again, or taking one back that is not
     * declared, changes nothing. What is taken back leaves first, so that one call can put another in its place; all of a call is done, or
     * none. DECLARATION_EXISTS where a name is that of another selection, or a selection has another name; DECLARATION_LIMIT above 8.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DeclareSelectorsResponse> declareSelectors(
        io.retentiongrpc.v1.DeclareSelectorsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeclareSelectorsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds inactivity rules, as DeclareSelectors does selectors: ComputeChurn on the bases ACTIVITY and PURCHASE is fast for windows longer
     * than the inactivity where selector and inactivity are declared. DECLARATION_LIMIT above 8.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DeclareInactivityRulesResponse> declareInactivityRules(
        io.retentiongrpc.v1.DeclareInactivityRulesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeclareInactivityRulesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Adds segments, as DeclareSelectors does selectors: questions whose customer_filter asks for values of a segment are as fast as those
     * without a filter. Each value takes as much memory for indexes as all customers together do. DECLARATION_EXISTS where the attribute is
     * declared with other values; DECLARATION_LIMIT above 1.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<io.retentiongrpc.v1.DeclareSegmentsResponse> declareSegments(
        io.retentiongrpc.v1.DeclareSegmentsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeclareSegmentsMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_TENANT = 0;
  private static final int METHODID_GET_TENANT = 1;
  private static final int METHODID_DELETE_TENANT = 2;
  private static final int METHODID_LIST_TENANTS = 3;
  private static final int METHODID_DESCRIBE_TENANT = 4;
  private static final int METHODID_DECLARE_EVENT_PROPERTIES = 5;
  private static final int METHODID_DECLARE_SELECTORS = 6;
  private static final int METHODID_DECLARE_INACTIVITY_RULES = 7;
  private static final int METHODID_DECLARE_SEGMENTS = 8;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final TenantServiceImplBase serviceImpl;
    private final int methodId;

    MethodHandlers(TenantServiceImplBase serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_CREATE_TENANT:
          serviceImpl.createTenant((io.retentiongrpc.v1.CreateTenantRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.CreateTenantResponse>) responseObserver);
          break;
        case METHODID_GET_TENANT:
          serviceImpl.getTenant((io.retentiongrpc.v1.GetTenantRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.GetTenantResponse>) responseObserver);
          break;
        case METHODID_DELETE_TENANT:
          serviceImpl.deleteTenant((io.retentiongrpc.v1.DeleteTenantRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeleteTenantResponse>) responseObserver);
          break;
        case METHODID_LIST_TENANTS:
          serviceImpl.listTenants((io.retentiongrpc.v1.ListTenantsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.ListTenantsResponse>) responseObserver);
          break;
        case METHODID_DESCRIBE_TENANT:
          serviceImpl.describeTenant((io.retentiongrpc.v1.DescribeTenantRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DescribeTenantResponse>) responseObserver);
          break;
        case METHODID_DECLARE_EVENT_PROPERTIES:
          serviceImpl.declareEventProperties((io.retentiongrpc.v1.DeclareEventPropertiesRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareEventPropertiesResponse>) responseObserver);
          break;
        case METHODID_DECLARE_SELECTORS:
          serviceImpl.declareSelectors((io.retentiongrpc.v1.DeclareSelectorsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSelectorsResponse>) responseObserver);
          break;
        case METHODID_DECLARE_INACTIVITY_RULES:
          serviceImpl.declareInactivityRules((io.retentiongrpc.v1.DeclareInactivityRulesRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareInactivityRulesResponse>) responseObserver);
          break;
        case METHODID_DECLARE_SEGMENTS:
          serviceImpl.declareSegments((io.retentiongrpc.v1.DeclareSegmentsRequest) request,
              (io.grpc.stub.StreamObserver<io.retentiongrpc.v1.DeclareSegmentsResponse>) responseObserver);
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

  private static abstract class TenantServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TenantServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return io.retentiongrpc.v1.TenantServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TenantService");
    }
  }

  private static final class TenantServiceFileDescriptorSupplier
      extends TenantServiceBaseDescriptorSupplier {
    TenantServiceFileDescriptorSupplier() {}
  }

  private static final class TenantServiceMethodDescriptorSupplier
      extends TenantServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final String methodName;

    TenantServiceMethodDescriptorSupplier(String methodName) {
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
      synchronized (TenantServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TenantServiceFileDescriptorSupplier())
              .addMethod(getCreateTenantMethod())
              .addMethod(getGetTenantMethod())
              .addMethod(getDeleteTenantMethod())
              .addMethod(getListTenantsMethod())
              .addMethod(getDescribeTenantMethod())
              .addMethod(getDeclareEventPropertiesMethod())
              .addMethod(getDeclareSelectorsMethod())
              .addMethod(getDeclareInactivityRulesMethod())
              .addMethod(getDeclareSegmentsMethod())
              .build();
        }
      }
    }
    return result;
  }
}
