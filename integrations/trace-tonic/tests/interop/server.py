"""A greeter in Python. Prints its port, then each span that it ends."""

from concurrent.futures import ThreadPoolExecutor

import grpc
from opentelemetry.instrumentation.grpc import GrpcInstrumentorServer

from greeter import SERVICE, from_bytes, print_spans, to_bytes


def say_hello(name, context):
    if name == "Nobody":
        context.abort(grpc.StatusCode.NOT_FOUND, "there is nobody")
    return f"Hello {name}!"


def repeat(name, context):
    for _ in range(2):
        yield say_hello(name, context)


print_spans()
GrpcInstrumentorServer().instrument()
server = grpc.server(ThreadPoolExecutor(max_workers=2))
coding = {"request_deserializer": from_bytes, "response_serializer": to_bytes}
methods = {
    "SayHello": grpc.unary_unary_rpc_method_handler(say_hello, **coding),
    "Repeat": grpc.unary_stream_rpc_method_handler(repeat, **coding),
}
server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(SERVICE, methods)])
print(server.add_insecure_port("127.0.0.1:0"), flush=True)
server.start()
server.wait_for_termination()
