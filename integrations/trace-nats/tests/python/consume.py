"""Reads one message of a stream, and goes on in the trace that its headers name."""

import asyncio
import json
import sys

import nats
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

url, subject, answers = sys.argv[1:]
trace.set_tracer_provider(TracerProvider())
tracer = trace.get_tracer("consumer")


async def main():
    connection = await nats.connect(url)
    jetstream = connection.jetstream()
    subscription = await jetstream.pull_subscribe(subject, "python")
    [message] = await subscription.fetch(1, timeout=30)
    context = TraceContextTextMapPropagator().extract(message.headers)
    with tracer.start_as_current_span("python consumer", context=context) as span:
        headers = {"x-correlation-id": message.headers["x-correlation-id"]}
        TraceContextTextMapPropagator().inject(headers)
        answer = str(json.loads(message.data) + 1).encode()
        await jetstream.publish(answers, answer, headers=headers)
        await message.ack()
        print(json.dumps({
            "trace_id": format(span.get_span_context().trace_id, "032x"),
            "span_id": format(span.get_span_context().span_id, "016x"),
            "parent_id": format(span.parent.span_id, "016x"),
        }))
    await connection.close()


asyncio.run(main())
