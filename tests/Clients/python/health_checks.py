"""The calls that grpc_health_probe makes."""

import expect
import grpc
from grpc.health.v1 import health_pb2, health_pb2_grpc

SERVING = health_pb2.HealthCheckResponse.SERVING
SERVICES = ["retention.v1.IngestionService", "retention.v1.MetricsService", "retention.v1.CustomerService",
            "retention.v1.TenantService", "retention.v1.OperationsService"]


def check_server(channel):
    """health: the server as a whole is SERVING"""
    stub = health_pb2_grpc.HealthStub(channel)
    response = stub.Check(health_pb2.HealthCheckRequest(), timeout=expect.DEADLINE, wait_for_ready=True)
    expect.equal(SERVING, response.status)


def check_bytes(channel):
    """health: path and bytes are those of the public contract"""
    call = channel.unary_unary("/grpc.health.v1.Health/Check")
    expect.equal(b"\x08\x01", call(b"", timeout=expect.DEADLINE))


def check_services(channel):
    """health: each service is SERVING"""
    stub = health_pb2_grpc.HealthStub(channel)
    for service in SERVICES:
        response = stub.Check(health_pb2.HealthCheckRequest(service=service), timeout=expect.DEADLINE)
        expect.equal(SERVING, response.status, service)


def check_unknown(channel):
    """health: an unknown service is NOT_FOUND"""
    stub = health_pb2_grpc.HealthStub(channel)
    request = health_pb2.HealthCheckRequest(service="no.such.Service")
    expect.fails(grpc.StatusCode.NOT_FOUND, lambda: stub.Check(request, timeout=expect.DEADLINE))


def check_watch(channel):
    """health: a watch begins with the state of now"""
    stub = health_pb2_grpc.HealthStub(channel)
    states = [("", SERVING), ("no.such.Service", health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)]
    for service, state in states:
        call = stub.Watch(health_pb2.HealthCheckRequest(service=service), timeout=expect.DEADLINE)
        expect.equal(state, next(call).status, service)
        call.cancel()


def check_list(channel):
    """health: the list has every service"""
    stub = health_pb2_grpc.HealthStub(channel)
    response = stub.List(health_pb2.HealthListRequest(), timeout=expect.DEADLINE)
    for service in ["", *SERVICES]:
        expect.equal(SERVING, response.statuses[service].status, service)


CHECKS = [check_server, check_bytes, check_services, check_unknown, check_watch, check_list]
