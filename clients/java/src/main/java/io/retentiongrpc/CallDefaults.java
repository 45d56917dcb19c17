package io.retentiongrpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What goes with every call of a client unless the call says otherwise: its headers, and a deadline where there is one answer. */
final class CallDefaults implements ClientInterceptor {
    private final Metadata headers = new Metadata();
    private final Duration deadline;

    CallDefaults(Metadata headers, Duration deadline) {
        this.headers.merge(headers);
        this.deadline = deadline;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        boolean isOpenEnded = options.getDeadline() != null || method.getType() != MethodDescriptor.MethodType.UNARY;
        CallOptions own = isOpenEnded ? options : options.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
        return new SimpleForwardingClientCall<>(next.newCall(method, own)) {
            @Override
            public void start(Listener<A> listener, Metadata sent) {
                Metadata all = new Metadata();
                all.merge(headers);
                // An own value takes the place of the default instead of standing beside it.
                for (String name : sent.keys()) {
                    if (!name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
                        all.discardAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
                    }
                }
                all.merge(sent);
                super.start(listener, all);
            }
        };
    }
}
