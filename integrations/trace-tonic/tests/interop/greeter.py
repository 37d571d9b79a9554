"""The messages of greeter.proto, and what is printed of a span: what client.py and server.py share."""

import json

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult

SERVICE = "greeter.Greeter"


def to_bytes(text):
    """A message whose one field, number 1, is a text of less than 128 bytes."""
    value = text.encode()
    assert len(value) < 128
    return b"\x0a" + bytes([len(value)]) + value


def from_bytes(message):
    return message[2:].decode()


class PrintedSpans(SpanExporter):
    """Prints each span on a line."""

    def export(self, spans):
        for span in spans:
            context, parent = span.get_span_context(), span.parent
            line = {
                "name": span.name,
                "kind": span.kind.name,
                "trace_id": trace.format_trace_id(context.trace_id),
                "span_id": trace.format_span_id(context.span_id),
                "parent_span_id": trace.format_span_id(parent.span_id) if parent else None,
            }
            print(json.dumps(line), flush=True)
        return SpanExportResult.SUCCESS


def print_spans():
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(PrintedSpans()))
    trace.set_tracer_provider(provider)
    return trace.get_tracer("greeter")
