"""Reads one entry of a stream, and goes on in the trace that stands beside its payload."""

import json
import sys

import redis
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

url, stream, answers = sys.argv[1:]
trace.set_tracer_provider(TracerProvider())
tracer = trace.get_tracer("consumer")
connection = redis.Redis.from_url(url, decode_responses=True)

[(_, [(_, fields)])] = connection.xread({stream: "0-0"}, count=1, block=30_000)
context = TraceContextTextMapPropagator().extract(fields)
with tracer.start_as_current_span("python consumer", context=context) as span:
    answer = {"payload": json.dumps(json.loads(fields["payload"]) + 1)}
    TraceContextTextMapPropagator().inject(answer)
    answer["x-correlation-id"] = fields["x-correlation-id"]
    connection.xadd(answers, answer)
    print(json.dumps({
        "trace_id": format(span.get_span_context().trace_id, "032x"),
        "span_id": format(span.get_span_context().span_id, "016x"),
        "parent_id": format(span.parent.span_id, "016x"),
        "correlation_id": fields["x-correlation-id"],
    }))
