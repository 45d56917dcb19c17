"""The calls that grpcurl makes: list, describe, and a call built from nothing but the answers."""

import expect
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from grpc.reflection.v1 import reflection_pb2, reflection_pb2_grpc
from grpc.reflection.v1alpha import reflection_pb2 as alpha_pb2
from grpc.reflection.v1alpha import reflection_pb2_grpc as alpha_pb2_grpc

SERVICES = {
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "retention.v1.IngestionService",
    "retention.v1.MetricsService",
    "retention.v1.CustomerService",
    "retention.v1.TenantService",
    "retention.v1.OperationsService",
}
NOT_FOUND = 5


def ask(channel, messages, services, questions):
    requests = [messages.ServerReflectionRequest(**question) for question in questions]
    stub = services.ServerReflectionStub(channel)
    responses = list(stub.ServerReflectionInfo(iter(requests), timeout=expect.DEADLINE))
    expect.equal(requests, [response.original_request for response in responses], "requests that were answered")
    return responses


def ask_stable(channel, *questions):
    return ask(channel, reflection_pb2, reflection_pb2_grpc, questions)


def ask_alpha(channel, *questions):
    return ask(channel, alpha_pb2, alpha_pb2_grpc, questions)


def files_of(response):
    parse = descriptor_pb2.FileDescriptorProto.FromString
    return [parse(data) for data in response.file_descriptor_response.file_descriptor_proto]


def pool_of(files):
    """A pool of the files and of nothing else: it cannot be built if an import is missing."""
    by_name = {file.name: file for file in files}
    expect.equal(len(files), len(by_name), "files, each once")
    pool = descriptor_pool.DescriptorPool()
    added = set()

    def add(name):
        if name not in added:
            added.add(name)
            for imported in by_name[name].dependency:
                add(imported)
            pool.Add(by_name[name])

    for name in by_name:
        add(name)
    return pool


def check_list(ask_version):
    def run(channel):
        (response,) = ask_version(channel, {"host": "h", "list_services": "*"})
        expect.equal("h", response.valid_host)
        names = [service.name for service in response.list_services_response.service]
        expect.equal(sorted(names), names, "services in order")
        expect.true(SERVICES <= set(names), f"a service is missing: {SERVICES - set(names)}")

    return run


def check_describe(ask_version):
    def run(channel):
        (response,) = ask_version(channel, {"file_containing_symbol": "retention.v1.MetricsService"})
        files = files_of(response)
        expect.equal("retention/v1/metrics_service.proto", files[0].name)
        service = pool_of(files).FindServiceByName("retention.v1.MetricsService")
        expect.equal("retention.v1.ComputeChurnRequest", service.FindMethodByName("ComputeChurn").input_type.full_name)

    return run


def check_symbols(ask_version):
    def run(channel):
        symbols = {
            "retention.v1.IngestionService.StreamEvents": "retention/v1/ingestion_service.proto",
            "retention.v1.Event": "retention/v1/event.proto",
            "retention.v1.Event.customer_id": "retention/v1/event.proto",
            "retention.v1.SURVEY_TYPE_NPS": "retention/v1/event.proto",
        }
        for response, file in zip(ask_version(channel, *({"file_containing_symbol": name} for name in symbols)), symbols.values()):
            expect.equal(file, files_of(response)[0].name)

    return run


def check_errors(ask_version):
    def run(channel):
        questions = [
            {"file_containing_symbol": "no.such.Symbol"},
            {"file_by_filename": "no/such/file.proto"},
            {"all_extension_numbers_of_type": "retention.v1.Event"},
            {"file_by_filename": "retention/v1/event.proto"},
        ]
        *errors, last = ask_version(channel, *questions)
        expect.equal([NOT_FOUND] * 3, [response.error_response.error_code for response in errors])
        expect.equal("retention/v1/event.proto", files_of(last)[0].name)

    return run


def check_bytes(channel):
    """reflection: path and bytes are those of the public contract"""
    for version in ("v1", "v1alpha"):
        call = channel.stream_stream(f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo")
        # Field 7 of the request, list_services, empty; field 6 of the response is its answer.
        (response,) = call(iter([b"\x3a\x00"]), timeout=expect.DEADLINE)
        expect.true(b"\x0a\x1bretention.v1.MetricsService" in response, "the service is not in the answer's bytes")
        expect.true(response.startswith(b"\x12\x02\x3a\x00\x32"), f"unexpected bytes {response[:8]!r}")


def check_dynamic_call(channel):
    """reflection: a call made from nothing but what reflection says is answered"""
    (response,) = ask_stable(channel, {"file_containing_symbol": "retention.v1.MetricsService"})
    pool = pool_of(files_of(response))
    method = pool.FindServiceByName("retention.v1.MetricsService").FindMethodByName("ComputeChurn")
    factory = message_factory.MessageFactory(pool)
    request = factory.GetPrototype(method.input_type)()
    text = '{"window": {"interval": {"startTime": "2025-06-01T00:00:00Z", "endTime": "2025-07-01T00:00:00Z"}}}'
    json_format.Parse(text, request, descriptor_pool=pool)
    call = channel.unary_unary("/retention.v1.MetricsService/ComputeChurn")
    data = call(request.SerializeToString(), timeout=expect.DEADLINE)
    answer = factory.GetPrototype(method.output_type).FromString(data)
    expect.equal((3, 5), (answer.counts.start_count, answer.counts.end_count), "start and end")


def named(name, run):
    run.__doc__ = name
    return run


CHECKS = [
    named(f"reflection {version}: {what}", make(ask_version))
    for version, ask_version in (("v1", ask_stable), ("v1alpha", ask_alpha))
    for what, make in (
        ("every service is listed", check_list),
        ("a service comes with all its imports", check_describe),
        ("symbols of every kind are found", check_symbols),
        ("what is not there is an error_response", check_errors),
    )
] + [check_bytes, check_dynamic_call]
