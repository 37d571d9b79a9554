"""Calls the greeter on a port: prints each span that it ends, and then what it was answered."""

import sys

import grpc
from opentelemetry.instrumentation.grpc import GrpcInstrumentorClient

from greeter import SERVICE, from_bytes, print_spans, to_bytes

tracer = print_spans()
GrpcInstrumentorClient().instrument()
coding = {"request_serializer": to_bytes, "response_deserializer": from_bytes}
with grpc.insecure_channel(f"127.0.0.1:{sys.argv[1]}") as channel:
    say_hello = channel.unary_unary(f"/{SERVICE}/SayHello", **coding)
    repeat = channel.unary_stream(f"/{SERVICE}/Repeat", **coding)
    answers = []
    with tracer.start_as_current_span("python"):
        answers.append(say_hello("Grace"))
        answers.extend(repeat("Ada"))
        for name, timeout in [("Nobody", None), ("Slow", 1)]:
            try:
                say_hello(name, timeout=timeout)
            except grpc.RpcError as error:
                answers.append(error.code().name)
print(" ".join(answers), flush=True)
